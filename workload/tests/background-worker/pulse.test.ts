import { expect } from "chai";
import { pulse, type PulseParts } from "../../background-worker/pulse.ts";
import { listening } from "../support/memory.ts";

describe("a round of the worker's loop", () => {
  const round = async (changes: Partial<PulseParts>): Promise<string[]> => {
    const touched: string[] = [];
    await pulse({
      log: listening().log,
      touchHealthy: async () => void touched.push("healthy"),
      touchReady: async () => void touched.push("ready"),
      reach: async () => undefined,
      standstill: () => undefined,
      stuckAfter: 1000,
      ...changes,
    });
    return touched;
  };

  it("touches both files when everything answers", async () => {
    expect(await round({})).to.deep.equal(["healthy", "ready"]);
    expect(await round({ standstill: () => 999 })).to.deep.equal(["healthy", "ready"]);
  });

  it("stays healthy and is not ready when a dependency does not answer", async () => {
    expect(await round({ reach: () => Promise.reject(new Error("gone")) })).to.deep.equal(["healthy"]);
  });

  it("is not healthy when a batch stands still, so that it is restarted", async () => {
    expect(await round({ standstill: () => 1001 })).to.deep.equal(["ready"]);
  });
});
