import { expect } from "chai";
import { spanOf } from "../../cli/orchestrate.ts";
import { addressesOf, changesText, durationText, summaryText, type RunSummary } from "../../cli/summary.ts";

const operation = (stack: string, started: number, ended: number | null) => ({
  number: 1,
  urn: `urn:pulumi:${stack}::bulkhead::t::n`,
  operation: "create",
  id: "/x",
  started,
  ended,
});

describe("the summary of a run", () => {
  it("names changes and says when there are none", () => {
    expect(changesText({ create: 3, same: 20, delete: 1 })).to.equal("3 to create, 1 to delete");
    expect(changesText({ same: 20 })).to.equal("no changes");
  });

  it("says simulated time as people do", () => {
    expect([durationText(0.4), durationText(59.4), durationText(61), durationText(125.2)]).to.deep.equal([
      "0 min",
      "59 min",
      "1 h 1 min",
      "2 h 5 min",
    ]);
  });

  it("measures a stack from its first start to its last end", () => {
    const operations = [
      operation("a", 10, 12),
      operation("b", 0, 100),
      operation("a", 11, 20),
      operation("a", 19, null),
    ];
    expect(spanOf(operations, "a")).to.equal(10);
    expect(spanOf(operations)).to.equal(100);
    expect(spanOf([], "a")).to.equal(0);
  });

  it("finds the addresses of a contract", () => {
    const outputs = {
      contract: {
        frontDoor: { endpointHostName: "x.azurefd.net" },
        cosmos: { endpoint: "https://c" },
        name: "n",
        firewall: { publicIps: ["203.0.113.1"] },
      },
    };
    expect(addressesOf(outputs)).to.deep.equal([
      "frontDoor.endpointHostName x.azurefd.net",
      "cosmos.endpoint https://c",
      "firewall.publicIps 203.0.113.1",
    ]);
  });

  it("shows what each release was rendered into, after a run that put it there", () => {
    const release = { name: "gateway", namespace: "gateway", objects: { NetworkPolicy: 2, Deployment: 1 } };
    const text = (verb: "up" | "preview"): string =>
      summaryText({
        verb,
        rehearsal: true,
        ok: true,
        simulatedMinutes: 3,
        resume: undefined,
        stacks: [
          {
            stack: "stamp-eastus",
            outcome: "done",
            changes: { create: 3 },
            resources: 3,
            simulatedMinutes: 3,
            addresses: [],
            errors: [],
            recovered: [],
            attempts: 1,
            releases: [release],
          },
        ],
      });
    expect(text("up")).to.contain("    release gateway: 3 objects (2 NetworkPolicy, Deployment)");
    expect(text("preview")).not.to.contain("release gateway");
  });

  it("shows what failed and the command that goes on", () => {
    const stack = {
      changes: {},
      resources: 0,
      simulatedMinutes: 0,
      addresses: [],
      recovered: [],
      attempts: 1,
    };
    const summary: RunSummary = {
      verb: "up",
      rehearsal: true,
      ok: false,
      simulatedMinutes: 3,
      resume: "npx bulkhead up --local",
      stacks: [
        { stack: "global", outcome: "failed", errors: ["first\nsecond"], ...stack },
        { stack: "stamp-eastus", outcome: "skipped", errors: [], ...stack },
      ],
    };
    const text = summaryText(summary);
    expect(text).to.match(/✖ global +failed\n {4}first\n {4}second\n- stamp-eastus +not started/);
    expect(text).to.contain("To go on: npx bulkhead up --local");
  });
});
