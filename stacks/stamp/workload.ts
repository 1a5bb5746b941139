import { clusterAccess } from "../../components/cluster/clusterAccess.ts";
import { Platform } from "../../components/cluster/platform.ts";
import type { PrivateCluster } from "../../components/cluster/privateCluster.ts";
import { Workload } from "../../components/cluster/workload.ts";
import { WorkloadIdentity } from "../../components/identity/workloadIdentity.ts";
import { subnetNames } from "../../lib/addressPlan.ts";
import * as origin from "../../lib/origin.ts";
import type { StampScope } from "./scope.ts";
import type { ServicesPart } from "./services.ts";

/** What runs in the cluster. */
export interface WorkloadPart {
  readonly workload: Workload;
  /** The host name that Front Door asks for. */
  readonly originHostName: string;
}

export function workloadPart(
  scope: StampScope,
  { vault, dataConnections }: ServicesPart,
  { cluster, pools }: PrivateCluster,
): WorkloadPart {
  const { context, config, global, shared, group, resourceGroupName, privateLinkGroupName } = scope;
  const { names } = shared;
  const identity = new WorkloadIdentity("workload-identity", {
    ...shared,
    resourceGroupName,
    dependsOn: group,
    subscriptionId: global.subscriptionId,
    issuer: cluster.oidcIssuerProfile.apply((profile) => profile?.issuerURL ?? ""),
    namespace: origin.workloadNamespace,
    serviceAccount: origin.workloadServiceAccount,
    vault: vault.id,
    cosmos: global.cosmos,
  });
  const provider = clusterAccess(
    "kubernetes",
    {
      resourceGroupName,
      clusterName: cluster.name,
      clusterIdentifier: scope.idInGroup("azure-native:containerservice:ManagedCluster", {
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
  const originHostName = origin.originHostName(context.stack.text, global.frontDoor.endpointHostName);
  const workload = new Workload("workload", {
    provider,
    namespace: origin.workloadNamespace,
    serviceAccount: origin.workloadServiceAccount,
    registry: global.registry.loginServer,
    location: config.location,
    tenantId: global.tenantId,
    clientId: identity.clientId,
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
    dependsOn: [platform.secretsStore, identity, ...dataConnections],
  });
  return { workload, originHostName };
}
