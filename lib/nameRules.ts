import table from "./data/nameRules.json" with { type: "json" };

/** Azure's rule for the names of one ARM type. Sources and dates stand in data/nameRules.json. */
export interface NameRule {
  readonly minLength: number;
  readonly maxLength: number;
  /** JavaScript regular expression, to be applied together with the lengths. */
  readonly pattern: string;
  /** Where the name must be unique: "global", "subscription", "resourceGroup", "parent" or "scope". */
  readonly scope: string;
  /** Short form of the Cloud Adoption Framework, null where it has none. */
  readonly abbreviation: string | null;
}

const { _meta, ...rows } = table;

/** Rules by ARM type in lower case, for ARM types are not case-sensitive. */
const rules: ReadonlyMap<string, NameRule> = new Map(
  Object.entries(rows).map(([arm, rule]) => [arm.toLowerCase(), rule]),
);

/** The rule of an ARM type; undefined for a type the program gives no name to. */
export function nameRuleOf(armType: string): NameRule | undefined {
  return rules.get(armType.toLowerCase());
}

/**
 * Why Azure would refuse the name, as a sentence; undefined when it would not, or when the type has no known
 * rule.
 */
export function checkName(armType: string, name: string): string | undefined {
  const rule = nameRuleOf(armType);
  if (rule === undefined) return undefined;
  if (name.length < rule.minLength || name.length > rule.maxLength) {
    const allowed =
      rule.minLength === rule.maxLength ? `${rule.minLength}` : `${rule.minLength} to ${rule.maxLength}`;
    return `"${name}" has ${name.length} characters; a name of ${armType} has ${allowed}.`;
  }
  if (!new RegExp(rule.pattern).test(name)) {
    return `"${name}" is no name for ${armType}: it must match ${rule.pattern}.`;
  }
  return undefined;
}

/**
 * The short form that begins the names of an ARM type.
 *
 * @throws RangeError when the type has none.
 */
export function abbreviationOf(armType: string): string {
  const abbreviation = nameRuleOf(armType)?.abbreviation;
  if (abbreviation === undefined || abbreviation === null) {
    throw new RangeError(`${armType} has no abbreviation in data/nameRules.json.`);
  }
  return abbreviation;
}
