import { appendFileSync, readdirSync } from "node:fs";
import * as path from "node:path";
import type { EngineEvent, Stack } from "@pulumi/pulumi/automation/index.js";
import { expect } from "chai";
import { Journal } from "../../cli/journal.ts";
import { Listener } from "../../cli/listener.ts";
import { recover } from "../../cli/recovery.ts";
import { unusedSuffixes } from "../../cli/unusedSuffixes.ts";
import { unlinkedOrigins } from "../../cli/unlinkedOrigins.ts";
import { group, state, subscription, temporary } from "./recoveryKit.ts";

describe("the journal of an update", () => {
  it("knows what began and did not end, and survives a half-written line", () => {
    const folder = temporary();
    const journal = new Journal(folder, "stamp-eastus");
    journal.started(group);
    journal.started({ ...group, urn: "urn:ended" });
    journal.done("urn:ended");
    journal.started({ ...group, urn: "urn:not-ours" });
    journal.refused("urn:not-ours");
    appendFileSync(path.join(folder, "stamp-eastus.jsonl"), '{"what":"done","urn":"urn:pul');
    const found = new Journal(folder, "stamp-eastus");
    expect(found.underWay().map((creation) => creation.urn)).to.deep.equal([group.urn]);
    expect(found.created().map((creation) => creation.urn)).to.deep.equal([group.urn, "urn:ended"]);
    journal.clear();
    expect(journal.underWay()).to.deep.equal([]);
  });
});

describe("origins whose private link connection was taken away", () => {
  const target = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/web";
  const origin = (name: string, id: string, requestMessage: string) => ({
    urn: `urn:pulumi:s::bulkhead::azure-native:cdn:AFDOrigin::${name}`,
    type: "azure-native:cdn:AFDOrigin",
    inputs: { sharedPrivateLinkResource: { privateLink: { id }, requestMessage } },
  });
  const origins = [origin("mine", target, "mine"), origin("other", target, "other"), { urn: "x", type: "y" }];
  const approval = { type: "bulkhead:edge:PrivateLinkApproval", urn: "urn:approval", provider: "p" };
  const deletion = {
    resourcePreEvent: {
      metadata: {
        ...approval,
        op: "delete",
        old: {
          custom: true,
          type: approval.type,
          inputs: { targetId: target.toUpperCase(), requestMessage: "mine" },
        },
      },
    },
  } as unknown as EngineEvent;

  it("are found again after a run that was cut off, and are those alone", () => {
    const folder = temporary();
    new Listener("s", new Journal(folder, "s"), () => undefined).hear(deletion);
    const unlinked = new Journal(folder, "s").unlinkedOrigins();
    expect(unlinkedOrigins(origins, unlinked)).to.deep.equal([origins[0]?.urn]);
  });

  it("are none once they have been made anew, whether or not that run ended well", () => {
    const folder = temporary();
    const listener = new Listener("s", new Journal(folder, "s"), () => undefined);
    const made = (id: string, requestMessage: string, op = "create-replacement") =>
      ({
        resOutputsEvent: {
          metadata: { op, urn: "urn:o", type: origins[0]?.type, new: origin("o", id, requestMessage) },
        },
      }) as unknown as EngineEvent;
    listener.hear(deletion);
    listener.hear(made(target, "other"));
    listener.hear(made(`${target}2`, "mine"));
    listener.hear(made(target, "mine", "same"));
    expect(new Journal(folder, "s").unlinkedOrigins()).to.have.length(1);
    listener.hear(made(target, "mine"));
    expect(new Journal(folder, "s").unlinkedOrigins()).to.deep.equal([]);
    listener.hear(deletion);
    expect(new Journal(folder, "s").unlinkedOrigins()).to.have.length(1);
  });

  it("are none where every run has ended well", () => {
    const journal = new Journal(temporary(), "s");
    new Listener("s", journal, () => undefined).hear(deletion);
    journal.clear();
    expect(unlinkedOrigins(origins, journal.unlinkedOrigins())).to.deep.equal([]);
  });
});

