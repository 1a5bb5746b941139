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

/** Medians of several rounds; in each the programs take turns, so that a slow spell of the machine meets all of them. */
export async function benchStartup(
  contracts: Readonly<Record<string, unknown>>,
  runs: number,
): Promise<Record<"bare" | "global" | "stamp", Start>> {
  const outputs = Object.fromEntries(
    Object.entries(contracts).map(([stack, contract]) => [stack, { contract }]),
  );
  const programs = {
    bare: () => startOnce(path.join(import.meta.dirname, "programs", "bare"), "global", outputs),
    global: () => startOnce(projectRoot, "global", {}),
    stamp: () => startOnce(projectRoot, "stamp-eastus", outputs),
  };
  const starts: Record<keyof typeof programs, Start[]> = { bare: [], global: [], stamp: [] };
  for (let run = 0; run <= runs; run += 1) {
    for (const name of ["bare", "global", "stamp"] as const) {
      const start = await programs[name]();
      // The first round warms the disk cache.
      if (run > 0) starts[name].push(start);
    }
  }
  const middle = (name: keyof typeof programs): Start => ({
    firstResourceMs: median(starts[name].map((start) => start.firstResourceMs)),
    peakMiB: median(starts[name].map((start) => start.peakMiB)),
  });
  return { bare: middle("bare"), global: middle("global"), stamp: middle("stamp") };
}
