import { resourceControl } from "../../define.ts";
import { at, isText } from "../../read.ts";

/** Front Door is of the tier that has private link and managed rules. */
export const premium = resourceControl({
  id: "edge-premium",
  title: "Front Door profiles are Premium.",
  why: "Only Premium reaches origins over private link and runs managed rule sets; anything less needs public origins.",
  remedy: "Set sku.name to 'Premium_AzureFrontDoor'.",
  severity: "high",
  references: { mcsb: ["NS-2", "NS-6"], threats: ["S-3", "T-1"] },
  types: ["cdn:Profile"],
  azurePolicy: [
    {
      definition: "dfc212af-17ea-423a-9dcb-91e2cb2caa6b",
      name: "Azure Front Door profiles should use Premium tier that supports managed WAF rules and private link",
      effect: "Deny",
    },
  ],
  check: ({ props }, refuse) => {
    if (!isText(at(props, "sku", "name"), "Premium_AzureFrontDoor"))
      refuse("sku.name is not 'Premium_AzureFrontDoor': no private origins, no managed rules. Set it.");
  },
  accepts: [[{ type: "cdn:Profile", props: { sku: { name: "Premium_AzureFrontDoor" } } }]],
  refuses: [[{ type: "cdn:Profile", props: { sku: { name: "Standard_AzureFrontDoor" } } }]],
  breaks: {
    stack: "global",
    change: (whole) => {
      whole.first("cdn:Profile").props["sku"] = { name: "Standard_AzureFrontDoor" };
    },
  },
});
