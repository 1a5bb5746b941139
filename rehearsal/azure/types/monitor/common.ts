import { seconds } from "../../../../lib/alerts/limits.ts";
import { ArmError } from "../../errors.ts";
import type { Rule } from "../../model.ts";
import { textAt, valuesAt } from "../../../../lib/properties.ts";

/** Azure Monitor's code for what it does not take. Not published for each case: see data/codes.json. */
export const badRequest = "BadRequest";

export function refuse(message: string): never {
  throw new ArmError(badRequest, 400, message);
}

/** A window that is shorter than the time between two looks would leave gaps that nobody looks at. */
export const windowHoldsFrequency: Rule = ({ inputs, name }) => {
  const frequency = textAt(inputs, "evaluationFrequency");
  const window = textAt(inputs, "windowSize");
  if (frequency === undefined || window === undefined || seconds(window) >= seconds(frequency)) return;
  refuse(`The window ${window} of '${name}' is shorter than its evaluation frequency ${frequency}.`);
};

export const severityExists: Rule = ({ inputs, name }) => {
  for (const severity of valuesAt(inputs, "severity")) {
    if ([0, 1, 2, 3, 4].includes(Number(severity))) continue;
    refuse(`The severity '${String(severity)}' of '${name}' is not one of 0 to 4.`);
  }
};

/** Whether an ARM id is one of the given type. */
export function isOfType(id: string, arm: string): boolean {
  return id.toLowerCase().includes(`/providers/${arm.toLowerCase()}/`);
}

/** Every action group that is told must be one. That it exists is checked for all references. */
export function actionGroupsAt(path: string): Rule {
  return ({ inputs, name }) => {
    for (const value of valuesAt(inputs, path)) {
      const id = String(value);
      if (!isOfType(id, "Microsoft.Insights/actionGroups"))
        refuse(`'${id}' of '${name}' is not an action group.`);
    }
  };
}
