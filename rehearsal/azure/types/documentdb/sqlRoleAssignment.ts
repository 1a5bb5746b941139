import { ArmError } from "../../errors.ts";
import { idKey } from "../../ids.ts";
import type { Rule } from "../../model.ts";
import { textAt } from "../../../../lib/properties.ts";
import { isKnownPrincipal } from "../../rules/directory.ts";
import { define } from "../define.ts";
import { accountIdOf, accountIsFree, exclusiveLock } from "./exclusive.ts";

/** Cosmos DB's own built-in data roles, "Azure Cosmos DB for NoSQL data plane roles": reader and contributor. */
const builtIn = ["00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000002"];

const nameIsGuid: Rule = ({ name }) => {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(name)) return;
  throw new ArmError("BadRequest", 400, `The role assignment ID '${name}' is not a GUID.`);
};

const roleBelongsToTheAccount: Rule = ({ id, inputs, name }) => {
  const role = textAt(inputs, "roleDefinitionId") ?? "";
  const prefix = `${idKey(accountIdOf(id))}/sqlroledefinitions/`;
  if (idKey(role).startsWith(prefix) && builtIn.includes(idKey(role).slice(prefix.length))) return;
  throw new ArmError(
    "NotFound",
    404,
    `Role assignment '${name}': the role definition '${role}' does not exist in this database account.`,
  );
};

/** A data role reaches the account, a database of it or a container; databases are `dbs`, containers `colls` there. */
const scopeIsInTheAccount: Rule = ({ azure, id, inputs, name }) => {
  const account = accountIdOf(id);
  const scope = textAt(inputs, "scope") ?? "";
  const rest = idKey(scope).slice(idKey(account).length);
  const [, , database, , container] = rest.split("/");
  if (!idKey(scope).startsWith(idKey(account)) || !/^(\/dbs\/[^/]+(\/colls\/[^/]+)?)?$/.test(rest)) {
    throw new ArmError(
      "BadRequest",
      400,
      `Role assignment '${name}': the scope '${scope}' is not below '${account}' as /dbs/<database>[/colls/<container>].`,
    );
  }
  const target = `${account}${database === undefined ? "" : `/sqlDatabases/${database}`}${container === undefined ? "" : `/containers/${container}`}`;
  if (!azure.find(target))
    throw new ArmError("NotFound", 404, `Role assignment '${name}': the scope '${scope}' does not exist.`);
};

const principalIsKnown: Rule = ({ azure, inputs, name }) => {
  const principal = textAt(inputs, "principalId") ?? "";
  if (isKnownPrincipal(azure, principal)) return;
  throw new ArmError(
    "BadRequest",
    400,
    `The provided principal ID '${principal}' of role assignment '${name}' was not found in the Microsoft Entra tenant of the database account.`,
  );
};

const isTheOnlyOne: Rule = ({ azure, id, arm, inputs }) => {
  const key = (properties: Record<string, unknown>) =>
    ["principalId", "roleDefinitionId", "scope"]
      .map((path) => idKey(textAt(properties, path) ?? ""))
      .join(" ");
  const other = azure
    .below(accountIdOf(id))
    .find((found) => found.arm === arm && idKey(found.id) !== idKey(id) && key(found.inputs) === key(inputs));
  if (other)
    throw new ArmError(
      "Conflict",
      409,
      `A role assignment with the same principal, role definition and scope already exists: '${other.name}'.`,
    );
};

export const sqlRoleAssignment = define("azure-native:cosmosdb:SqlResourceSqlRoleAssignment", {
  location: "none",
  required: ["roleDefinitionId", "scope", "principalId"],
  createOnly: ["principalId", "scope"],
  rules: [
    accountIsFree,
    nameIsGuid,
    roleBelongsToTheAccount,
    scopeIsInTheAccount,
    principalIsKnown,
    isTheOnlyOne,
  ],
  oneAtATime: exclusiveLock,
  outputs: ({ id }) => ({ id }),
});
