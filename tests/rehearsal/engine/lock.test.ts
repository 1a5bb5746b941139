import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, readFileSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { withLock, type LockTimes } from "../../../rehearsal/engine/lock.ts";
import { messageOf, sandbox, type Sandbox } from "./sandbox.ts";

const quick: LockTimes = { poll: 20, remind: 10_000, beat: 20, silence: 60_000 };

describe("withLock", function () {
  let box: Sandbox;
  let file: string;
  let log: string;
  beforeEach(() => {
    box = sandbox();
    file = path.join(box.root, "lock");
    log = path.join(box.root, "log");
    writeFileSync(log, "");
  });
  afterEach(() => box.remove());

  const logged = () => readFileSync(log, "utf8").trim().split("\n");
  const holder = (name: string, duration: number): ChildProcess =>
    spawn(
      process.execPath,
      [path.join(import.meta.dirname, "holdLock.ts"), file, log, name, String(duration)],
      {
        stdio: "inherit",
      },
    );
  const ended = (child: ChildProcess) => new Promise((resolve) => child.on("exit", resolve));
  const until = async (condition: () => boolean) => {
    while (!condition()) await sleep(20);
  };

  it("keeps two processes apart; the second says for whom it waits", async () => {
    const first = holder("first", 1_000);
    await until(() => logged().includes("first in"));
    const second = holder("second", 0);
    await Promise.all([ended(first), ended(second)]);
    const [waiting, ...rest] = logged().filter((line) => line !== "first in");
    expect(waiting).to.match(
      new RegExp(
        `^second waiting: the thing is being made by process ${first.pid} on ${os.hostname()} since 20`,
      ),
    );
    expect(rest).to.deep.equal(["first out", "second in", "second out"]);
    expect(existsSync(file)).to.equal(false);
  });

  it("keeps six processes apart", async () => {
    const all = Array.from({ length: 6 }, (_, index) => holder(`p${index}`, 30));
    await Promise.all(all.map(ended));
    const steps = logged().filter((line) => / (in|out)$/.test(line));
    expect(steps).to.have.length(12);
    for (let i = 0; i < 12; i += 2) expect(steps[i + 1]).to.equal(steps[i]?.replace(" in", " out"));
  });

  it("takes over the lock of a process that was killed", async () => {
    const first = holder("first", 60_000);
    await until(() => logged().includes("first in"));
    first.kill("SIGKILL");
    await ended(first);
    expect(existsSync(file)).to.equal(true);
    expect(await withLock(file, "it is made", box.report, async () => "done", quick)).to.equal("done");
    expect(box.lines.join()).to.contain(`taking over the lock of process ${first.pid} that is gone`);
    expect(readdirSync(box.root).filter((name) => name.startsWith("lock"))).to.deep.equal([]);
  });

  it("waits for a process of another machine, and takes over when it falls silent", async () => {
    writeFileSync(file, JSON.stringify({ pid: 1, host: "elsewhere", since: "2026-01-01T00:00:00Z" }));
    // However old the lock looks: the clocks of two machines differ, and this one may have slept.
    const longAgo = Date.now() - 86_400_000;
    utimesSync(file, new Date(longAgo), new Date(longAgo));
    let entered = false;
    const work = async () => void (entered = true);
    const waiting = withLock(file, "it is made", box.report, work, { ...quick, silence: 400 });
    for (let beat = 1; beat <= 8; beat++) {
      await sleep(100);
      utimesSync(file, new Date(longAgo + beat * 1000), new Date(longAgo + beat * 1000));
    }
    expect(entered).to.equal(false);
    expect(box.lines.join()).to.contain("process 1 on elsewhere");
    await waiting;
    expect(entered).to.equal(true);
  });

  it("waits for a lock whose holder is not written yet, and takes it over when it stays so", async () => {
    writeFileSync(file, "");
    const waiting = withLock(file, "it is made", box.report, async () => Date.now(), {
      ...quick,
      silence: 300,
    });
    const began = Date.now();
    expect((await waiting) - began).to.be.greaterThan(150);
  });

  it("shows signs of life while it works", async () => {
    const times = { ...quick, silence: 150 };
    let second: Promise<void> | undefined;
    const order: string[] = [];
    await withLock(
      file,
      "it is made",
      box.report,
      async () => {
        second = withLock(file, "it is made", box.report, async () => void order.push("second"), times);
        await sleep(600);
        order.push("first");
      },
      times,
    );
    await second;
    expect(order).to.deep.equal(["first", "second"]);
  });

  it("lets go when the work fails", async () => {
    expect(
      await messageOf(() => withLock(file, "x", box.report, () => Promise.reject(new Error("broken")))),
    ).to.equal("broken");
    expect(existsSync(file)).to.equal(false);
  });

  it("fails where no file can be made", async () => {
    const nowhere = path.join(box.root, "missing", "lock");
    expect(await messageOf(() => withLock(nowhere, "x", box.report, async () => 1))).to.contain("ENOENT");
  });
});
