import { expect } from "chai";
import { patiently, type Grants, type PatienceRequest } from "../../../cli/reactions/patience.ts";
import { simulatedTime, wallTime, type Time } from "../../../cli/reactions/time.ts";
import type { StackResult } from "../../../cli/stackRun.ts";
import { parseStackName } from "../../../config/stackName.ts";

const stamp = parseStackName("stamp-eastus");
const busy = 'Subnet nodes: Status=409 Code="AnotherOperationInProgress" Message="…"';
const forbidden = 'Vault v: Status=403 Code="AuthorizationFailed" Message="…"';
const result = (changes: Partial<StackResult>): StackResult => ({
  stack: stamp.text,
  ok: false,
  changes: {},
  resources: 0,
  outputs: {},
  errors: [],
  recovered: [],
  ...changes,
});

/** Time that only pauses let pass. */
function clock(): Time & { minutes: number; pauses: number[] } {
  const time = {
    minutes: 0,
    pauses: [] as number[],
    now: () => Promise.resolve(time.minutes),
    pause: (seconds: number) => {
      time.minutes += seconds / 60;
      time.pauses.push(seconds);
      return Promise.resolve();
    },
  };
  return time;
}

function kit(answers: readonly Partial<StackResult>[], changes: Partial<PatienceRequest> = {}) {
  const time = clock();
  const said: string[] = [];
  const grants: Grants = { last: undefined };
  let asked = 0;
  const request: PatienceRequest = {
    stack: stamp,
    verb: "up",
    attempt: () => {
      const answer = answers[Math.min(asked, answers.length - 1)];
      asked += 1;
      return Promise.resolve(result(answer ?? {}));
    },
    time,
    random: () => 1,
    grants,
    signal: new AbortController().signal,
    say: (text) => void said.push(text),
    ...changes,
  };
  return { time, said, grants, run: () => patiently(request), asked: () => asked };
}

describe("cli/reactions: patience with one stack", () => {
  it("asks once where all goes well", async () => {
    const { run, time, said } = kit([{ ok: true }]);
    expect(await run()).to.deep.include({ attempts: 1, causes: [] });
    expect([time.pauses, said]).to.deep.equal([[], []]);
  });

  it("pauses, says so, and goes on; what was found on the way is kept", async () => {
    const { run, time, said } = kit([
      { errors: [busy] },
      { errors: [busy], recovered: ["urn:a"] },
      { ok: true, recovered: ["urn:a", "urn:b"] },
    ]);
    const { attempts, result: last } = await run();
    expect([attempts, last.ok, last.recovered]).to.deep.equal([3, true, ["urn:a", "urn:b"]]);
    expect(time.pauses).to.deep.equal([20, 40]);
    expect(said[1]).to.equal(
      "Azure is busy (AnotherOperationInProgress): trying again in 40 s, attempt 3 of 5",
    );
  });

  it("ends with the causes when it gives up", async () => {
    const { run, said } = kit([{ errors: [busy] }]);
    const { attempts, causes } = await run();
    expect([attempts, causes.map(({ id }) => id)]).to.deep.equal([5, ["busy"]]);
    expect(said.at(-1)).to.equal("Given up after 5 attempts.");
  });

  it("stops at once for what stays, even beside what passes", async () => {
    const { run, asked } = kit([{ errors: [busy, 'Status=409 Code="ScopeLocked" Message="…"'] }]);
    expect((await run()).causes.map(({ id }) => id)).to.deep.equal(["busy", "locked"]);
    expect(asked()).to.equal(1);
  });

  it("waits ten minutes for a role of this run, and not at all for one that was never assigned", async () => {
    const granted = kit([{ errors: [forbidden], grants: 1 }, { errors: [forbidden] }]);
    await granted.run();
    expect(granted.time.minutes).to.be.within(9, 12);
    expect(granted.asked()).to.be.greaterThan(5);
    const never = kit([{ errors: [forbidden] }]);
    expect((await never.run()).attempts).to.equal(1);
  });

  it("counts a role that another stack of the run has assigned", async () => {
    const grants: Grants = { last: 0 };
    const { run, asked } = kit([{ errors: [forbidden] }, { ok: true }], { grants });
    expect((await run()).result.ok).to.equal(true);
    expect(asked()).to.equal(2);
  });

  it("ends at once when somebody interrupts, in a pause or before one", async () => {
    const controller = new AbortController();
    const time = { ...clock(), pause: () => Promise.resolve(controller.abort()) };
    const paused = kit([{ errors: [busy] }], { signal: controller.signal, time });
    expect((await paused.run()).attempts).to.equal(1);
    const before = kit([{ errors: [busy] }], { signal: AbortSignal.abort() });
    expect((await before.run()).attempts).to.equal(1);
    expect(before.said).to.deep.equal([]);
  });
});

describe("cli/reactions: the clocks", () => {
  it("lets a pause on the wall end by the signal", async () => {
    const controller = new AbortController();
    const before = performance.now();
    const pause = wallTime.pause(60, controller.signal);
    controller.abort();
    await pause;
    await wallTime.pause(60, controller.signal);
    expect(performance.now() - before).to.be.lessThan(1000);
    expect(await wallTime.now()).to.be.closeTo(Date.now() / 60_000, 1);
  });

  it("passes simulated time, and does not hang on a local Azure that has died", async () => {
    const passed: number[] = [];
    const alive = simulatedTime({
      status: () => Promise.resolve({ now: 7 }) as never,
      pass: (minutes) => {
        passed.push(minutes);
        return Promise.resolve();
      },
    });
    await alive.pause(90, new AbortController().signal);
    await alive.pause(90, AbortSignal.abort());
    expect([passed, await alive.now()]).to.deep.equal([[1.5], 7]);
    const dead = simulatedTime({
      status: () => Promise.reject(new TypeError("fetch failed")),
      pass: () => Promise.reject(new TypeError("fetch failed")),
    });
    await dead.pause(90, new AbortController().signal);
    expect(await dead.now()).to.equal(0);
    const controller = new AbortController();
    const stuck = simulatedTime({
      status: () => Promise.reject(new Error()),
      pass: () => new Promise(() => undefined),
    });
    const pause = stuck.pause(90, controller.signal);
    controller.abort();
    await pause;
  });
});
