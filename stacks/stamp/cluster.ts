import { getClientConfig } from "@pulumi/azure-native/authorization/getClientConfig.js";
import type * as pulumi from "@pulumi/pulumi";
import type { ApiServerArgs } from "../../components/cluster/clusterNetwork.ts";
import { ClusterMonitoring } from "../../components/cluster/clusterMonitoring.ts";
import { PrivateCluster } from "../../components/cluster/privateCluster.ts";
import { ClusterIdentities } from "../../components/identity/clusterIdentities.ts";
import { ClusterPeople, type ClusterPeopleArgs } from "../../components/identity/clusterPeople.ts";
import type { Scope } from "../../components/identity/roleAssignment.ts";
import { systemPoolName } from "../../config/schema/stamp/pools.ts";
import { stackFileName } from "../../config/stackName.ts";
import { UserError } from "../../config/userError.ts";
import type { GlobalContract } from "../../contracts/global.ts";
import { subnetNames } from "../../lib/addressPlan.ts";
import { armId } from "../../lib/resourceTypes.ts";
import { checkVersionStep, lastCluster } from "./lastCluster.ts";
import type { NetworkPart } from "./network.ts";
import type { StampScope } from "./scope.ts";
import { regionalMonitoring, type ServicesPart } from "./services.ts";

/** The cluster, and when it can be worked with. */
export interface ClusterPart extends Pick<PrivateCluster, "cluster" | "pools" | "systemPools"> {
  /** Name of a private API server; empty for a public one. */
  readonly privateFqdn: pulumi.Output<string>;
  /** What must exist before anything is installed: nodes, and the deployer's rights. */
  readonly ready: readonly pulumi.Resource[];
}

/** Identities, the cluster, and who may work with it. */
export async function clusterPart(
  scope: StampScope,
  network: NetworkPart,
  services: ServicesPart,
): Promise<ClusterPart> {
  const { context, config, global, shared } = scope;
  const { subnets } = network.network;
  const last = await lastCluster(context.stack);
  checkVersionStep(context.stack, last, config.cluster.kubernetesVersion);

  const region = regionalMonitoring(scope);
  const identities = clusterIdentities(scope, network);
  const { cluster: wanted } = config;
  const { cluster, pools, systemPools } = new PrivateCluster("cluster", {
    ...shared,
    zones: config.zones,
    tenantId: global.tenantId,
    tier: wanted.tier,
    longTermSupport: wanted.longTermSupport,
    kubernetesVersion: wanted.kubernetesVersion,
    last,
    network: { ...wanted, policiesByName: config.workload.networkPolicy.external === "names" },
    apiServer: apiServer(scope, network),
    systemPool: { name: systemPoolName, ...wanted.systemPool },
    userPools: wanted.userPools,
    systemSubnetId: subnets.systemNodes.id,
    userSubnetId: subnets.userNodes.id,
    podSubnetId: subnets.pods?.id,
    applicationSecurityGroupId: network.network.applicationSecurityGroups?.nodes.id,
    autoscaler: wanted.autoscaler,
    upgrades: wanted.upgrades,
    features: wanted.features,
    featureSurroundings: {
      workspaceId: region.workspaceId,
      imageCleaner: wanted.imageCleaner,
    },
    registryId: global.registry.id,
    controlPlaneIdentityId: identities.controlPlane.id,
    kubelet: identities.kubelet,
    dependsOn: [
      network.network,
      ...network.outward,
      identities,
      network.dns.zones.aks.link,
      services.registryConnection,
    ],
  });
  new ClusterMonitoring("cluster-monitoring", {
    clusterId: cluster.id,
    dataCollectionEndpointId: region.dataCollectionEndpointId,
    rules: dataCollectionRules(scope, region),
  });
  const { deployerMayInstall } = new ClusterPeople("people", {
    subscriptionId: global.subscriptionId,
    cluster: {
      id: cluster.id,
      armId: scope.idInGroup("azure-native:containerservice:ManagedCluster", {
        resourceName: shared.names.managedCluster(),
      }),
    },
    groups: config.people.groups,
    deployer: await deployerOf(scope),
  });
  return {
    cluster,
    pools,
    systemPools,
    // The SDK promises a text, and Azure leaves it out of the answer about a public API server.
    privateFqdn: (cluster.privateFQDN as pulumi.Output<string | undefined>).apply((name) => name ?? ""),
    ready: [...pools, ...deployerMayInstall],
  };
}