describe("deletions that were cut off", () => {
  const metadata = { urn: group.urn, type: group.type, provider: group.provider, op: "delete" };
  const old = { custom: true, type: group.type, inputs: group.inputs };
  const begins = { resourcePreEvent: { metadata: { ...metadata, old } } } as unknown as EngineEvent;
  const ends = { resOutputsEvent: { metadata: { ...metadata, old } } } as unknown as EngineEvent;

  it("are known to the next run, for the state still has what Azure may have no more", () => {
    const folder = temporary();
    const listener = new Listener("s", new Journal(folder, "s"), () => undefined);
    listener.hear(begins);
    expect(new Journal(folder, "s").deletions()).to.deep.equal([group.urn]);
    expect(new Journal(folder, "s").underWay()).to.deep.equal([]);
    listener.hear(ends);
    expect(new Journal(folder, "s").deletions()).to.deep.equal([]);
  });
});

describe("suffixes of names", () => {
  const suffix = (result: unknown, more: object = {}) => ({
    urn: `urn:pulumi:s::bulkhead::random:index/randomString:RandomString::${String(result)}-suffix`,
    type: "random:index/randomString:RandomString",
    id: "none",
    outputs: { result },
    ...more,
  });
  const vault = (name: string) => ({
    urn: "urn:pulumi:s::bulkhead::azure-native:keyvault:Vault::vault",
    type: "azure-native:keyvault:Vault",
    id: `/subscriptions/1/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/${name}`,
  });

  it("are drawn anew when what bore them was deleted and its name may still be taken", () => {
    expect(unusedSuffixes([suffix("ab1cd"), suffix("xy2zw"), vault("kv-bh-we-xy2zw")])).to.deep.equal([
      suffix("ab1cd").urn,
    ]);
  });

  it("stay while something bears them, also somewhere inside of an id", () => {
    const secret = { ...vault("kv-bh-we-ab1cd"), id: `${vault("kv-bh-we-ab1cd").id}/secrets/api-key` };
    expect(unusedSuffixes([suffix("ab1cd"), secret])).to.deep.equal([]);
  });

  it("are drawn anew when what bore them was deleted for another one that is not there yet, with what is in it", () => {
    const deleted = { ...vault("kv-bh-we-ab1cd"), pendingReplacement: true };
    const secret = { ...vault(""), id: `${deleted.id}/secrets/api-key` };
    expect(unusedSuffixes([suffix("ab1cd"), deleted, secret])).to.deep.equal([suffix("ab1cd").urn]);
    const successor = vault("kv-bh-we-xy2zw");
    const former = suffix("ab1cd", { delete: true });
    expect(unusedSuffixes([suffix("xy2zw"), former, successor, { ...deleted, delete: true }])).to.deep.equal(
      [],
    );
  });

  it("stay where they are protected, and where nothing was drawn yet", () => {
    expect(unusedSuffixes([suffix("ab1cd", { protect: true }), suffix(undefined)])).to.deep.equal([]);
  });
});

