/**
 * Azure RBAC's algebra of actions: an assignment grants what its `actions` match and its `notActions` do not; grants of several
 * assignments add up, and what one leaves out another may grant (role-based-access-control role-definitions.md, "NotActions").
 */

/** One element of a role definition's `permissions`. */
export interface Permission {
  readonly actions?: readonly string[];
  readonly notActions?: readonly string[];
}

/** What one role assignment grants. */
export interface Grant {
  /** Title of the role. */
  readonly role: string;
  /** The role's GUID. */
  readonly roleId: string;
  /** ABAC condition; undefined for none. */
  readonly condition: string | undefined;
  readonly permissions: readonly Permission[];
}

const patterns = new Map<string, RegExp>();

function patternOf(text: string): RegExp {
  const known = patterns.get(text);
  if (known !== undefined) return known;
  const escaped = text.split("*").map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`));
  const pattern = new RegExp(`^${escaped.join(".*")}$`, "i");
  patterns.set(text, pattern);
  return pattern;
}

function matchesAny(texts: readonly string[] | undefined, action: string): boolean {
  return (texts ?? []).some((text) => patternOf(text).test(action));
}

/** Whether a role grants an action, conditions aside. */
export function grants({ permissions }: Pick<Grant, "permissions">, action: string): boolean {
  return permissions.some(
    ({ actions, notActions }) => matchesAny(actions, action) && !matchesAny(notActions, action),
  );
}

/** The actions that no assignment grants. */
export function missingActions(held: readonly Grant[], actions: readonly string[]): string[] {
  return actions.filter((action) => !held.some((grant) => grants(grant, action)));
}
