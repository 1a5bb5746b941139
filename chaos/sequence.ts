/** From a seed to a sequence of steps with what goes wrong in them. Pure. */
import { catalogue } from "../rehearsal/faults/catalogue.ts";
import type { FaultRow, Operation, Parameter } from "../rehearsal/faults/model.ts";
import { canMeet } from "../rehearsal/faults/plan.ts";
import {
  actionWeights,
  aims,
  faultWeights,
  settings,
  shareOfKills,
  startChoices,
  stepChoices,
  troubleChoices,
  victimChoices,
} from "./choices.ts";
import type { Action, Fault, Kill, Sequence, Start, Step } from "./model.ts";
import { oneByWeight, oneOf, randomOf, wholeFrom, type Random } from "./random.ts";
import { homeRegion, otherRegion } from "./regions.ts";

/** What the next step may count on, as far as it can be known beforehand. */
interface Standing {
  /** Whether the region that comes and goes has a stack file. */
  readonly both: boolean;
  /** Whether a setting was changed already; one change per run keeps the number of clean runs to compare with small. */
  readonly changed: boolean;
  /** About how many operations an `up` would take. */
  readonly pending: number;
}

/** Operations that a deployment of global and of a stamp take in the small platform, and a change of a setting. */
const sizes = { global: 75, stamp: 180, setting: 4 } as const;

const stampNames = ({ both }: Standing): string[] =>
  [homeRegion, ...(both ? [otherRegion] : [])].map((region) => `stamp-${region}`);

interface Chosen {
  readonly action: Action;
  /** About how many operations it takes. */
  readonly size: number;
  readonly operations: readonly Operation[];
}

const writing: readonly Operation[] = ["create", "update"];

function isPossible(kind: keyof typeof actionWeights, { both, changed, pending }: Standing): boolean {
  if (kind === "up") return pending > 0;
  if (kind === "add") return !both;
  if (kind === "remove") return both;
  // Where no stamp stands, or less than half of one, there is not much to destroy.
  if (kind === "destroy") return pending < sizes.stamp / 2;
  return kind !== "set" || !changed;
}

function choose(random: Random, standing: Standing): Chosen {
  const { pending } = standing;
  const kinds = Object.entries(actionWeights)
    .map(([kind, weight]) => ({ kind: kind as keyof typeof actionWeights, weight }))
    .filter(({ kind }) => isPossible(kind, standing));
  const all = sizes.global + stampNames(standing).length * sizes.stamp;
  switch (oneByWeight(random, kinds).kind) {
    case "up":
      return { action: { action: "up" }, size: pending, operations: writing };
    case "preview":
      return { action: { action: "preview" }, size: 0, operations: [] };
    case "destroy":
      return {
        action: { action: "destroy", only: [oneOf(random, stampNames(standing))] },
        size: sizes.stamp,
        operations: ["delete"],
      };
    case "destroyAll":
      return { action: { action: "destroy" }, size: all, operations: ["delete"] };
    case "add":
      return {
        action: { action: "add", region: otherRegion },
        size: pending + sizes.stamp,
        operations: writing,
      };
    case "remove":
      return {
        action: { action: "remove", region: otherRegion },
        size: sizes.stamp,
        operations: ["update", "delete"],
      };
    case "set":
      return {
        action: { action: "set", setting: oneOf(random, settings) },
        size: pending + sizes.setting,
        operations: writing,
      };
  }
}

/** What stands when a step is over. Trouble leaves about half of its work to the next one. */
function after({ both, changed, pending }: Standing, { action, size }: Chosen, trouble: boolean): Standing {
  const left = trouble ? Math.ceil(size / 2) : 0;
  const next = { both, changed, pending: left };
  switch (action.action) {
    case "up":
      return next;
    case "preview":
      return { ...next, pending };
    case "destroy":
      return { ...next, pending: pending + size };
    case "add":
      return { ...next, both: true };
    case "remove":
      return { ...next, both: false };
    case "set":
      return { ...next, changed: true };
  }
}

