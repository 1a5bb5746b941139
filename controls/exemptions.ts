import { fitsAny } from "./read.ts";
import type { Resource } from "./types.ts";

/** Leave to break a control, for one resource or several, for a time and a reason. */
export interface Exemption {
  /** The resource's name in Pulumi or its URN; `*` stands for any run of characters. For what a whole stack lacks: `*`. */
  readonly resource: string;
  /** Why; shown wherever the exemption is used. */
  readonly reason: string;
  /** The last day on which it holds, as `2027-03-31`. */
  readonly expires: string;
}

export interface Exempted {
  readonly outcome: "exempted" | "refused";
  /** What to add to the message. */
  readonly note: string;
}

/** Whether what a control refuses is exempted. An expired exemption is no exemption, and its note says so. */
export function exemptionFor(
  exemptions: readonly Exemption[],
  resource: Resource | undefined,
  today: string,
): Exempted | undefined {
  const fitting = exemptions.filter(({ resource: pattern }) => fits(pattern, resource));
  const valid = fitting.find(({ expires }) => expires >= today);
  if (valid) return { outcome: "exempted", note: `Exempted until ${valid.expires}: ${valid.reason}` };
  const expired = fitting.at(0);
  if (!expired) return undefined;
  return {
    outcome: "refused",
    note: `Its exemption expired on ${expired.expires} (${expired.reason}): comply, or decide again and set a later day.`,
  };
}

function fits(pattern: string, resource: Resource | undefined): boolean {
  if (resource === undefined) return pattern === "*";
  return fitsAny(resource.name, [pattern]) || fitsAny(resource.urn, [pattern]);
}
