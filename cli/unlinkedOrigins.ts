/** Origins of Front Door whose private link connection was taken away, and that were not. */
import { textAt } from "../lib/properties.ts";
import type { Unlinked } from "./journal.ts";

interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
}

const approvalType = "bulkhead:edge:PrivateLinkApproval";

/** The connection that goes with an approval which is deleted; undefined for anything else. Pure. */
export function unlinkedBy(type: string, inputs: Readonly<Record<string, unknown>>): Unlinked | undefined {
  const { targetId, requestMessage } = inputs;
  return type === approvalType && typeof targetId === "string" && typeof requestMessage === "string"
    ? { targetId, requestMessage }
    : undefined;
}

const originType = "azure-native:cdn:AFDOrigin";
const link = "sharedPrivateLinkResource";

/** The connection that an origin asks for when it is made; undefined for anything else. Pure. */
export function askedBy(
  type: string,
  inputs: Readonly<Record<string, unknown>> | undefined,
): Unlinked | undefined {
  const targetId = textAt(inputs, `${link}.privateLink.id`);
  const requestMessage = textAt(inputs, `${link}.requestMessage`);
  return type === originType && targetId !== undefined && requestMessage !== undefined
    ? { targetId, requestMessage }
    : undefined;
}

/** Whether both are about one connection. Pure. */
export function isSameLink(one: Unlinked, other: Unlinked): boolean {
  return (
    one.targetId.toLowerCase() === other.targetId.toLowerCase() && one.requestMessage === other.requestMessage
  );
}

/**
 * The origins to be made anew: Front Door asks for a connection when an origin is made, and for no other one as long as the origin
 * stands, so that a new approval would wait in vain. Pure.
 *
 * @returns their URNs.
 */
export function unlinkedOrigins(
  resources: readonly StateResource[],
  unlinked: readonly Unlinked[],
): string[] {
  return resources
    .filter(({ type, inputs }) => {
      const asked = askedBy(type, inputs);
      return asked !== undefined && unlinked.some((gone) => isSameLink(gone, asked));
    })
    .map(({ urn }) => urn);
}
