import type { GlobalConfig } from "./schema/global.ts";
import { UserError } from "./userError.ts";

/**
 * What Azure would refuse of the registry's settings, and what would do nothing.
 *
 * Soft delete: "Recover deleted artifacts with soft delete policy", current limitations: no geo-replicated registry, not
 * together with the retention policy.
 *
 * @param regions the registry's regions, its home included.
 * @throws UserError for the first mistake.
 */
export function checkRegistry({ registry }: GlobalConfig, regions: readonly string[], file: string): void {
  if (registry.softDeleteDays !== undefined && regions.length > 1) {
    throw new UserError({
      file,
      key: "registry.softDeleteDays",
      problem: `The registry is replicated to ${regions.slice(1).join(", ")}, and Azure offers soft delete without replicas only.`,
      remedy: "Take the key out; untagged manifests are kept for registry.untaggedRetentionDays.",
    });
  }
  refuseTwins(registry.cacheRules, ({ name }) => name, file, "registry.cacheRules", "name");
  refuseTwins(registry.cacheRules, ({ target }) => target, file, "registry.cacheRules", "target");
  refuseTwins(registry.credentials, ({ name }) => name, file, "registry.credentials", "name");
  registry.cacheRules.forEach((rule, index) => {
    if (rule.credentials === undefined) return;
    const set = registry.credentials.find(({ name }) => name === rule.credentials);
    const key = `registry.cacheRules[${index}].credentials`;
    if (set === undefined) {
      throw new UserError({
        file,
        key,
        problem: `There is no credential set '${rule.credentials}'.`,
        remedy: "Add it to registry.credentials, or take the key out.",
      });
    }
    const upstream = rule.source.split("/")[0];
    if (set.loginServer === upstream) return;
    throw new UserError({
      file,
      key,
      problem: `The credential set '${set.name}' is for ${set.loginServer}, and the rule fetches from ${upstream}.`,
      remedy: `Name a credential set for ${upstream}.`,
    });
  });
  const idle = registry.credentials.find(
    ({ name }) => !registry.cacheRules.some((rule) => rule.credentials === name),
  );
  if (idle === undefined) return;
  throw new UserError({
    file,
    key: "registry.credentials",
    problem: `No cache rule uses the credential set '${idle.name}'.`,
    remedy: "Name it in a cache rule, or take it out.",
  });
}

function refuseTwins<Item>(
  items: readonly Item[],
  read: (item: Item) => string,
  file: string,
  key: string,
  field: string,
): void {
  const texts = items.map((item) => read(item).toLowerCase());
  const index = texts.findIndex((text, position) => texts.indexOf(text) !== position);
  const twin = items[index];
  if (twin === undefined) return;
  throw new UserError({
    file,
    key: `${key}[${index}].${field}`,
    problem: `'${read(twin)}' is there twice.`,
    remedy: "Choose another, or take one of the two out.",
  });
}
