import { expect } from "chai";
import type { GraphNode } from "../../../graph/model.ts";
import { secretText } from "../../../graph/model.ts";
import { readManifests } from "../../../graph/readers/manifests.ts";
import { isInternal, plainValue, toNode, withoutVersion } from "../../../graph/readers/node.ts";
import { readPreview } from "../../../graph/readers/preview.ts";
import { readState, UnreadableGraphError } from "../../../graph/readers/state.ts";
import { secretSignature, signatureKey } from "../../../lib/secretMark.ts";

const urn = "urn:pulumi:s::p::azure-native:network:Subnet::a";
const type = "azure-native:network:Subnet";
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const raw = { urn, type, custom: true };

describe("the node of a resource", () => {
  it("has nothing that is not said", () => {
    expect(toNode("s", raw)).to.deep.equal({
      stack: "s",
      urn,
      type,
      name: "a",
      custom: true,
      armType: "Microsoft.Network/virtualNetworks/subnets",
      id: undefined,
      inputs: {},
      outputs: {},
      parent: undefined,
      dependencies: [],
      propertyDependencies: undefined,
    });
  });

  it("has what is said, and no id or parent that is empty or not known yet", () => {
    const said = {
      id: "/id",
      parent: "urn:parent",
      dependencies: ["urn:b"],
      propertyDependencies: { x: ["urn:b"], y: null },
      protect: false,
      ignoreChanges: ["tags"],
    };
    expect(toNode("s", { ...raw, ...said })).to.deep.include({
      ...said,
      propertyDependencies: { x: ["urn:b"], y: [] },
    });
    expect(toNode("s", { ...raw, id: "", parent: "" })).to.deep.include({ id: undefined, parent: undefined });
    expect(toNode("s", { ...raw, id: unknown }).id).to.equal(undefined);
  });

  it("has values without what the engine added, what is secret and what is not known", () => {
    const value = {
      __defaults: ["x"],
      __internal: {},
      kept: [1, { inner: unknown, text: "t" }],
      secret: { [signatureKey]: secretSignature, ciphertext: "c" },
      asset: { [signatureKey]: "other", path: "p" },
      unknown,
    };
    expect(plainValue(value)).to.deep.equal({
      kept: [1, { text: "t" }],
      secret: secretText,
      asset: { [signatureKey]: "other", path: "p" },
    });
  });

  it("is of a type without its API version", () => {
    expect(
      [
        "azure-native:network/v20240501:Subnet",
        "azure-native:network/v20240501preview:Subnet",
        "azure-native:network:Subnet",
        "kubernetes:apps/v1:Deployment",
        "other:network/v20240501:Subnet",
      ].map(withoutVersion),
    ).to.deep.equal([type, type, type, "kubernetes:apps/v1:Deployment", "other:network/v20240501:Subnet"]);
  });

  it("is none for providers and references", () => {
    expect(
      ["pulumi:providers:azure-native", "pulumi:pulumi:StackReference", "pulumi:pulumi:Stack", type].map(
        isInternal,
      ),
    ).to.deep.equal([true, true, false, false]);
  });
});

describe("a state", () => {
  const state = (...resources: unknown[]) => ({ deployment: { resources } });

  it("is an export or a checkpoint, without what is about to be deleted", () => {
    const resources = [raw, { ...raw, urn: `${urn}-old`, delete: true }];
    for (const content of [state(...resources), { checkpoint: { latest: { resources } } }])
      expect(readState("s", content).nodes.map((node) => node.urn)).to.deep.equal([urn]);
  });

  const wrong: Readonly<Record<string, readonly unknown[]>> = {
    urn: [undefined, 7],
    type: [undefined, null],
    custom: ["yes", null],
    id: [7],
    inputs: ["text", []],
    outputs: [null],
    parent: [false],
  };
  for (const [key, values] of Object.entries(wrong))
    it(`is refused with another ${key} than there can be`, () => {
      for (const value of values)
        expect(() => readState("s", state({ ...raw, [key]: value })), String(value)).to.throw(
          UnreadableGraphError,
          `A resource of this state has no '${key}' that can be read.`,
        );
    });

  it("is read with as little as a component has", () => {
    expect(readState("s", state({ urn, type: "bulkhead:network:Hub" })).nodes).to.have.length(1);
  });
});

