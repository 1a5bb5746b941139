/** What is left of regions that go, as a sentence. */
export function retiringText(regions: readonly string[]): string {
  return `The logs and metrics of ${regions.join(" and ")} are not protected any more: the next deployment deletes them.`;
}