describe("an engine whose last events were not heard", () => {
  const approval = {
    urn: "urn:pulumi:s::bulkhead::bulkhead:edge:PrivateLinkApproval::approval",
    type: "bulkhead:edge:PrivateLinkApproval",
    inputs: { targetId: "/subscriptions/s/pls", requestMessage: "stamp-eastus" },
    id: "approval",
    outputs: { x: 1 },
    custom: true,
  };
  /** A stack of Pulumi's that keeps what it is given; a refresh drops what is not in Azure. */
  function stackOf(deployment: unknown, inAzure: readonly string[]) {
    const calls: string[] = [];
    let kept = deployment as { resources: { urn: string; outputs?: unknown }[] };
    const stack = {
      exportStack: () => Promise.resolve({ version: 3, deployment: structuredClone(kept) }),
      importStack: (next: { deployment: typeof kept }) => {
        calls.push("import");
        kept = next.deployment;
        return Promise.resolve();
      },
      refresh: ({ target }: { target: string[] }) => {
        calls.push(`refresh ${target.join(" ")}`);
        const gone = (urn: string): boolean => target.includes(urn) && !inAzure.includes(urn);
        kept = { ...kept, resources: kept.resources.filter(({ urn }) => !gone(urn)) };
        return Promise.resolve();
      },
    };
    return { stack: stack as unknown as Stack, calls, urns: () => kept.resources.map(({ urn }) => urn) };
  }
  const nothing = { candidates: [], deletions: [], anyDeletion: false };

  it("has told the state what it was about to create", async () => {
    const pending = [{ type: "creating", resource: { ...group, custom: true } }];
    const found = stackOf({ resources: state, pending_operations: pending }, [group.urn]);
    expect((await recover(found.stack, "up", nothing, subscription)).found).to.deep.equal([group.urn]);
    expect(found.urns()).to.include(group.urn);
    const gone = stackOf({ resources: state, pending_operations: pending }, []);
    expect((await recover(gone.stack, "up", nothing, subscription)).found).to.deep.equal([]);
    expect(gone.urns()).not.to.include(group.urn);
  });

  it("is asked about again where Azure could not answer the first time", async () => {
    const pending = [{ type: "creating", resource: { ...group, custom: true } }];
    const found = stackOf({ resources: state, pending_operations: pending }, []);
    const unanswered = { ...found.stack, refresh: () => Promise.reject(new Error("ServiceUnavailable")) };
    const refused = await recover(unanswered as unknown as Stack, "up", nothing, subscription).catch(String);
    expect(refused).to.equal("Error: ServiceUnavailable");
    expect(found.urns()).to.include(group.urn);
    expect((await recover(found.stack, "up", nothing, subscription)).found).to.deep.equal([]);
    expect(found.urns()).not.to.include(group.urn);
  });

  it("has told the state what it was about to delete, and which connection goes with it", async () => {
    const deployment = {
      resources: [...state, approval],
      pending_operations: [{ type: "deleting", resource: approval }],
    };
    const up = stackOf(deployment, []);
    const { open } = await recover(up.stack, "up", nothing, subscription);
    expect(open).to.deep.equal({ unlinked: [approval.inputs], deletions: [] });
    expect(up.urns()).not.to.include(approval.urn);
    // A destruction deletes it again.
    const destroy = stackOf(deployment, []);
    const again = await recover(destroy.stack, "destroy", nothing, subscription);
    expect(destroy.calls).to.deep.equal(["import"]);
    expect(destroy.urns()).to.include(approval.urn);
    expect(again.open.deletions).to.deep.equal([approval.urn]);
  });

  it("leaves deletions open that a destruction does not ask for, until an update has asked", async () => {
    const traces = { ...nothing, deletions: [approval.urn] };
    const resources = [...state, approval];
    const destroy = stackOf({ resources }, [approval.urn]);
    const { open } = await recover(destroy.stack, "destroy", traces, subscription);
    expect(open).to.deep.equal({ unlinked: [], deletions: [approval.urn] });
    expect(destroy.calls).to.deep.equal([]);
    const up = stackOf({ resources }, [approval.urn]);
    expect((await recover(up.stack, "up", traces, subscription)).open.deletions).to.deep.equal([]);
    expect(up.calls).to.deep.equal(["import", `refresh ${approval.urn}`]);
  });

  it("may have failed to delete anything, where the command that started it was killed", async () => {
    const traces = { ...nothing, anyDeletion: true };
    const one = { ...group, custom: true, id: `/subscriptions/${subscription}/resourceGroups/rg-one` };
    const well = { ...one, outputs: { provisioningState: "Succeeded" } };
    const destroy = stackOf({ resources: [...state, well] }, [group.urn]);
    const { open } = await recover(destroy.stack, "destroy", traces, subscription);
    expect(open.deletions).to.deep.equal([group.urn]);
    // Azure has it as failed: the refresh brings that to light, and the next update writes it once more.
    const failed = stackOf({ resources: [...state, { ...one, outputs: { provisioningState: "Failed" } }] }, [
      group.urn,
    ]);
    expect((await recover(failed.stack, "up", traces, subscription)).found).to.deep.equal([]);
    expect(failed.calls).to.deep.equal(["import", `refresh ${group.urn}`, "import"]);
  });

  it("hands what is open on to the journal of the next run, and nothing else", () => {
    const folder = temporary();
    const journal = new Journal(folder, "s");
    journal.deleting("settled");
    journal.started(group);
    journal.ended();
    const { targetId, requestMessage } = approval.inputs;
    const unlinked = [{ targetId, requestMessage }];
    journal.began(
      { verb: "up", pid: 1, at: "2026-01-01T00:00:00Z" },
      { deletions: [approval.urn], unlinked },
    );
    const read = new Journal(folder, "s");
    expect(read.deletions()).to.deep.equal([approval.urn]);
    expect(read.underWay()).to.deep.equal([]);
    expect(read.unlinkedOrigins().map(({ targetId: id }) => id)).to.deep.equal([targetId]);
    expect(read.cutOff()?.pid).to.equal(1);
  });

  it("does not take what goes for the replacement that was never made", async () => {
    const old = { ...group, custom: true, id: "/subscriptions/s/resourceGroups/rg-old", outputs: { a: 1 } };
    const renamed = { ...group, inputs: { ...group.inputs, resourceGroupName: "rg-new" } };
    const pending = [{ type: "creating", resource: { ...renamed, custom: true } }];
    const kept = stackOf({ resources: [...state, old], pending_operations: pending }, [group.urn]);
    const { found } = await recover(kept.stack, "up", nothing, subscription);
    expect(found).to.deep.equal([group.urn]);
    const only = { ...kept.stack, refresh: () => kept.stack.importStack(onlyOld) } as unknown as Stack;
    const onlyOld = { version: 3, deployment: { resources: [...state, { ...old, delete: true }] } } as never;
    await kept.stack.importStack({
      version: 3,
      deployment: { resources: [...state, old], pending_operations: pending },
    });
    expect((await recover(only, "up", nothing, subscription)).found).to.deep.equal([]);
  });

  it("keeps what was open where the disk has no room for the journal of the next run", () => {
    const folder = temporary();
    new Journal(folder, "s").deleting("open");
    const refuse = (file: string, text: string): void => {
      // Half of it, as a full disk does.
      if (file.endsWith(".new")) appendFileSync(file, text.slice(0, 10));
      throw Object.assign(new Error("no space"), { code: "ENOSPC" });
    };
    const journal = new Journal(folder, "s", refuse);
    journal.began({ verb: "up", pid: 1, at: "2026-01-01T00:00:00Z" }, { deletions: ["more"], unlinked: [] });
    expect(new Journal(folder, "s").deletions()).to.deep.equal(["open"]);
    expect(journal.problem).to.equal("ENOSPC");
    expect(readdirSync(folder)).to.deep.equal(["s.jsonl"]);
  });

  it("leaves a state alone in which nothing is under way", async () => {
    const { stack, calls } = stackOf({ resources: state }, []);
    expect(await recover(stack, "up", nothing, subscription)).to.deep.equal({
      found: [],
      open: { unlinked: [], deletions: [] },
    });
    expect(calls).to.deep.equal([]);
  });

  it("is known by a journal that a good run would have taken away", () => {
    const folder = temporary();
    const journal = new Journal(folder, "s");
    expect(journal.isLeft).to.equal(false);
    journal.began({ verb: "up", pid: 1, at: "2026-01-01T00:00:00Z" });
    journal.ended();
    expect(new Journal(folder, "s").isLeft).to.equal(true);
    journal.clear();
    expect(journal.isLeft).to.equal(false);
  });
});
