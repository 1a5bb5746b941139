import { readFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { recoveryTable } from "../../../cli/commands/recovery.ts";
import { loadEnvironment } from "../../../config/load.ts";
import { recoveryFacts } from "../../../config/recoveryFacts.ts";
import { recoveryPoints, type RecoveryFacts, type RecoveryPoint } from "../../../lib/recovery/points.ts";
import { projectRoot } from "../../support/runStack.ts";

const facts: RecoveryFacts = {
  location: "eastus",
  stampRegions: ["eastus", "westeurope"],
  backup: { mode: "continuous30Days", intervalInMinutes: 240, retentionInHours: 48, storage: "Geo" },
  eventRetentionHours: 168,
  bookkeepingRetentionDays: 30,
  contentRetentionDays: 30,
  logRetentionDays: 90,
  stateLocation: "eastus",
};

function of(store: string, change: Partial<RecoveryFacts> = {}): RecoveryPoint {
  const found = recoveryPoints({ ...facts, ...change }).find((point) => point.store === store);
  return found ?? expect.fail(`no ${store}`);
}

describe("what a lost region takes along", () => {
  it("follows from the number of regions", () => {
    expect(of("Cosmos DB").loses).to.equal("less than 15 minutes of writes");
    expect(of("Cosmos DB", { stampRegions: ["eastus"] }).loses).to.match(/last backup/);
    expect(of("container registry", { stampRegions: ["eastus"] }).loses).to.match(/until the region returns/);
  });

  it("follows from the backup", () => {
    const backup = { ...facts.backup, mode: "periodic", storage: "Local" } as const;
    expect(of("Cosmos DB", { backup }).back).to.contain("every 240 minutes, kept 48 hours in the region");
    for (const [storage, where] of [
      ["Geo", "in the paired region too"],
      ["Zone", "in the region's zones"],
    ] as const)
      expect(of("Cosmos DB", { backup: { ...backup, storage } }).back).to.match(
        new RegExp(`kept 48 hours ${where}$`),
      );
    expect(of("Cosmos DB").back).to.equal(
      "at once: clients go to the next region by themselves; after a mistake, any second of the last 30 days",
    );
    const week = { ...facts.backup, mode: "continuous7Days" } as const;
    expect(of("Cosmos DB", { backup: week }).back).to.contain("any second of the last 7 days");
  });

  it("follows from the pair of a region, which not all have", () => {
    expect(of("global storage").loses).to.match(/typically less than 15 minutes/);
    expect(of("global storage", { location: "italynorth" }).loses).to.match(/until the region returns/);
    expect(of("global vault", { location: "westus3" }).loses).to.match(/keep the backups/);
    for (const location of ["brazilsouth", "brazilsoutheast"])
      expect(of("global vault", { location }).copies, location).to.equal("zones");
    expect(of("global vault", { location: "italynorth" }).copies).to.equal("zones");
    expect(of("global vault").copies).to.equal("zones, and westus");
  });

  it("follows from what a region has: zones, a pair, both or neither", () => {
    const copies = (location: string): string => of("archive", { location }).copies;
    expect(copies("eastus")).to.equal("three zones, and the paired region");
    expect(copies("northcentralus")).to.equal("the paired region");
    expect(copies("italynorth")).to.equal("three zones; the region has no pair");
    expect(copies("nowhere")).to.equal("one data center; the region has no pair");
  });

  it("is no different for what copies itself over regions, but for how many there are", () => {
    const single = { stampRegions: ["eastus"] };
    expect(of("Cosmos DB").copies).to.equal("written in eastus and westeurope, session consistency");
    expect(of("Cosmos DB", single).copies).to.equal("eastus only");
    expect(of("container registry").copies).to.equal("replicas in eastus and westeurope");
    expect(of("container registry", single).copies).to.equal("zones");
  });

  it("follows from where Pulumi keeps its state", () => {
    expect(of("Pulumi's state", { stateLocation: undefined }).copies).to.match(/your backend/);
    expect(of("Pulumi's state").back).to.match(/failover of the account/);
  });

  it("changes with every fact", () => {
    const before = JSON.stringify(recoveryPoints(facts));
    const changes: Partial<RecoveryFacts>[] = [
      { location: "westus3" },
      { stampRegions: ["eastus"] },
      { eventRetentionHours: 1 },
      { bookkeepingRetentionDays: 1 },
      { contentRetentionDays: 1 },
      { logRetentionDays: 31 },
      { stateLocation: undefined },
    ];
    for (const change of changes)
      expect(JSON.stringify(recoveryPoints({ ...facts, ...change })), JSON.stringify(change)).not.to.equal(
        before,
      );
  });

  it("names a dated source for what Azure promises", () => {
    for (const { store, source } of recoveryPoints(facts))
      if (!store.startsWith("stack files")) expect(source, store).to.match(/\.md, 20\d\d-\d\d-\d\d$/);
  });

  it("is read from stack files, and from nothing where there is no stamp", () => {
    const contexts = loadEnvironment(projectRoot, undefined);
    expect(recoveryFacts(contexts)).to.deep.equal(facts);
    expect(recoveryFacts(contexts.filter(({ kind }) => kind !== "stamp"))).to.equal(undefined);
    expect(recoveryFacts(contexts.filter(({ kind }) => kind !== "ops"))?.stateLocation).to.equal(undefined);
  });

  it("stands in docs/recovery.md as the committed files have it", () => {
    const page = readFileSync(path.join(projectRoot, "docs", "recovery.md"), "utf8");
    const [, written = ""] = /compares\. -->\n([^]*)<!-- End/.exec(page) ?? [];
    // Prettier aligns the columns of the page.
    const plain = (text: string) => text.replaceAll(/ +/g, " ").replaceAll(/-{3,}/g, "---").trim();
    expect(plain(written)).to.equal(plain(recoveryTable(recoveryPoints(facts))));
  });
});
