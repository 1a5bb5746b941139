import { resourceControl } from "../../define.ts";
import { at } from "../../read.ts";

/** A cluster is of a tier with an uptime commitment. */
export const uptimeTier = resourceControl({
  id: "cluster-uptime-tier",
  title: "A cluster is of a tier with an uptime commitment.",
  why: "Azure promises nothing for the API server of a Free cluster and limits what it can bear.",
  remedy: "Set sku.tier to 'Standard' or 'Premium'.",
  severity: "high",
  references: {
    mcsb: [],
    threats: ["D-3"],
    pages: ["learn.microsoft.com/azure/aks/free-standard-pricing-tiers"],
  },
  types: ["containerservice:ManagedCluster"],
  check: ({ props }, refuse) => {
    const value = at(props, "sku", "tier");
    if (value !== "Standard" && value !== "Premium")
      refuse(`sku.tier is ${String(value)}: choose 'Standard' or 'Premium'.`);
  },
  accepts: [[{ type: "containerservice:ManagedCluster", props: { sku: { tier: "Standard" } } }]],
  refuses: [
    [{ type: "containerservice:ManagedCluster", props: {} }],
    [{ type: "containerservice:ManagedCluster", props: { sku: { tier: "Free" } } }],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      Object.assign(whole.first("containerservice:ManagedCluster").props["sku"] as object, { tier: "Free" });
    },
  },
});
