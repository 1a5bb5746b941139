/** (c) `up --local` from nothing with more and more stamps: time and memory. */
import { spawn } from "node:child_process";
import * as path from "node:path";
import { copyProject } from "../rehearsal/projectCopy.ts";
import { treeMiB } from "./processes.ts";

export interface Scale {
  readonly stamps: number;
  readonly seconds: number;
  readonly secondsPerStamp: number;
  readonly peakMiB: number | undefined;
  readonly simulatedMinutes: number;
}

/** Runs the command line in a throw-away copy, as a user would. */
function up(
  root: string,
  parallel: number,
): Promise<{ json: string; peakMiB: number | undefined; code: number | null }> {
  const child = spawn(
    process.execPath,
    [path.join(root, "cli", "bulkhead.js"), "up", "--local", "--json", "--parallel", String(parallel)],
    { cwd: root, stdio: ["ignore", "pipe", "ignore"] },
  );
  let json = "";
  let peak: number | undefined;
  child.stdout.on("data", (part: Buffer) => (json += part.toString()));
  const sampler = setInterval(() => {
    const now = child.pid === undefined ? undefined : treeMiB(child.pid);
    if (now !== undefined) peak = Math.max(peak ?? 0, now);
  }, 500);
  return new Promise((resolve) => {
    child.on("close", (code) => {
      clearInterval(sampler);
      resolve({ json, peakMiB: peak, code });
    });
  });
}

export async function benchScale(stamps: number, parallel: number): Promise<Scale> {
  const project = copyProject(stamps);
  try {
    const started = performance.now();
    const { json, peakMiB, code } = await up(project.root, parallel);
    const seconds = (performance.now() - started) / 1000;
    if (code !== 0) throw new Error(`up --local with ${stamps} stamps ended with ${code}: ${json}`);
    const { simulatedMinutes } = JSON.parse(json) as { simulatedMinutes: number };
    return { stamps, seconds, secondsPerStamp: seconds / stamps, peakMiB, simulatedMinutes };
  } finally {
    project.remove();
  }
}
