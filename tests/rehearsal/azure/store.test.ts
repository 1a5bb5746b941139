import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { Resource } from "../../../rehearsal/azure/model.ts";
import { Store } from "../../../rehearsal/azure/store.ts";

const arm = "Microsoft.Network/privateDnsZones";

function zone(name: string, tag = "first"): Resource {
  return {
    id: `/subscriptions/s/resourceGroups/rg/providers/${arm}/${name}`,
    arm,
    name,
    location: "global",
    inputs: { tags: { tag }, links: [`/subscriptions/s/resourceGroups/rg/providers/A/b/${tag}`] },
    outputs: {},
    facts: {},
    state: "Succeeded",
    until: 0,
  };
}

describe("rehearsal/azure: the subscription on disk", () => {
  let folder: string;
  let store: Store;
  const file = () => join(folder, "azure.db");
  const names = () => store.ofType(arm).map(({ name }) => name);
  const tagOf = (resource: Resource | undefined) =>
    (resource?.inputs["tags"] as { tag: string } | undefined)?.tag;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "bulkhead-store-"));
    store = new Store(file());
  });

  afterEach(() => {
    store.close();
    rmSync(folder, { recursive: true });
  });

  it("answers with what was written last, however often it was asked before", () => {
    store.put(zone("b"));
    expect([names(), tagOf(store.get(zone("b").id))]).to.deep.equal([["b"], "first"]);
    store.put(zone("a"));
    store.put(zone("b", "second"));
    expect(names()).to.deep.equal(["a", "b"]);
    expect(tagOf(store.get(zone("b").id.toUpperCase()))).to.equal("second");
    expect(store.ofType(arm.toUpperCase()).map(tagOf)).to.deep.equal(["first", "second"]);
    store.remove(zone("A").id);
    expect(names()).to.deep.equal(["b"]);
    expect(store.get(zone("a").id)).to.equal(undefined);
    expect(store.all().map(tagOf)).to.deep.equal(["second"]);
    expect(store.below("/subscriptions/s/resourceGroups/rg").map(tagOf)).to.deep.equal(["second"]);
    const target = "/subscriptions/s/resourceGroups/rg/providers/A/b/second";
    expect(store.referring(target).map(tagOf)).to.deep.equal(["second"]);
  });

  it("sees what another process writes to the same file", () => {
    store.put(zone("a"));
    expect(names()).to.deep.equal(["a"]);
    const other = new Store(file());
    try {
      other.put(zone("a", "theirs"));
      other.put(zone("c"));
      expect(names()).to.deep.equal(["a", "c"]);
      expect(tagOf(store.get(zone("a").id))).to.equal("theirs");
      other.remove(zone("a").id);
      expect(store.get(zone("a").id)).to.equal(undefined);
      store.put(zone("d"));
      expect(other.ofType(arm).map(({ name }) => name)).to.deep.equal(["c", "d"]);
    } finally {
      other.close();
    }
  });

  it("hands out nothing that could be changed for whoever asks next", () => {
    store.put(zone("a"));
    const found = store.get(zone("a").id);
    expect(() => {
      (found?.inputs["tags"] as { tag: string }).tag = "changed";
    }).to.throw(TypeError);
    expect(() => (found?.inputs["links"] as string[]).push("more")).to.throw(TypeError);
    expect(() => (store.ofType(arm) as Resource[]).pop()).to.throw(TypeError);
    expect(tagOf(store.get(zone("a").id))).to.equal("first");
  });
});
