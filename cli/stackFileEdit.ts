/** Changing a stack file as a person would: everything else of it, comments included, stays. */
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
 * A stack file's text as a document that keeps its comments.
 *
 * @throws UserError for a file that is no YAML.
 */
export function documentOf(file: string, text: string): Document {
  const document = parseDocument(text);
  if (document.errors.length === 0) return document;
  throw new UserError({
    file,
    problem: "It is not valid YAML.",
    remedy: "Correct it first; `npx bulkhead preview --local` names the line.",
  });
}

/** The text of a document in which no line is folded that was not folded before. */
export function textOf(document: Document): string {
  return document.toString({ lineWidth: 0 });
}

/** Where a stack file keeps a key of the program: the key in the namespace `bulkhead`, then those below it. */
export function placeOf([own = "", ...below]: readonly string[]): string[] {
  return ["config", `${configNamespace}:${own}`, ...below];
}

/** Writes a file in one step: a crash leaves the old one or the new one. */
export function writeWhole(file: string, text: string): void {
  const beside = `${file}.new`;
  writeFileSync(beside, text);
  renameSync(beside, file);
}

/**
 * Changes a stack file, in one step.
 *
 * @param change the new text, of the file's name for messages and its text.
 * @returns whether the file changed.
 */
export function editStackFile(
  projectRoot: string,
  stack: string,
  change: (file: string, text: string) => string,
): boolean {
  const name = stackFileName(stack);
  const file = path.join(projectRoot, name);
  const before = readFileSync(file, "utf8");
  const after = change(name, before);
  if (after === before) return false;
  writeWhole(file, after);
  return true;
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
  const document = documentOf(file, text);
  const place = placeOf(keys);
  if (document.getIn(place) === value) return text;
  if (value === undefined) removeIn(document, place);
  else document.setIn(place, value);
  return textOf(document);
}

/**
 * Changes one value of a stack file, in one step.
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
  return editStackFile(projectRoot, stack, (file, text) => withStackValue(file, text, keys, value));
}
