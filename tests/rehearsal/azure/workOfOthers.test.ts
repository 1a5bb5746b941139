import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { workOfOthers } from "../../../rehearsal/azure/workOfOthers.ts";

/** A process that computes while it has not been told to wait, and then only waits. */
const worker = `
  let computing = true;
  process.stdin.on("data", () => { computing = false; });
  const turn = () => {
    const end = Date.now() + 20;
    while (Date.now() < end);
    setTimeout(computing ? turn : () => setInterval(() => undefined, 1000), 0);
  };
  turn();
  console.log("ready");
`;

describe("rehearsal/azure: the work of others", () => {
  it("sees a process below work, and sees it wait", async function () {
    const child = spawn(process.execPath, ["-e", worker], { stdio: ["pipe", "pipe", "inherit"] });
    try {
      await new Promise((resolve) => child.stdout.once("data", resolve));
      const worked = workOfOthers(process.pid);
      // Where there is no /proc nothing is seen, and the clock has its other means.
      const seen = existsSync("/proc/self/stat");
      worked();
      await sleep(300);
      expect(worked()).to.equal(seen);

      child.stdin.write("wait\n");
      let waits = false;
      for (let turn = 0; turn < 50 && !waits; turn += 1) {
        await sleep(100);
        waits = !worked();
      }
      expect(waits).to.equal(true);
    } finally {
      child.kill();
    }
  });

  it("does not count those who are not below", async () => {
    const worked = workOfOthers(2 ** 30);
    worked();
    const end = Date.now() + 50;
    while (Date.now() < end);
    await sleep(5);
    expect(worked()).to.equal(false);
  });
});
