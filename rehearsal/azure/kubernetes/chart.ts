/** Turning a chart into objects with the real helm, when there is one. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { existsSync } from "node:fs";
import * as path from "node:path";
import { parseAllDocuments } from "yaml";
import { isObject, type Properties } from "../../../lib/properties.ts";
import { frozen } from "../values.ts";

const run = promisify(execFile);

export interface RenderRequest {
  readonly release: string;
  readonly namespace: string;
  readonly chart: string;
  readonly values: Properties;
  /** Folder against which a relative chart path is taken: the program's. */
  readonly directory: string;
  /** Path of the helm executable. */
  readonly helm: string;
}

/** A chart of ours in the work tree, in contrast to one in a registry. */
export function isLocalChart(chart: string, directory: string): boolean {
  return !chart.includes("://") && existsSync(path.resolve(directory, chart, "Chart.yaml"));
}

/** Manifests that were read before, the latest last. */
const known = new Map<string, readonly Properties[]>();
/** Charts of a platform, the same for every stamp but for its values. */
const mostKnown = 16;

/**
 * The objects in a manifest. The same text is read once: the definitions of the Gateway API take half a second, and come with every stamp.
 *
 * @returns frozen objects.
 */
export function objectsIn(manifest: string): readonly Properties[] {
  const found =
    known.get(manifest) ??
    frozen(
      parseAllDocuments(manifest)
        .map((document) => document.toJS() as unknown)
        .filter(isObject),
    );
  known.delete(manifest);
  known.set(manifest, found);
  for (const oldest of [...known.keys()].slice(0, -mostKnown)) known.delete(oldest);
  return found;
}

/**
 * The Kubernetes objects that a release of the chart consists of, frozen.
 *
 * @throws Error with helm's own words when the chart does not render.
 */
export async function render(request: RenderRequest): Promise<readonly Properties[]> {
  const args = [
    "template",
    request.release,
    path.resolve(request.directory, request.chart),
    "--namespace",
    request.namespace,
    "--values",
    "-",
  ];
  const pending = run(request.helm, args, { maxBuffer: 64 * 1024 * 1024 });
  // A helm that ends without reading must not end this process too; its exit code tells what happened.
  pending.child.stdin?.on("error", () => undefined);
  // JSON is YAML in which no text can be taken for something else: helm reads `yes` as a switch.
  pending.child.stdin?.end(JSON.stringify(request.values));
  try {
    const { stdout } = await pending;
    return objectsIn(stdout);
  } catch (error) {
    const said =
      isObject(error) && typeof error["stderr"] === "string" ? error["stderr"].trim() : String(error);
    throw new Error(`helm could not render '${request.chart}': ${said}`);
  }
}
