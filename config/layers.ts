import { UserError } from "./userError.ts";

/** Keys of one file, without the prefix `bulkhead:`. */
export interface Layer {
  /** Path below the project's root: "Pulumi.stamp-eastus.yaml", "defaults/int/stamp.yaml". */
  readonly file: string;
  readonly values: Readonly<Record<string, unknown>>;
}

function isSection(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function mergeTwo(strong: unknown, weak: unknown): unknown {
  if (strong === undefined) return weak;
  // A value that Pulumi has encrypted looks like a section and is one value.
  if (!isSection(strong) || !isSection(weak) || "secure" in strong) return strong;
  const keys = new Set([...Object.keys(weak), ...Object.keys(strong)]);
  return Object.fromEntries([...keys].map((key) => [key, mergeTwo(strong[key], weak[key])]));
}

/**
 * One configuration out of several files. Sections are merged key by key; a list or a single value of a stronger file takes
 * the place of that of a weaker one.
 *
 * @param layers strongest first.
 */
export function mergeLayers(layers: readonly Layer[]): Record<string, unknown> {
  return layers.reduceRight<Record<string, unknown>>(
    (weak, { values }) => mergeTwo(values, weak) as Record<string, unknown>,
    {},
  );
}

/** "cluster.userPools[0].name" as a path. */
function pathOf(key: string): string[] {
  return key.split(/[.[\]]+/).filter((part) => part !== "");
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, part) =>
      typeof inner === "object" && inner !== null
        ? (inner as Readonly<Record<string, unknown>>)[part]
        : undefined,
    value,
  );
}

/** The file in which a key stands; undefined where none of them has it. */
export function fileOfKey(layers: readonly Layer[], key: string): string | undefined {
  const path = pathOf(key);
  return layers.find(({ values }) => valueAt(values, path) !== undefined)?.file;
}

/** Every value of the merged configuration with the file that it comes from. Lists are one value. */
export function originsOf(
  layers: readonly Layer[],
): { readonly key: string; readonly value: unknown; readonly file: string }[] {
  const walk = (value: unknown, key: string): { key: string; value: unknown; file: string }[] => {
    if (isSection(value) && Object.keys(value).length > 0 && !("secure" in value))
      return Object.entries(value).flatMap(([name, inner]) =>
        walk(inner, key === "" ? name : `${key}.${name}`),
      );
    const file = fileOfKey(layers, key);
    return file === undefined ? [] : [{ key, value, file }];
  };
  return walk(mergeLayers(layers), "");
}

/**
 * A mistake with the file in which its key really stands. What is wrong is found in the merged configuration, under the name
 * of the stack file; a key that came from shared defaults is corrected there.
 */
export function attributed(error: unknown, layers: readonly Layer[]): unknown {
  const [own] = layers;
  if (!(error instanceof UserError) || own === undefined || error.file !== own.file) return error;
  const file = error.key === undefined ? undefined : fileOfKey(layers, error.key);
  if (file === undefined || file === own.file) return error;
  const { key, problem, remedy } = error;
  return new UserError({ file, key, problem: `${problem} (Met in ${own.file}.)`, remedy });
}
