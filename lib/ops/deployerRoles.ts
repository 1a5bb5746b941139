import { roles, type Role } from "../roles.ts";

/** A role that a deployment needs in the subscription. */
export interface DeployerRole {
  readonly role: Role;
  /** Narrowed by assignmentCondition. */
  readonly limited: boolean;
  /** What the program does with it. */
  readonly reason: string;
}

/**
 * What whoever deploys needs in the subscription, Owner and User Access Administrator not being among it.
 *
 * Three things are beyond it, and are done once by somebody who may: custom role definitions, which no narrower built-in role
 * can write, the diagnostic setting of Microsoft Entra ID, which is not in the subscription, and the wide roles that built-in
 * definitions of Azure Policy want for identities that change resources.
 */
export const deployerRoles: readonly DeployerRole[] = [
  { role: "contributor", limited: false, reason: "makes, changes and removes the platform's resources" },
  {
    role: "rbacAdministrator",
    limited: true,
    reason: "gives and takes the roles that the program assigns, and no others",
  },
  { role: "resourcePolicyContributor", limited: false, reason: "assigns Azure policies" },
  { role: "locksContributor", limited: false, reason: "sets and takes off locks against deletion" },
];

/**
 * Roles with which somebody could give himself more than he has, and those that the program assigns to nobody: who deploys
 * may not hand them out.
 */
const neverHandedOut: ReadonlySet<Role> = new Set([
  ...deployerRoles.map(({ role }) => role),
  // People read no secret of a stamp, and the program writes them through Resource Manager.
  "keyVaultSecretsOfficer",
]);

/**
 * The roles that the program assigns, to identities of its own and to the groups of the configuration: all that
 * lib/roles.ts has but those above. What the deployer needs itself the operations stack assigns, when a person first
 * deploys it.
 */
export const handedOut: readonly Role[] = (Object.keys(roles) as Role[])
  .filter((role) => !neverHandedOut.has(role))
  .sort();

/** To whom: identities and groups. Persons get no role of their own. */
const principalTypes = ["ServicePrincipal", "Group"];

/**
 * Narrows Role Based Access Control Administrator to giving and taking these roles. Form: role-based-access-control
 * delegate-role-assignments-examples.md, "Constrain roles and principal types"; attributes of
 * conditions-authorization-actions-attributes.md.
 */
export function assignmentCondition(roleNames: readonly Role[] = handedOut): string {
  const ids = roleNames.map((role) => roles[role]).join(", ");
  const types = principalTypes.map((type) => `'${type}'`).join(", ");
  const assignments = "Microsoft.Authorization/roleAssignments";
  const clause = (action: string, source: string): string =>
    `((!(ActionMatches{'${assignments}/${action}'})) OR (` +
    `@${source}[${assignments}:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {${ids}} AND ` +
    `@${source}[${assignments}:PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {${types}}))`;
  return `${clause("write", "Request")} AND ${clause("delete", "Resource")}`;
}
