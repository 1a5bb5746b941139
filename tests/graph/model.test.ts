import { expect } from "chai";
import { armName, graphOf, mergeGraphs, nodeById, ofType, secretText } from "../../graph/model.ts";
import { readManifests } from "../../graph/readers/manifests.ts";
import { toNode } from "../../graph/readers/node.ts";
import { readPreview } from "../../graph/readers/preview.ts";
import { readProgram } from "../../graph/readers/program.ts";
import { readState, UnreadableGraphError } from "../../graph/readers/state.ts";

const signature = "4dabf18193072939515e22adb298388d";
const secret = { [signature]: "1b47061264138c4ac30d75fd1eb44270", ciphertext: "abc" };
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const urn = (type: string, name: string) => `urn:pulumi:s::p::${type}::${name}`;
const id = "/subscriptions/x/resourceGroups/RG/providers/Microsoft.KeyVault/vaults/kv";
const type = "azure-native:keyvault:Vault";

const resource = {
  urn: urn(type, "vault"),
  type: "azure-native:keyvault/v20240501:Vault",
  custom: true,
  id,
  inputs: { vaultName: "kv", key: secret, __defaults: [] },
  outputs: { id, uri: secret },
  parent: urn("bulkhead:data:Vault", "parent"),
  dependencies: [urn("azure-native:resources:ResourceGroup", "group")],
  propertyDependencies: {
    resourceGroupName: [urn("azure-native:resources:ResourceGroup", "group")],
    key: null,
  },
};

const others = [
  {
    urn: urn("pulumi:providers:azure-native", "default"),
    type: "pulumi:providers:azure-native",
    custom: true,
  },
  { urn: urn(type, "gone"), type, custom: true, delete: true },
];

const sources = {
  "an exported state": () => readState("s", { version: 3, deployment: { resources: [...others, resource] } }),
  "a checkpoint": () =>
    readState("s", { version: 3, checkpoint: { stack: "s", latest: { resources: [...others, resource] } } }),
  "a preview as JSON": () =>
    readPreview("s", {
      steps: [
        { op: "create", urn: resource.urn, newState: resource },
        { op: "delete", urn: urn(type, "gone"), oldState: { ...resource, urn: urn(type, "gone") } },
      ],
    }),
  "the engine's events": () =>
    readPreview("s", [
      { resourcePreEvent: { metadata: { op: "create", urn: resource.urn, new: resource } } },
      { summaryEvent: {} },
      {
        resourcePreEvent: { metadata: { op: "delete", urn: "u", old: { ...resource, urn: "u" }, new: null } },
      },
    ]),
  "a plan": () =>
    readPreview("s", {
      resourcePlans: {
        [resource.urn]: { goal: { ...resource, inputs: undefined, inputDiff: { adds: resource.inputs } } },
        other: { steps: ["delete"] },
      },
    }),
  "a run of the program": () => readProgram("s", [resource]),
};

describe("the resource graph", () => {
  for (const [name, read] of Object.entries(sources)) {
    it(`reads ${name}`, () => {
      const graph = read();
      expect(graph.nodes.map((node) => node.urn)).to.deep.equal([resource.urn]);
      const [node] = graph.nodes;
      expect(node).to.include({
        stack: "s",
        type,
        name: "vault",
        armType: "Microsoft.KeyVault/vaults",
        id,
        custom: true,
      });
      expect(node?.inputs).to.deep.equal({ vaultName: "kv", key: secretText });
      expect(node?.parent).to.equal(resource.parent);
      expect(node?.dependencies).to.deep.equal(resource.dependencies);
      expect(JSON.stringify(node)).not.to.contain("abc");
    });
  }

  it("leaves out what is not known yet", () => {
    const node = toNode("s", {
      ...resource,
      id: unknown,
      inputs: { a: unknown, b: [unknown, 1], c: { d: unknown } },
    });
    expect(node.id).to.equal(undefined);
    expect(node.inputs).to.deep.equal({ b: [undefined, 1], c: {} });
  });

  it("tells which inputs carry a dependency", () => {
    expect(toNode("s", resource).propertyDependencies).to.deep.equal({
      resourceGroupName: resource.dependencies,
      key: [],
    });
    expect(toNode("s", { ...resource, propertyDependencies: undefined }).propertyDependencies).to.equal(
      undefined,
    );
  });

  it("refuses what is neither", () => {
    expect(() => readState("s", {})).to.throw(UnreadableGraphError, "neither");
    expect(() => readState("s", "text")).to.throw(UnreadableGraphError);
    expect(() => readPreview("s", { anything: 1 })).to.throw(UnreadableGraphError, "neither");
  });

  it("finds resources by id, however it is spelt, and by type", () => {
    const graph = readProgram("s", [resource]);
    expect(nodeById(graph, id.toUpperCase())?.name).to.equal("vault");
    expect(nodeById(graph, undefined)).to.equal(undefined);
    expect(ofType(graph, "keyvault:Vault")).to.have.lengthOf(1);
    expect(ofType(graph, "network:Subnet")).to.deep.equal([]);
    expect(graph.nodes.map(armName)).to.deep.equal(["kv"]);
  });

  it("is one for many stacks", () => {
    const other = { ...resource, urn: resource.urn.replace(":s:", ":t:") };
    const graph = mergeGraphs([readProgram("s", [resource]), readProgram("t", [other])]);
    expect(graph.stacks).to.deep.equal(["s", "t"]);
    expect(graph.nodes).to.have.lengthOf(2);
    expect(graphOf([...graph.nodes, ...graph.nodes]).nodes).to.have.lengthOf(2);
  });

  it("takes in the objects of a rendered chart", () => {
    const release = toNode("s", {
      urn: urn("kubernetes:helm.sh/v3:Release", "r"),
      type: "kubernetes:helm.sh/v3:Release",
      custom: true,
      inputs: { namespace: "w" },
    });
    const nodes = readManifests(release, [
      { apiVersion: "v1", kind: "Service", metadata: { name: "a" } },
      { apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy", metadata: { name: "b", namespace: "x" } },
      { kind: "Nameless" },
    ]);
    expect(nodes.map((node) => node.type)).to.deep.equal([
      "kubernetes:core/v1:Service",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy",
    ]);
    expect(nodes.map(({ inputs }) => (inputs["metadata"] as { namespace: string }).namespace)).to.deep.equal([
      "w",
      "x",
    ]);
    expect(nodes.map(({ parent }) => parent)).to.deep.equal([release.urn, release.urn]);
  });
});
