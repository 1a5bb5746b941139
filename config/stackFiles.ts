import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { suggest } from "../lib/suggest.ts";
import { parseStackName, type StackName } from "./stackName.ts";
import { UserError } from "./userError.ts";

/** One stack's configuration as it stands in its file. */
export interface StackFile {
  readonly stack: StackName;
  /** Base name: "Pulumi.stamp-eastus.yaml". */
  readonly file: string;
  /** The keys of our own namespace, without the prefix "bulkhead:", as the file has them: not validated. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** The configuration namespace of the program, which is the name of the Pulumi project. */
export const configNamespace = "bulkhead";

/** What Pulumi itself knows at the top of a stack file (`workspace.ProjectStack` of the Pulumi SDK). */
const topLevelKeys = ["config", "environment", "secretsprovider", "encryptedkey", "encryptionsalt"];

/**
 * Reads all stack files of one environment, sorted by stack name. Files of other environments are not opened.
 *
 * @param environment undefined for the environment whose stacks carry no prefix.
 * @throws UserError for a name outside the grammar, two files for one stack, and YAML that cannot be read
 *   (with its line).
 */
export function readStackFiles(projectRoot: string, environment: string | undefined): StackFile[] {
  const files = stackFilesIn(projectRoot).filter(({ text }) => environmentOf(text) === environment);
  refuseTwins(files);
  return files.map(({ file, text }) => {
    const stack = parseStackName(text, file);
    if (!file.endsWith(".yaml")) {
      throw new UserError({
        file,
        problem: "Pulumi does not read stack files with this ending.",
        remedy: `Rename it to Pulumi.${text}.yaml.`,
      });
    }
    return { stack, file, values: readValues(projectRoot, file) };
  });
}

/**
 * Reads all stack files of all environments, for what must be unlike in all of them.
 *
 * @throws UserError as readStackFiles.
 */
export function readAllStackFiles(projectRoot: string): StackFile[] {
  const environments = new Set(stackFilesIn(projectRoot).map(({ text }) => environmentOf(text)));
  return [...environments].flatMap((environment) => readStackFiles(projectRoot, environment));
}

/** Names of the stack files and, as `text`, of their stacks, sorted. */
function stackFilesIn(projectRoot: string): { file: string; text: string }[] {
  return readdirSync(projectRoot)
    .map((file) => ({ file, text: /^Pulumi\.(.+)\.ya?ml$/i.exec(file)?.[1] }))
    .filter((entry): entry is { file: string; text: string } => entry.text !== undefined)
    .sort((a, b) => (a.file < b.file ? -1 : 1));
}

function environmentOf(stackText: string): string | undefined {
  const point = stackText.indexOf(".");
  return point < 0 ? undefined : stackText.slice(0, point).toLowerCase();
}

/** Some file systems and Azure itself ignore case, so names that differ only there are one name. */
function refuseTwins(files: readonly { file: string; text: string }[]): void {
  const seen = new Map<string, string>();
  for (const { file, text } of files) {
    const name = text.toLowerCase();
    const twin = seen.get(name);
    if (twin !== undefined) {
      throw new UserError({
        file,
        problem: `It configures the same stack as ${twin}, '${name}'.`,
        remedy: `Keep Pulumi.${name}.yaml and delete or rename the other.`,
      });
    }
    seen.set(name, file);
  }
}

function readValues(projectRoot: string, file: string): Record<string, unknown> {
  const document = parseDocument(readFileSync(join(projectRoot, file), "utf8"));
  const [error] = document.errors;
  if (error !== undefined) {
    const [start] = error.linePos ?? [];
    // The library's own message repeats the position and draws the line; its first sentence is what helps.
    const sentence = error.message.split(/ at line \d+/)[0];
    throw new UserError({
      file: start === undefined ? file : `${file}, line ${start.line}`,
      problem: `This is not valid YAML: ${sentence}.`,
      remedy: "Correct that line.",
    });
  }

  const content: unknown = document.toJS();
  if (content === null || content === undefined) return {};
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
  return ownValues(file, content["config"]);
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
