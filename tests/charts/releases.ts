import { writeFileSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { projectRoot } from "../support/runStack.ts";
import { ofRelease, stampRun } from "../support/stacks.ts";

/** A release of a stamp whose chart is ours, as its program declares it. */
export interface LocalRelease {
  readonly name: string;
  readonly namespace: string;
  /** Folder of the chart. */
  readonly chart: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** The releases of the committed stamp in the order in which they are installed, without those whose charts are mirrored. */
export async function localReleases(): Promise<LocalRelease[]> {
  const releases = ofRelease(await stampRun());
  return releases.flatMap(({ inputs }): LocalRelease[] => {
    const chart = String(inputs["chart"]);
    if (!chart.startsWith("./") && !isAbsolute(chart)) return [];
    return [
      {
        name: String(inputs["name"]),
        namespace: String(inputs["namespace"]),
        chart: join(projectRoot, chart),
        values: (inputs["values"] ?? {}) as Record<string, unknown>,
      },
    ];
  });
}

/** Writes a release's values where Helm can read them, with others put over them. */
export function writeValues(
  folder: string,
  release: LocalRelease,
  over: Readonly<Record<string, unknown>> = {},
): string {
  const file = join(folder, `${release.name}.json`);
  // JSON is YAML.
  writeFileSync(file, JSON.stringify({ ...release.values, ...over }));
  return file;
}
