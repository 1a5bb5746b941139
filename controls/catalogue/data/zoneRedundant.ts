import { resourceControl } from "../../define.ts";
import { at, every, isText, list } from "../../read.ts";
import type { Refuse, Resource } from "../../types.ts";
import { hasZones } from "../zones.ts";

type Check = (props: Resource["props"], refuse: Refuse) => void;

const registry: Check = (props, refuse) => {
  if (!isText(at(props, "zoneRedundancy"), "Enabled"))
    refuse("zoneRedundancy is not 'Enabled': images are in one zone. Set it.");
};

const checks: Readonly<Record<string, Check>> = {
  "storage:StorageAccount": (props, refuse) => {
    const sku = at(props, "sku", "name");
    if (typeof sku !== "string" || !/ZRS$/i.test(sku))
      refuse("sku.name is not zone-redundant. Choose Standard_ZRS, Standard_GZRS or Standard_RAGZRS.");
  },
  "eventhub:Namespace": (props, refuse) => {
    if (at(props, "zoneRedundant") !== true)
      refuse("zoneRedundant is not true: events are in one zone. Set it.");
  },
  "containerregistry:Registry": registry,
  "containerregistry:Replication": registry,
};

/** One data centre less does not matter. */
export const zoneRedundant = resourceControl({
  id: "data-zone-redundant",
  title: "What holds data is spread over the zones of its region, where the region has zones.",
  why: "Data in one zone is gone for as long as that zone is, and everything that needs it with it.",
  remedy: "Choose a zone-redundant SKU or switch zone redundancy on.",
  severity: "high",
  references: {
    mcsb: [],
    threats: ["D-3"],
    pages: ["learn.microsoft.com/azure/reliability/availability-zones-overview"],
  },
  types: ["cosmosdb:DatabaseAccount", ...Object.keys(checks)],
  azurePolicy: [
    {
      definition: "44c5a1f9-7ef6-4c38-880c-273e8f7a3c24",
      part: "cosmos",
      name: "[Preview]: Cosmos Database Accounts should be Zone Redundant",
      effect: "Audit",
    },
    {
      definition: "9d2b0a20-57d6-474c-9d12-44a4a20999c6",
      part: "registry",
      name: "[Preview]: Container Registry should be Zone Redundant",
      effect: "Audit",
    },
    {
      definition: "85b005b2-95fc-4953-b9cb-f9ee6427c754",
      part: "storage",
      name: "[Preview]: Storage Accounts should be Zone Redundant",
      effect: "Audit",
    },
    {
      definition: "ae243d87-5cf3-4dce-90bd-6d62be328de9",
      part: "event-hubs",
      name: "[Preview]: Event Hubs should be Zone Redundant",
      effect: "Audit",
    },
  ],
  check: ({ type, props }, refuse) => {
    const check = checks[type];
    if (check) {
      if (hasZones(props)) check(props, refuse);
      return;
    }
    every(
      ...list(at(props, "locations")).map((location) => () => {
        const name = at(location, "locationName");
        if (hasZones({ location: name }) && at(location, "isZoneRedundant") !== true)
          refuse(`The region ${String(name)} of the account is not zone-redundant. Set isZoneRedundant.`);
      }),
    );
  },
  accepts: [
    [{ type: "storage:StorageAccount", props: { location: "eastus", sku: { name: "Standard_ZRS" } } }],
    [{ type: "storage:StorageAccount", props: { location: "westus", sku: { name: "Standard_GRS" } } }],
    [
      {
        type: "cosmosdb:DatabaseAccount",
        props: { locations: [{ locationName: "eastus", isZoneRedundant: true }] },
      },
    ],
  ],
  refuses: [
    [{ type: "storage:StorageAccount", props: { location: "eastus", sku: { name: "Standard_LRS" } } }],
    [{ type: "eventhub:Namespace", props: { location: "eastus" } }],
    [{ type: "containerregistry:Registry", props: { location: "eastus" } }],
    [{ type: "cosmosdb:DatabaseAccount", props: { locations: [{ locationName: "eastus" }] } }],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      whole.first("storage:StorageAccount").props["sku"] = { name: "Standard_LRS" };
    },
  },
});
