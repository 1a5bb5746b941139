import { armId, resourceTypeOf } from "../../../lib/resourceTypes.ts";
import { exampleResources, resourceOf, withId } from "../../../controls/resource.ts";
import { guardUnknown } from "../../../controls/unknown.ts";
import type {
  ExampleResource,
  MutableResource,
  MutableWhole,
  Mutation,
  Resource,
} from "../../../controls/types.ts";
import { runStack, type Recorded } from "../../support/runStack.ts";
import { runOps, runStamp } from "../../support/stacks.ts";

const subscription = "00000000-0000-0000-0000-000000000000";

/** What our stack registers, as controls see it. */
export function resourcesOf(stack: string, recorded: readonly Recorded[]): Resource[] {
  return recorded
    .filter((resource) => resource.custom)
    .map((resource) =>
      resourceOf({
        urn: resource.urn,
        name: resource.name,
        stack,
        token: resource.type,
        inputs: resource.inputs,
        id: idOf(resource),
        protect: resource.protect,
        ignoreChanges: resource.ignoreChanges,
        parent: resource.parent === "" ? undefined : resource.parent,
        dependencies: resource.dependencies,
      }),
    );
}

function idOf({ type, inputs }: Recorded): string | undefined {
  return resourceTypeOf(type) === undefined ? undefined : armId(type, subscription, inputs);
}

export type StackKind = Mutation["stack"];

const runs = new Map<string, Promise<Resource[]>>();
/** The mock monitor is one for the whole process: one run after the other. */
let last: Promise<unknown> = Promise.resolve();

/** Resources of one of our stacks, from the committed file and the given keys over it. */
export function ourResources(kind: StackKind, values: object = {}): Promise<Resource[]> {
  const key = JSON.stringify([kind, values]);
  let run = runs.get(key);
  if (!run) {
    run = last.then(() => registered(kind, values));
    last = run.catch(() => undefined);
    runs.set(key, run);
  }
  return run;
}

async function registered(kind: StackKind, values: object): Promise<Resource[]> {
  const options = { values: values as Record<string, unknown> };
  switch (kind) {
    case "global":
      return resourcesOf("global", (await runStack("global", options)).resources);
    case "ops":
      return resourcesOf("ops-eastus", (await runOps("ops-eastus", options)).resources);
    case "stamp":
      return resourcesOf("stamp-eastus", (await runStamp("stamp-eastus", options)).resources);
  }
}

/** A copy of resources that mutations may change; `resources()` is what has become of them. */
export function mutable(from: readonly Resource[]): MutableWhole & { resources: () => Resource[] } {
  const copies: MutableResource[] = from.map((resource) => ({
    ...resource,
    id: resource.id,
    props: structuredClone(plain(resource.props)) as Record<string, unknown>,
    ignoreChanges: [...resource.ignoreChanges],
    dependencies: [...resource.dependencies],
  }));
  const added: Resource[] = [];
  const all: MutableWhole["all"] = (type, where = () => true) => {
    const found = copies.filter((resource) => resource.type === type && where(resource));
    if (found.length === 0) throw new Error(`the mutation finds no ${type} that it could change`);
    return found;
  };
  return {
    all,
    first: (type, where) => all(type, where)[0] as MutableResource,
    add: (resource: ExampleResource) => {
      const stack = from[0]?.stack ?? "example";
      added.push(...exampleResources([{ stack, name: `added-${added.length + 1}`, ...resource }]));
    },
    remove: (resource) => void copies.splice(copies.indexOf(resource), 1),
    resources: () => [
      ...copies.map(({ id, ...resource }) =>
        withId({ ...resource, props: guardUnknown(resource.props) }, id),
      ),
      ...added,
    ],
  };
}

/** Values behind the guard against unknown ones. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, plain(entry)]));
}
