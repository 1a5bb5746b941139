import type { Need } from "./catalogue.ts";

/** What a stamp brings itself, besides what every stamp does. */
export type Needs = Readonly<Record<Exclude<Need, "always">, boolean>>;

/** Those images or charts that a stamp with these needs runs. */
export function neededBy<Item extends { readonly need: Need }>(items: readonly Item[], needs: Needs): Item[] {
  return items.filter(({ need }) => need === "always" || needs[need]);
}
