/**
 * What a release does next, from what its stack files ask for and what its stacks are. Nothing else decides, so that the same
 * command goes on after a crash at any place. Pure.
 */
import { levelKey, type Generation, type Pair, type Session } from "./model.ts";
import { everything, levelOf, stepAfter, weightAt, weightLeft } from "./weights.ts";

/** A change of one stack file. `since` and `passed` are taken away by each change of a weight. */
export interface FileChange {
  readonly stack: string;
  readonly weight: number;
  /** Written into the file of a new generation, with the weight and in the same moment. */
  readonly halted?: string;
}

export type Step =
  /** Deploy new generations, which take no requests yet. */
  | { readonly kind: "deploy"; readonly stacks: readonly string[] }
  | { readonly kind: "smoke"; readonly stacks: readonly string[] }
  /** Write the weights of a percentage into the stack files. */
  | { readonly kind: "shift"; readonly percent: number; readonly changes: readonly FileChange[] }
  /** Bring the origins of these stacks to the weights of their files. */
  | { readonly kind: "apply"; readonly direction: "raise" | "lower"; readonly stacks: readonly string[] }
  | { readonly kind: "purge"; readonly key: string }
  /** Write down since when the weights stand, from which soak time counts. */
  | { readonly kind: "mark"; readonly stacks: readonly string[] }
  | {
      readonly kind: "gate";
      readonly key: string;
      readonly percent: number;
      readonly next: number | undefined;
      readonly since: string;
      readonly news: readonly string[];
      readonly olds: readonly string[];
    }
  /** Write down that all gates are passed. */
  | { readonly kind: "pass"; readonly stacks: readonly string[] }
  | { readonly kind: "destroy"; readonly stacks: readonly string[]; readonly which: "old" | "new" }
  /** Take away the files of stacks that are gone. */
  | { readonly kind: "forget"; readonly stacks: readonly string[] }
  /** Take away what the release has written into the new generations' files. */
  | { readonly kind: "settle"; readonly stacks: readonly string[] }
  /** Write the weights from before the release. */
  | { readonly kind: "restore"; readonly changes: readonly FileChange[] }
  | { readonly kind: "halted"; readonly reason: string; readonly stacks: readonly string[] }
  /** Something that no step of a release can put right. */
  | {
      readonly kind: "blocked";
      readonly stack: string;
      readonly problem: string;
      readonly remedy: string;
    }
  | { readonly kind: "done" };

type Blocked = Extract<Step, { kind: "blocked" }>;

const names = (generations: readonly Generation[]): string[] => generations.map(({ stack }) => stack);

/** Whether Front Door may still send requests there. */
export function takesRequests({ deployed }: Generation): boolean {
  return deployed?.weights.some((weight) => weight > 0) ?? false;
}

/** Whether its origins have another weight than the file asks for. */
function differs({ deployed, wanted }: Generation): boolean {
  return deployed?.weights.some((weight) => weight !== wanted) ?? false;
}

function unapproved(generations: readonly Generation[]): Blocked | undefined {
  const found = generations.find(({ deployed }) => deployed?.approved !== true);
  return (
    found && {
      kind: "blocked",
      stack: found.stack,
      problem: `The private link of '${found.stack}' is not approved, so it would answer nothing.`,
      remedy: `Run \`npx bulkhead up --only ${found.stack}\`, which approves it again, then go on.`,
    }
  );
}

function missing(generations: readonly Generation[]): Blocked | undefined {
  const found = generations.find(({ deployed }) => deployed === undefined || deployed.weights.length === 0);
  return (
    found && {
      kind: "blocked",
      stack: found.stack,
      problem: `'${found.stack}' is not deployed, or not completely, though the release counts on it.`,
      remedy: `Run \`npx bulkhead up --only ${found.stack}\`, then go on.`,
    }
  );
}

const levelIn = (pair: Pair): number =>
  pair.passed ? everything : levelOf(pair.new.wanted ?? 0, pair.weight, pair.steps);

