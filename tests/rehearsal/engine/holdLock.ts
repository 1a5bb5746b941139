/** Run by the tests in a process of its own: holds a lock for a while, telling when it has it and when it goes. */
import { appendFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { withLock } from "../../../rehearsal/engine/lock.ts";

const [file = "", log = "", name = "", duration = "0"] = process.argv.slice(2);
const report = (line: string) => appendFileSync(log, `${name} ${line}\n`);

await withLock(file, "the thing is being made", report, async () => {
  report("in");
  await sleep(Number(duration));
  report("out");
});
