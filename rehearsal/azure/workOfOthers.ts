import { processesBelow, processStat } from "../processes.ts";

/** How often the processes are looked for anew. Between two looks only the known ones are asked. */
const searchMilliseconds = 500;

/** Of processor time that count as work. One is what a process that only waits has used now and then. */
const leastTicks = 2;

/**
 * Tells whether the processes below another one (engine, program, policy pack) have worked since it was asked last: a
 * process that is computing may be about to start the next operation, one that waits is not. The asker does not count.
 * Where there is no /proc nobody ever seems to work.
 *
 * @param root process id of the command that runs them.
 */
export function workOfOthers(root: number): () => boolean {
  let family: number[] = [];
  let searched = -Infinity;
  let before = 0;

  const search = (): void => {
    family = processesBelow(root).filter((pid) => pid !== process.pid);
    searched = performance.now();
  };

  return () => {
    if (performance.now() - searched > searchMilliseconds) search();
    const ticks = family.reduce((sum, pid) => sum + (processStat(pid)?.ticks ?? 0), 0);
    // A process that has ended, or was found just now, changes the sum as well: that is something happening, too.
    const worked = Math.abs(ticks - before) >= leastTicks;
    before = ticks;
    return worked;
  };
}
