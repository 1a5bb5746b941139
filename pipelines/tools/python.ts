/** Checkers that come as wheels with an executable inside: zizmor and shellcheck. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import * as path from "node:path";
import { runCommand } from "../../rehearsal/engine/command.ts";
import { cacheRoot, findOnPath } from "../../rehearsal/engine/places.ts";

const requirements = path.join(import.meta.dirname, "requirements.txt");

/** A cold package index on a slow line; in milliseconds. */
const installTimeout = 300_000;

/** Where the executables are, or why they cannot be had. */
export type PythonTools = { readonly folder: string } | { readonly reason: string };

/**
 * Installs the wheels of requirements.txt, each checked against its hash, into a virtual environment of their own in the cache.
 * Only wheels are taken: nothing of a package runs while it is installed.
 */
export async function ensurePythonTools(
  report: (line: string) => void,
  env: NodeJS.ProcessEnv = process.env,
): Promise<PythonTools> {
  const python = findOnPath("python3", env["PATH"]);
  if (python === undefined) return { reason: "there is no python3 on PATH" };
  const hash = createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 16);
  const folder = path.join(cacheRoot(env), "pipeline-checkers", hash);
  const executables = path.join(folder, "bin");
  if (existsSync(path.join(executables, "zizmor"))) return { folder: executables };

  report("installing zizmor and shellcheck (takes under a minute the first time)");
  const begun = `${folder}.${process.pid}`;
  mkdirSync(path.dirname(folder), { recursive: true });
  try {
    const options = { env, timeout: installTimeout };
    const made = await runCommand(python, ["-m", "venv", begun], options);
    if (!made.ok) return { reason: `python3 -m venv failed: ${made.problem}` };
    const installed = await runCommand(
      path.join(begun, "bin", "python"),
      [
        ...["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"],
        ...["--only-binary", ":all:", "--require-hashes", "--requirement", requirements],
      ],
      options,
    );
    if (!installed.ok) return { reason: `pip failed: ${installed.problem}` };
    // In one step, so that a run that is killed leaves nothing half-done behind. The wheels hold executables, no scripts with a path.
    if (!existsSync(folder)) renameSync(begun, folder);
    return { folder: executables };
  } finally {
    rmSync(begun, { recursive: true, force: true });
  }
}
