import { isActive, nanosecondsOf, processesBelow, threadsOf, type Thread } from "../processes.ts";

/** How often processes and their threads are looked for anew. Between two looks only the known ones are asked. */
const searchMilliseconds = 500;

/** Of processor time that count as work, for all together: what waiting costs them now and then is less. */
const leastNanoseconds = 300_000;

/** Whether the kernel counts what a thread uses (CONFIG_SCHED_INFO). Without it the clock has other means. */
export const isCounted = nanosecondsOf("/proc/thread-self") !== undefined;

/**
 * Tells whether the processes below another one (engine, program, policy pack) have worked since it was asked last, or are
 * about to: a thread that has or wants a processor may be about to start the next operation, one that waits for a message is not.
 * How busy the machine is makes no difference. The asker does not count. Where there is no /proc nobody ever seems to work.
 *
 * @param root process id of the command that runs them.
 */
export function workOfOthers(root: number): () => boolean {
  let threads: Thread[] = [];
  let searched = -Infinity;
  let before = 0;

  const search = (): void => {
    threads = processesBelow(root)
      .filter((pid) => pid !== process.pid)
      .flatMap(threadsOf);
    searched = performance.now();
  };

  return () => {
    if (performance.now() - searched > searchMilliseconds) search();
    const used = threads.reduce((sum, thread) => sum + (nanosecondsOf(thread) ?? 0), 0);
    // A thread that has ended, or was found just now, changes the sum as well: that is something happening, too.
    const worked = Math.abs(used - before) >= leastNanoseconds;
    before = used;
    return worked || threads.some(isActive);
  };
}
