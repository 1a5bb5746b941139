/** Changing a stack file as a person would: everything else of it, comments included, stays. */
import { renameSync, rmSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { isMap, isScalar, visit, type Document } from "yaml";
import { configNamespace } from "../config/stackFiles.ts";
import { stackFileName } from "../config/stackName.ts";
import { readText } from "../config/textFile.ts";
import { UserError } from "../config/userError.ts";
import { readYaml } from "../config/yamlText.ts";

/**
 * A stack file's text as a document that keeps its comments.
 *
 * @throws UserError as readYaml, and for a file in which one value is written for several places.
 */
export function documentOf(file: string, text: string): Document {
  const { document } = readYaml(text, { file });
  visit(document, {
    Alias: (_, { source }) => {
      throw new UserError({
        file,
        problem: `'*${source}' stands for a value of another place, and a change of one would change both.`,
        remedy: "Write the value out, or make this change yourself.",
      });
    },
  });
  return document;
}

/**
 * Sets a value of a document. Sections on the way to it that are missing or empty are made.
 *
 * @param value undefined takes the value away.
 * @throws UserError where something else than a section stands on the way.
 */
export function setAt(file: string, document: Document, place: readonly string[], value: unknown): void {
  for (let length = 0; length < place.length; length += 1) {
    const way = place.slice(0, length);
    const section: unknown = length === 0 ? document.contents : document.getIn(way, true);
    if (isMap(section)) continue;
    if (!isNothing(section))
      throw new UserError({
        file,
        key: way.join("."),
        problem: "It has no keys.",
        remedy: "Write a section there, with keys below it, or take it away.",
      });
    if (value === undefined) return;
    if (length === 0) document.contents = document.createNode({});
    else document.setIn(way, document.createNode({}));
  }
  if (value === undefined) document.deleteIn(place);
  else document.setIn(place, value);
}

/** Nothing, or a key after whose colon nothing stands. */
function isNothing(node: unknown): boolean {
  return node === undefined || node === null || (isScalar(node) && node.value === null);
}

/** Takes away the sections that a value left empty. */
function tidyAbove(document: Document, keys: readonly string[]): void {
  for (let length = keys.length - 1; length > 1; length -= 1) {
    const parent = document.getIn(keys.slice(0, length));
    if (!isMap(parent) || parent.items.length > 0) return;
    document.deleteIn(keys.slice(0, length));
  }
}

/** The text of a document in which no line is folded that was not folded before. */
export function textOf(document: Document): string {
  return document.toString({ lineWidth: 0 });
}

/** Where a stack file keeps a key of the program: the key in the namespace `bulkhead`, then those below it. */
export function placeOf([own = "", ...below]: readonly string[]): string[] {
  return ["config", `${configNamespace}:${own}`, ...below];
}

/** Writes a file in one step: a crash leaves the old one or the new one, whole on the disk before it takes the name. */
export function writeWhole(file: string, text: string): void {
  const beside = `${file}.new`;
  try {
    writeFileSync(beside, text, { flush: true });
    renameSync(beside, file);
  } catch (error) {
    // What a full disk took of it is no use to anybody.
    rmSync(beside, { force: true });
    throw error;
  }
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
  const before = readText(file, { file: name });
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
 * @throws UserError for a file that is no YAML, and as readText.
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
  setAt(file, document, place, value);
  if (value === undefined) tidyAbove(document, place);
  return textOf(document);
}

/**
 * Changes one value of a stack file, in one step.
 *
 * @returns whether the file changed.
 * @throws UserError for a file that is no YAML, and as readText.
 */
export function setStackValue(
  projectRoot: string,
  stack: string,
  keys: readonly [string, ...string[]],
  value: string | number | boolean | undefined,
): boolean {
  return editStackFile(projectRoot, stack, (file, text) => withStackValue(file, text, keys, value));
}
