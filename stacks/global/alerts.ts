import { AlertRules, type WatchedResource } from "../../components/observability/alertRules.ts";
import { healthFunctions } from "../../components/observability/healthFunctions.ts";
import { WebTests } from "../../components/observability/webTests.ts";
import { HealthWorkbook } from "../../components/observability/workbook.ts";
import type { AlertNeed } from "../../lib/alerts/catalogue.ts";
import { healthModel } from "../../lib/observability/healthModel.ts";
import { globalWorkbook } from "../../lib/observability/workbook.ts";
import { armId } from "../../lib/resourceTypes.ts";
import * as pulumi from "@pulumi/pulumi";
import type { ObservabilityPart } from "./observability.ts";
import type { GlobalScope } from "./scope.ts";

/** What the alerts of the global stack watch besides the workspaces. */
export interface GlobalTargets {
  readonly frontDoor: { readonly id: pulumi.Input<string>; readonly hostName: pulumi.Input<string> };
  readonly cosmosId: pulumi.Input<string>;
  readonly registryId: pulumi.Input<string>;
  readonly storageIds: readonly pulumi.Input<string>[];
  readonly keyVaultIds: readonly pulumi.Input<string>[];
}

/** Alerts on what all regions share, requests from outside, and the picture of it all. */
export function alertsPart(
  scope: GlobalScope,
  observability: ObservabilityPart,
  targets: GlobalTargets,
): void {
  alertRules(scope, observability, targets);
  webTests(scope, observability, targets);
  const { monitoringGroup } = scope;
  for (const { location, workspace } of observability.regional) {
    const place = { resourceGroupName: monitoringGroup.name, workspaceName: workspace.name };
    healthFunctions(`health-${location}`, place);
  }
  overview(scope, observability, targets);
}

function alertRules(
  scope: GlobalScope,
  { logs, regional, actionGroup }: ObservabilityPart,
  targets: GlobalTargets,
) {
  const { config, home, monitoringGroup, shared, subscriptionId } = scope;
  const { location } = home;
  const here = (ids: readonly pulumi.Input<string>[]): WatchedResource[] =>
    ids.map((id, index) => ({ id, location, ...(index === 0 ? {} : { label: `${index + 1}` }) }));
  const global = here([logs.global.id]);
  return new AlertRules("alerts", {
    names: shared.names,
    resourceGroupName: monitoringGroup.name,
    tags: shared.tags,
    level: "global",
    targets: {
      frontDoor: here([targets.frontDoor.id]),
      cosmos: here([targets.cosmosId]),
      registry: here([targets.registryId]),
      storage: here(targets.storageIds),
      keyVault: here(targets.keyVaultIds),
      workspace: global,
      regionalWorkspace: [
        ...global,
        ...regional.map((region) => ({
          id: region.workspace.id,
          location: region.location,
          label: region.location,
        })),
      ],
      prometheusWorkspace: regional.flatMap((region) => {
        const id = region.monitoring.prometheusWorkspaceId;
        return id === undefined ? [] : [{ id, location: region.location, label: region.location }];
      }),
      subscription: here([`/subscriptions/${subscriptionId}`]),
      resourceGroup: here([scope.group.id, monitoringGroup.id]),
    },
    needs: new Set<AlertNeed>(config.alerts.deployers.length > 0 ? ["deployers"] : []),
    actionGroupId: actionGroup.id,
    changes: config.alerts.changes,
    deployers: config.alerts.deployers,
  });
}

function webTests(
  scope: GlobalScope,
  { insights, actionGroup }: ObservabilityPart,
  { frontDoor }: GlobalTargets,
) {
  const { config, home, monitoringGroup, shared, subscriptionId } = scope;
  const { enabled, ...settings } = config.webTest;
  if (!enabled) return;
  new WebTests("web-tests", {
    ...settings,
    names: shared.names,
    resourceGroupName: monitoringGroup.name,
    location: home.location,
    tags: shared.tags,
    hostName: frontDoor.hostName,
    flows: healthModel,
    insights: {
      id: insights.id,
      armId: armId("azure-native:applicationinsights:Component", subscriptionId, {
        resourceGroupName: shared.names.resourceGroup("monitoring"),
        resourceName: shared.names.applicationInsights(),
      }),
    },
    actionGroupId: actionGroup.id,
  });
}

function overview(scope: GlobalScope, { logs, regional }: ObservabilityPart, targets: GlobalTargets) {
  const { context, home, monitoringGroup, shared } = scope;
  const content = pulumi
    .all([
      logs.global.id,
      pulumi.all(regional.map(({ workspace }) => workspace.id)),
      targets.frontDoor.id,
      targets.cosmosId,
    ])
    .apply(([workspaceId, regionIds, frontDoorId, cosmosId]) =>
      globalWorkbook({
        global: { title: "Global", workspaceId },
        regions: regional.map(({ location }, index) => ({
          title: location,
          workspaceId: regionIds[index] ?? "",
        })),
        frontDoorId,
        cosmosId,
      }),
    );
  new HealthWorkbook("health", {
    key: context.stack.text,
    title: `Bulkhead: health of all regions (${context.stack.text})`,
    resourceGroupName: monitoringGroup.name,
    location: home.location,
    sourceId: logs.global.id,
    content,
    tags: shared.tags,
  });
}
