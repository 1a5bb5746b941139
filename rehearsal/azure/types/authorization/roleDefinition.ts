import { ArmError } from "../../errors.ts";
import { idKey } from "../../ids.ts";
import type { Rule } from "../../model.ts";
import { objectsAt, textAt, textsAt } from "../../../../lib/properties.ts";
import { define } from "../define.ts";

/** "Azure custom roles": limits. */
const limits = { description: 2048, title: 512 } as const;

function refuse(code: string, message: string, status = 400): never {
  throw new ArmError(code, status, message);
}

const permitsSomething: Rule = ({ inputs, name }) => {
  const permissions = objectsAt(inputs, "permissions[]");
  if (permissions.length !== 1)
    refuse(
      "InvalidPermissions",
      `Role definition '${name}' has ${permissions.length} permissions; a role has one.`,
    );
  const all = ["actions", "dataActions"].flatMap((key) => textsAt(inputs, `permissions[].${key}[]`));
  if (all.length === 0) refuse("InvalidPermissions", `Role definition '${name}' permits nothing.`);
  const wrong = all.find((action) => action !== "*" && !/^[A-Za-z0-9.*]+(\/[A-Za-z0-9.*-]+)+$/.test(action));
  if (wrong !== undefined)
    refuse("InvalidActionOrNotAction", `'${wrong}' of role definition '${name}' is no action.`);
};

const scopesAreSound: Rule = ({ inputs, name }) => {
  const scopes = textsAt(inputs, "assignableScopes[]");
  if (scopes.length === 0)
    refuse("InvalidAssignableScopes", `Role definition '${name}' has no assignable scope.`);
  if (scopes.includes("/"))
    refuse(
      "InvalidAssignableScopes",
      `Role definition '${name}': only built-in roles are assignable at '/'.`,
    );
  const data = textsAt(inputs, "permissions[].dataActions[]").length > 0;
  if (data && scopes.some((scope) => /\/managementGroups\//i.test(scope)))
    refuse(
      "InvalidAssignableScopes",
      `Role definition '${name}' has data actions and cannot be assigned at a management group.`,
    );
};

const titleIsFree: Rule = ({ azure, id, arm, inputs, name }) => {
  const title = textAt(inputs, "roleName") ?? "";
  if (title === "" || title.length > limits.title)
    refuse(
      "InvalidRoleDefinitionName",
      `Role definition '${name}' needs a title of at most ${limits.title} characters.`,
    );
  if ((textAt(inputs, "description") ?? "").length > limits.description)
    refuse(
      "InvalidRoleDefinitionDescription",
      `The description of role '${title}' is longer than ${limits.description}.`,
    );
  const twin = azure
    .ofType(arm)
    .find(
      (other) =>
        idKey(other.id) !== idKey(id) &&
        textAt(other.inputs, "roleName")?.toLowerCase() === title.toLowerCase(),
    );
  if (twin)
    refuse(
      "RoleDefinitionWithSameNameExists",
      `A custom role with the same name already exists in this directory. Use a different name ('${title}').`,
      409,
    );
};

export const roleDefinition = define("azure-native:authorization:RoleDefinition", {
  location: "none",
  required: ["roleName", "permissions", "assignableScopes"],
  rules: [permitsSomething, scopesAreSound, titleIsFree],
  deleteRules: [
    ({ azure, resource }) => {
      const used = azure
        .ofType("Microsoft.Authorization/roleAssignments")
        .find((assignment) => textAt(assignment.inputs, "roleDefinitionId")?.endsWith(`/${resource.name}`));
      if (used)
        refuse(
          "RoleDefinitionHasAssignments",
          `There are existing role assignments referencing role (code: RoleDefinitionHasAssignments): '${used.name}'.`,
        );
    },
  ],
  outputs: ({ id }) => ({ id, roleType: "CustomRole" }),
});
