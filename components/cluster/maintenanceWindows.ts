import { MaintenanceConfiguration } from "@pulumi/azure-native/containerservice/maintenanceConfiguration.js";
import type * as pulumi from "@pulumi/pulumi";
import { maintenanceWindows as windowsOf, type WeeklyWindow } from "../../lib/maintenance.ts";

export interface MaintenanceArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly clusterName: pulumi.Input<string>;
  readonly location: string;
  /** In place of the region's own. */
  readonly clusterWindow?: WeeklyWindow | undefined;
  readonly nodeOsWindow?: WeeklyWindow | undefined;
}

/** When AKS may work on a cluster by itself. A cluster takes one change at a time, so one follows the other. */
export function maintenanceWindows(
  name: string,
  args: MaintenanceArgs,
  opts: { parent: pulumi.Resource; dependsOn: pulumi.Resource[] },
): MaintenanceConfiguration[] {
  const usual = windowsOf(args.location);
  const inCluster = { resourceGroupName: args.resourceGroupName, resourceName: args.clusterName };
  const upgrades = new MaintenanceConfiguration(
    `${name}-upgrade-window`,
    {
      ...inCluster,
      configName: "aksManagedAutoUpgradeSchedule",
      maintenanceWindow: weekly(args.clusterWindow ?? usual.clusterUpgrade),
    },
    opts,
  );
  const nodeImages = new MaintenanceConfiguration(
    `${name}-node-image-window`,
    {
      ...inCluster,
      configName: "aksManagedNodeOSUpgradeSchedule",
      maintenanceWindow: weekly(args.nodeOsWindow ?? usual.nodeImage),
    },
    { parent: opts.parent, dependsOn: [upgrades] },
  );
  return [upgrades, nodeImages];
}

function weekly({ dayOfWeek, startTime, durationHours }: WeeklyWindow) {
  return {
    schedule: { weekly: { dayOfWeek, intervalWeeks: 1 } },
    startTime,
    durationHours,
    utcOffset: "+00:00",
  };
}
