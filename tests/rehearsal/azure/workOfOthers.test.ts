import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { SimulatedClock } from "../../../rehearsal/azure/clock.ts";
import { isCounted, workOfOthers } from "../../../rehearsal/azure/workOfOthers.ts";

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

/** A process that computes for some milliseconds before it answers: an engine, or a program. */
const relay = `
  process.on("message", ({ id, compute }) => {
    const before = process.cpuUsage().user;
    while (process.cpuUsage().user - before < compute * 1000);
    process.send(id);
  });
  process.send(0);
`;

/** Starts a relay; what it returns sends something through it. */
async function startRelay(): Promise<{ child: ChildProcess; through: (compute: number) => Promise<void> }> {
  const child = spawn(process.execPath, ["-e", relay], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  await new Promise((resolve) => child.once("message", resolve));
  let sent = 0;
  const through = (compute: number) =>
    new Promise<void>((resolve) => {
      const id = (sent += 1);
      const hear = (answer: unknown): void => {
        if (answer !== id) return;
        child.off("message", hear);
        resolve();
      };
      child.on("message", hear);
      child.send({ id, compute });
    });
  return { child, through };
}

describe("rehearsal/azure: the work of others", () => {
  it("lets chains of operations overlap to the minute, however long engine and program take between two of them", async function () {
    if (!isCounted) this.skip();
    const [engine, program] = await Promise.all([startRelay(), startRelay()]);
    try {
      const clock = new SimulatedClock(0, 10, undefined, workOfOthers(process.pid));
      const chain = async (lengths: readonly number[]): Promise<void> => {
        for (const minutes of lengths) {
          await engine.through(5);
          await program.through(25);
          await clock.pass(minutes);
        }
      };
      clock.hold("start", 60_000);
      const chains = Promise.all([chain([8, 1]), chain([2, 2, 2, 4]), chain([1, 1, 1])]);
      await sleep(500);
      clock.release("start");
      await chains;
      expect(clock.now).to.equal(10);
    } finally {
      engine.child.kill();
      program.child.kill();
    }
  });

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
