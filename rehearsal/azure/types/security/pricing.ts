import { defenderPlans } from "../../../../lib/defenderPlans.ts";
import { ArmError } from "../../errors.ts";
import type { Rule } from "../../model.ts";
import { objectsAt, textAt } from "../../../../lib/properties.ts";
import { oneOf } from "../../rules/network.ts";
import { define } from "../define.ts";

function refuse(message: string): never {
  throw new ArmError("InvalidInputError", 400, message);
}

/** Wording of Azure/missionlz issue 1035. */
const planExists: Rule = ({ name }) => {
  const plan = defenderPlans[name];
  if (plan === undefined) {
    refuse(
      `The name '${name}' is not a valid name. Possible pricing bundle names: ${Object.keys(defenderPlans).join(", ")}.`,
    );
  }
  if (plan.replacedBy !== null) {
    refuse(
      `The plan '${name}' is deprecated and takes no new subscription; it is replaced by '${plan.replacedBy}'.`,
    );
  }
};

const isSubscription: Rule = ({ azure, inputs, name }) => {
  const scope = textAt(inputs, "scopeId") ?? "";
  if (scope.toLowerCase().replace(/\/$/, "") === `/subscriptions/${azure.subscriptionId}`.toLowerCase())
    return;
  refuse(
    `The local Azure knows Defender plans of its subscription only, not of '${scope}' (plan '${name}').`,
  );
};

const subPlanIsOffered: Rule = ({ inputs, previous, name }) => {
  const plan = defenderPlans[name];
  const asked = textAt(inputs, "subPlan");
  if (plan === undefined || asked === undefined) return;
  // Who has a closed sub-plan keeps it.
  if (plan.closedSubPlans.includes(asked) && textAt(previous?.inputs, "subPlan") === asked) return;
  if (plan.closedSubPlans.includes(asked)) {
    refuse(
      `The sub-plan '${asked}' of '${name}' accepts no new enablement; choose ${plan.subPlans.join(" or ")}.`,
    );
  }
  if (plan.subPlans.includes(asked)) return;
  refuse(`The plan '${name}' has no sub-plan '${asked}'; it has ${plan.subPlans.join(", ") || "none"}.`);
};

const extensionsAreOffered: Rule = ({ inputs, name }) => {
  const plan = defenderPlans[name];
  const known = [...(plan?.extensions ?? []), ...(plan?.offered ?? [])];
  const extensions = objectsAt(inputs, "extensions[]");
  for (const extension of extensions) {
    const asked = textAt(extension, "name") ?? "";
    if (!known.includes(asked))
      refuse(`The plan '${name}' has no extension '${asked}'; it has ${known.join(", ") || "none"}.`);
    // Not a boolean: the API wants the words.
    if (!["True", "False"].includes(textAt(extension, "isEnabled") ?? ""))
      refuse(`isEnabled of extension '${asked}' of plan '${name}' is "True" or "False", as a text.`);
  }
  if (extensions.length > 0 && textAt(inputs, "pricingTier") === "Free")
    refuse(`The plan '${name}' is Free and takes no extensions.`);
  if (name === "VirtualMachines" && textAt(inputs, "subPlan") === "P1") {
    const ofP2 = extensions.find((extension) => textAt(extension, "name") !== "MdeDesignatedSubscription");
    if (ofP2)
      refuse(`The extension '${textAt(ofP2, "name")}' of Defender for Servers needs the sub-plan P2.`);
  }
};

/** A subscription has every plan from its first day on: creating one takes it over, and none can be deleted. */
export const pricing = define("azure-native:security:Pricing", {
  location: "none",
  required: ["pricingTier", "scopeId"],
  alwaysThere: true,
  rules: [
    oneOf("pricingTier", ["Free", "Standard"], "InvalidInputError"),
    isSubscription,
    planExists,
    subPlanIsOffered,
    extensionsAreOffered,
  ],
  deleteRules: [
    () => {
      // Wording of Azure/terraform-provider-azapi issue 818 (2025-03-19).
      throw new ArmError(
        "InvalidUrlConfiguration",
        400,
        "Delete operation is supported only for single resources scope (not subscriptions). Use PUT to Enabled or Disable specific pricing bundles on a subscription.",
      );
    },
  ],
  oneAtATime: { code: "Conflict", status: 409 },
  outputs: ({ id, inputs }) => ({
    id,
    subPlan: textAt(inputs, "subPlan"),
    freeTrialRemainingTime: "PT0S",
    resourcesCoverageStatus: textAt(inputs, "pricingTier") === "Standard" ? "FullyCovered" : "NotCovered",
  }),
});
