import { resourceControl } from "../../define.ts";
import { at, isText, list } from "../../read.ts";

const paths: Readonly<Record<string, readonly string[]>> = {
  "keyvault:Vault": ["properties", "networkAcls"],
  "storage:StorageAccount": ["networkRuleSet"],
};

/** A second lock behind the closed door. */
export const networkRulesDeny = resourceControl({
  id: "data-network-rules-deny",
  title:
    "Network rules of vaults and storage accounts deny whatever they do not list, and list no addresses.",
  why: "When somebody opens public access for a moment, these rules are what still stands.",
  remedy: "Set defaultAction to 'Deny' and remove ipRules and virtual network rules.",
  severity: "high",
  references: { mcsb: ["NS-2"], threats: ["I-3"] },
  types: Object.keys(paths),
  azurePolicy: [
    {
      definition: "34c877ad-507e-4c82-993e-3452a6e0ad3c",
      name: "Storage accounts should restrict network access",
      effect: "Deny",
    },
  ],
  check: ({ type, props }, refuse) => {
    const path = paths[type] ?? [];
    if (!isText(at(props, ...path, "defaultAction"), "Deny"))
      refuse(`${path.join(".")}.defaultAction is not 'Deny'. Set it.`);
    const listed = ["ipRules", "virtualNetworkRules"].filter(
      (rules) => list(at(props, ...path, rules)).length > 0,
    );
    if (listed.length > 0)
      refuse(`${path.join(".")} has ${listed.join(" and ")}: use a private endpoint instead.`);
  },
  accepts: [
    [{ type: "storage:StorageAccount", props: { networkRuleSet: { defaultAction: "Deny" } } }],
    [
      {
        type: "keyvault:Vault",
        props: { properties: { networkAcls: { defaultAction: "Deny", ipRules: [] } } },
      },
    ],
  ],
  refuses: [
    [{ type: "storage:StorageAccount", props: {} }],
    [
      {
        type: "keyvault:Vault",
        props: {
          properties: { networkAcls: { defaultAction: "Deny", ipRules: [{ value: "203.0.113.7" }] } },
        },
      },
    ],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      Object.assign(whole.first("storage:StorageAccount").props["networkRuleSet"] as object, {
        defaultAction: "Allow",
      });
    },
  },
});
