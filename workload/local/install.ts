/** The workload's packages, which the installation of the root leaves out. */
import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";

export const workloadRoot = join(import.meta.dirname, "..");

/** Whether what package-lock.json names was installed since that file last changed. */
export function isInstalled(root: string): boolean {
  // npm writes this file at the end of every installation.
  const written = join(root, "node_modules", ".package-lock.json");
  return (
    existsSync(written) && statSync(written).mtimeMs >= statSync(join(root, "package-lock.json")).mtimeMs
  );
}

/**
 * Installs them if need be, with npm's own output.
 *
 * @param say told before it begins.
 * @returns npm's exit code.
 */
export function ensureInstalled(say: (line: string) => void, root = workloadRoot): number {
  if (isInstalled(root)) return 0;
  say("Installing the workload's packages, which takes a minute or two, once.");
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const { status, error } = spawnSync(npm, ["ci", "--no-audit", "--no-fund"], {
    cwd: root,
    stdio: "inherit",
  });
  if (error !== undefined) throw error;
  return status ?? 1;
}

if (import.meta.main) process.exitCode = ensureInstalled((line) => void process.stdout.write(`${line}\n`));
