import { ArmError } from "../../errors.ts";
import type { Rule } from "../../model.ts";
import { numberAt, textAt, textsAt } from "../../../../lib/properties.ts";
import { define } from "../define.ts";
import { accountIdOf, accountIsFree } from "./exclusive.ts";
import { throughputIsSound } from "./throughput.ts";

/** The name stands in the URL and again in the body, and both must agree. */
export const bodyNamesTheSame: Rule = ({ inputs, name }) => {
  const id = textAt(inputs, "resource.id");
  if (id === name) return;
  throw new ArmError(
    "BadRequest",
    400,
    `resource.id '${id ?? ""}' is not the name of the resource, '${name}'.`,
  );
};

/** Accounts of other kinds have no SQL databases. */
export const accountSpeaksSql: Rule = ({ azure, id, name }) => {
  const account = azure.find(accountIdOf(id));
  const apis = textsAt(account?.inputs, "capabilities[].name").filter((capability) =>
    /^Enable(Cassandra|Gremlin|Table|Mongo)$/.test(capability),
  );
  if (textAt(account?.inputs, "kind") !== "MongoDB" && apis.length === 0) return;
  throw new ArmError(
    "BadRequest",
    400,
    `'${name}': database account '${account?.name}' does not offer the NoSQL API (${apis.join(", ") || "kind MongoDB"}).`,
  );
};

export const serverlessTakesNoThroughput: Rule = ({ azure, id, inputs, name }) => {
  const serverless = textsAt(azure.find(accountIdOf(id))?.inputs, "capabilities[].name").includes(
    "EnableServerless",
  );
  const asked =
    numberAt(inputs, "options.throughput") ?? numberAt(inputs, "options.autoscaleSettings.maxThroughput");
  if (!serverless || asked === undefined) return;
  throw new ArmError(
    "BadRequest",
    400,
    `'${name}': setting a throughput is not supported for serverless accounts.`,
  );
};

export const sqlDatabase = define("azure-native:cosmosdb:SqlResourceSqlDatabase", {
  location: "none",
  required: ["resource.id"],
  rules: [accountIsFree, accountSpeaksSql, bodyNamesTheSame, throughputIsSound, serverlessTakesNoThroughput],
  outputs: ({ id, azure, inputs }) => ({
    id,
    resource: { id: textAt(inputs, "resource.id"), rid: azure.guid(`${id}/rid`).slice(0, 8) },
  }),
});
