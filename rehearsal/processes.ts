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

/**
 * The process that started another one, or has inherited it: a field of proc_pid_stat(5). The name before the fields is in
 * parentheses, and may hold blanks and parentheses itself.
 */
function parentOf(pid: number): number {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    return Number(text.slice(text.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    return 0;
  }
}

/** Ids of all processes below one, at any depth; none where there is no /proc. */
export function processesBelow(root: number): number[] {
  const parents = new Map(processIds().map((pid) => [pid, parentOf(pid)]));
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

/** Runs JavaScript in its first thread; the others are the engine's, which collect garbage and compile. */
const oneThreaded = /^(node|MainThread)/;

/** A thread by its folder in /proc. */
export type Thread = string;

/** The threads of a process that do its work; none where there is no /proc. */
export function threadsOf(pid: number): Thread[] {
  try {
    const folder = `/proc/${pid}/task`;
    const name = readFileSync(`/proc/${pid}/comm`, "utf8");
    return oneThreaded.test(name) ? [`${folder}/${pid}`] : readdirSync(folder).map((id) => `${folder}/${id}`);
  } catch {
    return [];
  }
}

/** Nanoseconds of processor time that a thread has used; undefined for one that is gone, or a kernel that does not count them. */
export function nanosecondsOf(thread: Thread): number | undefined {
  try {
    return Number(readFileSync(`${thread}/schedstat`, "utf8").split(" ")[0]);
  } catch {
    return undefined;
  }
}

/** Whether a thread has a processor, waits for one, or waits for a disk. Others wait to be told something. */
export function isActive(thread: Thread): boolean {
  try {
    const text = readFileSync(`${thread}/stat`, "utf8");
    return /^ [RD]/.test(text.slice(text.lastIndexOf(")") + 1));
  } catch {
    return false;
  }
}
