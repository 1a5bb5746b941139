/** (b) A warm preview of one stamp against a program that registers as many resources and nothing else. */
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { LocalWorkspace, type Stack } from "@pulumi/pulumi/automation/index.js";
import { openRehearsal } from "../rehearsal/session.ts";
import { copyProject } from "../rehearsal/projectCopy.ts";
import { emptyPack } from "./policyPack.ts";
import { median } from "./statistics.ts";
import { spawnSync } from "node:child_process";

export interface Preview {
  readonly components: number;
  readonly resources: number;
  readonly stampMs: number;
  readonly stampWithPoliciesMs: number;
  /** With a pack of no policies, written with Pulumi's SDK for them. */
  readonly stampWithEmptyPackMs: number;
  readonly floorMs: number;
  /** The contract of global, for the other measurements. */
  readonly contracts: Readonly<Record<string, unknown>>;
}

/** Milliseconds of one preview. */
async function timed(stack: Stack, policyPacks: string[]): Promise<number> {
  const started = performance.now();
  await stack.preview({ onOutput: () => undefined, policyPacks });
  return performance.now() - started;
}

/** Medians of several rounds; in each all previews take turns, so that a slow spell of the machine meets all of them. */
async function inTurns<Name extends string>(
  previews: Readonly<Record<Name, () => Promise<number>>>,
  runs: number,
): Promise<Record<Name, number>> {
  const names = Object.keys(previews) as Name[];
  const times = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (let run = 0; run <= runs; run += 1) {
    for (const name of names) {
      const time = await previews[name]();
      // The first round warms the disk cache.
      if (run > 0) times.get(name)?.push(time);
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(times.get(name) ?? [])])) as Record<
    Name,
    number
  >;
}

async function countOf(stack: Stack): Promise<{ components: number; resources: number }> {
  const { resources } = (await stack.exportStack()).deployment as {
    resources: { type: string; custom?: boolean }[];
  };
  const counted = resources.filter((resource) => !resource.type.startsWith("pulumi:"));
  return {
    components: counted.filter((resource) => !resource.custom).length,
    resources: counted.filter((resource) => resource.custom).length,
  };
}

export async function benchPreview(runs: number): Promise<Preview> {
  const project = copyProject(2);
  const floor = mkdtempSync(path.join(os.tmpdir(), "bulkhead-floor-"));
  const ran = spawnSync(
    process.execPath,
    [path.join(project.root, "cli", "bulkhead.js"), "up", "--local", "--json"],
    { cwd: project.root, encoding: "utf8" },
  );
  if (ran.status !== 0) throw new Error(`the rehearsal to preview failed: ${ran.stdout}${ran.stderr}`);
  const rehearsal = await openRehearsal({
    projectRoot: project.root,
    engine: "auto",
    report: () => undefined,
  });
  if ("reason" in rehearsal) throw new Error(`previews need an engine: ${rehearsal.reason}`);
  try {
    process.env["PATH"] = rehearsal.environment["PATH"];
    const envVars = { ...rehearsal.environment };
    const workDir = rehearsal.places.workspace;
    const stamp = await LocalWorkspace.selectStack({ stackName: "stamp-eastus", workDir }, { envVars });
    const global = await LocalWorkspace.selectStack({ stackName: "global", workDir }, { envVars });
    const ops = await LocalWorkspace.selectStack({ stackName: "ops-eastus", workDir }, { envVars });
    const size = await countOf(stamp);
    cpSync(path.join(import.meta.dirname, "programs", "floor"), floor, { recursive: true });
    symlinkSync(path.join(project.root, "node_modules"), path.join(floor, "node_modules"));
    writeFileSync(path.join(floor, "package.json"), '{"type":"module","main":"index.ts"}\n');
    writeFileSync(
      path.join(floor, "Pulumi.yaml"),
      "name: floor\nruntime:\n  name: nodejs\n  options:\n    typescript: false\nmain: index.ts\n",
    );
    const bare = await LocalWorkspace.createOrSelectStack(
      { stackName: "floor", workDir: floor },
      { envVars },
    );
    await bare.setAllConfig({
      components: { value: String(size.components) },
      resources: { value: String(size.resources) },
    });
    await bare.up({ onOutput: () => undefined });
    return {
      ...size,
      ...(await inTurns(
        {
          floorMs: () => timed(bare, []),
          stampMs: () => timed(stamp, []),
          stampWithPoliciesMs: () => timed(stamp, [path.join(workDir, "policy")]),
          stampWithEmptyPackMs: () => timed(stamp, [emptyPack]),
        },
        runs,
      )),
      contracts: {
        global: (await global.outputs())["contract"]?.value as unknown,
        "ops-eastus": (await ops.outputs())["contract"]?.value as unknown,
      },
    };
  } finally {
    await rehearsal.close();
    project.remove();
    rmSync(floor, { recursive: true, force: true });
  }
}
