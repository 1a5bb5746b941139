/** (a) From process start to the first resource, and peak memory: our program against a bare SDK program. */
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import * as path from "node:path";
import { readStackFiles } from "../config/stackFiles.ts";
import { startMonitor } from "./monitor.ts";
import { median } from "./statistics.ts";

const projectRoot = path.resolve(import.meta.dirname, "..");
const runner = createRequire(path.join(projectRoot, "package.json")).resolve("@pulumi/pulumi/cmd/run");
const memoryReport =
  "data:text/javascript,process.on('exit',()=>process.stderr.write('maxrss '+process.resourceUsage().maxRSS+'\\n'))";

export interface Start {
  readonly firstResourceMs: number;
  readonly peakMiB: number;
}

function configOf(stack: string): string {
  const file = readStackFiles(projectRoot, undefined).find((item) => item.stack.text === stack);
  const entries = Object.entries(file?.values ?? {}).map(([key, value]) => [
    `bulkhead:${key}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return JSON.stringify(Object.fromEntries(entries));
}

async function startOnce(
  program: string,
  stack: string,
  outputs: Readonly<Record<string, unknown>>,
): Promise<Start> {
  const monitor = await startMonitor(outputs);
  const started = performance.now();
  const args = [
    "--disable-warning=ExperimentalWarning",
    "--import",
    memoryReport,
    runner,
    "--monitor",
    monitor.address,
    "--engine",
    monitor.address,
    "--project",
    "bulkhead",
    "--stack",
    stack,
    "--organization",
    "organization",
    "--pwd",
    program,
    "--parallel",
    "16",
    "--dry-run",
    "index.ts",
  ];
  const child = spawn(process.execPath, args, {
    cwd: program,
    env: { ...process.env, PULUMI_CONFIG: configOf(stack), PULUMI_NODEJS_TYPESCRIPT: "false" },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (part: Buffer) => (said += part.toString()));
  await new Promise((resolve) => child.on("close", resolve));
  monitor.close();
  const first = monitor.first();
  const memory = /maxrss (\d+)/.exec(said)?.[1];
  if (first === undefined || memory === undefined)
    throw new Error(`the program in ${program} registered nothing: ${monitor.errors().join(" ")} ${said}`);
  return { firstResourceMs: first - started, peakMiB: Number(memory) / 1024 };
}

async function measure(
  program: string,
  stack: string,
  outputs: Readonly<Record<string, unknown>>,
  runs: number,
): Promise<Start> {
  await startOnce(program, stack, outputs);
  const results: Start[] = [];
  for (let run = 0; run < runs; run += 1) results.push(await startOnce(program, stack, outputs));
  return {
    firstResourceMs: median(results.map((result) => result.firstResourceMs)),
    peakMiB: median(results.map((result) => result.peakMiB)),
  };
}

/** Medians of several runs; the first run of each, which warms the disk cache, does not count. */
export async function benchStartup(
  globalContract: unknown,
  runs: number,
): Promise<Record<"bare" | "global" | "stamp", Start>> {
  const bare = path.join(import.meta.dirname, "programs", "bare");
  const outputs = { global: { contract: globalContract } };
  return {
    bare: await measure(bare, "global", outputs, runs),
    global: await measure(projectRoot, "global", {}, runs),
    stamp: await measure(projectRoot, "stamp-eastus", outputs, runs),
  };
}
