import { LogWorkspaces } from "../../components/observability/logWorkspaces.ts";
import type { GlobalScope } from "./scope.ts";

/** Where everything is recorded. */
export function observabilityPart(scope: GlobalScope): LogWorkspaces {
  const { config, context, home, monitoringGroup, regions, shared } = scope;
  return new LogWorkspaces("logs", {
    scope: context.stack,
    resourceGroupName: monitoringGroup.name,
    location: home.location,
    regions,
    retentionInDays: config.logs.retentionInDays,
    dailyQuotaGb: config.logs.dailyQuotaGb,
    tags: shared.tags,
  });
}
