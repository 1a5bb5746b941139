/** How a release ends: what is said, and how somebody ends it before its time. Pure. */
import { UserError } from "../../config/userError.ts";
import type { Pair } from "./model.ts";
import type { ReleaseOutcome } from "./run.ts";
import type { TextChange } from "./stackFile.ts";

/**
 * What is said at the end of a run.
 *
 * @param command the command that goes on with the release.
 */
export function outcomeLines(outcome: ReleaseOutcome, local: boolean, command: string): string[] {
  switch (outcome.outcome) {
    case "done": {
      const note = local
        ? "`git diff` shows the stack files that it changed, as a real release does."
        : "Commit the stack files.";
      return [`No release is under way any more. ${note}`];
    }
    case "halted": {
      const [take, stay] = outcome.stacks.length === 1 ? ["takes", "stays"] : ["take", "stay"];
      return [
        `The release was taken back: ${outcome.reason}.`,
        `${outcome.stacks.join(", ")} ${take} no requests and ${stay} to be looked at.`,
        `Then \`${command} --retry\`, or \`${command.replace("release", "release abort")} --destroy\`.`,
      ];
    }
    case "waiting":
      return [outcome.reason, outcome.remedy];
  }
}

/**
 * The changes by which every run from here on goes the way back.
 *
 * @param destroy whether the new generations go as well, once they are drained.
 * @throws UserError when there is nothing to take back, or no way back any more.
 */
export function takingBack(pairs: readonly Pair[], destroy: boolean): [stack: string, change: TextChange][] {
  if (pairs.length === 0)
    throw new UserError({
      problem: "No release is under way.",
      remedy: "`npx bulkhead release start` begins one.",
    });
  const late = pairs.find(({ passed }) => passed);
  if (late)
    throw new UserError({
      problem: `'${late.old.stack}' has passed its last gate and is being destroyed: there is no way back.`,
      remedy:
        "Run `npx bulkhead release` to the end, then release the earlier version as a further generation.",
    });
  return pairs.map((pair) => [
    pair.new.stack,
    {
      weight: 0,
      generation: {
        halted: pair.halted ?? "aborted by hand",
        since: undefined,
        ...(destroy ? { discarded: true } : {}),
      },
    },
  ]);
}
