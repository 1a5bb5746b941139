import { ArmError } from "../../errors.ts";
import type { Rule } from "../../model.ts";
import { define } from "../define.ts";

const nameIsDefault: Rule = ({ name }) => {
  if (name === "default") return;
  throw new ArmError("BadRequest", 400, `Microsoft Sentinel is onboarded as 'default', not as '${name}'.`);
};

/** Microsoft Sentinel on a workspace, whose table of ids makes it a part of the workspace. */
export const sentinelOnboarding = define("azure-native:securityinsights:SentinelOnboardingState", {
  location: "none",
  createOnly: ["customerManagedKey"],
  rules: [nameIsDefault],
  outputs: ({ id }) => ({ id, type: "Microsoft.SecurityInsights/onboardingStates" }),
});
