/** Origins that a rehearsal declares ill, to see what happens then. No real Azure has such a switch. */
import { stackOfMessage } from "../../../lib/origin.ts";
import { textAt } from "../../../lib/properties.ts";
import type { AzureView, Effects, Resource } from "../model.ts";
import { sharedLinkOf } from "../types/cdn/sharedLink.ts";
import type { Break } from "./types.ts";

const fact = "ailment";

/** What somebody has declared wrong with an origin. */
export function ailmentOf(origin: Resource): Break | undefined {
  const text = textAt(origin.facts, fact);
  return text === undefined ? undefined : { link: "declared ill", text };
}

/**
 * Declares all origins of a stack ill, or well again.
 *
 * @param reason undefined for well.
 * @returns how many origins the stack has.
 */
export function ailOrigins(
  azure: AzureView,
  effects: Pick<Effects, "put">,
  stack: string,
  reason: string | undefined,
): number {
  const origins = azure
    .ofType("Microsoft.Cdn/profiles/originGroups/origins")
    .filter((origin) => stackOfMessage(sharedLinkOf(origin.inputs)?.message ?? "") === stack);
  for (const origin of origins) {
    const { [fact]: _, ...facts } = origin.facts;
    effects.put({ ...origin, facts: reason === undefined ? facts : { ...facts, [fact]: reason } });
  }
  return origins.length;
}
