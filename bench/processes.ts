/** Memory of a process and everything below it, on systems that have /proc. */
import { existsSync, readFileSync, readdirSync } from "node:fs";

function childrenByParent(): Map<number, number[]> {
  const children = new Map<number, number[]>();
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const parent = Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${entry}/stat`, "utf8"))?.[1]);
      children.set(parent, [...(children.get(parent) ?? []), Number(entry)]);
    } catch {
      // Gone in the meantime.
    }
  }
  return children;
}

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
  const children = childrenByParent();
  let sum = 0;
  const queue = [root];
  for (let pid = queue.pop(); pid !== undefined; pid = queue.pop()) {
    sum += proportionalKiB(pid);
    queue.push(...(children.get(pid) ?? []));
  }
  return sum / 1024;
}
