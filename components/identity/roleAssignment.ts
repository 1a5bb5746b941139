import { RoleAssignment } from "@pulumi/azure-native/authorization/roleAssignment.js";
import type * as pulumi from "@pulumi/pulumi";
import { roleDefinitionId, roleTitles, type Role } from "../../lib/roles.ts";
import { uuidV5 } from "../../lib/uuid.ts";

/** A resource as an output, which carries the dependency, and as the plain id it has or will have. */
export interface Scope {
  readonly id: pulumi.Input<string>;
  readonly armId: string;
}

/** What a principal is to Microsoft Entra ID. */
export type PrincipalType = "ServicePrincipal" | "User" | "Group";

/** Who gets a role. */
export interface Principal {
  /** Object id in Microsoft Entra ID. */
  readonly principalId: pulumi.Input<string>;
  /** What tells the principal from all others before it exists: the id of an identity, the object id of a person. */
  readonly armId: string;
  /** ServicePrincipal, which managed identities are, unless it says otherwise. */
  readonly principalType?: PrincipalType;
}

export interface AssignRoleArgs {
  readonly subscriptionId: string;
  readonly role: Role;
  readonly principal: Principal;
  readonly scope: Scope;
  /** Why it is needed; stands in the description. */
  readonly reason: string;
  /** Narrows the role further, in version 2.0 of Azure's language for conditions. */
  readonly condition?: string | undefined;
}

/**
 * Assigns a built-in role.
 *
 * The assignment's name is a hash of who, what and where, all known before anything exists: assigning twice is one
 * assignment, and a preview shows the name it will have. Azure refuses to change an assignment, so it is replaced
 * by deleting it first.
 */
export function assignRole(
  name: string,
  args: AssignRoleArgs,
  opts: pulumi.CustomResourceOptions,
): RoleAssignment {
  const { role, principal, scope } = args;
  return new RoleAssignment(
    name,
    {
      roleAssignmentName: uuidV5(
        [scope.armId, principal.armId, role, args.condition ?? []].flat().join("|").toLowerCase(),
      ),
      scope: scope.id,
      roleDefinitionId: roleDefinitionId(args.subscriptionId, role),
      principalId: principal.principalId,
      // Without the type Azure looks the principal up in the directory, where a new identity may not have arrived yet. The
      // SDK says "User" where nothing is said.
      principalType: principal.principalType ?? "ServicePrincipal",
      ...(args.condition === undefined ? {} : { condition: args.condition, conditionVersion: "2.0" }),
      description: `${roleTitles[role]}: ${args.reason}`,
    },
    { deleteBeforeReplace: true, ...opts },
  );
}
