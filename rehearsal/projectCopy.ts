/** Throw-away copies of the project with as many stamps as wanted. */
import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { newStampFile } from "../config/newStampFile.ts";
import { readAllStackFiles } from "../config/stackFiles.ts";
import { formatStackName, stackFileName } from "../config/stackName.ts";
import { regions } from "../lib/regions.ts";

const projectRoot = path.resolve(import.meta.dirname, "..");
/** What belongs to one checkout only, at any depth: the workload has packages of its own. */
const left = new Set(["node_modules", ".git", ".rehearsal", ".bulkhead", ".stryker-tmp", "coverage"]);
const generations = [undefined, "b", "c", "d"];

export interface ProjectCopy {
  readonly root: string;
  remove(): void;
}

/** Regions with zones that anybody may use, then their further generations. */
function* places(): Generator<{ region: string; generation: string | undefined }> {
  for (const generation of generations) {
    for (const region of regions.values()) {
      if (region.zones && !region.restricted) yield { region: region.location, generation };
    }
  }
}

/** A copy of the committed project with exactly that many stamps. */
export function copyProject(stamps: number): ProjectCopy {
  const root = mkdtempSync(path.join(os.tmpdir(), "bulkhead-copy-"));
  for (const name of readdirSync(projectRoot)) {
    if (!left.has(name))
      cpSync(path.join(projectRoot, name), path.join(root, name), {
        recursive: true,
        preserveTimestamps: true,
        filter: (source) => !left.has(path.basename(source)),
      });
  }
  symlinkSync(path.join(projectRoot, "node_modules"), path.join(root, "node_modules"));
  const surplus = readAllStackFiles(root)
    .filter((file) => file.stack.kind === "stamp")
    .slice(stamps);
  for (const { file } of surplus) rmSync(path.join(root, file));
  for (const { region, generation } of places()) {
    const siblings = readAllStackFiles(root);
    if (siblings.filter((file) => file.stack.kind === "stamp").length >= stamps) break;
    const name = formatStackName({
      environment: undefined,
      kind: "stamp",
      region,
      ...(generation === undefined ? {} : { generation }),
    });
    if (siblings.some((file) => file.stack.text === name)) continue;
    writeFileSync(path.join(root, stackFileName(name)), newStampFile(region, siblings));
  }
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) };
}
