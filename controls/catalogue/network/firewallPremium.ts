import { resourceControl } from "../../define.ts";
import { at, fitsAny } from "../../read.ts";

/** The firewall can inspect what it lets through. */
export const firewallPremium = resourceControl({
  id: "network-firewall-premium",
  title: "A firewall and its policy are of the Premium tier.",
  why: "Only Premium detects intrusions and can open TLS; with Standard an allowed host is allowed everything.",
  remedy: "Set sku.tier to 'Premium'.",
  severity: "medium",
  enforcement: "advisory",
  references: { mcsb: ["NS-3", "NS-4"], threats: ["I-2"] },
  types: ["network:AzureFirewall", "network:FirewallPolicy"],
  azurePolicy: [
    {
      definition: "8c19196d-7fd7-45b2-a9b4-7288f47c769a",
      name: "Azure Firewall Standard should be upgraded to Premium for next generation protection",
      effect: "Audit",
    },
  ],
  parameters: { tiers: { type: "list", description: "Tiers that it may be of.", default: ["Premium"] } },
  check: ({ props }, refuse, { tiers }) => {
    const tier = at(props, "sku", "tier");
    if (typeof tier !== "string" || !fitsAny(tier, tiers))
      refuse(`sku.tier is ${String(tier)}: it must be ${tiers.join(" or ")} for intrusions to be seen.`);
  },
  accepts: [[{ type: "network:AzureFirewall", props: { sku: { tier: "Premium" } } }]],
  refuses: [
    [{ type: "network:AzureFirewall", props: { sku: { tier: "Standard" } } }],
    [{ type: "network:FirewallPolicy", props: {} }],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      whole.first("network:AzureFirewall").props["sku"] = { name: "AZFW_VNet", tier: "Standard" };
    },
  },
});
