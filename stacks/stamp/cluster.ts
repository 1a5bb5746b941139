import { PrivateCluster } from "../../components/cluster/privateCluster.ts";
import { ClusterIdentities } from "../../components/identity/clusterIdentities.ts";
import { systemPoolName } from "../../config/schema/stamp/pools.ts";
import { subnetNames } from "../../lib/addressPlan.ts";
import { armId } from "../../lib/resourceTypes.ts";
import type { NetworkPart } from "./network.ts";
import type { StampScope } from "./scope.ts";
import type { ServicesPart } from "./services.ts";

/** Identities and the cluster. */
export function clusterPart(
  scope: StampScope,
  { network, firewall, dns }: NetworkPart,
  { registryConnection }: ServicesPart,
): PrivateCluster {
  const { config, global, shared, group, resourceGroupName, privateLinkGroup, idInGroup } = scope;
  const { subnets, virtualNetwork } = network;
  const virtualNetworkName = shared.names.virtualNetwork();
  const subnetScope = (role: "systemNodes" | "userNodes" | "ingress" | "privateLink") => ({
    id: subnets[role].id,
    armId: idInGroup("azure-native:network:Subnet", { virtualNetworkName, subnetName: subnetNames[role] }),
  });
  const aks = dns.zones.aks;
  const identities = new ClusterIdentities("identities", {
    ...shared,
    resourceGroupName,
    dependsOn: group,
    subscriptionId: global.subscriptionId,
    subnets: {
      "system-nodes": subnetScope("systemNodes"),
      "user-nodes": subnetScope("userNodes"),
      ingress: subnetScope("ingress"),
      "private-link": subnetScope("privateLink"),
    },
    virtualNetwork: {
      id: virtualNetwork.id,
      armId: idInGroup("azure-native:network:VirtualNetwork", { virtualNetworkName }),
    },
    apiZone: {
      id: aks.zone.id,
      armId: idInGroup("azure-native:privatedns:PrivateZone", { privateZoneName: aks.zoneName }),
    },
    privateLinkGroup: {
      id: privateLinkGroup.id,
      armId: armId("azure-native:resources:ResourceGroup", global.subscriptionId, {
        resourceGroupName: scope.privateLinkGroupName,
      }),
    },
    registry: { id: global.registry.id, armId: global.registry.id },
  });
  return new PrivateCluster("cluster", {
    ...shared,
    zones: config.zones,
    tenantId: global.tenantId,
    kubernetesVersion: config.cluster.kubernetesVersion,
    podCidr: config.cluster.podCidr,
    serviceCidr: config.cluster.serviceCidr,
    systemPool: { name: systemPoolName, ...config.cluster.systemPool },
    userPools: config.cluster.userPools,
    systemSubnetId: subnets.systemNodes.id,
    userSubnetId: subnets.userNodes.id,
    apiZoneId: aks.zone.id,
    controlPlaneIdentityId: identities.controlPlane.id,
    kubelet: identities.kubelet,
    dependsOn: [network, firewall, identities, aks.link, registryConnection],
  });
}
