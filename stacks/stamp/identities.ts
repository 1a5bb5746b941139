import { WorkloadIdentities, type RightScopes } from "../../components/identity/workloadIdentities.ts";
import { workloadNamespace } from "../../lib/origin.ts";
import { armId } from "../../lib/resourceTypes.ts";
import type { ClusterPart } from "./cluster.ts";
import type { StampScope } from "./scope.ts";
import { regionalMonitoring, type ServicesPart } from "./services.ts";

/** Who the parts of the workload are in Azure, and what each may do with what the stamp and the platform keep. */
export function identitiesPart(
  scope: StampScope,
  services: ServicesPart,
  { cluster }: ClusterPart,
): WorkloadIdentities {
  const { global, shared, group, resourceGroupName } = scope;
  return new WorkloadIdentities("workload-identities", {
    ...shared,
    resourceGroupName,
    dependsOn: group,
    subscriptionId: global.subscriptionId,
    issuer: cluster.oidcIssuerProfile.apply((profile) => profile?.issuerURL ?? ""),
    namespace: workloadNamespace,
    secrets: services.secrets,
    scopes: rightScopes(scope, services),
    cosmos: global.cosmos,
  });
}

/**
 * The one thing that each right is about. What is in the global stack already exists; names of the stamp's own stores end in a
 * suffix that is known only while the stack runs, so the plain ids, which only names are made from, leave the store out.
 */
function rightScopes(scope: StampScope, { eventHubs, storage }: ServicesPart): RightScopes {
  const { global } = scope;
  const monitoring = regionalMonitoring(scope);
  const group = armId("azure-native:resources:ResourceGroup", global.subscriptionId, {
    resourceGroupName: scope.resourceGroupName,
  });
  const plain = (what: string): string => `${group}/${what}`;
  const hub = { id: eventHubs.hub.id, armId: plain("event-hub") };
  return {
    sendsEvents: hub,
    receivesEvents: hub,
    writesCheckpoints: { id: storage.checkpointContainer.id, armId: plain("checkpoints") },
    writesPoisonTable: { id: storage.poisonTable.id, armId: plain("poison-table") },
    readsHealthBlob: { id: storage.healthContainer.id, armId: plain("health") },
    queriesLogs: { id: monitoring.workspaceId, armId: monitoring.workspaceId },
    sendsTelemetry: { id: monitoring.applicationInsightsId, armId: monitoring.applicationInsightsId },
  };
}
