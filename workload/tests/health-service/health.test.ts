import { setTimeout as wait } from "node:timers/promises";
import { expect } from "chai";
import { createApp } from "../../health-service/app.ts";
import {
  blobCheck,
  databaseCheck,
  healthScoreCheck,
  producerCheck,
  type Check,
  type CheckName,
} from "../../health-service/checks.ts";
import { Monitor, type Verdict } from "../../health-service/monitor.ts";
import { runRound } from "../../health-service/rounds.ts";
import { Unavailable } from "../../shared/errors.ts";
import type { HealthScore } from "../../shared/stores/types.ts";
import { listening, memoryDatabase, recordingSender } from "../support/memory.ts";

const signal = new AbortController().signal;
const well: Check = async () => ({ state: "healthy" });
const all: Readonly<Record<CheckName, Check>> = {
  AzMonitorHealthScore: well,
  BlobStorage: well,
  Database: well,
  MessageProducer: well,
};
const round = (
  checks: Partial<Record<CheckName, Check>>,
  disabled: CheckName[] = [],
  timeoutMilliseconds = 1000,
) =>
  runRound({
    checks: { ...all, ...checks },
    disabled: new Set(disabled),
    timeoutMilliseconds,
    log: listening().log,
  });

describe("the checks of the stamp", () => {
  const scored = (answer: HealthScore | undefined | Error) =>
    healthScoreCheck({
      healthScore: async () => {
        if (answer instanceof Error) throw answer;
        return answer;
      },
    })(signal);

  it("go by the health score: red takes the stamp out, yellow is worth knowing", async () => {
    expect((await scored({ score: 1, color: "green" })).state).to.equal("healthy");
    expect((await scored({ score: 0.75, color: "yellow" })).state).to.equal("degraded");
    for (const red of [
      { score: 0.5, color: "red" },
      { score: 0, color: "red" },
      { score: 0.5, color: "" },
      { score: 1, color: "Red" },
    ])
      expect((await scored(red)).state, JSON.stringify(red)).to.equal("unhealthy");
  });

  it("take no stamp out because the logs do not answer, or have nothing to say yet", async () => {
    const silent = await scored(new Unavailable("Log Analytics", "secret host"));
    expect(silent.state).to.equal("degraded");
    expect(silent.detail).to.contain("do not answer").and.not.to.contain("secret host");
    expect((await scored(undefined)).state).to.equal("degraded");
    const found = await round({ AzMonitorHealthScore: () => new Promise(() => undefined) }, [], 30);
    expect(found.healthy).to.equal(true);
    expect(found.checks.AzMonitorHealthScore).to.include({ state: "degraded", detail: "No answer in time." });
  });

  it("take it out when its object is gone", async () => {
    expect((await blobCheck({ exists: async () => true })(signal)).state).to.equal("healthy");
    expect((await blobCheck({ exists: async () => false })(signal)).state).to.equal("unhealthy");
  });

  it("write to the database what goes away and counts for no item", async () => {
    let now = 1_000_000;
    const database = memoryDatabase(() => now);
    expect((await databaseCheck(database)(signal)).state).to.equal("healthy");
    expect((await database.summarizeRatings("health-service")).numberOfVotes).to.equal(1);
    now += 10_001;
    expect((await database.summarizeRatings("health-service")).numberOfVotes).to.equal(0);
  });

  it("send an event that the worker drops", async () => {
    const sender = recordingSender();
    expect((await producerCheck(sender)(signal)).state).to.equal("healthy");
    expect(sender.sent[0]?.properties).to.deep.equal({ HEALTHCHECK: "TRUE" });
  });

  for (const name of ["BlobStorage", "Database", "MessageProducer"] as const) {
    it(`take it out when ${name} fails or is silent, and not when that check is disabled`, async () => {
      const fails: Check = () => Promise.reject(new Error("inside"));
      const failed = await round({ [name]: fails });
      expect(failed.healthy).to.equal(false);
      expect(JSON.stringify(failed)).not.to.contain("inside");
      const silent = await round({ [name]: () => new Promise<never>(() => undefined) }, [], 30);
      expect([silent.healthy, silent.checks[name]?.state]).to.deep.equal([false, "unhealthy"]);
      const disabled = await round({ [name]: fails }, [name]);
      expect([disabled.healthy, disabled.checks[name]]).to.deep.equal([true, { state: "disabled" }]);
    });
  }

  it("run side by side", async () => {
    const slow: Check = () => wait(60, { state: "healthy" });
    const begun = Date.now();
    await round({ AzMonitorHealthScore: slow, BlobStorage: slow, Database: slow, MessageProducer: slow });
    expect(Date.now() - begun).to.be.below(200);
  });
});

describe("the verdict on the stamp", () => {
  it("is unknown before the first round and when rounds stop, and never asks the stores itself", async () => {
    let now = Date.now();
    let asked = 0;
    let checks: typeof all | undefined = undefined;
    const monitor = new Monitor({
      checks: () => checks,
      disabled: new Set(),
      intervalMilliseconds: 10_000,
      timeoutMilliseconds: 20_000,
      log: listening().log,
      now: () => now,
    });
    expect(monitor.verdict.known).to.equal(false);
    await monitor.round();
    expect(monitor.verdict.known, "without settings").to.equal(false);
    checks = { ...all, Database: async () => ((asked += 1), { state: "healthy" }) };
    await monitor.round();
    for (let probe = 0; probe < 100; probe += 1) expect(monitor.verdict.known).to.equal(true);
    expect(asked).to.equal(1);
    now += 41_000;
    expect(monitor.verdict).to.include({
      known: false,
      reason: "The last round of checks is too old to go by.",
    });
  });

  it("goes on asking by itself until it is closed", async () => {
    let asked = 0;
    const monitor = new Monitor({
      checks: () => ({ ...all, Database: async () => ((asked += 1), { state: "healthy" }) }),
      disabled: new Set(),
      intervalMilliseconds: 5,
      timeoutMilliseconds: 1000,
      log: listening().log,
    });
    monitor.start();
    while (asked < 3) await wait(2);
    await monitor.close();
    const then = asked;
    await wait(30);
    expect(asked).to.equal(then);
  });

  const served = async (verdict: Verdict, method: "GET" | "HEAD" = "GET") => {
    const server = createApp({
      log: listening().log,
      env: {},
      verdict: () => verdict,
      readiness: () => ({ ready: true }),
    });
    const answer = await server.inject({ method, url: "/healthservice/health/stamp" });
    await server.close();
    return answer;
  };

  it("is 200 or 503 for GET and HEAD, with every check on GET", async () => {
    for (const healthy of [true, false]) {
      const health = {
        healthy,
        at: 0,
        checks: { Database: { state: healthy ? ("healthy" as const) : ("unhealthy" as const) } },
      };
      const get = await served({ known: true, health });
      expect(get.statusCode).to.equal(healthy ? 200 : 503);
      expect(get.json<{ checks: object }>().checks).to.deep.equal(health.checks);
      const head = await served({ known: true, health }, "HEAD");
      expect([head.statusCode, head.body]).to.deep.equal([healthy ? 200 : 503, ""]);
    }
    const unknown = await served({ known: false, reason: "No round of checks has ended yet." });
    expect([unknown.statusCode, unknown.json<{ status: string }>().status]).to.deep.equal([503, "unknown"]);
  });
});
