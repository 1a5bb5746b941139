/** Whether who is signed in may do what a deployment does, and whether that is more than it takes. */
import { objectsAt, textAt, textsAt } from "../../../lib/properties.ts";
import { deployerRoles, handedOut } from "../../../lib/ops/deployerRoles.ts";
import { roles, roleTitles, type Role } from "../../../lib/roles.ts";
import { apiVersions } from "../apiVersions.ts";
import { doubtful, fine, wrong, type Finding } from "../finding.ts";
import { grants, missingActions, type Grant } from "../permissions.ts";
import type { ArmReader, Check, World } from "../world.ts";

const assign = "Microsoft.Authorization/roleAssignments/write";

/** Role assignments of somebody at the subscription and above it, groups included, with what they grant. */
export async function grantsOf(arm: ArmReader, scope: string, objectId: string): Promise<Grant[]> {
  const base = `${scope}/providers/Microsoft.Authorization`;
  const filter = encodeURIComponent(`atScope() and assignedTo('${objectId}')`);
  const assignments = await arm.list(`${base}/roleAssignments?$filter=${filter}`, apiVersions.authorization);
  return Promise.all(
    assignments.map(async (assignment) => {
      const id = textAt(assignment, "properties.roleDefinitionId") ?? "";
      const definition = await arm.get(id, apiVersions.authorization);
      return {
        role: textAt(definition, "properties.roleName") ?? id,
        roleId: id.split("/").at(-1) ?? "",
        condition: textAt(assignment, "properties.condition"),
        permissions: objectsAt(definition, "properties.permissions[]").map((permission) => ({
          actions: textsAt(permission, "actions[]"),
          notActions: textsAt(permission, "notActions[]"),
        })),
      };
    }),
  );
}

/** The narrowest role of the deployer's that an action is for; undefined for what none of them holds. */
export function roleFor(action: string): Role | undefined {
  const type = action.toLowerCase();
  const under = (prefix: string) => type.startsWith(prefix.toLowerCase());
  if (under("Microsoft.Authorization/roleAssignments/")) return "rbacAdministrator";
  if (under("Microsoft.Authorization/locks/")) return "locksContributor";
  if (under("Microsoft.Authorization/policy") || under("Microsoft.PolicyInsights/"))
    return "resourcePolicyContributor";
  return under("Microsoft.Authorization/") ? undefined : "contributor";
}

function missingRole(
  role: Role | undefined,
  actions: readonly string[],
  scope: string,
  objectId: string,
): Finding {
  const some = `${actions.slice(0, 3).join(", ")}${actions.length > 3 ? ` and ${actions.length - 3} more` : ""}`;
  if (role === undefined)
    return wrong(
      "rights",
      `Nothing grants ${some}.`,
      `Custom role definitions are written by somebody with User Access Administrator: have that person deploy first (docs/azure.md).`,
    );
  const command =
    role === "rbacAdministrator"
      ? `Have somebody run what \`npx bulkhead doctor --script --assignee ${objectId}\` prints, which limits the role by a condition.`
      : `Have somebody run \`az role assignment create --assignee-object-id ${objectId} --role "${roleTitles[role]}" --scope ${scope}\`.`;
  return wrong("rights", `The role ${roleTitles[role]} is missing: nothing grants ${some}.`, command);
}

/** Roles that the program assigns and that the conditions of this grant do not let through. */
function shutOut(grant: Grant): Role[] {
  const condition = grant.condition?.toLowerCase();
  if (condition === undefined) return [];
  return handedOut.filter((role) => !condition.includes(roles[role].toLowerCase()));
}

function delegation(held: readonly Grant[], objectId: string): Finding[] {
  const givers = held.filter((grant) => grants(grant, assign));
  if (givers.length === 0) return [];
  const free = givers.filter(({ condition }) => condition === undefined);
  if (free.length > 0)
    return [
      doubtful(
        "rights",
        `${free.map(({ role }) => role).join(", ")} can give anybody any right; a deployment does not need that.`,
        `Use an identity with ${deployerRoles.map(({ role }) => roleTitles[role]).join(", ")}; \`npx bulkhead doctor --script\` prints how.`,
      ),
    ];
  // Conditions of several assignments add up: one that lets a role through is enough.
  const out = shutOut(givers[0] as Grant).filter((role) =>
    givers.every((grant) => shutOut(grant).includes(role)),
  );
  if (out.length === 0) return [];
  return [
    wrong(
      "rights",
      `The condition on ${givers.map(({ role }) => role).join(", ")} does not let these roles be assigned: ${out.map((role) => roleTitles[role]).join(", ")}.`,
      `Renew it with what \`npx bulkhead doctor --script --assignee ${objectId}\` prints.`,
    ),
  ];
}

/** Whether all of these stacks stand; they do not where the backend cannot be asked. */
async function areDeployed(stacks: readonly string[], backend: World["backend"]): Promise<boolean> {
  try {
    const { deployed } = await backend();
    return stacks.every((stack) => deployed.has(stack));
  } catch {
    return false;
  }
}

async function look({ arm, subscriptionId, identity, needs, backend }: World): Promise<Finding[]> {
  const { objectId, name } = await identity();
  const scope = `/subscriptions/${subscriptionId}`;
  const held = await grantsOf(arm, scope, objectId);
  const missing = missingActions(held, needs.actions);
  const byRole = new Map<Role | undefined, string[]>();
  const defined = await areDeployed(needs.definers, backend);
  for (const action of missing) {
    const role = roleFor(action);
    // What somebody else has written is only read from then on.
    if (role === undefined && defined) continue;
    byRole.set(role, [...(byRole.get(role) ?? []), action]);
  }
  const findings = [
    ...[...byRole].map(([role, actions]) => missingRole(role, actions, scope, objectId)),
    ...delegation(held, objectId),
  ];
  if (findings.length > 0) return findings;
  return [
    fine(
      "rights",
      `${name} holds ${held.map(({ role }) => role).join(", ")}: all ${needs.actions.length} actions of a deployment`,
    ),
  ];
}

export const rolesCheck: Check = { id: "roles", title: "rights in the subscription", look };
