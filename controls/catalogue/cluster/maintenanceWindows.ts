import { stackControl } from "../../define.ts";
import { at } from "../../read.ts";

const schedules = ["aksManagedAutoUpgradeSchedule", "aksManagedNodeOSUpgradeSchedule"] as const;

/** Upgrades happen when people are there. */
export const maintenanceWindows = stackControl({
  id: "cluster-maintenance-windows",
  title: "A cluster has maintenance windows for its version and for its node images.",
  why: "Without them AKS drains nodes at any hour, in several regions at the same time.",
  remedy: "Add a MaintenanceConfiguration for each of the two schedules.",
  severity: "medium",
  references: { mcsb: [], threats: ["D-3"], pages: ["learn.microsoft.com/azure/aks/planned-maintenance"] },
  types: ["containerservice:ManagedCluster", "containerservice:MaintenanceConfiguration"],
  check: (whole, refuse) => {
    const windows = whole.ofType("containerservice:MaintenanceConfiguration");
    for (const cluster of whole.ofType("containerservice:ManagedCluster")) {
      const name = at(cluster.props, "resourceName");
      const mine = windows
        .filter(({ props }) => props["resourceName"] === name)
        .map(({ props }) => props["configName"]);
      for (const schedule of schedules)
        if (!mine.includes(schedule))
          refuse(cluster, `The cluster ${cluster.name} has no window ${schedule}. Add one.`);
    }
  },
  accepts: [
    [
      { type: "containerservice:ManagedCluster", props: { resourceName: "aks" } },
      ...schedules.map((configName) => ({
        type: "containerservice:MaintenanceConfiguration",
        props: { resourceName: "aks", configName },
      })),
    ],
  ],
  refuses: [
    [
      { type: "containerservice:ManagedCluster", props: { resourceName: "aks" } },
      {
        type: "containerservice:MaintenanceConfiguration",
        props: { resourceName: "other", configName: schedules[0] },
      },
    ],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) => whole.remove(whole.first("containerservice:MaintenanceConfiguration")),
  },
});