const nextLevel = (level: number, pairs: readonly Pair[]): number =>
  Math.min(...pairs.map(({ weight, steps }) => stepAfter(level, weight, steps)));

/** The weights of the next percentage, the new generation first: its file is what says how far the release is. */
function shift(level: number, pairs: readonly Pair[]): Step {
  const changes = pairs.flatMap((pair): FileChange[] => {
    // A region with too small a weight to be divided goes at once, when the others go completely.
    const weight = weightAt(stepAfter(level, pair.weight, pair.steps), pair.weight);
    return [
      { stack: pair.new.stack, weight },
      { stack: pair.old.stack, weight: weightLeft(weight, pair.weight) },
    ];
  });
  return { kind: "shift", percent: nextLevel(level, pairs), changes };
}

/** Before any request: deployed, looked at, and connected. */
function prepare(pairs: readonly Pair[], session: Session): Step {
  const fresh = pairs.map((pair) => pair.new);
  const toDeploy = fresh.filter(({ stack }) => !session.deployed.has(stack));
  if (toDeploy.length > 0) return { kind: "deploy", stacks: names(toDeploy) };
  const notThere = missing(fresh);
  if (notThere) return notThere;
  const toSmoke = fresh.filter(({ stack }) => !session.smoked.has(stack));
  if (toSmoke.length > 0) return { kind: "smoke", stacks: names(toSmoke) };
  return unapproved(fresh) ?? shift(0, pairs);
}

/** The weights of the files, in Front Door: what rises comes first, so that there is always enough. */
function balance(pairs: readonly Pair[]): Step | undefined {
  const late = pairs.filter(
    ({ old, new: next, weight }) => old.wanted !== weightLeft(next.wanted ?? 0, weight),
  );
  if (late.length > 0) {
    const changes = late.map(({ old, new: next, weight }) => ({
      stack: old.stack,
      weight: weightLeft(next.wanted ?? 0, weight),
    }));
    return { kind: "shift", percent: Math.min(...late.map(levelIn)), changes };
  }
  const fresh = pairs.map((pair) => pair.new);
  const blocked = missing(fresh) ?? unapproved(fresh);
  if (blocked) return blocked;
  const rising = fresh.filter(differs);
  if (rising.length > 0) return { kind: "apply", direction: "raise", stacks: names(rising) };
  const falling = pairs.map(({ old }) => old).filter(differs);
  return falling.length > 0 ? { kind: "apply", direction: "lower", stacks: names(falling) } : undefined;
}

/** At a percentage: weights, purge, gate, and on to the next one. */
function climb(level: number, pairs: readonly Pair[], session: Session): Step {
  const balanced = balance(pairs);
  if (balanced) return balanced;
  const [first] = pairs as [Pair, ...Pair[]];
  const key = levelKey(first.wave, level);
  if (level === everything && !session.purged.has(key)) return { kind: "purge", key };
  const unmarked = pairs.filter(({ since }) => since === undefined);
  if (unmarked.length > 0) return { kind: "mark", stacks: unmarked.map((pair) => pair.new.stack) };
  if (!session.opened.has(key)) {
    const news = pairs.map((pair) => pair.new.stack);
    const olds = pairs.map(({ old }) => old.stack);
    const since =
      pairs
        .map((pair) => pair.since ?? "")
        .sort()
        .at(-1) ?? "";
    const next = level === everything ? undefined : nextLevel(level, pairs);
    return { kind: "gate", key, percent: level, next, since, news, olds };
  }
  if (level < everything) return shift(level, pairs);
  return { kind: "pass", stacks: pairs.filter(({ passed }) => !passed).map((pair) => pair.new.stack) };
}

