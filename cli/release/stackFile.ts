/** The stack files of a release: read with their release keys, changed in one step each, comments kept. */
import { readFileSync, rmSync } from "node:fs";
import * as path from "node:path";
import { isMap, type Document } from "yaml";
import { edge } from "../../config/schema/stamp/edge.ts";
import { gateway } from "../../config/schema/stamp/gateway.ts";
import type { StackFile } from "../../config/stackFiles.ts";
import { stackFileName } from "../../config/stackName.ts";
import { documentOf, editStackFile, placeOf, textOf } from "../stackFileEdit.ts";
import { generationKey, generationSchema, parseKey, type GenerationKey } from "./keys.ts";

/** A key of another namespace than the program's, as plain data. */
export function foreignKey(file: string, text: string, key: string): unknown {
  const found: unknown = documentOf(file, text).toJS();
  const config = typeof found === "object" && found !== null && "config" in found ? found.config : undefined;
  return typeof config === "object" && config !== null
    ? (config as Readonly<Record<string, unknown>>)[key]
    : undefined;
}

/** The release of which that file's stamp is the new generation; undefined when it is in none. */
export function generationIn(projectRoot: string, stack: string): GenerationKey | undefined {
  const file = stackFileName(stack);
  const value = foreignKey(file, readFileSync(path.join(projectRoot, file), "utf8"), generationKey);
  return value === undefined ? undefined : parseKey(generationSchema, value, file, generationKey);
}

/** Weight that a stamp's file asks for: 0 for a drained one, and for one that Front Door cannot reach. */
export function wantedWeight({ values }: Pick<StackFile, "values">): number {
  const { enabled, weight } = edge.parse(values["edge"] ?? {});
  const { protocol } = gateway.parse(values["gateway"] ?? {});
  return enabled && protocol === "https" ? weight : 0;
}

/** A change of a stack file's text. */
export interface TextChange {
  readonly weight?: number;
  /** Merged into what stands; undefined values are taken away. */
  readonly generation?: Partial<Record<keyof GenerationKey, unknown>>;
  /** Takes the release's key away altogether. */
  readonly settled?: boolean;
  /** Further keys of the program, dotted, with their values. */
  readonly values?: readonly (readonly [keys: readonly string[], value: unknown])[];
}

function setGeneration(document: Document, changes: NonNullable<TextChange["generation"]>): void {
  for (const [key, value] of Object.entries(changes)) {
    if (value === undefined) document.deleteIn(["config", generationKey, key]);
    // A list on one line stays readable.
    else if (Array.isArray(value))
      document.setIn(["config", generationKey, key], document.createNode(value, { flow: true }));
    else document.setIn(["config", generationKey, key], value);
  }
}

/** The text of a stack file after a change. Pure. */
export function changedText(file: string, text: string, change: TextChange): string {
  const document = documentOf(file, text);
  if (change.weight !== undefined) {
    document.setIn(placeOf(["edge", "weight"]), change.weight);
    // `enabled: false` would drain the stamp whatever its weight.
    if (change.weight > 0 && document.getIn(placeOf(["edge", "enabled"])) === false)
      document.deleteIn(placeOf(["edge", "enabled"]));
  }
  for (const [keys, value] of change.values ?? []) {
    if (value === undefined) document.deleteIn(placeOf(keys));
    else document.setIn(placeOf(keys), value);
  }
  if (change.generation !== undefined) {
    if (!isMap(document.getIn(["config", generationKey])))
      document.setIn(["config", generationKey], document.createNode({}));
    setGeneration(document, change.generation);
  }
  if (change.settled === true) document.deleteIn(["config", generationKey]);
  return textOf(document);
}

export function changeStackFile(projectRoot: string, stack: string, change: TextChange): void {
  editStackFile(projectRoot, stack, (file, text) => changedText(file, text, change));
}

export function removeStackFile(projectRoot: string, stack: string): void {
  rmSync(path.join(projectRoot, stackFileName(stack)), { force: true });
}
