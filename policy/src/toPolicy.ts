import type { ResourceValidationPolicy } from "@pulumi/policy";
import { azureType } from "./azureType.ts";
import type { Rule } from "./rule.ts";

/** A rule in the form that Pulumi's policy engine takes. */
export function toPolicy(rule: Rule): ResourceValidationPolicy {
  return {
    name: rule.name,
    description: rule.description,
    severity: rule.severity,
    remediationSteps: `${rule.why} ${rule.remedy}`,
    tags: [rule.reference],
    validateResource: (args, reportViolation) => {
      const type = azureType(args.type);
      if (type !== undefined) rule.check({ type, props: args.props }, (message) => reportViolation(message));
    },
  };
}
