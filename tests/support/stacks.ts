import { globalContractSchema, type GlobalContract } from "../../contracts/global.ts";
import { readStackFiles } from "../../config/stackFiles.ts";
import { projectRoot, runStack, type Recorded, type RunOptions, type StackRun } from "./runStack.ts";

const runs = new Map<string, Promise<StackRun>>();

/** The committed global stack, run once for all tests that only look. */
export function globalRun(): Promise<StackRun> {
  return once("global", () => runStack("global"));
}

export async function globalContract(): Promise<GlobalContract> {
  return globalContractSchema.parse((await globalRun()).contract);
}

/** A committed operations stack on top of the committed global stack, run once for all tests that only look. */
export function opsRun(stack = "ops-eastus"): Promise<StackRun> {
  return once(stack, () => runOps(stack));
}

/** A run of an operations stack of a test's own. */
export async function runOps(stack = "ops-eastus", options: RunOptions = {}): Promise<StackRun> {
  return runStack(stack, { contracts: { global: await globalContract() }, ...options });
}

/** What a stamp builds on: the contracts of the committed global stack and of all committed operations stacks, by name. */
export async function foundations(): Promise<Readonly<Record<string, unknown>>> {
  const contracts: Record<string, unknown> = { global: await globalContract() };
  // One after the other: the mock monitor is one for the whole process.
  for (const { stack } of readStackFiles(projectRoot, undefined)) {
    if (stack.kind === "ops") contracts[stack.text] = (await opsRun(stack.text)).contract;
  }
  return contracts;
}

/** A committed stamp on top of the committed global stack, run once for all tests that only look. */
export function stampRun(stack = "stamp-eastus"): Promise<StackRun> {
  return once(stack, () => runStamp(stack));
}

/** A stamp run of a test's own. */
export async function runStamp(stack = "stamp-eastus", options: RunOptions = {}): Promise<StackRun> {
  return runStack(stack, { ...options, contracts: { ...(await foundations()), ...options.contracts } });
}

function once(stack: string, run: () => Promise<StackRun>): Promise<StackRun> {
  const known = runs.get(stack) ?? run();
  runs.set(stack, known);
  return known;
}

/** All resources of an azure-native type, named without the package: "network:Subnet". */
export function ofType(run: StackRun, type: string): Recorded[] {
  return run.resources.filter((resource) => resource.type === `azure-native:${type}`);
}

/** The one resource of an azure-native type. */
export function only(run: StackRun, type: string): Recorded {
  const [resource, ...others] = ofType(run, type);
  if (resource === undefined || others.length > 0) throw new Error(`There is not exactly one ${type}.`);
  return resource;
}

/** A resource by its logical name. */
export function named(run: StackRun, name: string): Recorded {
  const found = run.resources.find((resource) => resource.custom && resource.name === name);
  if (found === undefined) throw new Error(`Nothing is called ${name}.`);
  return found;
}

/** Logical names of what a resource waits for. */
export function dependencyNames(resource: Recorded): string[] {
  return resource.dependencies.map((urn) => urn.split("::").at(-1) ?? "");
}

/** The value at a dotted path in a resource's inputs. */
export function input(resource: Recorded, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>(
      (value, key) => (value === undefined ? undefined : (value as Record<string, unknown>)[key]),
      resource.inputs,
    );
}

/** The Helm releases of a stamp, each after those it waits for. */
export function ofRelease(run: StackRun): Recorded[] {
  const releases = run.resources.filter(({ type }) => type === "kubernetes:helm.sh/v3:Release");
  const order: Recorded[] = [];
  while (order.length < releases.length) {
    const next = releases.find(
      (release) =>
        !order.includes(release) &&
        releases.every(
          (other) => other === release || order.includes(other) || !release.dependencies.includes(other.urn),
        ),
    );
    if (next === undefined) throw new Error("The releases wait for each other.");
    order.push(next);
  }
  return order;
}
