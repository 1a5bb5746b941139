import { resourceControl } from "../../define.ts";
import { at, isText } from "../../read.ts";

/** Azure watches what we run. */
export const defenderPlans = resourceControl({
  id: "operations-defender-plans",
  title: "Plans of Defender for Cloud are on.",
  why: "A plan that is set to Free watches nothing, and looks like a decision.",
  remedy: "Set pricingTier to 'Standard', or leave the plan out.",
  severity: "high",
  references: { mcsb: ["LT-1", "DP-2"], threats: ["S-1", "R-1", "I-2"] },
  types: ["security:Pricing"],
  azurePolicy: [
    {
      definition: "0e6763cc-5078-4e64-889d-ff4d9a839047",
      part: "vault",
      name: "Azure Defender for Key Vault should be enabled",
      effect: "AuditIfNotExists",
    },
    {
      definition: "c3d20c29-b36d-48fe-808b-99a87530ad99",
      part: "arm",
      name: "Azure Defender for Resource Manager should be enabled",
      effect: "AuditIfNotExists",
    },
    {
      definition: "adbe85b5-83e6-4350-ab58-bf3a4f736e5e",
      part: "cosmos",
      name: "Microsoft Defender for Azure Cosmos DB should be enabled",
      effect: "AuditIfNotExists",
    },
    {
      definition: "640d2586-54d2-465f-877f-9ffc1d2109f4",
      part: "storage",
      name: "Microsoft Defender for Storage should be enabled",
      effect: "AuditIfNotExists",
    },
  ],
  check: ({ props }, refuse) => {
    if (!isText(at(props, "pricingTier"), "Standard"))
      refuse(
        `The plan ${String(at(props, "pricingName"))} is not 'Standard'. Set it, or leave the plan out.`,
      );
  },
  accepts: [[{ type: "security:Pricing", props: { pricingName: "Arm", pricingTier: "Standard" } }]],
  refuses: [[{ type: "security:Pricing", props: { pricingName: "Arm", pricingTier: "Free" } }]],
  breaks: {
    stack: "global",
    change: (whole) => {
      whole.first("security:Pricing").props["pricingTier"] = "Free";
    },
  },
});
