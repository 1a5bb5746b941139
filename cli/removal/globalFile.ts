/** The list of retired regions in the global stack's file. */
import { isSeq } from "yaml";
import { documentOf, editStackFile, placeOf, setAt, textOf } from "../stackFileEdit.ts";

const place = placeOf(["retiredRegions"]);

/**
 * The text of a global stack's file in which a region is listed as retired, or is not. Pure.
 *
 * @throws UserError as documentOf and setAt.
 */
export function withRetired(file: string, text: string, region: string, retired: boolean): string {
  const document = documentOf(file, text);
  const list = document.getIn(place);
  const listed: unknown[] = isSeq(list) ? list.toJSON() : [];
  if (listed.includes(region) === retired) return text;
  if (retired && isSeq(list)) list.add(region);
  else if (retired) setAt(file, document, place, document.createNode([region], { flow: true }));
  else if (listed.length === 1) document.deleteIn(place);
  else document.deleteIn([...place, listed.indexOf(region)]);
  return textOf(document);
}

/** @returns whether the file changed. */
export function setRetired(
  projectRoot: string,
  globalStack: string,
  region: string,
  retired: boolean,
): boolean {
  return editStackFile(projectRoot, globalStack, (file, text) => withRetired(file, text, region, retired));
}
