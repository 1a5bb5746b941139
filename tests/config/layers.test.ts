import { expect } from "chai";
import { attributed, fileOfKey, mergeLayers, originsOf, type Layer } from "../../config/layers.ts";
import { globalConfigSchema } from "../../config/schema/global.ts";
import { opsConfigSchema } from "../../config/schema/ops.ts";
import { stampConfigSchema } from "../../config/schema/stamp.ts";
import { UserError } from "../../config/userError.ts";
import { leafKeys, withValueAt } from "../support/flips.ts";

const own: Layer = {
  file: "Pulumi.stamp-eastus.yaml",
  values: { location: "eastus", cluster: { userPools: [{ name: "user" }], sku: "Premium" } },
};
const shared: Layer = {
  file: "defaults/stamp.yaml",
  values: {
    cluster: { sku: "Standard", upgrade: { channel: "patch" }, userPools: [{ name: "other" }] },
    tags: { owner: "a" },
  },
};

describe("layers of configuration", () => {
  it("are merged section by section; a list is one value", () => {
    expect(mergeLayers([own, shared])).to.deep.equal({
      location: "eastus",
      cluster: { sku: "Premium", upgrade: { channel: "patch" }, userPools: [{ name: "user" }] },
      tags: { owner: "a" },
    });
  });

  it("merged twice are the same as once", () => {
    const once = mergeLayers([own, shared]);
    expect(mergeLayers([{ file: own.file, values: once }, shared])).to.deep.equal(once);
  });

  it("keep a value that Pulumi has encrypted whole", () => {
    const secret = { file: own.file, values: { vault: { secure: "v1:abc" } } };
    expect(mergeLayers([secret, { file: "d", values: { vault: { secure: "x", more: 1 } } }])).to.deep.equal({
      vault: { secure: "v1:abc" },
    });
  });

  it("know in which file a key stands", () => {
    const layers = [own, shared];
    expect(fileOfKey(layers, "cluster.userPools[0].name")).to.equal(own.file);
    expect(fileOfKey(layers, "cluster.upgrade.channel")).to.equal(shared.file);
    expect(fileOfKey(layers, "cluster.nothing")).to.equal(undefined);
    expect(originsOf(layers).map(({ key, file }) => `${key} ${file}`)).to.deep.equal([
      "cluster.sku Pulumi.stamp-eastus.yaml",
      "cluster.upgrade.channel defaults/stamp.yaml",
      "cluster.userPools Pulumi.stamp-eastus.yaml",
      "tags.owner defaults/stamp.yaml",
      "location Pulumi.stamp-eastus.yaml",
    ]);
  });

  it("say a mistake of the file in which its key stands", () => {
    const mistake = (key: string | undefined, file = own.file) =>
      new UserError({ file, key, problem: "It is wrong.", remedy: "Mend it." });
    const message = (error: unknown) => (error as Error).message;
    expect(message(attributed(mistake("cluster.upgrade.channel"), [own, shared]))).to.equal(
      "defaults/stamp.yaml: cluster.upgrade.channel: It is wrong. (Met in Pulumi.stamp-eastus.yaml.) Mend it.",
    );
    for (const same of [
      mistake("cluster.sku"),
      mistake("zones"),
      mistake(undefined),
      mistake("tags", "x.yaml"),
    ])
      expect(attributed(same, [own, shared])).to.equal(same);
    const defect = new Error("defect");
    expect(attributed(defect, [own, shared])).to.equal(defect);
  });

  const kinds = { global: globalConfigSchema, ops: opsConfigSchema, stamp: stampConfigSchema };
  for (const [kind, schema] of Object.entries(kinds)) {
    it(`take every key of a ${kind} stack from the shared file`, () => {
      const base = { location: "eastus", network: { addressSpace: "10.10.0.0/20" } };
      const keys = leafKeys(schema).map(({ path }) => path.replaceAll("<key>", "any"));
      expect(keys.length).to.be.greaterThan(20);
      for (const key of keys) {
        const value = `value of ${key}`;
        const merged = mergeLayers([
          { file: own.file, values: withValueAt(base, "location", "eastus") },
          { file: shared.file, values: withValueAt({}, key, value) },
        ]);
        const expected = Object.hasOwn(base, key) ? base : withValueAt(base, key, value);
        if (key === "network.addressSpace") expect(merged).to.deep.equal(base);
        else expect(merged, key).to.deep.equal(expected);
      }
    });
  }
});
