import { expect } from "chai";
import { setTimeout as sleep } from "node:timers/promises";
import { SimulatedClock } from "../../../rehearsal/azure/clock.ts";

describe("rehearsal/azure: the simulated clock", () => {
  it("lets operations overlap: 8 beside 3 and then 4 makes 8", async () => {
    const clock = new SimulatedClock(0, 0);
    const ends: [string, number][] = [];
    const end = (name: string) => ends.push([name, clock.now]);
    const chain = async () => {
      await clock.pass(3);
      end("B");
      await clock.pass(4);
      end("C");
    };
    await Promise.all([clock.pass(8).then(() => end("A")), chain()]);
    expect(ends).to.deep.equal([
      ["B", 3],
      ["C", 7],
      ["A", 8],
    ]);
    expect(clock.now).to.equal(8);
  });

  it("waits for what comes a little later in real time before it moves on", async () => {
    const clock = new SimulatedClock(0, 50);
    const first = clock.pass(8);
    await sleep(5);
    const second = clock.pass(3);
    await second;
    expect(clock.now).to.equal(3);
    await first;
    expect(clock.now).to.equal(8);
  });

  it("ends together what ends at the same minute, starts where it is told and reports every step", async () => {
    const steps: number[] = [];
    const clock = new SimulatedClock(100, 0, (now) => steps.push(now));
    await Promise.all([clock.pass(2), clock.pass(2), clock.pass(5)]);
    expect(steps).to.deep.equal([102, 105]);
  });

  it("stands still while work is under way that may start more", async () => {
    const clock = new SimulatedClock(0, 0);
    clock.enter();
    let ended = false;
    const operation = clock.pass(1).then(() => (ended = true));
    await sleep(15);
    expect([ended, clock.now]).to.deep.equal([false, 0]);
    clock.leave();
    await operation;
    expect(clock.now).to.equal(1);
  });

  it("stands still while somebody holds it, until all have released it", async () => {
    const clock = new SimulatedClock(0, 0);
    clock.hold("one", 10_000);
    clock.hold("two", 10_000);
    const operation = clock.pass(1);
    clock.release("one");
    clock.release("nobody");
    await sleep(15);
    expect(clock.now).to.equal(0);
    clock.release("two");
    await operation;
    expect(clock.now).to.equal(1);
  });

  it("forgets a holder who has died", async () => {
    const clock = new SimulatedClock(0, 0);
    clock.hold("crashed", 5);
    // The limit does not keep a process alive, so something else must.
    const alive = setInterval(() => undefined, 1000);
    await clock.pass(1);
    clearInterval(alive);
    expect(clock.now).to.equal(1);
  });

  it("reads what others have sent before they fell quiet", async () => {
    let sent = false;
    const clock: SimulatedClock = new SimulatedClock(0, 0, undefined, () => {
      // A call that lies in the socket reaches the clock after the timer that would move it.
      if (!sent) setImmediate(() => clock.enter());
      sent = true;
      return false;
    });
    let ended = false;
    const operation = clock.pass(1).then(() => (ended = true));
    await sleep(15);
    expect([sent, ended]).to.deep.equal([true, false]);
    clock.leave();
    await operation;
    expect(clock.now).to.equal(1);
  });

  it("stands still while others are seen to work, and not for ever", async () => {
    let work = 3;
    const clock = new SimulatedClock(0, 0, undefined, () => (work -= 1) > 0);
    await clock.pass(1);
    expect(work).to.be.at.most(0);

    const restless = new SimulatedClock(0, 0, undefined, () => true, 50);
    await restless.pass(1);
    expect(restless.now).to.equal(1);
  });
});