function clusterIdentities(scope: StampScope, networkPart: NetworkPart): ClusterIdentities {
  const { config, global, shared, group, resourceGroupName, privateLinkGroup, idInGroup } = scope;
  const virtualNetworkName = shared.names.virtualNetwork();
  const { network } = networkPart;
  const aks = networkPart.dns.zones.aks;
  return new ClusterIdentities("identities", {
    ...shared,
    resourceGroupName,
    dependsOn: group,
    subscriptionId: global.subscriptionId,
    subnets: joinedSubnets(scope, networkPart),
    virtualNetwork: {
      id: network.virtualNetwork.id,
      armId: idInGroup("azure-native:network:VirtualNetwork", { virtualNetworkName }),
    },
    provisionsNodes: config.cluster.features.nodeProvisioning,
    apiZone:
      config.cluster.apiServer.access === "public"
        ? undefined
        : {
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
}

/**
 * Subnets that the control plane puts something into, the public address it gives to a load balancer, and the group that
 * nodes join.
 */
function joinedSubnets(
  { shared, idInGroup }: StampScope,
  { network, loadBalancerAddress }: Pick<NetworkPart, "network" | "loadBalancerAddress">,
): Record<string, Scope> {
  const joined = {
    "system-nodes": "systemNodes",
    "user-nodes": "userNodes",
    ingress: "ingress",
    "private-link": "privateLink",
    "api-server": "apiServer",
    pods: "pods",
  } as const;
  const publicIpAddressName = shared.names.publicIpAddress("load-balancer");
  const address: Record<string, Scope> =
    loadBalancerAddress === undefined
      ? {}
      : {
          "load-balancer": {
            id: loadBalancerAddress.id,
            armId: idInGroup("azure-native:network:PublicIPAddress", { publicIpAddressName }),
          },
        };
  const subnets = Object.fromEntries(
    Object.entries(joined).flatMap(([name, role]): [string, Scope][] => {
      const subnet = network.subnets[role];
      if (subnet === undefined) return [];
      const names = { virtualNetworkName: shared.names.virtualNetwork(), subnetName: subnetNames[role] };
      return [[name, { id: subnet.id, armId: idInGroup("azure-native:network:Subnet", names) }]];
    }),
  );
  const nodes = network.applicationSecurityGroups?.nodes;
  const applicationSecurityGroupName = shared.names.applicationSecurityGroup("nodes");
  const group: Record<string, Scope> =
    nodes === undefined
      ? {}
      : {
          "node-group": {
            id: nodes.id,
            armId: idInGroup("azure-native:network:ApplicationSecurityGroup", {
              applicationSecurityGroupName,
            }),
          },
        };
  return { ...subnets, ...address, ...group };
}

function apiServer({ config }: StampScope, network: NetworkPart): ApiServerArgs {
  const { access, authorizedIpRanges } = config.cluster.apiServer;
  if (access === "public") {
    // Nodes ask the API server through the firewall, so its addresses are among those it answers. The addresses of a hub
    // or of an appliance only those know who run it.
    const ranges = network.publicIps.apply((addresses) => [
      ...authorizedIpRanges,
      ...addresses.map((address) => `${address}/32`),
    ]);
    return { access, authorizedIpRanges: ranges };
  }
  const zoneId = network.dns.zones.aks.zone.id;
  if (access === "privateLink") return { access, zoneId };
  const subnet = network.network.subnets.apiServer;
  if (subnet === undefined) throw new Error("The network has no subnet for the API server.");
  return { access, zoneId, subnetId: subnet.id };
}

type RegionalContract = GlobalContract["regions"][number];

/**
 * The region's rules for what is switched on.
 *
 * @throws UserError for Prometheus metrics without a workspace to keep them.
 */
function dataCollectionRules({ context, config }: StampScope, { dataCollectionRuleIds }: RegionalContract) {
  const { containerInsights, managedPrometheus } = config.cluster.features;
  if (managedPrometheus && dataCollectionRuleIds.prometheus === undefined) {
    throw new UserError({
      file: stackFileName(context.stack.text),
      key: "cluster.features.managedPrometheus",
      problem: `The global stack keeps no Prometheus metrics for ${config.location}.`,
      remedy: "Write false, or switch Prometheus on in the global stack and deploy that first.",
    });
  }
  return {
    containerInsights: containerInsights ? dataCollectionRuleIds.containerInsights : undefined,
    prometheus: managedPrometheus ? dataCollectionRuleIds.prometheus : undefined,
  };
}

/** Who installs the charts: the identity that the configuration names, else whoever runs the program. */
async function deployerOf({ config }: StampScope): Promise<ClusterPeopleArgs["deployer"]> {
  const { objectId, type } = config.people.deployer;
  return { objectId: objectId ?? (await getClientConfig()).objectId, type };
}
