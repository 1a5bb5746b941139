/** A stack whose state has what Azure has lost. */
import { stackFileName, type StackName } from "../../config/stackName.ts";
import type { Cause } from "./cause.ts";

/** Whether a resource group is there; undefined where Azure does not say. */
export type GroupThere = (id: string) => Promise<boolean | undefined>;

/** Watches over the groups that a state has while the engine works on it. */
export interface GroupWatch {
  /** Aborted by the run's own signal, and as soon as a group turns out to be gone. */
  readonly signal: AbortSignal;
  /** A group that the state had before this run. */
  readonly onGroup: (id: string) => void;
  /** How many groups those are. */
  known(): number;
  /**
   * The ids of groups that are certainly gone.
   *
   * @param endedWell whether the run did: if not, a group may have gone in the meantime, and Azure is asked once more.
   */
  gone(endedWell: boolean): Promise<string[]>;
}

/**
 * The engine compares a program with its state, and not with Azure: it would find nothing to do where everything is gone, or wait long
 * for what cannot come. So Azure is asked as soon as the engine comes to a group, and the run ends there.
 */
export function watchGroups(isThere: GroupThere | undefined, run: AbortSignal): GroupWatch {
  const lost = new AbortController();
  const answers = new Map<string, Promise<boolean | undefined>>();
  const ask = (id: string): void => {
    if (isThere === undefined) return;
    const answer = isThere(id);
    answers.set(id, answer);
    void answer.then((there) => {
      if (there === false) lost.abort();
    });
  };
  return {
    signal: AbortSignal.any([run, lost.signal]),
    onGroup: (id) => {
      if (!answers.has(id)) ask(id);
    },
    known: () => answers.size,
    gone: async (endedWell) => {
      if (!endedWell && !lost.signal.aborted) for (const id of [...answers.keys()]) ask(id);
      const all = await Promise.all([...answers].map(async ([id, answer]) => [id, await answer] as const));
      return all.filter(([, there]) => there === false).map(([id]) => id);
    },
  };
}

/** What to run. A region's stamps and networks are made again from their files; what is global is not lost with a region. */
function remedyFor(stack: StackName, all: boolean, local: boolean): string {
  const run = `npx bulkhead up${local ? " --local" : ""} --only ${stack.text}`;
  if (!all || stack.kind === "global")
    return `pulumi refresh -s ${stack.text}, then ${run}; docs/runbooks/deleted-data.md says what comes back with its data.`;
  const flags = [
    stack.kind === "ops" ? " --with-ops" : "",
    local ? " --local" : "",
    stack.environment === undefined ? "" : ` --env ${stack.environment}`,
  ];
  return `npx bulkhead region rebuild ${stack.region ?? ""}${flags.join("")} makes it again (docs/runbooks/region-lost.md).`;
}

/**
 * Why a stack is not well although nothing of it was to be changed. Pure.
 *
 * @param gone ids of its resource groups that are gone.
 * @param known how many the state has.
 */
export function lostCause(gone: readonly string[], known: number, stack: StackName, local: boolean): Cause {
  const names = gone.map((id) => id.split("/").at(-1) ?? id);
  const error = `The state of '${stack.text}' has what Azure has lost: ${names.join(" and ")} ${names.length === 1 ? "is" : "are"} gone.`;
  return {
    id: "lost",
    reaction: "stop",
    cause: `Azure has lost ${names.join(" and ")}, which the state still has`,
    remedy: remedyFor(stack, gone.length === known, local),
    file: stackFileName(stack.text),
    error,
  };
}
