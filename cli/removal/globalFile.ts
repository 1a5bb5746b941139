/** The list of retired regions in the global stack's file. */
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { isSeq, parseDocument } from "yaml";
import { configNamespace } from "../../config/stackFiles.ts";
import { stackFileName } from "../../config/stackName.ts";
import { writeWhole } from "../release/stackFile.ts";

const place = ["config", `${configNamespace}:retiredRegions`];

/** The text of a global stack's file in which a region is listed as retired, or is not. Pure. */
export function withRetired(text: string, region: string, retired: boolean): string {
  const document = parseDocument(text);
  const list = document.getIn(place);
  const listed: unknown[] = isSeq(list) ? list.toJSON() : [];
  if (listed.includes(region) === retired) return text;
  if (retired && isSeq(list)) list.add(region);
  else if (retired) document.setIn(place, document.createNode([region], { flow: true }));
  else if (listed.length === 1) document.deleteIn(place);
  else document.deleteIn([...place, listed.indexOf(region)]);
  return document.toString({ lineWidth: 0 });
}

/** @returns whether the file changed. */
export function setRetired(
  projectRoot: string,
  globalStack: string,
  region: string,
  retired: boolean,
): boolean {
  const file = path.join(projectRoot, stackFileName(globalStack));
  const before = readFileSync(file, "utf8");
  const text = withRetired(before, region, retired);
  if (text === before) return false;
  writeWhole(file, text);
  return true;
}
