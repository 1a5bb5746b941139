import { setImmediate as oneTurn } from "node:timers/promises";
import { ResourceGroup } from "@pulumi/azure-native/resources/resourceGroup.js";
import * as pulumi from "@pulumi/pulumi";
import { clusterAccess } from "../components/cluster/clusterAccess.ts";
import { Platform } from "../components/cluster/platform.ts";
import { PrivateCluster } from "../components/cluster/privateCluster.ts";
import { Workload } from "../components/cluster/workload.ts";
import { StampVault } from "../components/data/stampVault.ts";
import { StampOrigin } from "../components/edge/stampOrigin.ts";
import { ClusterIdentities } from "../components/identity/clusterIdentities.ts";
import { WorkloadIdentity } from "../components/identity/workloadIdentity.ts";
import { EgressFirewall } from "../components/network/egressFirewall.ts";
import { PrivateConnection } from "../components/network/privateConnection.ts";
import { PrivateDns } from "../components/network/privateDns.ts";
import { StampNetwork } from "../components/network/stampNetwork.ts";
import type { StackContext } from "../config/context.ts";
import { addressPlanRequest } from "../config/networks.ts";
import { regionsOf, requireRegion } from "../config/regions.ts";
import { systemPoolName, type StampConfig } from "../config/schema.ts";
import { formatStackName, stackFileName } from "../config/stackName.ts";
import { globalContractSchema, type GlobalContract } from "../contracts/global.ts";
import { readContract } from "../contracts/reference.ts";
import type { StampContract } from "../contracts/stamp.ts";
import { planAddresses, subnetNames } from "../lib/addressPlan.ts";
import { egressFor, stampFeatures } from "../lib/egress/catalogue.ts";
import { ruleCollectionGroups } from "../lib/egress/firewallRules.ts";
import { namesFor } from "../lib/names.ts";
import { stampSecurityRules } from "../lib/nsg/stampRules.ts";
import * as origin from "../lib/origin.ts";
import { armId } from "../lib/resourceTypes.ts";
import { stackTags } from "../lib/tags.ts";
import type { Promised } from "./promised.ts";

