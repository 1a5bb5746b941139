/** What the engine's events of a refresh and a preview say about drift. Pure. */
import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { nameOf } from "../listener.ts";

/** One property that is not as the program says. */
export interface DriftedProperty {
  /** "securityRules[2].access" */
  readonly path: string;
  /** What the program says; undefined where it says nothing. */
  readonly expected: unknown;
  /** What Azure says; undefined where there is nothing. */
  readonly actual: unknown;
}

/**
 * - `changed`: Azure says otherwise than at the last deployment.
 * - `gone`: deployed, and not there any more.
 * - `pending`: Azure is as it was deployed; the program or the stack file has changed since.
 */
export type DriftKind = "changed" | "gone" | "pending";

export interface DriftedResource {
  readonly urn: string;
  /** "NetworkSecurityGroup ingress-nsg" */
  readonly name: string;
  readonly type: string;
  /** The id in Azure, of what was deployed. */
  readonly id: string | undefined;
  readonly change: DriftKind;
  /** What a deployment would do to it. */
  readonly operation: string;
  /** Empty for what is gone, and for what comes or goes as a whole. */
  readonly properties: readonly DriftedProperty[];
}

type Metadata = NonNullable<EngineEvent["resourcePreEvent"]>["metadata"];

/** Operations that change nothing. Steps of a replacement stand for one. */
const silent = new Set(["same", "read", "refresh", "create-replacement", "delete-replaced", "discard"]);

function stepsOf(path: string): (string | number)[] {
  return [...path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|([^.[\]]+)/g)].map(
    ([, quoted, index, plain]) => (index === undefined ? (quoted ?? plain ?? "") : Number(index)),
  );
}

function valueAt(value: unknown, path: string): unknown {
  return stepsOf(path).reduce<unknown>(
    (inner, step) =>
      typeof inner === "object" && inner !== null
        ? (inner as Record<string | number, unknown>)[step]
        : undefined,
    value,
  );
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Paths at which two values differ, as deep as both are of one shape. */
function differences(before: unknown, after: unknown, path = ""): string[] {
  if (same(before, after)) return [];
  const isMap = (value: unknown): value is Record<string, unknown> =>
    typeof value === "object" && value !== null && !Array.isArray(value);
  if (isMap(before) && isMap(after))
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) =>
      differences(before[key], after[key], path === "" ? key : `${path}.${key}`),
    );
  if (Array.isArray(before) && Array.isArray(after))
    return Array.from({ length: Math.max(before.length, after.length) }).flatMap((_, index) =>
      differences(before[index], after[index], `${path}[${index}]`),
    );
  return [path];
}

/** Top level of a path: "securityRules". */
const topOf = (path: string): string => String(stepsOf(path)[0] ?? "");

function propertiesOf({ old, new: next, diffs, detailedDiff }: Metadata): DriftedProperty[] {
  const actual: unknown = old?.inputs;
  const expected: unknown = next?.inputs;
  const named = Object.keys(detailedDiff ?? {});
  const paths = named.length > 0 ? named : (diffs ?? []);
  // A provider that names whole sections leaves the search for the difference to us.
  const exact = paths.flatMap((path) => {
    const inside = differences(valueAt(actual, path), valueAt(expected, path), path);
    return inside.length === 0 ? [path] : inside;
  });
  return [...new Set(exact)].map((path) => ({
    path,
    expected: valueAt(expected, path),
    actual: valueAt(actual, path),
  }));
}

/**
 * What differs, from the events of a preview that refreshed first.
 *
 * @param deployed the URNs of the state before, with their ids.
 */
export function driftOf(
  events: readonly EngineEvent[],
  deployed: ReadonlyMap<string, string | undefined>,
): DriftedResource[] {
  const touched = new Map<string, Set<string>>();
  for (const { resOutputsEvent } of events) {
    const metadata = resOutputsEvent?.metadata;
    // The engine writes null for what is gone.
    if (metadata?.op !== "refresh" || !metadata.old || !metadata.new) continue;
    const paths = [
      ...differences(metadata.old.inputs, metadata.new.inputs),
      ...differences(metadata.old.outputs, metadata.new.outputs),
    ];
    touched.set(metadata.urn, new Set(paths.map(topOf)));
  }

  return events.flatMap(({ resourcePreEvent }) => {
    const metadata = resourcePreEvent?.metadata;
    if (metadata === undefined || silent.has(metadata.op)) return [];
    const { urn, type, op } = metadata;
    // Settings of providers are of this run and nothing in Azure.
    if (type.startsWith("pulumi:")) return [];
    const known = deployed.has(urn);
    const properties = op === "update" || op === "replace" ? propertiesOf(metadata) : [];
    const behind = touched.get(urn);
    const changed = properties.some(({ path }) => behind?.has(topOf(path)));
    const change: DriftKind = op === "create" && known ? "gone" : changed ? "changed" : "pending";
    return [{ urn, type, name: nameOf(urn), id: deployed.get(urn), change, operation: op, properties }];
  });
}
