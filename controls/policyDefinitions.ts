import { policyDefinitions } from "../lib/policy/definitions.ts";
import type { AzurePolicyUse } from "./types.ts";

/** What is wrong with a use of a definition, in sentences; empty when Azure would take it. */
export function policyUseProblems({ definition, name, effect, parameters = {} }: AzurePolicyUse): string[] {
  const known = policyDefinitions.get(definition);
  if (known === undefined) return [`No built-in definition of the table has the id ${definition}.`];
  const given = Object.keys(parameters);
  return [
    ...(known.name === name ? [] : [`${definition} is '${known.name}', not '${name}'.`]),
    ...(known.effects.includes(effect)
      ? []
      : [`'${name}' has no effect ${effect}: ${known.effects.join(", ")}.`]),
    ...given
      .filter((key) => !known.parameters.some((parameter) => parameter.name === key))
      .map((key) => `'${name}' has no parameter ${key}.`),
    ...known.parameters.flatMap((parameter) => {
      if (!given.includes(parameter.name))
        return parameter.required === true ? [`'${name}' needs the parameter ${parameter.name}.`] : [];
      const value = parameters[parameter.name];
      const allowed = parameter.allowedValues;
      return allowed !== undefined && !allowed.includes(value)
        ? [`'${name}' does not take ${JSON.stringify(value)} as ${parameter.name}: ${allowed.join(", ")}.`]
        : [];
    }),
  ];
}
