/** Changing one value of a stack file as a person would: everything else of it, comments included, stays. */
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { isMap, parseDocument, type Document } from "yaml";
import { configNamespace } from "../config/stackFiles.ts";
import { stackFileName } from "../config/stackName.ts";
import { UserError } from "../config/userError.ts";

/** Takes a value away, and with it the maps that it leaves empty. */
function removeIn(document: Document, keys: readonly string[]): void {
  document.deleteIn(keys);
  for (let length = keys.length - 1; length > 1; length -= 1) {
    const parent = document.getIn(keys.slice(0, length));
    if (!isMap(parent) || parent.items.length > 0) return;
    document.deleteIn(keys.slice(0, length));
  }
}

/**
 * The text of a stack file with one value changed. Pure.
 *
 * @param keys the key in the namespace `bulkhead`, then those below it: `["edge", "enabled"]`.
 * @param value undefined takes the key away.
 * @throws UserError for a file that is no YAML.
 */
export function withStackValue(
  file: string,
  text: string,
  keys: readonly [string, ...string[]],
  value: string | number | boolean | undefined,
): string {
  const document = parseDocument(text);
  if (document.errors.length > 0) {
    throw new UserError({
      file,
      problem: "It cannot be changed, because it is not valid YAML.",
      remedy: "Correct it first; `npx bulkhead preview --local` names the line.",
    });
  }
  const [own, ...below] = keys;
  const place = ["config", `${configNamespace}:${own}`, ...below];
  if (document.getIn(place) === value) return text;
  if (value === undefined) removeIn(document, place);
  else document.setIn(place, value);
  // No line is folded that was not folded before.
  return document.toString({ lineWidth: 0 });
}

/**
 * Changes one value of a stack file, in one step: a crash leaves the old file or the new one.
 *
 * @returns whether the file changed.
 * @throws UserError for a file that is no YAML.
 */
export function setStackValue(
  projectRoot: string,
  stack: string,
  keys: readonly [string, ...string[]],
  value: string | number | boolean | undefined,
): boolean {
  const name = stackFileName(stack);
  const file = path.join(projectRoot, name);
  const before = readFileSync(file, "utf8");
  const after = withStackValue(name, before, keys, value);
  if (after === before) return false;
  const beside = `${file}.new`;
  writeFileSync(beside, after);
  renameSync(beside, file);
  return true;
}
