import { readdirSync } from "node:fs";
import { readDefaults } from "./defaults.ts";
import { mergeLayers, type Layer } from "./layers.ts";
import { parseStackName, type StackName } from "./stackName.ts";
import { UserError } from "./userError.ts";
import { readConfigFile } from "./yamlFile.ts";

export { configNamespace } from "./yamlFile.ts";

/** One stack's configuration as it stands in its file and in the defaults that it shares. */
export interface StackFile {
  readonly stack: StackName;
  /** Base name: "Pulumi.stamp-eastus.yaml". */
  readonly file: string;
  /** The keys of our own namespace, without the prefix "bulkhead:", shared defaults included: not validated. */
  readonly values: Readonly<Record<string, unknown>>;
  /** The files that the values come from: the stack's own, then shared defaults. */
  readonly layers: readonly Layer[];
}

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
  const shared = readDefaults(projectRoot, environment);
  return files.map(({ file, text }) => {
    const stack = parseStackName(text, file);
    if (!file.endsWith(".yaml")) {
      throw new UserError({
        file,
        problem: "Pulumi does not read stack files with this ending.",
        remedy: `Rename it to Pulumi.${text}.yaml.`,
      });
    }
    const own: Layer = { file, values: readConfigFile(projectRoot, file).own };
    const layers = [own, ...(shared.get(stack.kind) ?? [])];
    return { stack, file, values: mergeLayers(layers), layers };
  });
}

/**
 * Reads all stack files of all environments, for what must be unlike in all of them.
 *
 * @throws UserError as readStackFiles.
 */
export function readAllStackFiles(projectRoot: string): StackFile[] {
  return environmentsIn(projectRoot).flatMap((environment) => readStackFiles(projectRoot, environment));
}

/** The environments that have stack files, from the names of these alone; undefined is the one without a prefix. */
export function environmentsIn(projectRoot: string): (string | undefined)[] {
  return [...new Set(stackFilesIn(projectRoot).map(({ text }) => environmentOf(text)))];
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
