import { azureType } from "../../policy/src/azureType.ts";
import type { Rule } from "../../policy/src/rule.ts";
import { asPulumiShows, isUnknownValue } from "../../policy/src/unknown.ts";

/** What Pulumi shows a policy in the place of a text that is not known yet (@pulumi/policy 1.21, proxy.js). */
export const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** What a rule said about a resource. */
export interface Verdict {
  readonly messages: readonly string[];
  /** True when the rule met a value that is not known yet: Pulumi says so and asks again during the update. */
  readonly undecided: boolean;
}

/** Asks a rule about a resource as Pulumi does, with a Pulumi token and inputs that may hold unknown values. */
export function judge(rule: Rule, token: string, inputs: Record<string, unknown>): Verdict {
  const type = azureType(token);
  const messages: string[] = [];
  if (type === undefined) return { messages, undecided: false };
  try {
    const props = asPulumiShows(inputs);
    rule.check({ type, props }, (message) => messages.push(message));
  } catch (error) {
    if (!isUnknownValue(error)) throw error;
    return { messages, undecided: true };
  }
  return { messages, undecided: false };
}

/** The verdict on a resource that a rule has nothing against. */
export const accepted: Verdict = { messages: [], undecided: false };
