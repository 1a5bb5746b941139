/** Random parts of names that nothing bears any more, or not yet. */

interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly protect?: boolean;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

const suffixType = "random:index/randomString:RandomString";

/**
 * Suffixes to be drawn anew after a run that did not end well: a destruction that was cut off may have deleted a vault, whose name stays
 * taken for as long as it is soft-deleted, and left its suffix, from which the next update would make the same name again. Pure.
 *
 * @returns their URNs. What is protected is as lasting as what bears it, and is none of them.
 */
export function unusedSuffixes(resources: readonly StateResource[]): string[] {
  const isBorne = (suffix: string): boolean =>
    resources.some(
      ({ type, id = "" }) => type !== suffixType && id.split("/").some((name) => name.endsWith(suffix)),
    );
  return resources
    .filter(({ type, protect, outputs }) => {
      const suffix = outputs?.["result"];
      return type === suffixType && protect !== true && typeof suffix === "string" && !isBorne(suffix);
    })
    .map(({ urn }) => urn);
}
