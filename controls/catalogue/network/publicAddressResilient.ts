import { resourceControl } from "../../define.ts";
import { at, isText, texts } from "../../read.ts";
import { hasZones } from "../zones.ts";

/** A public address outlives a zone. */
export const publicAddressResilient = resourceControl({
  id: "network-public-address-resilient",
  title: "A public address is static, of the Standard SKU and in several zones.",
  why: "An address in one zone is gone with the zone; a Basic one is open by default and retired.",
  remedy: "Set sku.name to 'Standard', publicIPAllocationMethod to 'Static' and zones to at least two.",
  severity: "medium",
  references: {
    mcsb: [],
    threats: ["D-1", "D-3"],
    pages: ["learn.microsoft.com/azure/reliability/reliability-virtual-network"],
  },
  types: ["network:PublicIPAddress", "network:PublicIPPrefix"],
  parameters: {
    zones: {
      type: "number",
      description: "Zones that it has to be in, where the region has zones.",
      default: 2,
    },
  },
  check: ({ type, props }, refuse, { zones }) => {
    if (!isText(at(props, "sku", "name"), "Standard") && !isText(at(props, "sku", "name"), "StandardV2"))
      refuse("sku.name is not 'Standard': a Basic address is open by default and retired.");
    if (type === "network:PublicIPAddress" && !isText(at(props, "publicIPAllocationMethod"), "Static"))
      refuse("publicIPAllocationMethod is not 'Static': the address changes when its owner stops.");
    const count = texts(at(props, "zones")).length;
    if (count < zones && hasZones(props))
      refuse(`The address is in ${count} zones. Set zones to at least ${zones} of the region's.`);
  },
  accepts: [
    [
      {
        type: "network:PublicIPAddress",
        props: {
          location: "eastus",
          sku: { name: "Standard" },
          publicIPAllocationMethod: "Static",
          zones: ["1", "2", "3"],
        },
      },
    ],
  ],
  refuses: [
    [{ type: "network:PublicIPAddress", props: { sku: { name: "Basic" } } }],
    [
      {
        type: "network:PublicIPPrefix",
        props: { location: "eastus", sku: { name: "Standard" }, zones: ["1"] },
      },
    ],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      whole.first("network:PublicIPAddress").props["zones"] = ["1"];
    },
  },
});
