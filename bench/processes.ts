/** Memory of a process and everything below it, on systems that have /proc. */
import { existsSync, readFileSync } from "node:fs";
import { processesBelow } from "../rehearsal/processes.ts";

function proportionalKiB(pid: number): number {
  try {
    return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** MiB of a process tree, shared pages counted once (proportional set size). Undefined where there is no /proc. */
export function treeMiB(root: number): number | undefined {
  if (!existsSync("/proc/self/smaps_rollup")) return undefined;
  const sum = [root, ...processesBelow(root)].reduce((total, pid) => total + proportionalKiB(pid), 0);
  return sum / 1024;
}