/** The old generations go. */
function finish(pairs: readonly Pair[]): Step {
  const standing = pairs.filter(({ old }) => old.deployed !== undefined);
  const busy = standing.find(({ old }) => takesRequests(old));
  if (busy)
    return {
      kind: "blocked",
      stack: busy.old.stack,
      problem: `'${busy.old.stack}' takes requests again, so it is not destroyed.`,
      remedy: `Set edge.weight of its file to 0, run \`npx bulkhead up --only ${busy.old.stack}\`, then go on.`,
    };
  const idle = standing.find((pair) => !takesRequests(pair.new) || pair.new.deployed?.approved !== true);
  if (idle)
    return {
      kind: "blocked",
      stack: idle.new.stack,
      problem: `'${idle.new.stack}' takes no requests, so '${idle.old.stack}' is not destroyed: nobody would be left in ${idle.region}.`,
      remedy: `Set edge.weight of its file to ${idle.weight}, run \`npx bulkhead up --only ${idle.new.stack}\`, then go on.`,
    };
  if (standing.length > 0)
    return { kind: "destroy", which: "old", stacks: standing.map(({ old }) => old.stack) };
  const files = pairs.filter(({ old }) => old.wanted !== undefined);
  if (files.length > 0) return { kind: "forget", stacks: files.map(({ old }) => old.stack) };
  return { kind: "settle", stacks: pairs.map((pair) => pair.new.stack) };
}

/** The weights from before: the old generation rises first, then the new one is drained. */
function wayBack(reason: string, pairs: readonly Pair[], session: Session): Step {
  const changes = [
    ...pairs
      .filter((pair) => pair.new.wanted !== undefined && (pair.new.wanted !== 0 || pair.halted === undefined))
      .map((pair) => ({ stack: pair.new.stack, weight: 0, halted: pair.halted ?? reason })),
    ...pairs
      .filter(({ old, weight }) => old.wanted !== weight)
      .map(({ old, weight }) => ({ stack: old.stack, weight })),
  ];
  if (changes.length > 0) return { kind: "restore", changes };
  const olds = pairs.map(({ old }) => old);
  const gone = missing(olds);
  if (gone) return gone;
  const rising = olds.filter(differs);
  if (rising.length > 0) return { kind: "apply", direction: "raise", stacks: names(rising) };
  const fresh = pairs.map((pair) => pair.new);
  const falling = fresh.filter(takesRequests);
  if (falling.length > 0) return { kind: "apply", direction: "lower", stacks: names(falling) };
  const key = levelKey(pairs[0]?.wave ?? 1, 0);
  if (!session.purged.has(key) && fresh.some(({ deployed }) => deployed !== undefined))
    return { kind: "purge", key };
  const discarded = pairs.filter((pair) => pair.discarded).map((pair) => pair.new);
  const standing = discarded.filter(({ deployed }) => deployed !== undefined);
  if (standing.length > 0) return { kind: "destroy", which: "new", stacks: names(standing) };
  if (discarded.length > 0) return { kind: "forget", stacks: names(discarded) };
  return { kind: "halted", reason, stacks: names(fresh) };
}

/**
 * @param pairs all that are under way: those whose new generation's file still says what it replaces.
 * @param session what this run has seen; {@link freshSession} after a crash.
 */
export function nextStep(pairs: readonly Pair[], session: Session): Step {
  if (pairs.length === 0) return { kind: "done" };
  const halted = pairs.filter((pair) => pair.halted !== undefined);
  const [first] = halted;
  if (first?.halted !== undefined) {
    // All pairs of a wave go back together, whichever of them was ill.
    const waves = new Set(halted.map(({ wave }) => wave));
    const back = pairs.filter(({ wave }) => waves.has(wave));
    return wayBack(first.halted, back, session);
  }
  const wave = Math.min(...pairs.map((pair) => pair.wave));
  const now = pairs.filter((pair) => pair.wave === wave);
  if (now.every(({ passed }) => passed)) return finish(now);
  const lost = missing(now.map(({ old }) => old));
  if (lost) return lost;
  const level = Math.min(...now.map(levelIn));
  const here = now.filter((pair) => levelIn(pair) === level);
  return level === 0 ? prepare(here, session) : climb(level, here, session);
}
