/** `npm run derived`: schemas for editors, pages and tables that follow from data. */
import { join } from "node:path";
import { Command } from "commander";
import { runScript } from "../cli/script.ts";
import { derivedFiles } from "./files.ts";
import { staleDerived, writeDerived } from "./keep.ts";

const root = join(import.meta.dirname, "..");

function keep({ check }: { readonly check: boolean }): void {
  if (!check) {
    writeDerived(root, derivedFiles());
    return;
  }
  for (const file of staleDerived(root, derivedFiles())) {
    process.stderr.write(`${file} is stale: run \`npm run derived\`.\n`);
    process.exitCode = 1;
  }
}

await runScript(
  new Command("npm run derived --")
    .description("Writes the schemas for editors, the pages and the tables that follow from data.")
    .option("--check", "write nothing; name what is stale, and exit with 1 where something is", false)
    .action(keep),
);
