/** From the start of the policy pack's process until it takes questions: ours against a pack without policies. */
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import * as path from "node:path";
import { median } from "./statistics.ts";

const projectRoot = path.resolve(import.meta.dirname, "..");
/** A pack without policies, as Pulumi's SDK makes one. */
export const emptyPack = path.join(import.meta.dirname, "programs", "emptyPack");
const runner = createRequire(path.join(projectRoot, "package.json")).resolve(
  "@pulumi/pulumi/cmd/run-policy-pack",
);

/** A pack prints the port it listens on; the engine's own address plays no part until then. */
function startOnce(pack: string): Promise<number> {
  const started = performance.now();
  const child = spawn(process.execPath, [runner, "127.0.0.1:1", pack], {
    cwd: pack,
    stdio: ["ignore", "pipe", "inherit"],
  });
  return new Promise((resolve, reject) => {
    child.stdout.once("data", () => {
      resolve(performance.now() - started);
      child.kill();
    });
    child.once("close", () => reject(new Error(`the pack in ${pack} ended before it listened`)));
  });
}

export interface PackStart {
  readonly emptyMs: number;
  readonly ourMs: number;
}

/** Medians; the two take turns, so that a slow spell of the machine meets both. */
export async function benchPolicyPack(runs: number): Promise<PackStart> {
  const empty: number[] = [];
  const ours: number[] = [];
  for (let run = 0; run <= runs; run += 1) {
    const times = [await startOnce(emptyPack), await startOnce(path.join(projectRoot, "policy"))] as const;
    // The first one warms the disk cache.
    if (run === 0) continue;
    empty.push(times[0]);
    ours.push(times[1]);
  }
  return { emptyMs: median(empty), ourMs: median(ours) };
}
