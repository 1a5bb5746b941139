import { join } from "node:path";
import { suggest } from "../lib/suggest.ts";
import { readText } from "./textFile.ts";
import { UserError } from "./userError.ts";
import { readYaml } from "./yamlText.ts";

/** The configuration namespace of the program, which is the name of the Pulumi project. */
export const configNamespace = "bulkhead";

/** What Pulumi itself knows at the top of a stack file (`workspace.ProjectStack` of the Pulumi SDK). */
const topLevelKeys = ["config", "environment", "secretsprovider", "encryptedkey", "encryptionsalt"];

/** A file of configuration in Pulumi's form. */
export interface ConfigFile {
  /** Keys at the top of the file. */
  readonly top: readonly string[];
  /** Keys below `config:`, with their namespaces. */
  readonly config: readonly string[];
  /** What stands in our own namespace, by keys without the prefix. */
  readonly own: Record<string, unknown>;
}

/**
 * Reads a file with a section `config:`.
 *
 * @throws UserError for what readText and readYaml refuse (with its line), and for keys that Pulumi does not know.
 */
export function readConfigFile(projectRoot: string, file: string): ConfigFile {
  const { content } = readYaml(readText(join(projectRoot, file), { file }), { file });
  if (content === null || content === undefined) return { top: [], config: [], own: {} };
  if (!isRecord(content)) {
    throw new UserError({
      file,
      problem: "A stack file is a list of keys.",
      remedy: "Begin it with `config:`.",
    });
  }
  for (const key of Object.keys(content)) {
    if (topLevelKeys.includes(key)) continue;
    const [meant] = suggest(key, topLevelKeys);
    const remedy = meant === undefined ? "Put it below `config:` or remove it." : `Did you mean '${meant}'?`;
    throw new UserError({ file, key, problem: "Pulumi does not know this key.", remedy });
  }
  const config = content["config"];
  return {
    top: Object.keys(content),
    config: isRecord(config) ? Object.keys(config) : [],
    own: ownValues(file, config),
  };
}

function ownValues(file: string, config: unknown): Record<string, unknown> {
  if (config === null || config === undefined) return {};
  if (!isRecord(config)) {
    const remedy = `Write keys such as \`${configNamespace}:location\` below it.`;
    throw new UserError({ file, key: "config", problem: "It has no keys.", remedy });
  }
  const own: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(config)) {
    const colon = key.indexOf(":");
    if (colon < 0) {
      const remedy = `Write \`${configNamespace}:${key}\`.`;
      throw new UserError({ file, key, problem: "The key has no namespace.", remedy });
    }
    if (key.slice(0, colon) === configNamespace) own[key.slice(colon + 1)] = value;
  }
  return own;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
