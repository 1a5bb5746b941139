/** (a) From process start to the first resource, processor time and peak memory: our program against a bare SDK program. */
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import * as path from "node:path";
import { parse } from "yaml";
import { readStackFiles } from "../config/stackFiles.ts";
import { compileCache } from "../rehearsal/engine/places.ts";
import { startMonitor } from "./monitor.ts";
import { median } from "./statistics.ts";

const projectRoot = path.resolve(import.meta.dirname, "..");
const runner = createRequire(path.join(projectRoot, "package.json")).resolve("@pulumi/pulumi/cmd/run");
const usageReport =
  "data:text/javascript,process.on('exit',()=>{const{maxRSS,userCPUTime,systemCPUTime}=process.resourceUsage();process.stderr.write(`usage ${maxRSS} ${userCPUTime+systemCPUTime}\\n`)})";

export interface Start {
  readonly firstResourceMs: number;
  /** Of the whole run, on a monitor that takes no time: steadier than any wall clock on a machine that others use. */
  readonly cpuMs: number;
  readonly peakMiB: number;
}

/** What the program's project file has Node.js load before it. */
function nodeArguments(program: string): string[] {
  const file = path.join(program, "Pulumi.yaml");
  if (!existsSync(file)) return [];
  const project = parse(readFileSync(file, "utf8")) as { runtime: { options?: { nodeargs?: string } } };
  return project.runtime.options?.nodeargs?.split(" ") ?? [];
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
    usageReport,
    ...nodeArguments(program),
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
    env: {
      ...process.env,
      ...compileCache(),
      PULUMI_CONFIG: configOf(stack),
      PULUMI_NODEJS_TYPESCRIPT: "false",
    },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (part: Buffer) => (said += part.toString()));
  await new Promise((resolve) => child.on("close", resolve));
  monitor.close();
  const first = monitor.first();
  const [, memory, cpu] = /usage (\d+) (\d+)/.exec(said) ?? [];
  if (first === undefined || memory === undefined || cpu === undefined)
    throw new Error(`the program in ${program} registered nothing: ${monitor.errors().join(" ")} ${said}`);
  return { firstResourceMs: first - started, cpuMs: Number(cpu) / 1000, peakMiB: Number(memory) / 1024 };
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
    cpuMs: median(starts[name].map((start) => start.cpuMs)),
    peakMiB: median(starts[name].map((start) => start.peakMiB)),
  });
  return { bare: middle("bare"), global: middle("global"), stamp: middle("stamp") };
}
