import { FlowLogs } from "../../components/network/flowLogs.ts";
import type { StampNetwork } from "../../components/network/stampNetwork.ts";
import { regionalMonitoring } from "./services.ts";
import type { StampScope } from "./scope.ts";

/** Records of the traffic of the stamp's network, where they are wanted. */
export function flowLogs(scope: StampScope, { virtualNetwork }: StampNetwork): FlowLogs | undefined {
  const { config, global, group, resourceGroupName, shared } = scope;
  const { location } = config;
  const wanted = config.network.flowLogs;
  if (!wanted.enabled) return undefined;
  return new FlowLogs("flow-logs", {
    ...shared,
    resourceGroupName,
    dependsOn: group,
    subscriptionId: global.subscriptionId,
    suffix: global.suffix,
    targetId: virtualNetwork.id,
    networkWatcher: {
      resourceGroupName: wanted.networkWatcherResourceGroup,
      name: wanted.networkWatcherName ?? `NetworkWatcher_${location}`,
    },
    retentionDays: wanted.retentionDays,
    trafficAnalytics: wanted.trafficAnalytics
      ? {
          workspaceId: regionalMonitoring(scope).workspaceId,
          intervalMinutes: wanted.trafficAnalyticsIntervalMinutes,
        }
      : undefined,
  });
}
