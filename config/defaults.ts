import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { suggest } from "../lib/suggest.ts";
import type { Layer } from "./layers.ts";
import { environmentPattern, stackKinds, type StackKind } from "./stackName.ts";
import { UserError } from "./userError.ts";
import { configNamespace, readConfigFile } from "./yamlFile.ts";

/** The folder of values that several stacks share. */
export const defaultsFolder = "defaults";

/** The folder inside it for the environment whose stack files have no prefix; too long to be the name of another. */
export const unprefixedFolder = "default";

/** What tells one stack from the others, so no two can share it. */
export const ownKeys: Readonly<Record<StackKind, readonly (readonly string[])[]>> = {
  global: [["retiredRegions"]],
  ops: [["location"], ["network", "addressSpace"]],
  stamp: [["location"], ["network", "addressSpace"]],
};

/**
 * Shared values for the stacks of one kind in one environment: the environment's own before those of all environments.
 * Files of other environments are not opened.
 *
 * @param environment undefined for the environment whose stacks carry no prefix.
 * @throws UserError for a file that belongs to no kind of stack, and for what a shared file cannot hold.
 */
export function readDefaults(
  projectRoot: string,
  environment: string | undefined,
): ReadonlyMap<StackKind, readonly Layer[]> {
  const shared = readFolder(projectRoot, defaultsFolder);
  const own = readFolder(projectRoot, `${defaultsFolder}/${environment ?? unprefixedFolder}`);
  return new Map(
    stackKinds.map((kind) => [
      kind,
      [own, shared].flatMap((folder) => folder.filter((layer) => layer.kind === kind)),
    ]),
  );
}

function readFolder(projectRoot: string, folder: string): (Layer & { readonly kind: StackKind })[] {
  const place = join(projectRoot, folder);
  if (statSync(place, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  return readdirSync(place, { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const file = `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        refuseFolder(folder, entry.name);
        return [];
      }
      if (!/\.ya?ml$/i.test(entry.name)) return [];
      const kind = kindOf(file, entry.name);
      return [{ file, kind, values: readShared(projectRoot, file, kind) }];
    });
}

function refuseFolder(folder: string, name: string): void {
  if (folder === defaultsFolder && (name === unprefixedFolder || environmentPattern.test(name))) return;
  throw new UserError({
    file: `${folder}/${name}`,
    problem: "No environment has this name, so nothing reads this folder.",
    remedy: `Environments are one letter, then up to three letters or digits; '${unprefixedFolder}' is the one without a prefix.`,
  });
}

function kindOf(file: string, name: string): StackKind {
  const base = name.replace(/\.ya?ml$/i, "");
  const kind = stackKinds.find((known) => known === base);
  if (kind === undefined) {
    const [meant] = suggest(base.toLowerCase(), stackKinds);
    throw new UserError({
      file,
      problem: `There is no kind of stack '${base}', so nothing reads this file.`,
      remedy:
        meant === undefined
          ? `Call it ${stackKinds.map((known) => `${known}.yaml`).join(" or ")}.`
          : `Did you mean '${meant}.yaml'?`,
    });
  }
  if (name.endsWith(".yaml")) return kind;
  throw new UserError({ file, problem: "Nothing reads this ending.", remedy: `Rename it to ${kind}.yaml.` });
}

function readShared(projectRoot: string, file: string, kind: StackKind): Record<string, unknown> {
  const { config, own, top } = readConfigFile(projectRoot, file);
  const surplus = top.find((key) => key !== "config");
  if (surplus !== undefined) {
    throw new UserError({
      file,
      key: surplus,
      problem: "Pulumi reads this from a stack's own file only.",
      remedy: "Move it into the stack files.",
    });
  }
  const foreign = config.find((key) => !key.startsWith(`${configNamespace}:`));
  if (foreign !== undefined) {
    throw new UserError({
      file,
      key: foreign,
      problem: "Pulumi configures its providers before the program could add shared values.",
      remedy: "Move it into the stack files.",
    });
  }
  const secret = secretIn(own, "");
  if (secret !== undefined) {
    throw new UserError({
      file,
      key: secret,
      problem: "A secret is encrypted with the key of one stack and is not shared.",
      remedy: `Set it for each stack: \`pulumi config set --secret --path '${configNamespace}:${secret}' -s <stack>\`.`,
    });
  }
  const single = ownKeys[kind].find((path) => path.reduce<unknown>(step, own) !== undefined);
  if (single !== undefined) {
    throw new UserError({
      file,
      key: single.join("."),
      problem: `Every ${kind} stack has its own.`,
      remedy: "Move it into the stack files.",
    });
  }
  return own;
}

function step(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

/** Where a value stands that Pulumi has encrypted. */
function secretIn(value: unknown, key: string): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if ("secure" in value) return key;
  for (const [name, inner] of Object.entries(value)) {
    const found = secretIn(
      inner,
      Array.isArray(value) ? `${key}[${name}]` : key === "" ? name : `${key}.${name}`,
    );
    if (found !== undefined) return found;
  }
  return undefined;
}
