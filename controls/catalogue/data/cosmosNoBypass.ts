import { resourceControl } from "../../define.ts";
import { at, isText, list } from "../../read.ts";

/** Not even Azure's data centres reach the database. */
export const cosmosNoBypass = resourceControl({
  id: "data-cosmos-no-bypass",
  title: "Cosmos DB lets in no addresses and no service of Azure past its private endpoints.",
  why: "The rule for all Azure data centres (0.0.0.0) includes the virtual machine that an attacker rents.",
  remedy: "Remove ipRules and set networkAclBypass to 'None'.",
  severity: "high",
  references: { mcsb: ["NS-2"], threats: ["I-3"] },
  types: ["cosmosdb:DatabaseAccount"],
  azurePolicy: [
    {
      definition: "12339a85-a25c-4f17-9f82-4766f13f5c4c",
      name: "Azure Cosmos DB accounts should not allow traffic from all Azure data centers",
      effect: "Deny",
    },
  ],
  check: ({ props }, refuse) => {
    if (list(at(props, "ipRules")).length > 0)
      refuse("The account has ipRules. Remove them; private endpoints lead to it.");
    const bypass = at(props, "networkAclBypass");
    if (bypass !== undefined && !isText(bypass, "None"))
      refuse("networkAclBypass lets services of Azure in. Set it to 'None'.");
  },
  accepts: [
    [{ type: "cosmosdb:DatabaseAccount", props: {} }],
    [{ type: "cosmosdb:DatabaseAccount", props: { ipRules: [], networkAclBypass: "None" } }],
  ],
  refuses: [
    [{ type: "cosmosdb:DatabaseAccount", props: { ipRules: [{ ipAddressOrRange: "0.0.0.0" }] } }],
    [{ type: "cosmosdb:DatabaseAccount", props: { networkAclBypass: "AzureServices" } }],
  ],
  breaks: {
    stack: "global",
    change: (whole) => {
      whole.first("cosmosdb:DatabaseAccount").props["ipRules"] = [{ ipAddressOrRange: "0.0.0.0" }];
    },
  },
});