/** Everything that one region needs to serve requests by itself. */
export async function program(
  context: StackContext<StampConfig>,
): Promise<{ contract: pulumi.Output<unknown> }> {
  const { config, stack } = context;
  const global = await readGlobal(context);
  const { subscriptionId, tenantId } = global;
  const { location, zones } = config;
  const region = requireRegion(location, { file: stackFileName(stack.text), key: "location" });
  const names = namesFor(stack);
  const tags = stackTags(stack, config.tags);

  // Names are plain, so that ids are known before anything exists; what uses a plain name depends on the group.
  const resourceGroupName = names.resourceGroup();
  const group = new ResourceGroup("stamp", { resourceGroupName, location, tags });
  // The engine begins with the group while the rest is still being declared.
  await oneTurn();
  const privateLinkGroupName = names.resourceGroup("privatelink");
  const privateLinkGroup = new ResourceGroup("private-link", {
    resourceGroupName: privateLinkGroupName,
    location,
    tags,
  });
  const shared = { names, resourceGroupName: group.name, location, tags };

  // Network: subnets, the way out, names.
  const plan = planAddresses(
    addressPlanRequest(config, new Set([...regionsOf(context.siblings), location]).size),
  );
  const network = new StampNetwork("network", {
    ...shared,
    plan,
    securityRules: stampSecurityRules({
      plan,
      podCidr: config.cluster.podCidr,
      originPort: origin.originPort,
    }),
  });
  const { subnets, virtualNetwork } = network;
  const firewall = new EgressFirewall("firewall", {
    ...shared,
    zones,
    tier: config.firewall.tier,
    publicIpCount: config.firewall.publicIpCount,
    parentPolicy: global.firewallPolicy,
    subnetId: subnets.firewall.id,
    expectedPrivateIp: plan.firewallPrivateIp,
    sources: [plan.subnets.systemNodes, plan.subnets.userNodes],
    ruleCollectionGroups: ruleCollectionGroups(
      egressFor(stampFeatures, { location, allowedHosts: config.firewall.allowedHosts }),
    ),
    dependsOn: [network],
  });
  const { zones: dnsZones } = new PrivateDns("dns", {
    ...shared,
    targets: ["registry", "cosmos", "keyVault", "aks"],
    virtualNetworkId: virtualNetwork.id,
  });

  // What the stamp reaches privately.
  const { vault } = new StampVault("vault", { ...shared, tenantId });
  const connect = (
    target: "registry" | "cosmos" | "keyVault",
    targetId: pulumi.Input<string>,
  ): PrivateConnection =>
    new PrivateConnection(`${target.toLowerCase()}-connection`, {
      ...shared,
      target,
      targetId,
      subnetId: subnets.privateEndpoints.id,
      zone: dnsZones[target],
    });
  const registryConnection = connect("registry", global.registry.id);
  const dataConnections = [connect("cosmos", global.cosmos.id), connect("keyVault", vault.id)];

  // Identities and the cluster.
  const inGroup = (token: string, inputs: Record<string, string>): string =>
    armId(token, subscriptionId, { resourceGroupName, ...inputs });
  const networkInputs = { virtualNetworkName: names.virtualNetwork() };
  const subnetScope = (role: "systemNodes" | "userNodes" | "ingress" | "privateLink") => ({
    id: subnets[role].id,
    armId: inGroup("azure-native:network:Subnet", { ...networkInputs, subnetName: subnetNames[role] }),
  });
  const identities = new ClusterIdentities("identities", {
    ...shared,
    resourceGroupName,
    dependsOn: group,
    subscriptionId,
    subnets: {
      "system-nodes": subnetScope("systemNodes"),
      "user-nodes": subnetScope("userNodes"),
      ingress: subnetScope("ingress"),
      "private-link": subnetScope("privateLink"),
    },
    virtualNetwork: {
      id: virtualNetwork.id,
      armId: inGroup("azure-native:network:VirtualNetwork", networkInputs),
    },
    apiZone: {
      id: dnsZones.aks.zone.id,
      armId: inGroup("azure-native:privatedns:PrivateZone", { privateZoneName: dnsZones.aks.zoneName }),
    },
    privateLinkGroup: {
      id: privateLinkGroup.id,
      armId: armId("azure-native:resources:ResourceGroup", subscriptionId, {
        resourceGroupName: privateLinkGroupName,
      }),
    },
    registry: { id: global.registry.id, armId: global.registry.id },
  });
  const { cluster, pools } = new PrivateCluster("cluster", {
    ...shared,
    zones,
    tenantId,
    kubernetesVersion: config.cluster.kubernetesVersion,
    podCidr: config.cluster.podCidr,
    serviceCidr: config.cluster.serviceCidr,
    systemPool: { name: systemPoolName, ...config.cluster.systemPool },
    userPools: config.cluster.userPools,
    systemSubnetId: subnets.systemNodes.id,
    userSubnetId: subnets.userNodes.id,
    apiZoneId: dnsZones.aks.zone.id,
    controlPlaneIdentityId: identities.controlPlane.id,
    kubelet: identities.kubelet,
    dependsOn: [network, firewall, identities, dnsZones.aks.link, registryConnection],
  });
  const workloadIdentity = new WorkloadIdentity("workload-identity", {
    ...shared,
    resourceGroupName,
    dependsOn: group,
    subscriptionId,
    issuer: cluster.oidcIssuerProfile.apply((profile) => profile?.issuerURL ?? ""),
    namespace: origin.workloadNamespace,
    serviceAccount: origin.workloadServiceAccount,
    vault: vault.id,
    cosmos: global.cosmos,
  });

  // In the cluster.
  const provider = clusterAccess(
    "kubernetes",
    {
      resourceGroupName,
      clusterName: cluster.name,
      clusterIdentifier: inGroup("azure-native:containerservice:ManagedCluster", {
        resourceName: names.managedCluster(),
      }),
    },
    {},
  );
  const platform = new Platform("platform", {
    provider,
    registry: global.registry.loginServer,
    dependsOn: [...pools],
  });
  const originHostName = origin.originHostName(stack.text, global.frontDoor.endpointHostName);
  const workload = new Workload("workload", {
    provider,
    namespace: origin.workloadNamespace,
    serviceAccount: origin.workloadServiceAccount,
    registry: global.registry.loginServer,
    location,
    tenantId,
    clientId: workloadIdentity.clientId,
    vaultName: vault.name,
    certificate: origin.originCertificate,
    cosmos: global.cosmos,
    healthPath: origin.healthPath,
    port: origin.workloadPort,
    origin: {
      port: origin.originPort,
      hostName: originHostName,
      frontDoorId: global.frontDoor.frontDoorId,
      service: {
        loadBalancerSubnet: subnetNames.ingress,
        privateLinkSubnet: subnetNames.privateLink,
        privateLinkService: names.privateLinkService(),
        privateLinkResourceGroup: privateLinkGroupName,
      },
    },
    dependsOn: [platform.secretsStore, workloadIdentity, ...dataConnections],
  });

  // The way in.
  new StampOrigin("origin", {
    profileName: global.frontDoor.profileName,
    originGroupName: global.frontDoor.originGroups.api.name,
    resourceGroupName: global.frontDoor.resourceGroupName,
    originName: names.frontDoorOrigin(),
    hostName: originHostName,
    privateLinkServiceId: origin.privateLinkServiceId(
      subscriptionId,
      privateLinkGroupName,
      names.privateLinkService(),
    ),
    privateLinkLocation: region.frontDoorPrivateLinkNearest,
    stack: stack.text,
    ...config.edge,
    dependsOn: [workload.release],
  });

  const contract: Promised<StampContract> = {
    version: 1,
    stack: stack.text,
    location,
    resourceGroupName,
    addressSpace: plan.addressSpace,
    firewall: { privateIp: firewall.privateIp, publicIps: firewall.publicIps },
    cluster: { id: cluster.id, name: cluster.name, privateFqdn: cluster.privateFQDN },
    keyVault: { id: vault.id, name: vault.name },
    origin: {
      name: names.frontDoorOrigin(),
      hostName: originHostName,
      enabled: config.edge.enabled,
      weight: config.edge.weight,
    },
  };
  return { contract: pulumi.output<unknown>(contract) };
}

/** The contract of the global stack of the same environment. */
function readGlobal({ stack }: StackContext<StampConfig>): Promise<GlobalContract> {
  const text = formatStackName({ environment: stack.environment, kind: "global" });
  const name = `${pulumi.getOrganization()}/${pulumi.getProject()}/${text}`;
  return readContract(
    new pulumi.StackReference(text, { name }),
    text,
    globalContractSchema,
    `pulumi up -s ${text}`,
  );
}
