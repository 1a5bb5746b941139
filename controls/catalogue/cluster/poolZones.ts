import { resourceControl } from "../../define.ts";
import { at, texts } from "../../read.ts";
import { hasZones } from "../zones.ts";
import { everyPool } from "./pools.ts";

/** Every node pool spans several zones. */
export const poolZones = resourceControl({
  id: "cluster-pool-zones",
  title: "Every node pool spans several zones.",
  why: "A pool in one zone is gone with the zone.",
  remedy: "Set availabilityZones to all zones of the region. They cannot be changed later.",
  severity: "high",
  references: {
    mcsb: [],
    threats: ["D-3"],
    pages: ["learn.microsoft.com/azure/aks/reliability-zone-resiliency-recommendations"],
  },
  types: ["containerservice:ManagedCluster", "containerservice:AgentPool"],
  parameters: {
    zones: {
      type: "number",
      description: "Zones that a pool has to be in, where the region has zones.",
      default: 2,
    },
  },
  check: (resource, refuse, values) =>
    everyPool(resource, (pool, label) => {
      const count = texts(at(pool, "availabilityZones")).length;
      if (count < values.zones && hasZones(resource.props))
        refuse(`The pool ${label} is in ${count} zones. Set availabilityZones to at least ${values.zones}.`);
    }),
  accepts: [
    [{ type: "containerservice:AgentPool", props: { availabilityZones: ["1", "2", "3"] } }],
    [
      {
        type: "containerservice:ManagedCluster",
        props: { location: "westus", agentPoolProfiles: [{ name: "system" }] },
      },
    ],
  ],
  refuses: [
    [{ type: "containerservice:AgentPool", props: {} }],
    [
      {
        type: "containerservice:ManagedCluster",
        props: { location: "eastus", agentPoolProfiles: [{ name: "system", availabilityZones: ["1"] }] },
      },
    ],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      whole.first("containerservice:AgentPool").props["availabilityZones"] = ["2"];
    },
  },
});
