import { readdirSync, readFileSync } from "node:fs";

/** Whether a process of that id exists, be it ours or another user's. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** What Linux tells of a process. */
export interface ProcessStat {
  readonly parent: number;
  /** Of processor time since it started, in clock ticks: 10 ms. */
  readonly ticks: number;
}

/**
 * Fields of proc_pid_stat(5); undefined for a process that is gone, and where there is no /proc. The name before the fields is
 * in parentheses, and may hold blanks and parentheses itself.
 */
export function processStat(pid: number): ProcessStat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return { parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
  } catch {
    return undefined;
  }
}

/** Ids of all processes below one, at any depth; none where there is no /proc. */
export function processesBelow(root: number): number[] {
  const parents = new Map(processIds().map((pid) => [pid, processStat(pid)?.parent ?? 0]));
  const isBelow = (pid: number): boolean => {
    const parent = parents.get(pid) ?? 0;
    return parent > 0 && (parent === root || isBelow(parent));
  };
  return [...parents.keys()].filter(isBelow);
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
