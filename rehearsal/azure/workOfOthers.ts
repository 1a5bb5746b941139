import { readdirSync, readFileSync } from "node:fs";

/** How often the processes are looked for anew. Between two looks only the known ones are asked. */
const searchMilliseconds = 500;

/** Of processor time that count as work. One is what a process that only waits has used now and then. */
const leastTicks = 2;

interface Stat {
  readonly parent: number;
  /** Of processor time since it started, in clock ticks: 10 ms on Linux. */
  readonly ticks: number;
}

/** Fields of proc_pid_stat(5). The name before them is in parentheses, and may hold blanks and parentheses itself. */
function statOf(pid: number): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return { parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
  } catch {
    return undefined;
  }
}

function processIds(): number[] {
  try {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

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
    const parents = new Map(processIds().map((pid) => [pid, statOf(pid)?.parent ?? 0]));
    const isBelow = (pid: number): boolean => {
      const parent = parents.get(pid) ?? 0;
      return parent > 1 && (parent === root || isBelow(parent));
    };
    family = [...parents.keys()].filter((pid) => pid !== process.pid && isBelow(pid));
    searched = performance.now();
  };

  return () => {
    if (performance.now() - searched > searchMilliseconds) search();
    const ticks = family.reduce((sum, pid) => sum + (statOf(pid)?.ticks ?? 0), 0);
    // A process that has ended, or was found just now, changes the sum as well: that is something happening, too.
    const worked = Math.abs(ticks - before) >= leastTicks;
    before = ticks;
    return worked;
  };
}