describe("a preview", () => {
  it("is read as events, steps or a plan, without steps that leave and entries without a state", () => {
    const step = (op: string, key: string, name: string) => ({
      op,
      [key]: { ...raw, urn: `urn:pulumi:s::p::${type}::${name}` },
    });
    const names = (content: unknown) => readPreview("s", content).nodes.map(({ name }) => name);
    const metadata = (op: string, name: string) => ({
      resourcePreEvent: { metadata: step(op, "new", name) },
    });
    expect(
      names([metadata("create", "a"), metadata("delete", "b"), { summaryEvent: {} }, metadata("same", "c")]),
    ).to.deep.equal(["a", "c"]);
    const leaving = ["delete", "delete-replaced", "discard", "remove-pending-replace", "read-discard"];
    expect(
      names({
        steps: [
          step("update", "newState", "a"),
          ...leaving.map((op) => step(op, "newState", op)),
          { op: "create" },
          { op: "create", newState: { urn } },
          { op: "create", newState: { ...raw, type: "pulumi:providers:azure-native" } },
        ],
      }),
    ).to.deep.equal(["a"]);
    const plan = readPreview("s", {
      resourcePlans: {
        [urn]: {
          goal: { ...raw, inputDiff: { adds: { name: "a" }, updates: { size: 2 }, deletes: ["gone"] } },
        },
        "urn:pulumi:s::p::x:y:Z::deleted": {},
        "urn:pulumi:s::p::x:y:Z::odd": { goal: "none" },
      },
    });
    expect(plan.nodes.map(({ name, inputs }) => [name, inputs])).to.deep.equal([
      ["a", { name: "a", size: 2 }],
    ]);
  });
});

describe("objects of a chart", () => {
  const release: GraphNode = toNode("s", {
    urn: "urn:pulumi:s::p::kubernetes:helm.sh/v3:Release::web",
    type: "kubernetes:helm.sh/v3:Release",
    custom: true,
    inputs: { namespace: "shop" },
  });
  const object = (apiVersion: string, kind: string, metadata: object) => ({ apiVersion, kind, metadata });

  it("are nodes below their release, in its namespace where they name none", () => {
    const nodes = readManifests(release, [
      object("v1", "Service", { name: "web", labels: { a: "b" } }),
      object("apps/v1", "Deployment", { name: "web", namespace: "other" }),
    ]);
    expect(nodes.map((node) => node.type)).to.deep.equal([
      "kubernetes:core/v1:Service",
      "kubernetes:apps/v1:Deployment",
    ]);
    expect(nodes[0]).to.deep.include({
      stack: "s",
      name: "web",
      custom: true,
      id: `${release.urn}/kubernetes:core/v1:Service/shop/web`,
      urn: `${release.urn}/kubernetes:core/v1:Service/shop/web`,
      parent: release.urn,
      dependencies: [release.urn],
    });
    expect(nodes[0]?.inputs["metadata"]).to.deep.equal({
      name: "web",
      labels: { a: "b" },
      namespace: "shop",
    });
    expect(nodes[1]?.inputs["metadata"]).to.deep.include({ namespace: "other" });
  });

  it("are in 'default' where the release names no namespace", () => {
    const [node] = readManifests({ ...release, inputs: {} }, [object("v1", "Service", { name: "web" })]);
    expect(node?.inputs["metadata"]).to.deep.include({ namespace: "default" });
  });

  it("are left out where they have no kind, version or name", () => {
    const whole = object("v1", "Service", { name: "web" });
    expect(
      readManifests(release, [
        { ...whole, kind: undefined },
        { ...whole, apiVersion: undefined },
        { ...whole, metadata: {} },
        {},
      ]),
    ).to.deep.equal([]);
  });
});
