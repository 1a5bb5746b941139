import table from "./data/policyDefinitions.json" with { type: "json" };
import type { AzurePolicyUse } from "./types.ts";

/** A parameter of a definition besides its effect. */
export interface PolicyParameter {
  readonly name: string;
  readonly type: string;
  /** Whether it has no default. */
  readonly required?: boolean;
  readonly allowedValues?: readonly unknown[];
  readonly default?: unknown;
}

/** A built-in definition of Azure Policy, as far as an assignment has to know it. */
export interface PolicyDefinition {
  readonly id: string;
  /** Display name. */
  readonly name: string;
  readonly category: string;
  readonly version: string;
  /** `Microsoft.Kubernetes.Data` for what the policy add-on of a cluster enforces. */
  readonly mode: string;
  /** Effects in the definition's own spelling. */
  readonly effects: readonly string[];
  /** Whether the effect is no parameter. */
  readonly effectFixed?: boolean;
  /** The parameter that names the effect, where it is not called `effect`. */
  readonly effectParameter?: string;
  readonly parameters: readonly PolicyParameter[];
  /** GUIDs of the roles with which an assignment's identity puts things right. */
  readonly remediationRoleIds?: readonly string[];
}

/** Built-in definitions that controls use, by GUID; the table names its source and date. */
export const policyDefinitions: ReadonlyMap<string, PolicyDefinition> = new Map(
  (table.definitions as readonly PolicyDefinition[]).map((definition) => [definition.id, definition]),
);

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
