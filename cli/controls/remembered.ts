/** The last evaluation before an `up`, so that one of the same program and files need not be made again. */
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { policyConfigName } from "./policyConfig.ts";
import type { ControlsReport } from "./report.ts";

/** All that decides what the programs register and what controls say of it. */
const decisive = [
  "index.ts",
  "stacks",
  "components",
  "config",
  "defaults",
  "contracts",
  "lib",
  "controls",
  "charts",
  "rehearsal",
  "package-lock.json",
  policyConfigName,
];

function filesIn(root: string, name: string): string[] {
  const place = path.join(root, name);
  const stat = statSync(place, { throwIfNoEntry: false });
  if (stat === undefined) return [];
  if (stat.isFile()) return [name];
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)));
}

/** A hash that differs whenever an evaluation could end differently: files, selection, day and version of Node.js. */
export function fingerprint(root: string, request: object, today: string): string {
  const stackFiles = readdirSync(root).filter((name) => /^Pulumi\..*yaml$/.test(name));
  const files = [...decisive.flatMap((name) => filesIn(root, name)), ...stackFiles].toSorted();
  const hash = createHash("sha256").update(JSON.stringify([request, today, process.version, files]));
  for (const file of files) hash.update(readFileSync(path.join(root, file)));
  return hash.digest("hex");
}

function placeIn(root: string): string {
  return path.join(root, ".bulkhead", "controls.json");
}

/** The report of an evaluation with this fingerprint that found no violation. */
export function recall(root: string, print: string): ControlsReport | undefined {
  try {
    const kept = JSON.parse(readFileSync(placeIn(root), "utf8")) as { print: string; report: ControlsReport };
    return kept.print === print ? kept.report : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a report; where that cannot be written, the next run evaluates again. */
export function remember(root: string, print: string, report: ControlsReport): void {
  try {
    mkdirSync(path.dirname(placeIn(root)), { recursive: true });
    writeFileSync(placeIn(root), JSON.stringify({ print, report }));
  } catch {
    // A read-only work tree is no reason not to deploy.
  }
}
