/** The Azure CLI, as the stages of load and failure need it. */
import { execFile } from "node:child_process";

/** Runs `az` with these arguments and gives its JSON; tests put something else in its place. */
export type AzureCli = (args: readonly string[]) => Promise<unknown>;

/** @throws Error with the last line that az printed. */
export const azureCli: AzureCli = (args) =>
  new Promise((resolve, reject) => {
    // Azure Load Testing is an extension of the CLI, which would ask a person before it installs one.
    const env = { ...process.env, AZURE_EXTENSION_USE_DYNAMIC_INSTALL: "yes_without_prompt" };
    const options = { env, maxBuffer: 16 << 20, timeout: 3_600_000 };
    execFile("az", [...args, "--output", "json", "--only-show-errors"], options, (error, stdout, stderr) => {
      if (error) {
        const reason = stderr.trim().split("\n").at(-1);
        reject(new Error(`az ${args.slice(0, 3).join(" ")}: ${reason || error.message}`));
      } else resolve(stdout.trim() === "" ? undefined : JSON.parse(stdout));
    });
  });
