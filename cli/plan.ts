/** Which stack waits for which. Pure. */
import { stackKinds, type StackName } from "../config/stackName.ts";

export interface PlannedStack {
  readonly stack: StackName;
  /** Names of the stacks that must have ended well before this one starts. */
  readonly after: readonly string[];
}

export type Direction = "deploy" | "destroy";

/**
 * Orders the stacks of one environment: global, then operations, then stamps side by side; destruction is the reverse.
 *
 * @param only names to restrict the plan to; an unselected stack is taken to be in order as it is.
 */
export function planOf(
  stacks: readonly StackName[],
  direction: Direction,
  only: readonly string[] = [],
): PlannedStack[] {
  const rank = (stack: StackName) => stackKinds.indexOf(stack.kind);
  const selected = stacks.filter((stack) => only.length === 0 || only.includes(stack.text));
  const waitsFor = (a: StackName, b: StackName) =>
    direction === "deploy" ? rank(b) < rank(a) : rank(b) > rank(a);
  return [...selected]
    .sort(
      (a, b) =>
        (direction === "deploy" ? rank(a) - rank(b) : rank(b) - rank(a)) || a.text.localeCompare(b.text),
    )
    .map((stack) => ({
      stack,
      after: selected.filter((other) => waitsFor(stack, other)).map((other) => other.text),
    }));
}

/**
 * What a destruction works on: the stacks that exist, and those that it names and that have a file. An earlier call may have destroyed
 * these already, and the same command goes on from there.
 */
export function stacksToDestroy(
  existing: readonly StackName[],
  files: readonly StackName[],
  only: readonly string[] = [],
): StackName[] {
  const isGone = ({ text }: StackName) => !existing.some((stack) => stack.text === text);
  return [...existing, ...files.filter((stack) => only.includes(stack.text) && isGone(stack))];
}

export type Outcome = "done" | "failed" | "skipped";

/**
 * Runs a plan: as many stacks at once as allowed, each when all it waits for has ended well. After the first failure
 * nothing new starts that depends on it; what runs is left to finish, and what does not depend on it still runs.
 */
export async function runPlan(
  plan: readonly PlannedStack[],
  parallel: number,
  run: (stack: StackName) => Promise<boolean>,
  isStopped: () => boolean = () => false,
): Promise<ReadonlyMap<string, Outcome>> {
  const outcomes = new Map<string, Outcome>();
  const running = new Map<string, Promise<void>>();
  for (;;) {
    for (const { stack, after } of plan) {
      const name = stack.text;
      if (outcomes.has(name) || running.has(name)) continue;
      if (isStopped() || after.some((other) => ["failed", "skipped"].includes(outcomes.get(other) ?? ""))) {
        outcomes.set(name, "skipped");
        continue;
      }
      if (running.size >= parallel || !after.every((other) => outcomes.get(other) === "done")) continue;
      const work = run(stack).then(
        (good) => void outcomes.set(name, good ? "done" : "failed"),
        (error: unknown) => {
          outcomes.set(name, "failed");
          throw error;
        },
      );
      running.set(
        name,
        work.finally(() => running.delete(name)),
      );
    }
    if (running.size === 0) {
      // A stack that was skipped in this pass may have others waiting behind it.
      if (plan.every(({ stack }) => outcomes.has(stack.text))) return outcomes;
      continue;
    }
    await Promise.race(running.values());
  }
}
