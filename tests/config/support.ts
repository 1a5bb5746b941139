import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { UserError } from "../../config/userError.ts";

/** The stack files of a small, correct environment. */
export const goodFiles: Readonly<Record<string, string>> = {
  "Pulumi.yaml": "name: bulkhead\n",
  "Pulumi.global.yaml": "config:\n  bulkhead:location: eastus\n",
  "Pulumi.stamp-eastus.yaml": stampFile("eastus", "10.10.0.0/20"),
  "Pulumi.stamp-westeurope.yaml": stampFile("westeurope", "10.10.16.0/20"),
};

export function stampFile(location: string, addressSpace: string, more = ""): string {
  return `config:\n  bulkhead:location: ${location}\n  bulkhead:network:\n    addressSpace: ${addressSpace}\n${more}`;
}

/** Runs `use` in a folder that holds these files, and removes the folder. */
export function withFiles<Result>(
  files: Readonly<Record<string, string>>,
  use: (root: string) => Result,
): Result {
  const root = mkdtempSync(join(tmpdir(), "bulkhead-config-"));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text);
    return use(root);
  } finally {
    rmSync(root, { recursive: true });
  }
}

/** The UserError that `run` throws. */
export function refusal(run: () => unknown): UserError {
  try {
    run();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  expect.fail("nothing was refused");
}
