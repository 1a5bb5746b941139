import { isLocalChart, render } from "../../rehearsal/azure/kubernetes/chart.ts";
import type { Properties } from "../../lib/properties.ts";
import { ensureHelm } from "../../rehearsal/engine/helm.ts";
import { projectRoot, type Recorded, type StackRun } from "./runStack.ts";

let found: Promise<string> | undefined;

/** The real helm: on PATH, cached, downloaded or built. */
export function helm(): Promise<string> {
  found ??= ensureHelm({ choice: "auto", report: () => undefined }).then((tool) => {
    if (tool.kind === "none")
      throw new Error(`These tests render charts and there is no helm: ${tool.reason}`);
    return tool.helm;
  });
  return found;
}

/** The objects of a chart of ours, as helm makes them of these values. */
export async function renderChart(
  chart: string,
  values: Properties = {},
  options: { namespace?: string; chartFolder?: string } = {},
): Promise<Properties[]> {
  const objects = await render({
    release: chart,
    namespace: options.namespace ?? chart,
    chart: options.chartFolder ?? `./charts/${chart}`,
    values,
    directory: projectRoot,
    helm: await helm(),
  });
  return [...objects];
}

/** Releases of a stack by their Helm names. */
export function releasesOf(run: StackRun): ReadonlyMap<string, Recorded> {
  const releases = run.resources.filter(({ type }) => type === "kubernetes:helm.sh/v3:Release");
  return new Map(releases.map((release) => [String(release.inputs["name"]), release]));
}

/** What a stack's releases of our own charts render, by release. */
export async function renderedReleases(run: StackRun): Promise<ReadonlyMap<string, Properties[]>> {
  const rendered = new Map<string, Properties[]>();
  for (const [name, { inputs }] of releasesOf(run)) {
    const chart = String(inputs["chart"]);
    if (!isLocalChart(chart, projectRoot)) continue;
    const objects = await render({
      release: name,
      namespace: String(inputs["namespace"]),
      chart,
      values: (inputs["values"] ?? {}) as Properties,
      directory: projectRoot,
      helm: await helm(),
    });
    rendered.set(name, [...objects]);
  }
  return rendered;
}

/** The objects of a kind. */
export function ofKind(objects: readonly Properties[], kind: string): Properties[] {
  return objects.filter((object) => object["kind"] === kind);
}

/** The value at a dotted path of an object. */
export function at(object: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>(
      (value, key) =>
        typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined,
      object,
    );
}

/** The name of an object. */
export function nameOf(object: Properties): string {
  return String(at(object, "metadata.name"));
}
