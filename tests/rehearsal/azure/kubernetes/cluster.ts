/** A cluster, its identity and its network, as far as the cloud controller looks at them. */
import type { Properties } from "../../../../lib/properties.ts";
import { grant, identity, location, network, newKit, type Kit } from "../kit.ts";
import { madeByAzure } from "../networkKit.ts";

export const host = "aks-test.privatelink.eastus.azmk8s.io";
export const prefix = "service.beta.kubernetes.io/azure-";

export interface ClusterKit extends Kit {
  readonly cluster: string;
  readonly principalId: string;
  readonly groupId: string;
  readonly networkId: string;
  readonly subnet: (name: string) => string;
}

/** Puts a cluster there without AKS' own rules, which have their own tests. */
export async function newClusterKit(): Promise<ClusterKit> {
  const kit = await newKit();
  const net = await network(kit, {
    "snet-nodes": { addressPrefix: "10.0.1.0/24" },
    "snet-ingress": { addressPrefix: "10.0.2.0/28", privateLinkServiceNetworkPolicies: "Enabled" },
    "snet-pls": { addressPrefix: "10.0.3.0/28", privateLinkServiceNetworkPolicies: "Disabled" },
  });
  const { id: identityId, principalId } = await identity(kit, "id-cluster");
  const nodeGroup = `/subscriptions/${kit.subscription.view.subscriptionId}/resourceGroups/rg-nodes`;
  kit.store.put(madeByAzure(nodeGroup, "Microsoft.Resources/resourceGroups"));
  const cluster = `${kit.providers}/Microsoft.ContainerService/managedClusters/aks`;
  kit.store.put({
    ...madeByAzure(cluster, "Microsoft.ContainerService/managedClusters", {
      privateFQDN: host,
      nodeResourceGroup: "rg-nodes",
    }),
    inputs: {
      location,
      nodeResourceGroup: "rg-nodes",
      kubernetesVersion: "1.36",
      agentPoolProfiles: [{ name: "system", vnetSubnetID: net.subnet("snet-nodes") }],
      identity: { type: "UserAssigned", userAssignedIdentities: [identityId] },
    },
  });
  return {
    ...kit,
    cluster,
    principalId,
    groupId: kit.providers.replace("/providers", ""),
    networkId: net.id,
    subnet: net.subnet,
  };
}

/** What the program grants: the network for addresses, the resource group for the private link service. */
export async function grantAll(kit: ClusterKit): Promise<void> {
  await grant(kit, kit.principalId, "networkContributor", kit.groupId);
}

/** Annotations of an internal load balancer with a private link service. */
export function annotations(changes: Record<string, string | undefined> = {}): Record<string, string> {
  const all = {
    "load-balancer-internal": "true",
    "load-balancer-internal-subnet": "snet-ingress",
    "pls-create": "true",
    "pls-name": "pls-api",
    "pls-resource-group": "rg-test",
    "pls-ip-configuration-subnet": "snet-pls",
    ...changes,
  };
  return Object.fromEntries(
    Object.entries(all).flatMap(([key, value]) => (value === undefined ? [] : [[`${prefix}${key}`, value]])),
  );
}

export function kubeconfig(server: string): Properties {
  return {
    kubeconfig: JSON.stringify({
      apiVersion: "v1",
      kind: "Config",
      clusters: [{ name: "c", cluster: { server } }],
    }),
  };
}
