import { ArmError } from "../../errors.ts";
import type { Rule } from "../../model.ts";
import { numberAt, objectsAt, textAt, textsAt } from "../../../../lib/properties.ts";
import { oneOf, within } from "../../rules/network.ts";
import { define } from "../define.ts";
import { accountIsFree } from "./exclusive.ts";
import { accountSpeaksSql, bodyNamesTheSame, serverlessTakesNoThroughput } from "./sqlDatabase.ts";
import { throughputIsSound } from "./throughput.ts";

/** concepts-limits.md of 2025-09-03. */
const limits = { ttl: 2_147_483_647, uniqueKeys: 10, pathsPerUniqueKey: 16, hierarchicalKeys: 3 } as const;

function refuse(message: string): never {
  throw new ArmError("BadRequest", 400, message);
}

/** `/tenant/id`: no wildcards, no array steps. */
function isPropertyPath(path: string): boolean {
  return /^(\/("[^"]+"|[^/*?[\]"]+))+$/.test(path);
}

const partitionKeyIsSound: Rule = ({ inputs, name }) => {
  const paths = textsAt(inputs, "resource.partitionKey.paths[]");
  const kind = textAt(inputs, "resource.partitionKey.kind") ?? "Hash";
  const most = kind === "MultiHash" ? limits.hierarchicalKeys : 1;
  if (paths.length === 0) refuse(`Container '${name}' has no partition key path.`);
  if (paths.length > most)
    refuse(
      `Container '${name}': a partition key of kind ${kind} takes at most ${most} path(s), not ${paths.length}.`,
    );
  const wrong = paths.find((path) => !isPropertyPath(path));
  if (wrong !== undefined)
    refuse(`Container '${name}': '${wrong}' is no partition key path; one looks like /tenantId.`);
};

const timeToLiveIsSound: Rule = ({ inputs, name }) => {
  const seconds = numberAt(inputs, "resource.defaultTtl");
  if (
    seconds === undefined ||
    seconds === -1 ||
    (Number.isInteger(seconds) && seconds >= 1 && seconds <= limits.ttl)
  )
    return;
  refuse(`Container '${name}': defaultTtl ${seconds} is neither -1 nor between 1 and ${limits.ttl} seconds.`);
};

/** Index paths end in `/?` (a value) or `/*` (all below); `/[]` steps into lists. */
function isIndexPath(path: string): boolean {
  return path === "/*" || /^(\/("[^"]+"|\[\]|[^/*?"[\]]+))+\/[?*]$/.test(path);
}

const indexingIsSound: Rule = ({ inputs, name }) => {
  const mode = textAt(inputs, "resource.indexingPolicy.indexingMode")?.toLowerCase();
  const included = textsAt(inputs, "resource.indexingPolicy.includedPaths[].path");
  const excluded = textsAt(inputs, "resource.indexingPolicy.excludedPaths[].path");
  const wrong = [...included, ...excluded].find((path) => !isIndexPath(path));
  if (wrong !== undefined) refuse(`Container '${name}': '${wrong}' is no index path; paths end in /? or /*.`);
  const both = included.find((path) => excluded.includes(path));
  if (both !== undefined) refuse(`Container '${name}': the index path '${both}' is included and excluded.`);
  if (mode === "none" || included.length + excluded.length === 0) return;
  if (![...included, ...excluded].includes("/*"))
    refuse(`Container '${name}': the indexing policy must include or exclude the root path /*.`);
};

const uniqueKeysAreSound: Rule = ({ inputs, name }) => {
  const keys = objectsAt(inputs, "resource.uniqueKeyPolicy.uniqueKeys[]");
  if (keys.length > limits.uniqueKeys)
    refuse(`Container '${name}' has ${keys.length} unique keys; ${limits.uniqueKeys} are allowed.`);
  const long = keys.find((key) => textsAt(key, "paths[]").length > limits.pathsPerUniqueKey);
  if (long) refuse(`Container '${name}': a unique key has at most ${limits.pathsPerUniqueKey} paths.`);
};

const conflictsAreSettledSoundly: Rule = ({ inputs, name }) => {
  const path = textAt(inputs, "resource.conflictResolutionPolicy.conflictResolutionPath");
  if (textAt(inputs, "resource.conflictResolutionPolicy.mode") === "Custom" && path !== undefined) {
    refuse(`Container '${name}': conflictResolutionPath belongs to LastWriterWins, not to Custom.`);
  }
  if (path !== undefined && path !== "" && !isPropertyPath(path))
    refuse(`Container '${name}': '${path}' is no path to settle conflicts by.`);
};

export const sqlContainer = define("azure-native:cosmosdb:SqlResourceSqlContainer", {
  location: "none",
  required: ["resource.id", "resource.partitionKey"],
  createOnly: ["resource.partitionKey", "resource.uniqueKeyPolicy", "resource.conflictResolutionPolicy"],
  rules: [
    accountIsFree,
    accountSpeaksSql,
    bodyNamesTheSame,
    throughputIsSound,
    serverlessTakesNoThroughput,
    oneOf("resource.partitionKey.kind", ["Hash", "MultiHash", "Range"], "BadRequest"),
    within("resource.partitionKey.version", { min: 1, max: 2 }, "BadRequest"),
    oneOf("resource.indexingPolicy.indexingMode", ["consistent", "lazy", "none"], "BadRequest"),
    oneOf("resource.conflictResolutionPolicy.mode", ["LastWriterWins", "Custom"], "BadRequest"),
    partitionKeyIsSound,
    timeToLiveIsSound,
    indexingIsSound,
    uniqueKeysAreSound,
    conflictsAreSettledSoundly,
  ],
  outputs: ({ id, azure, inputs }) => ({
    id,
    resource: { ...(inputs["resource"] as object), rid: azure.guid(`${id}/rid`).slice(0, 12) },
  }),
});
