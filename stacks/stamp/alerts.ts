import type * as pulumi from "@pulumi/pulumi";
import { AlertRules, type WatchedResource } from "../../components/observability/alertRules.ts";
import { PrometheusRules } from "../../components/observability/prometheusRules.ts";
import { HealthWorkbook } from "../../components/observability/workbook.ts";
import type { AlertNeed } from "../../lib/alerts/catalogue.ts";
import { stampWorkbook } from "../../lib/observability/workbook.ts";
import { privateLinkServiceId } from "../../lib/origin.ts";
import type { ClusterPart } from "./cluster.ts";
import type { NetworkPart } from "./network.ts";
import type { StampScope } from "./scope.ts";
import { regionalMonitoring, type ServicesPart } from "./services.ts";

/** What the alerts of a stamp watch. */
export interface StampTargets {
  readonly network: NetworkPart;
  readonly services: ServicesPart;
  readonly cluster: ClusterPart["cluster"];
  /** What makes the cluster make its private link service. */
  readonly gateway: pulumi.Resource;
}

/** The alerts and the workbook of a stamp. They go with it. */
export function alertsPart(scope: StampScope, targets: StampTargets): void {
  const { config, context, global, shared } = scope;
  const { cluster } = targets;
  const { features } = config.cluster;
  const { actionGroupId } = global.monitoring;
  const region = regionalMonitoring(scope);

  new AlertRules("alerts", {
    ...shared,
    level: "stamp",
    targets: watched(scope, targets, region.workspaceId),
    needs: new Set<AlertNeed>([
      ...(features.containerInsights ? (["containerInsights"] as const) : []),
      ...(config.diagnostics.metrics ? (["platformMetrics"] as const) : []),
    ]),
    actionGroupId,
    changes: config.alerts.changes,
    deployers: [],
  });
  if (features.managedPrometheus && region.prometheusWorkspaceId !== undefined) {
    new PrometheusRules("prometheus", {
      ...shared,
      workspaceId: region.prometheusWorkspaceId,
      cluster,
      actionGroupId,
    });
  }
  new HealthWorkbook("health", {
    key: context.stack.text,
    title: `Bulkhead: health of ${context.stack.text}`,
    resourceGroupName: shared.resourceGroupName,
    location: config.location,
    sourceId: cluster.id,
    content: stampWorkbook(context.stack.text, { title: config.location, workspaceId: region.workspaceId }),
    tags: shared.tags,
  });
}

function watched(
  scope: StampScope,
  { network, services, cluster, gateway }: StampTargets,
  workspaceId: string,
) {
  const { config, global, group, privateLinkGroup, privateLinkGroupName, shared } = scope;
  const { location } = config;
  const each = (...ids: readonly (pulumi.Input<string> | undefined)[]): WatchedResource[] =>
    ids.flatMap((id, index) =>
      id === undefined ? [] : [{ id, location, ...(index === 0 ? {} : { label: `${index + 1}` }) }],
    );
  const firewall = network.firewall?.firewall;
  return {
    cluster: each(cluster.id),
    keyVault: each(services.vault.id),
    eventHubs: each(services.eventHubs.namespace.id),
    storage: each(services.storage.data.id, services.storage.website.id),
    firewall: each(firewall?.id),
    publicAddress: each(...protectedAddresses(scope, firewall)),
    // The cluster makes it once the gateway asks for it.
    privateLinkService: [
      {
        id: privateLinkServiceId(
          global.subscriptionId,
          privateLinkGroupName,
          shared.names.privateLinkService(),
        ),
        location,
        madeBy: gateway,
      },
    ],
    regionalWorkspace: each(workspaceId),
    resourceGroup: each(group.id, privateLinkGroup.id),
  };
}

/** The firewall's addresses, where a DDoS plan watches them: without one Azure does not say when they are attacked. */
function protectedAddresses(
  { config, global }: StampScope,
  firewall: NonNullable<NetworkPart["firewall"]>["firewall"] | undefined,
): pulumi.Output<string>[] {
  if (firewall === undefined || global.ddosProtectionPlanId === undefined) return [];
  return Array.from({ length: config.firewall.publicIpCount }, (_, index) =>
    firewall.ipConfigurations.apply((all) => all?.[index]?.publicIPAddress?.id ?? ""),
  );
}
