import { resourceControl } from "../../define.ts";
import { at, isText, list } from "../../read.ts";

const scan = "ContainerRegistriesVulnerabilityAssessments";

/** Somebody looks for known holes in what runs. */
export const imagesScanned = resourceControl({
  id: "supply-chain-images-scanned",
  title: "Defender for Containers scans the registry's images for known vulnerabilities.",
  why: "An image that was sound when it was built has holes a month later, and nobody rebuilds what nobody reports.",
  remedy: `Set the plan Containers to 'Standard' with the extension ${scan}.`,
  severity: "medium",
  references: { mcsb: ["PV-5", "PV-6", "DS-6"], threats: ["T-2", "E-1"] },
  types: ["security:Pricing"],
  azurePolicy: [
    {
      definition: "1c988dd6-ade4-430f-a608-2a3e5b0a6d38",
      name: "Microsoft Defender for Containers should be enabled",
      effect: "AuditIfNotExists",
    },
  ],
  check: ({ props }, refuse) => {
    if (!isText(at(props, "pricingName"), "Containers")) return;
    const scans = list(at(props, "extensions")).some(
      (extension) => isText(at(extension, "name"), scan) && isText(at(extension, "isEnabled"), "True"),
    );
    if (!scans) refuse(`The plan Containers has no enabled extension ${scan}. Add it.`);
  },
  accepts: [
    [
      {
        type: "security:Pricing",
        props: { pricingName: "Containers", extensions: [{ name: scan, isEnabled: "True" }] },
      },
    ],
    [{ type: "security:Pricing", props: { pricingName: "Arm" } }],
  ],
  refuses: [
    [{ type: "security:Pricing", props: { pricingName: "Containers" } }],
    [
      {
        type: "security:Pricing",
        props: { pricingName: "Containers", extensions: [{ name: scan, isEnabled: "False" }] },
      },
    ],
  ],
  breaks: {
    stack: "global",
    change: (whole) => {
      const plan = whole.first("security:Pricing", ({ props }) => props["pricingName"] === "Containers");
      plan.props["extensions"] = [];
    },
  },
});
