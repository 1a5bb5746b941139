import { Diagnostics, type Diagnosed } from "../../components/observability/diagnostics.ts";
import type { StampScope } from "./scope.ts";
import { regionalMonitoring } from "./services.ts";

/** What all resources of the stamp report. Comes last, when all of them are registered. */
export function diagnosticsPart(scope: StampScope, resources: readonly Diagnosed[]): void {
  const { config, shared } = scope;
  const { workspaceId } = regionalMonitoring(scope);
  new Diagnostics("diagnostics", {
    names: shared.names,
    resources,
    workspaceOf: () => workspaceId,
    logs: { "Microsoft.ContainerService/managedClusters": config.diagnostics.clusterLogs },
    metrics: config.diagnostics.metrics,
  });
}
