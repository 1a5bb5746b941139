/** Works on one stack until it is done, until trying again makes no sense, or until somebody interrupts. */
import type { StackName } from "../../config/stackName.ts";
import type { StackResult, Verb } from "../stackRun.ts";
import { causesOf, type Cause } from "./cause.ts";
import { againText, decide } from "./pace.ts";
import type { Time } from "./time.ts";

/** When a role was last assigned by any stack of this run, in minutes of its clock. */
export interface Grants {
  last: number | undefined;
}

export interface PatienceRequest {
  readonly stack: StackName;
  readonly verb: Verb;
  /** One attempt. Only what failed, and what depends on it, is left for the next one to do. */
  readonly attempt: () => Promise<StackResult>;
  readonly time: Time;
  /** Numbers from 0 to 1. */
  readonly random: () => number;
  readonly grants: Grants;
  readonly signal: AbortSignal;
  /** Told of every pause. */
  readonly say: (text: string) => void;
}

export interface Patient {
  readonly result: StackResult;
  readonly attempts: number;
  /** Why it failed; none where it went well. */
  readonly causes: readonly Cause[];
}

export async function patiently(request: PatienceRequest): Promise<Patient> {
  const { stack, verb, time, random, grants, signal, say } = request;
  const recovered: string[] = [];
  let waited = 0;
  for (let number = 1; ; number += 1) {
    const last = await request.attempt();
    recovered.push(...last.recovered.filter((urn) => !recovered.includes(urn)));
    const result = { ...last, recovered };
    if ((last.grants ?? 0) > 0) grants.last = await time.now();
    if (last.ok) return { result, attempts: number, causes: [] };
    const causes = causesOf(last.errors, stack, verb);
    const done = { result, attempts: number, causes };
    if (signal.aborted || causes.some(({ reaction }) => reaction === "stop")) return done;
    const now = await time.now();
    const decision = decide(causes, { number, waited, lastGrant: grants.last, now }, random);
    if (!decision.again) {
      if (decision.why !== undefined) say(decision.why);
      return done;
    }
    say(againText(causes, number, decision.seconds));
    await time.pause(decision.seconds, signal);
    waited += decision.seconds / 60;
    if (signal.aborted) return done;
  }
}
