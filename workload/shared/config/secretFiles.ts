import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileOf, keysOf, optionalKeys, secretOf, type ComponentId, type ValuesOf } from "./table.ts";

/** Where charts/workload mounts the files. */
export const defaultSecretsDir = "/mnt/secrets-store";

/** What the folder holds for a component: all that it needs, or what is wrong, in words for who has to mend it. */
export type SecretFiles<Id extends ComponentId> =
  | { readonly values: ValuesOf<Id>; readonly problem?: undefined }
  | { readonly values?: undefined; readonly problem: string };

/** A value, or why there is none. */
async function readOne(path: string): Promise<{ value: string } | { reason: string }> {
  try {
    const value = (await readFile(path, "utf8")).trim();
    return value === "" ? { reason: "is empty" } : { value };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    return { reason: code === "ENOENT" ? "is missing" : `cannot be read (${code ?? String(error)})` };
  }
}

/** Reads the files of a component, and no others. */
export async function readSecretFiles<Id extends ComponentId>(
  folder: string,
  component: Id,
): Promise<SecretFiles<Id>> {
  const values: Record<string, string> = {};
  const problems: string[] = [];
  for (const key of keysOf[component]) {
    const path = join(folder, fileOf(key));
    const read = await readOne(path);
    if ("value" in read) values[key] = read.value;
    else if (!(optionalKeys as readonly string[]).includes(key))
      problems.push(
        `${path} ${read.reason}: key ${key}. It is the secret ${secretOf(key)} of the stamp's Key Vault; look at ` +
          `the SecretProviderClass ${component} and at what the vault holds. It is read again until it is there.`,
      );
  }
  return problems.length === 0 ? { values: values as ValuesOf<Id> } : { problem: problems.join("\n") };
}
