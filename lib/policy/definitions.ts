import table from "./data/definitions.json" with { type: "json" };

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
  /** GUIDs of the roles with which an assignment's identity puts things right; undefined where it needs none. */
  readonly remediationRoleIds?: readonly string[];
}

/** Built-in definitions that the platform assigns, by GUID; the table names its source and date. */
export const policyDefinitions: ReadonlyMap<string, PolicyDefinition> = new Map(
  (table.definitions as readonly PolicyDefinition[]).map((definition) => [definition.id, definition]),
);

/**
 * The definition with that GUID.
 *
 * @throws RangeError when the table has none.
 */
export function policyDefinition(id: string): PolicyDefinition {
  const found = policyDefinitions.get(id);
  if (found === undefined) throw new RangeError(`No built-in definition of the table has the id ${id}.`);
  return found;
}

/** The parameter that names the effect; undefined where the effect is fixed. */
export function effectParameterOf({ effectFixed, effectParameter }: PolicyDefinition): string | undefined {
  return effectFixed === true ? undefined : (effectParameter ?? "effect");
}

/** Whether Azure exempts resources from it: not from definitions of resource provider modes (exemption-structure.md). */
export function canBeExempted({ mode }: PolicyDefinition): boolean {
  return !mode.startsWith("Microsoft.");
}

/** The id of a built-in definition, which is in no subscription. */
export function policyDefinitionId(id: string): string {
  return `/providers/Microsoft.Authorization/policyDefinitions/${id}`;
}
