import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { configNamespace, readStackFiles } from "../../config/stackFiles.ts";
import { projectRoot } from "./runStack.ts";

/** Keys by stack name, without the prefix "bulkhead:". */
export type StackFileValues = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Runs `use` on a folder with the committed stack files, some of them changed or added, and removes the folder. */
export async function withStackFiles<Result>(
  changes: StackFileValues,
  use: (root: string) => Promise<Result>,
): Promise<Result> {
  const root = mkdtempSync(join(tmpdir(), "bulkhead-stacks-"));
  try {
    copyFileSync(join(projectRoot, "Pulumi.yaml"), join(root, "Pulumi.yaml"));
    const files = new Map(
      readStackFiles(projectRoot, undefined).map(({ stack, values }) => [stack.text, values]),
    );
    for (const [stack, values] of Object.entries(changes))
      files.set(stack, { ...files.get(stack), ...values });
    for (const [stack, values] of files) {
      const keys = Object.entries(values).map(([key, value]) => [`${configNamespace}:${key}`, value]);
      writeFileSync(join(root, `Pulumi.${stack}.yaml`), stringify({ config: Object.fromEntries(keys) }));
    }
    return await use(root);
  } finally {
    rmSync(root, { recursive: true });
  }
}
