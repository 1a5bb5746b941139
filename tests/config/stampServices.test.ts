import { expect } from "chai";
import { parseConfig } from "../../config/parseConfig.ts";
import { stampConfigSchema, type StampConfig } from "../../config/schema/stamp.ts";
import { UserError } from "../../config/userError.ts";

const file = "Pulumi.stamp-eastus.yaml";

function parse(values: Record<string, unknown>): StampConfig {
  return parseConfig(
    stampConfigSchema,
    { location: "eastus", network: { addressSpace: "10.10.0.0/20" }, ...values },
    file,
  );
}

function refusal(values: Record<string, unknown>): UserError {
  try {
    parse(values);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error("It was accepted.");
}

/** What is written, the key that is named, the problem and the remedy. */
const refused: readonly [values: Record<string, unknown>, key: string, problem: RegExp, remedy: RegExp][] = [
  [{ vault: { apiKeyRotatedOn: "yesterday" } }, "vault.apiKeyRotatedOn", /not a day/, /in quotes/],
  // A day without quotes comes as a time from the engine's own reading of YAML.
  [{ vault: { apiKeyRotatedOn: "2026-11-01T00:00:00Z" } }, "vault.apiKeyRotatedOn", /not a day/, /in quotes/],
  [{ vault: { apiKeyRotatedOn: "2026-02-30" } }, "vault.apiKeyRotatedOn", /not a day/, /in quotes/],
  [{ vault: { apiKeyValidDays: 0 } }, "vault.apiKeyValidDays", /too small/, /at least 1/],
  [{ eventHubs: { partitions: 33 } }, "eventHubs.partitions", /at most 32/, /Premium/],
  [{ eventHubs: { tier: "Premium", partitions: 101 } }, "eventHubs.partitions", /too large/, /at most 100/],
  [{ eventHubs: { retentionHours: 169 } }, "eventHubs.retentionHours", /at most 168 hours/, /Premium/],
  [{ eventHubs: { tier: "Premium", capacity: 3 } }, "eventHubs.capacity", /3 units/, /1, 2, 4, 6, 8/],
  [{ eventHubs: { capacity: 41 } }, "eventHubs.capacity", /too large/, /at most 40/],
  [
    { eventHubs: { capacity: 12 } },
    "eventHubs.autoInflate.maximumThroughputUnits",
    /below capacity 12/,
    /lower capacity/,
  ],
  [{ storage: { deletedRetentionDays: 366 } }, "storage.deletedRetentionDays", /too large/, /at most 365/],
  [
    { privateLinkScope: { ingestionAccessMode: "Closed" } },
    "privateLinkScope.ingestionAccessMode",
    /not possible/,
    /"Open" or "PrivateOnly"/,
  ],
  [{ diagnostics: { clusterLogs: [] } }, "diagnostics.clusterLogs", /nothing/, /Correct/],
  [{ diagnostics: { clusterLogs: ["guard", "guard"] } }, "diagnostics.clusterLogs", /twice/, /once/],
  [
    { diagnostics: { clusterLogs: ["kube-audit", "kube-audit-admin"] } },
    "diagnostics.clusterLogs",
    /paid for twice/,
    /one of them/,
  ],
  [
    { diagnostics: { clusterLogs: ["kube-gossip"] } },
    "diagnostics.clusterLogs[0]",
    /not possible/,
    /"kube-audit"/,
  ],
  [{ budget: { monthlyAmount: 0 } }, "budget.monthlyAmount", /above 0/, /in a month/],
  [{ budget: { alertPercents: [] } }, "budget.alertPercents", /tells nobody/, /Correct/],
  [{ budget: { alertPercents: [10, 20, 30, 40, 50] } }, "budget.alertPercents", /at most 4/, /Correct/],
  [{ budget: { alertPercents: [50, 50] } }, "budget.alertPercents", /twice/, /Correct/],
  [{ budget: { contactEmails: ["oncall"] } }, "budget.contactEmails[0]", /email/, /Correct/],
  [{ locks: { enable: true } }, "locks.enable", /no such key/, /'enabled'/],
];

describe("configuration of what a stamp stores and reports", () => {
  for (const [values, key, problem, remedy] of refused) {
    it(`refuses ${JSON.stringify(values)}`, () => {
      const error = refusal(values);
      expect([error.file, error.key]).to.deep.equal([file, key]);
      expect(error.problem).to.match(problem);
      expect(error.remedy).to.match(remedy);
    });
  }

  it("takes every number of units that a tier comes with", () => {
    for (const capacity of [1, 2, 4, 6, 8, 10, 12, 16])
      expect(parse({ eventHubs: { tier: "Premium", capacity } }).eventHubs.capacity).to.equal(capacity);
    expect(
      parse({ eventHubs: { capacity: 40, autoInflate: { maximumThroughputUnits: 40 } } }).eventHubs.capacity,
    ).to.equal(40);
    // Nothing inflates where it may not: the ceiling does not matter.
    parse({ eventHubs: { capacity: 20, autoInflate: { enabled: false } } });
  });

  it("has a default for every key", () => {
    const { vault, eventHubs, storage, privateLinkScope, diagnostics, budget, locks } = parse({});
    expect({ vault, storage, locks }).to.deep.equal({
      vault: { apiKeyRotatedOn: "2026-11-01", apiKeyValidDays: 365 },
      storage: { deletedRetentionDays: 30 },
      locks: { enabled: false },
    });
    expect(eventHubs).to.deep.equal({
      tier: "Standard",
      capacity: 2,
      autoInflate: { enabled: true, maximumThroughputUnits: 10 },
      partitions: 32,
      retentionHours: 168,
    });
    expect(privateLinkScope.enabled).to.equal(false);
    expect(diagnostics.clusterLogs).to.include("kube-audit-admin");
    expect(budget).to.deep.equal({
      monthlyAmount: 5000,
      alertPercents: [50, 75, 90],
      contactEmails: [],
      contactRoles: ["Owner"],
    });
  });
});
