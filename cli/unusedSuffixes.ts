/** Random parts of names that nothing bears any more, or not yet. */

interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly protect?: boolean;
  /** Another one has its place, and the next update deletes it. */
  readonly delete?: boolean;
  /** It was deleted for another one that is not there yet. */
  readonly pendingReplacement?: boolean;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/** What the state has, and nobody will have under that name: Azure keeps the name of what is gone all the same. */
function isGoing({
  delete: goes,
  pendingReplacement,
}: Pick<StateResource, "delete" | "pendingReplacement">): boolean {
  return goes === true || pendingReplacement === true;
}

const suffixType = "random:index/randomString:RandomString";

/**
 * Suffixes to be drawn anew after a run that did not end well: a destruction that was cut off may have deleted a vault, whose name stays
 * taken for as long as it is soft-deleted, and left its suffix, from which the next update would make the same name again. Pure.
 *
 * @returns their URNs. What is protected is as lasting as what bears it, and is none of them.
 */
export function unusedSuffixes(resources: readonly StateResource[]): string[] {
  const standing = resources.filter((resource) => !isGoing(resource));
  const stands = new Set(standing.map(({ id }) => id));
  const gone = resources
    .filter((resource) => isGoing(resource) && !stands.has(resource.id))
    .flatMap(({ id }) => (id === undefined || id === "" ? [] : `${id}/`));
  const bearers = standing.filter(
    ({ type, id = "" }) => type !== suffixType && !gone.some((whole) => id.startsWith(whole)),
  );
  const isBorne = (suffix: string): boolean =>
    bearers.some(({ id = "" }) => id.split("/").some((name) => name.endsWith(suffix)));
  return standing
    .filter(({ type, protect, outputs }) => {
      const suffix = outputs?.["result"];
      return type === suffixType && protect !== true && typeof suffix === "string" && !isBorne(suffix);
    })
    .map(({ urn }) => urn);
}
