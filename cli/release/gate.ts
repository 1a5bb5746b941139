/** What stands between two steps of a release: health, soak time, a person. */
import type { Step } from "./nextStep.ts";
import type { ReleaseSettings } from "./keys.ts";
import { everything } from "./weights.ts";

export type GateStep = Extract<Step, { kind: "gate" }>;

/** What is known of the new generations at this moment. */
export interface Health {
  /** `busy`: they are well, and the old ones still get requests. `unknown`: nobody could tell. */
  readonly verdict: "well" | "ill" | "unknown" | "busy";
  /** A sentence. */
  readonly text: string;
}

export interface GatePorts {
  health(news: readonly string[], olds: readonly string[], percent: number): Promise<Health>;
  /** Minutes since a moment, ISO 8601. */
  minutesSince(moment: string): number;
  wait(minutes: number): Promise<void>;
  /** Asks a person; `nobody` where there is none to ask. */
  ask(question: string): Promise<"yes" | "no" | "nobody">;
  say(line: string): void;
}

export interface GateOptions {
  readonly settings: ReleaseSettings;
  /** False: does not wait for time to pass, but says what is waited for. */
  readonly wait: boolean;
  /** The step that somebody has agreed to beforehand: a percentage, or `destroy`. */
  readonly approved: string | undefined;
}

export type GateResult =
  | { readonly outcome: "open" }
  /** The release is to be taken back. */
  | { readonly outcome: "ill"; readonly reason: string }
  /** Nothing is wrong, and it does not go on yet. */
  | { readonly outcome: "waiting"; readonly reason: string; readonly remedy: string };

/** How often health is looked at while time passes: Front Door's metrics come every minute and take 3 to appear. */
const paceMinutes = 5;
/** How long old generations may go on getting requests after the soak time, and health may stay unknown. */
const patienceMinutes = 60;

/** What the step after a gate is called: on the command line, and in questions. */
export function nameOfNext(next: number | undefined): string {
  return next === undefined ? "destroy" : String(next);
}

function question({ percent, next, olds }: GateStep): string {
  return next === undefined
    ? `The new generation gets all requests. Destroy ${olds.join(", ")}?`
    : `The new generation gets ${percent} % of the requests. Go on to ${next} %?`;
}

async function askPerson(step: GateStep, ports: GatePorts, options: GateOptions): Promise<GateResult> {
  if (options.settings.approval === "none") return { outcome: "open" };
  const name = nameOfNext(step.next);
  if (options.approved === name) return { outcome: "open" };
  const answer = await ports.ask(question(step));
  if (answer === "yes") return { outcome: "open" };
  const reason =
    step.next === undefined ? "the old generation to be destroyed" : `the step to ${step.next} %`;
  const remedy = `Agree with \`npx bulkhead release --approve-step ${name}\`, or take the release back with \`npx bulkhead release abort\`.`;
  return {
    outcome: "waiting",
    reason:
      answer === "no"
        ? `Somebody did not agree to ${reason}.`
        : `A person has to agree to ${reason}, and there is no terminal to ask at.`,
    remedy,
  };
}

/** Watches the new generations until their soak time is over and everybody agrees, or something is wrong. */
export async function passGate(step: GateStep, ports: GatePorts, options: GateOptions): Promise<GateResult> {
  const { soakMinutes, drainMinutes } = options.settings;
  const soak = step.percent === everything ? Math.max(soakMinutes, drainMinutes) : soakMinutes;
  let waited = 0;
  let said = "";
  for (;;) {
    const { verdict, text } = await ports.health(step.news, step.olds, step.percent);
    if (verdict === "ill") return { outcome: "ill", reason: text };
    const left = soak - ports.minutesSince(step.since);
    if (left <= 0 && verdict === "well") break;
    const reason = left > 0 ? `${Math.ceil(left)} of ${soak} minutes of soak time are left.` : text;
    if (!options.wait || waited >= soak + patienceMinutes)
      return {
        outcome: "waiting",
        reason,
        remedy: "Run `npx bulkhead release` again later.",
      };
    const line = left > 0 ? `${step.percent} %: soak time of ${soak} minutes` : text;
    if (line !== said) ports.say(line);
    said = line;
    const minutes = left > 0 ? Math.min(left, paceMinutes) : paceMinutes;
    await ports.wait(minutes);
    waited += minutes;
  }
  return askPerson(step, ports, options);
}
