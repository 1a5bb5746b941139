/** What the removal of a region does to stack files and stacks, in a rehearsal and on the real Azure. */
import { rmSync } from "node:fs";
import * as path from "node:path";
import { z } from "zod";
import { readStackFiles } from "../../config/stackFiles.ts";
import { formatStackName, parseStackName, stackFileName, type StackName } from "../../config/stackName.ts";
import { UserError } from "../../config/userError.ts";
import { drain } from "../release/drain.ts";
import { drainPorts } from "../release/ports.ts";
import type { Workbench } from "../release/workbench.ts";
import { setStackValue } from "../stackFileEdit.ts";
import { setRetired } from "./globalFile.ts";
import type { RemovalFacts } from "./nextStep.ts";
import type { RemovalPorts } from "./run.ts";

const globalSchema = z.object({
  location: z.string(),
  regions: z.array(z.object({ location: z.string() })),
  retiring: z.array(z.string()).default([]),
  cosmos: z.object({ regions: z.array(z.string()) }),
  registry: z.object({ regions: z.array(z.string()) }),
});

const stampSchema = z.object({ operations: z.array(z.string()).default([]) });

export interface RemovalPlace {
  readonly projectRoot: string;
  readonly region: string;
  readonly bench: Workbench;
}

/** @throws UserError where there is no global stack whose contract could be read. */
async function globalFacts(
  name: string,
  { bench, region }: RemovalPlace,
): Promise<Pick<RemovalFacts, "globalLocation" | "deployed">> {
  const contract = globalSchema.safeParse(await bench.contract(name));
  if (!contract.success)
    throw new UserError({
      file: stackFileName(name),
      problem: `'${name}' is not deployed, so no region can leave it.`,
      remedy: "Delete the region's stack files, if that is all there is of it.",
    });
  const { location, regions, retiring, cosmos, registry } = contract.data;
  return {
    globalLocation: location,
    deployed: {
      data: cosmos.regions.includes(region) || (registry.regions.includes(region) && region !== location),
      records: regions.some((regional) => regional.location === region) || retiring.includes(region),
    },
  };
}

async function operationsFacts(
  files: readonly { readonly stack: StackName; readonly values: Readonly<Record<string, unknown>> }[],
  existing: readonly string[],
  { bench, region }: RemovalPlace,
): Promise<RemovalFacts["operations"]> {
  const { env: environment } = bench.request;
  const name = formatStackName({ environment, kind: "ops", region });
  const file = files.find(({ stack }) => stack.text === name);
  const hasState = existing.includes(name);
  if (file === undefined && !hasState) return undefined;
  const attached: string[] = [];
  for (const other of existing.filter((text) => parseStackName(text).kind === "stamp")) {
    const contract = stampSchema.safeParse(await bench.contract(other));
    if (contract.data?.operations.includes(name) === true) attached.push(other);
  }
  const state: unknown = file?.values["state"];
  const backend =
    typeof state === "object" && state !== null && "backend" in state ? state.backend : "storage";
  return {
    stack: name,
    hasFile: file !== undefined,
    hasState,
    leaving: file?.values["lifecycle"] === "leaving",
    keepsState: backend === "storage" && !bench.request.local,
    attached,
  };
}

async function factsOf(place: RemovalPlace): Promise<RemovalFacts> {
  const { projectRoot, region, bench } = place;
  const { env: environment } = bench.request;
  const files = readStackFiles(projectRoot, environment);
  const existing = await bench.existing();
  const stamps = [...files.map(({ stack }) => stack), ...existing.map((name) => parseStackName(name))].filter(
    ({ kind }) => kind === "stamp",
  );
  const here = [...new Set(stamps.filter((stack) => stack.region === region).map(({ text }) => text))].sort();
  const origins = await drainPorts(bench).origins(here);
  const globalStack = formatStackName({ environment, kind: "global" });
  const retired: unknown = files.find(({ stack }) => stack.text === globalStack)?.values["retiredRegions"];
  return {
    region,
    globalStack,
    ...(await globalFacts(globalStack, place)),
    stamps: here.map((stack) => ({
      stack,
      hasFile: files.some((file) => file.stack.text === stack),
      hasState: existing.includes(stack),
      takesRequests: origins.some(
        (origin) => origin.stack === stack && origin.weights.some((weight) => weight > 0),
      ),
    })),
    others: existing.filter((name) => {
      const stack = parseStackName(name);
      return stack.kind === "stamp" && stack.region !== region;
    }),
    operations: await operationsFacts(files, existing, place),
    retired: Array.isArray(retired) && retired.includes(region),
  };
}

export function removalPorts(place: RemovalPlace, say: (line: string) => void): RemovalPorts {
  const { projectRoot, bench } = place;
  const { env: environment } = bench.request;
  return {
    facts: () => {
      bench.forgetStates();
      return factsOf(place);
    },
    drain: async (stacks) => {
      const all = (await bench.existing()).filter((name) => parseStackName(name).kind === "stamp");
      await drain(stacks, all, drainPorts(bench));
    },
    destroy: (stacks) => bench.destroy(stacks),
    deploy: (stacks) => bench.deploy(stacks),
    deleteFiles: (stacks) => {
      for (const stack of stacks) rmSync(path.join(projectRoot, stackFileName(stack)), { force: true });
    },
    leave: (stack) => void setStackValue(projectRoot, stack, ["lifecycle"], "leaving"),
    retire: (region) =>
      void setRetired(projectRoot, formatStackName({ environment, kind: "global" }), region, true),
    say,
  };
}
