/** What is left of regions that go, as a sentence. */
export function retiringText(regions: readonly string[]): string {
  return `The logs and metrics of ${regions.join(" and ")} are not protected any more: the next deployment deletes them.`;
}

/**
 * What marks the records of a region that goes: they have lost their protection on purpose, and the control that asks for it lets
 * them be.
 */
export const retiringTag = { name: "lifecycle", value: "retiring" } as const;
