import { mkdirSync, mkdtempSync, existsSync, writeFileSync, appendFileSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { spawnSync } from "node:child_process";
import { expect } from "chai";
import { Journal, type Creation } from "../../cli/journal.ts";
import { adopt, clearDeadLocks, idOfCreation } from "../../cli/recovery.ts";

const subscription = "11111111-1111-4111-a111-111111111111";
const provider = "urn:pulumi:s::bulkhead::pulumi:providers:azure-native::default";
const parent = "urn:pulumi:s::bulkhead::pulumi:pulumi:Stack::s";
const group: Creation = {
  urn: "urn:pulumi:s::bulkhead::azure-native:resources:ResourceGroup::stamp",
  type: "azure-native:resources:ResourceGroup",
  provider: `${provider}::p1`,
  parent,
  inputs: { resourceGroupName: "rg-stamp", location: "eastus" },
};
const state = [
  { urn: parent, type: "pulumi:pulumi:Stack" },
  { urn: provider, type: "pulumi:providers:azure-native", id: "p1", custom: true },
];

function temporary(): string {
  return mkdtempSync(path.join(os.tmpdir(), "bulkhead-"));
}

describe("the journal of an update", () => {
  it("knows what began and did not end, and survives a half-written line", () => {
    const folder = temporary();
    const journal = new Journal(folder, "stamp-eastus");
    journal.started(group);
    journal.started({ ...group, urn: "urn:other" });
    journal.ended("urn:other");
    appendFileSync(path.join(folder, "stamp-eastus.jsonl"), '{"what":"ended","urn":"urn:pul');
    expect(new Journal(folder, "stamp-eastus").underWay()).to.deep.equal([{ what: "started", ...group }]);
    journal.clear();
    expect(journal.underWay()).to.deep.equal([]);
  });
});

describe("taking creations that were under way into the state", () => {
  it("gives the id that ARM would have given", () => {
    expect(idOfCreation(group, subscription)).to.equal(
      `/subscriptions/${subscription}/resourceGroups/rg-stamp`,
    );
    expect(
      idOfCreation(
        { type: "kubernetes:helm.sh/v3:Release", inputs: { name: "workload", namespace: "apps" } },
        undefined,
      ),
    ).to.equal("apps/workload");
  });

  it("has no id for what lives in the state alone, and for what has no name yet", () => {
    expect(
      idOfCreation({ type: "random:index/randomString:RandomString", inputs: {} }, subscription),
    ).to.equal(undefined);
    expect(idOfCreation({ type: group.type, inputs: {} }, subscription)).to.equal(undefined);
    expect(idOfCreation(group, undefined)).to.equal(undefined);
  });

  it("adopts from the journal and from the engine's own pending operations, once each", () => {
    const { checkpoint, tentative } = adopt(
      { resources: state, pending_operations: [{ resource: { ...group, custom: true }, type: "creating" }] },
      [group],
      subscription,
    );
    expect(tentative).to.deep.equal([group.urn]);
    expect(checkpoint.pending_operations).to.deep.equal([]);
    expect(checkpoint.resources?.filter((resource) => resource.urn === group.urn)).to.have.length(1);
  });

  it("leaves alone what the state already has, and what would make it unreadable", () => {
    const known = adopt({ resources: [...state, { ...group, id: "x" }] }, [group], subscription);
    expect(known.tentative).to.deep.equal([]);
    const withoutProvider = adopt({ resources: state.slice(0, 1) }, [group], subscription);
    expect(withoutProvider.tentative).to.deep.equal([]);
    const withoutParent = adopt({ resources: state }, [{ ...group, parent: "urn:gone" }], subscription);
    expect(withoutParent.tentative).to.deep.equal([]);
  });
});

describe("locks of dead runs", () => {
  function lock(pid: number, hostname: string): { folder: string; file: string } {
    const folder = temporary();
    const locks = path.join(folder, ".pulumi", "locks", "organization", "bulkhead", "global");
    mkdirSync(locks, { recursive: true });
    const file = path.join(locks, "lock.json");
    writeFileSync(
      file,
      JSON.stringify({ pid, hostname, username: "somebody", timestamp: "2026-01-01T00:00:00Z" }),
    );
    return { folder, file };
  }
  const deadPid = spawnSync(process.execPath, ["-e", ""]).pid;

  it("takes away the lock of a process that is gone", () => {
    const { folder, file } = lock(deadPid, os.hostname());
    expect(clearDeadLocks(folder, "bulkhead", "global")).to.equal(1);
    expect(existsSync(file)).to.equal(false);
  });

  it("keeps the lock of a living process, and of another machine", () => {
    for (const held of [lock(process.pid, os.hostname()), lock(deadPid, "somewhere-else")]) {
      expect(clearDeadLocks(held.folder, "bulkhead", "global")).to.equal(0);
      expect(existsSync(held.file)).to.equal(true);
    }
  });
});
