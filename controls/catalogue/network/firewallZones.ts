import { resourceControl } from "../../define.ts";
import { at, texts } from "../../read.ts";
import { hasZones } from "../zones.ts";

/** The firewall outlives a zone. */
export const firewallZones = resourceControl({
  id: "network-firewall-zones",
  title: "A firewall spans several zones.",
  why: "All traffic of the stamp goes through it: with one zone it is the stamp's single point of failure.",
  remedy: "Set zones to all zones of the region. It cannot be changed later.",
  severity: "high",
  references: {
    mcsb: [],
    threats: ["D-3"],
    pages: ["learn.microsoft.com/azure/reliability/reliability-firewall"],
  },
  types: ["network:AzureFirewall"],
  azurePolicy: [
    {
      definition: "3e1f521a-d037-4709-bdd6-1f532f271a75",
      name: "Azure Firewall should be deployed to span multiple Availability Zones",
      effect: "Deny",
    },
  ],
  parameters: {
    zones: {
      type: "number",
      description: "Zones that it has to be in, where the region has zones.",
      default: 2,
    },
  },
  check: ({ props }, refuse, { zones }) => {
    const count = texts(at(props, "zones")).length;
    if (count < zones && hasZones(props))
      refuse(`The firewall is in ${count} zones. Set zones to at least ${zones} of the region's.`);
  },
  accepts: [
    [{ type: "network:AzureFirewall", props: { location: "eastus", zones: ["1", "2", "3"] } }],
    [{ type: "network:AzureFirewall", props: { location: "westus" } }],
  ],
  refuses: [[{ type: "network:AzureFirewall", props: { location: "eastus" } }]],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      whole.first("network:AzureFirewall").props["zones"] = ["1"];
    },
  },
});
