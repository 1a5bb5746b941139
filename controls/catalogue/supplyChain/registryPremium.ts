import { resourceControl } from "../../define.ts";
import { at, isText, quote } from "../../read.ts";

/** The registry can have private endpoints, zones and copies. */
export const registryPremium = resourceControl({
  id: "supply-chain-registry-premium",
  title: "A registry is Premium.",
  why: "Only Premium has private endpoints, zones and copies in other regions.",
  remedy: "Set sku.name to 'Premium'.",
  severity: "medium",
  references: { mcsb: ["NS-2"], threats: ["I-3", "D-3"] },
  types: ["containerregistry:Registry"],
  azurePolicy: [
    {
      definition: "bd560fc0-3c69-498a-ae9f-aa8eb7de0e13",
      name: "Container registries should have SKUs that support Private Links",
      effect: "Deny",
    },
  ],
  check: ({ props }, refuse) => {
    const sku = at(props, "sku", "name");
    if (!isText(sku, "Premium"))
      refuse(`sku.name is ${sku === undefined ? "not set" : quote(sku)}: set 'Premium'.`);
  },
  accepts: [[{ type: "containerregistry:Registry", props: { sku: { name: "Premium" } } }]],
  refuses: [[{ type: "containerregistry:Registry", props: { sku: { name: "Basic" } } }]],
  breaks: {
    stack: "global",
    change: (whole) => {
      whole.first("containerregistry:Registry").props["sku"] = { name: "Standard" };
    },
  },
});
