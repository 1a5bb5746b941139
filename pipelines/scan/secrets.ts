/**
 * Looks for secrets with gitleaks: `npm run scan:secrets` in the whole history, `-- --staged` in what is about to be committed.
 *
 * Ends with 1 when one is found. The finding names file and line; the secret itself is not printed.
 */
import * as path from "node:path";
import { spawnSync } from "node:child_process";
import { ensureTool } from "../tools/recipes.ts";

const root = path.resolve(import.meta.dirname, "../..");
const [option] = process.argv.slice(2);
if (option !== undefined && option !== "--staged") {
  console.error("usage: npm run scan:secrets [-- --staged]");
  process.exit(2);
}
const gitleaks = await ensureTool("gitleaks", (line) => console.error(line));
const what = option === "--staged" ? ["git", "--pre-commit", "--staged"] : ["git"];
const { status } = spawnSync(
  gitleaks,
  [...what, "--config", ".gitleaks.toml", "--redact", "--no-banner", "--verbose", "."],
  { cwd: root, stdio: "inherit" },
);
process.exitCode = status ?? 1;
