import type { Component } from "@pulumi/azure-native/applicationinsights/component.js";
import type { ActionGroup } from "@pulumi/azure-native/monitor/actionGroup.js";
import type { Workspace } from "@pulumi/azure-native/operationalinsights/workspace.js";
import { alertActionGroup } from "../../components/observability/actionGroup.ts";
import { applicationInsights } from "../../components/observability/applicationInsights.ts";
import { LogWorkspaces } from "../../components/observability/logWorkspaces.ts";
import { RegionalMonitoring } from "../../components/observability/regionalMonitoring.ts";
import type { GlobalContract } from "../../contracts/global.ts";
import { namesFor, type Names } from "../../lib/names.ts";
import { retiringTag } from "../../lib/retiring.ts";
import type { Promised } from "../promised.ts";
import type { GlobalScope } from "./scope.ts";

/** Where one region records. */
export interface RegionalPart {
  readonly location: string;
  readonly names: Names;
  readonly workspace: Workspace;
  readonly monitoring: RegionalMonitoring;
}

/** Where everything is recorded, and who is told. */
export interface ObservabilityPart {
  readonly logs: LogWorkspaces;
  readonly regional: readonly RegionalPart[];
  /** Application Insights of what belongs to no region: the web tests report to it. */
  readonly insights: Component;
  readonly actionGroup: ActionGroup;
}

export function observabilityPart(scope: GlobalScope): ObservabilityPart {
  const { config, context, home, monitoringGroup, regions, shared } = scope;
  const { retentionInDays, dailyQuotaGb, samplingPercentage, publicIngestion, publicQuery } = config.logs;
  const place = { resourceGroupName: monitoringGroup.name, tags: shared.tags };
  const access = { publicIngestion, publicQuery };
  const logs = new LogWorkspaces("logs", {
    ...place,
    ...access,
    scope: context.stack,
    location: home.location,
    regions,
    unprotected: scope.retiring,
    retentionInDays,
    dailyQuotaGb,
  });
  const regional = logs.regional.map(({ location, workspace }): RegionalPart => {
    const names = namesFor({ ...context.stack, region: location });
    const goes = scope.retiring.includes(location);
    const monitoring = new RegionalMonitoring(`monitoring-${location}`, {
      ...place,
      ...access,
      tags: goes ? { ...shared.tags, [retiringTag.name]: retiringTag.value } : shared.tags,
      names,
      location,
      workspaceId: workspace.id,
      samplingPercentage,
      prometheus: config.logs.prometheus,
      protect: !goes,
    });
    return { location, names, workspace, monitoring };
  });
  const insights = applicationInsights("global-insights", {
    ...place,
    ...access,
    resourceName: shared.names.applicationInsights(),
    location: home.location,
    workspaceId: logs.global.id,
    samplingPercentage,
  });
  const actionGroup = alertActionGroup("alert-receivers", {
    ...place,
    ...config.alerts.receivers,
    actionGroupName: shared.names.actionGroup(),
    tenantId: scope.tenantId,
    shortName: config.alerts.shortName,
  });
  return { logs, regional, insights, actionGroup };
}

/** What other stacks are told about the regions. */
export function observedRegions({
  regional,
}: ObservabilityPart): Promised<GlobalContract["regions"][number]>[] {
  return regional.map(({ location, workspace, monitoring }) => {
    const { applicationInsights: insights, dataCollectionRuleIds, prometheusWorkspaceId } = monitoring;
    const { containerInsights, prometheus } = dataCollectionRuleIds;
    return {
      location,
      workspaceId: workspace.id,
      workspaceCustomerId: workspace.customerId,
      applicationInsightsId: insights.id,
      applicationInsightsConnectionString: insights.connectionString,
      dataCollectionEndpointId: monitoring.dataCollectionEndpointId,
      dataCollectionRuleIds: { containerInsights, ...(prometheus && { prometheus }) },
      ...(prometheusWorkspaceId && { prometheusWorkspaceId }),
    };
  });
}

/** What other stacks are told about what all share. */
export function observedGlobally(part: ObservabilityPart): Promised<GlobalContract["monitoring"]> {
  return {
    workspaceId: part.logs.global.id,
    applicationInsightsId: part.insights.id,
    actionGroupId: part.actionGroup.id,
  };
}
