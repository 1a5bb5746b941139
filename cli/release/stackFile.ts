/** The stack files of a release: read with their release keys, changed in one step each, comments kept. */
import { rmSync } from "node:fs";
import * as path from "node:path";
import { isMap, type Document } from "yaml";
import { z } from "zod";
import { parseConfig } from "../../config/parseConfig.ts";
import { edge } from "../../config/schema/stamp/edge.ts";
import { gateway } from "../../config/schema/stamp/gateway.ts";
import type { StackFile } from "../../config/stackFiles.ts";
import { stackFileName } from "../../config/stackName.ts";
import { readText } from "../../config/textFile.ts";
import { readYaml } from "../../config/yamlText.ts";
import { documentOf, editStackFile, placeOf, setAt, textOf } from "../stackFileEdit.ts";
import { generationKey, generationSchema, parseKey, type GenerationKey } from "./keys.ts";

/** A key of another namespace than the program's, as plain data. */
export function foreignKey(file: string, text: string, key: string): unknown {
  const found = readYaml(text, { file }).content;
  const config = typeof found === "object" && found !== null && "config" in found ? found.config : undefined;
  return typeof config === "object" && config !== null && Object.hasOwn(config, key)
    ? (config as Readonly<Record<string, unknown>>)[key]
    : undefined;
}

/** The release of which that file's stamp is the new generation; undefined when it is in none. */
export function generationIn(projectRoot: string, stack: string): GenerationKey | undefined {
  const file = stackFileName(stack);
  const value = foreignKey(file, readText(path.join(projectRoot, file), { file }), generationKey);
  return value === undefined ? undefined : parseKey(generationSchema, value, file, generationKey);
}

const atTheEdge = z.object({ edge, gateway });

/**
 * Weight that a stamp's file asks for: 0 for a drained one, and for one that Front Door cannot reach.
 *
 * @throws UserError for the first mistake in the keys that say so.
 */
export function wantedWeight({ file, values }: Pick<StackFile, "file" | "values">): number {
  const { edge = {}, gateway = {} } = values;
  const wanted = parseConfig(atTheEdge, { edge, gateway }, file);
  return wanted.edge.enabled && wanted.gateway.protocol === "https" ? wanted.edge.weight : 0;
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

function setGeneration(
  file: string,
  document: Document,
  changes: NonNullable<TextChange["generation"]>,
): void {
  for (const [key, value] of Object.entries(changes)) {
    // A list on one line stays readable.
    const node = Array.isArray(value) ? document.createNode(value, { flow: true }) : value;
    setAt(file, document, ["config", generationKey, key], node);
  }
}

/**
 * The text of a stack file after a change. Pure.
 *
 * @throws UserError as documentOf and setAt.
 */
export function changedText(file: string, text: string, change: TextChange): string {
  const document = documentOf(file, text);
  if (change.weight !== undefined) {
    setAt(file, document, placeOf(["edge", "weight"]), change.weight);
    // `enabled: false` would drain the stamp whatever its weight.
    if (change.weight > 0 && document.getIn(placeOf(["edge", "enabled"])) === false)
      document.deleteIn(placeOf(["edge", "enabled"]));
  }
  for (const [keys, value] of change.values ?? []) setAt(file, document, placeOf(keys), value);
  if (change.generation !== undefined) {
    if (!isMap(document.getIn(["config", generationKey])))
      setAt(file, document, ["config", generationKey], document.createNode({}));
    setGeneration(file, document, change.generation);
  }
  if (change.settled === true) setAt(file, document, ["config", generationKey], undefined);
  return textOf(document);
}

export function changeStackFile(projectRoot: string, stack: string, change: TextChange): void {
  editStackFile(projectRoot, stack, (file, text) => changedText(file, text, change));
}

export function removeStackFile(projectRoot: string, stack: string): void {
  rmSync(path.join(projectRoot, stackFileName(stack)), { force: true });
}
