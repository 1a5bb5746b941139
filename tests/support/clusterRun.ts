import * as pulumi from "@pulumi/pulumi";
import { PrivateCluster } from "../../components/cluster/privateCluster.ts";
import { systemPoolName } from "../../config/schema/stamp/pools.ts";
import { stampConfigSchema } from "../../config/schema/stamp.ts";
import { namesFor } from "../../lib/names.ts";
import { createResource } from "./azure.ts";

/** What a cluster alone registered: type without package → inputs, in order. */
export type ClusterRun = readonly { readonly type: string; readonly inputs: Record<string, unknown> }[];

/** Registers a cluster with these keys of its configuration and nothing around it, which takes milliseconds. */
export async function clusterRun(cluster: Record<string, unknown>): Promise<ClusterRun> {
  const { cluster: wanted } = stampConfigSchema.parse({
    location: "eastus",
    network: { addressSpace: "10.10.0.0/20" },
    cluster,
  });
  const run: { type: string; inputs: Record<string, unknown> }[] = [];
  await pulumi.runtime.setMocks({
    newResource: (args) => {
      const inputs = args.inputs as Record<string, unknown>;
      run.push({ type: args.type.replace("azure-native:", ""), inputs });
      return createResource(args);
    },
    call: () => ({}),
  });
  const { access, authorizedIpRanges } = wanted.apiServer;
  const zoneId = "/zone";
  const apiServer = {
    privateLink: { access: "privateLink", zoneId },
    vnetIntegration: { access: "vnetIntegration", zoneId, subnetId: "/subnets/api-server" },
    public: { access: "public", authorizedIpRanges },
  } as const;
  new PrivateCluster("cluster", {
    names: namesFor({ kind: "stamp", region: "eastus" }),
    resourceGroupName: "rg",
    location: "eastus",
    zones: ["1", "2", "3"],
    tenantId: "tenant",
    tier: wanted.tier,
    longTermSupport: wanted.longTermSupport,
    kubernetesVersion: wanted.kubernetesVersion,
    last: undefined,
    network: { ...wanted, policiesByName: false },
    apiServer: apiServer[access],
    systemPool: { name: systemPoolName, ...wanted.systemPool },
    userPools: wanted.userPools,
    systemSubnetId: "/subnets/system",
    userSubnetId: "/subnets/user",
    podSubnetId: "/subnets/pods",
    autoscaler: wanted.autoscaler,
    upgrades: wanted.upgrades,
    features: wanted.features,
    featureSurroundings: { workspaceId: "/workspace", imageCleaner: wanted.imageCleaner },
    registryId: "/registry",
    controlPlaneIdentityId: "/control-plane",
    kubelet: { id: "/kubelet", clientId: "client", principalId: "principal" },
    tags: {},
    dependsOn: [],
  });
  await (pulumi.runtime as unknown as { waitForRPCs: () => Promise<void> }).waitForRPCs();
  return run;
}