/** Longer than the quickest command takes to its first operation. */
const longestPause = 4000;

function killOf(random: Random, { size }: Chosen): Kill {
  return {
    kill: oneByWeight(random, victimChoices).victim,
    operations: wholeFrom(random, 0, Math.max(0, size - 1)),
    milliseconds: random() < 0.3 ? wholeFrom(random, 0, longestPause) : wholeFrom(random, 0, 200),
  };
}

function parameterOf(random: Random, name: string, parameter: Parameter): string | number {
  if (parameter.choices !== undefined) return oneOf(random, parameter.choices);
  if (name === "region") return oneOf(random, [homeRegion, otherRegion]);
  const { least, most, default: usual } = parameter;
  if (least === undefined || most === undefined) return usual ?? "";
  // Ten times the usual is as far as anything goes wrong for long.
  return wholeFrom(random, least, Math.min(most, Number(usual ?? most) * 10));
}

/** A fault that can meet what a step does; undefined for a step that asks Azure for nothing. */
function faultOf(random: Random, { size, operations }: Chosen): Fault | undefined {
  const rows = catalogue
    .map((row): FaultRow & { readonly weight: number } => ({ ...row, weight: faultWeights[row.id] }))
    .filter((row) => size > 0 && row.operations.some((operation) => operations.includes(operation)));
  if (rows.length === 0) return undefined;
  const row = oneByWeight(random, rows);
  // A change of a setting touches few types, of which hardly one would be aimed at.
  const aimed = size > sizes.setting && random() < 0.5 ? aims.filter((type) => canMeet(row, type)) : [];
  const type = aimed.length === 0 ? undefined : oneOf(random, aimed);
  const narrow = type !== undefined || row.types !== undefined;
  const parameters = Object.entries(row.parameters).map(([name, parameter]) => [
    name,
    parameterOf(random, name, parameter),
  ]);
  return {
    fault: row.id,
    ...(type === undefined ? {} : { type }),
    after: wholeFrom(random, 0, Math.max(0, Math.min(size, narrow ? 3 : size) - 1)),
    ...(row.times !== null && random() < 0.3 ? { times: wholeFrom(random, 1, 4) } : {}),
    ...(Object.fromEntries(parameters) as Readonly<Record<string, string | number>>),
  };
}

function troubleFor(random: Random, chosen: Chosen): Pick<Step, "kills" | "faults"> {
  const { troubles } = oneByWeight(random, troubleChoices);
  const kills: Kill[] = [];
  const faults: Fault[] = [];
  for (let count = 0; count < troubles; count += 1) {
    // What is killed is gone: a second kill would meet nothing.
    if (kills.length === 0 && random() < shareOfKills) {
      kills.push(killOf(random, chosen));
      continue;
    }
    const fault = faultOf(random, chosen);
    if (fault !== undefined) faults.push(fault);
  }
  return { kills, faults };
}

const pendingAt: Readonly<Record<Start, number>> = {
  nothing: sizes.global + sizes.stamp,
  global: sizes.stamp,
  "one stamp": 0,
  "two stamps": 0,
};

/** The sequence of a seed. The same seed gives the same sequence for as long as the tables of choices stay as they are. */
export function sequenceOf(seed: number): Sequence {
  const random = randomOf(seed);
  const { start } = oneByWeight(random, startChoices);
  const { steps: count } = oneByWeight(random, stepChoices);
  const steps: Step[] = [];
  let standing: Standing = { both: start === "two stamps", changed: false, pending: pendingAt[start] };
  for (let number = 0; number < count; number += 1) {
    const chosen = choose(random, standing);
    const { kills, faults } = troubleFor(random, chosen);
    standing = after(standing, chosen, kills.length + faults.length > 0);
    steps.push({ action: chosen.action, kills, faults });
  }
  return { seed, start, steps };
}
