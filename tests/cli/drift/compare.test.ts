import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { expect } from "chai";
import { driftOf } from "../../../cli/drift/compare.ts";

const urn =
  "urn:pulumi:stamp-eastus::bulkhead::bulkhead:network:StampNetwork$azure-native:network:NetworkSecurityGroup::rules";
const type = "azure-native:network:NetworkSecurityGroup";
const id = "/subscriptions/0/resourceGroups/rg/providers/Microsoft.Network/networkSecurityGroups/nsg";
const deployed = new Map<string, string | undefined>([[urn, id]]);

type Values = Record<string, unknown>;

/** As the engine reports it: null where there is nothing. */
function event(
  kind: "resourcePreEvent" | "resOutputsEvent",
  op: string,
  old: Values | null,
  next: Values | null,
  more: Values = {},
): EngineEvent {
  const state = (inputs: Values | null) => (inputs === null ? null : { urn, type, inputs, outputs: inputs });
  return {
    sequence: 1,
    timestamp: 1,
    [kind]: { metadata: { op, urn, type, old: state(old), new: state(next), ...more } },
  };
}

const good = { securityRules: [{ name: "a", access: "Deny" }], tags: { owner: "x" } };
const opened = { ...good, securityRules: [{ name: "a", access: "Allow" }, { name: "b" }] };
const details = {
  diffs: ["securityRules"],
  detailedDiff: { securityRules: { diffKind: "update", inputDiff: true } },
};

describe("drift from the engine's events", () => {
  it("is what the refresh found and the program does not want, property by property", () => {
    const [found, ...others] = driftOf(
      [
        event("resOutputsEvent", "refresh", good, opened),
        event("resourcePreEvent", "update", opened, good, details),
        event("resOutputsEvent", "update", opened, good, details),
      ],
      deployed,
    );
    expect(others).to.deep.equal([]);
    expect(found).to.deep.equal({
      urn,
      type,
      id,
      name: "NetworkSecurityGroup rules",
      change: "changed",
      operation: "update",
      properties: [
        { path: "securityRules[0].access", actual: "Allow", expected: "Deny" },
        { path: "securityRules[1]", actual: { name: "b" }, expected: undefined },
      ],
    });
  });

  it("is not what the program ignores: the engine then plans nothing", () => {
    expect(
      driftOf(
        [
          event("resOutputsEvent", "refresh", good, opened),
          event("resourcePreEvent", "same", opened, opened),
        ],
        deployed,
      ),
    ).to.deep.equal([]);
  });

  it("is told from changes of the program that are not deployed yet", () => {
    const [found] = driftOf(
      [
        event("resOutputsEvent", "refresh", opened, opened),
        event("resourcePreEvent", "update", opened, good, details),
      ],
      deployed,
    );
    expect(found?.change).to.equal("pending");
    // What Azure changed elsewhere in the resource does not make it drift.
    const retagged = { ...opened, etag: "2" };
    const [still] = driftOf(
      [
        event("resOutputsEvent", "refresh", opened, retagged),
        event("resourcePreEvent", "update", retagged, good, details),
      ],
      deployed,
    );
    expect(still?.change).to.equal("pending");
  });

  it("is a resource that is gone", () => {
    const [found] = driftOf(
      [event("resOutputsEvent", "refresh", good, null), event("resourcePreEvent", "create", null, good)],
      deployed,
    );
    expect(found).to.include({ change: "gone", operation: "create", id });
    expect(found?.properties).to.deep.equal([]);
  });

  it("is not gone what was never there, and not drift what the program no longer has", () => {
    expect(driftOf([event("resourcePreEvent", "create", null, good)], new Map())[0]?.change).to.equal(
      "pending",
    );
    expect(driftOf([event("resourcePreEvent", "delete", good, null)], deployed)[0]).to.include({
      change: "pending",
      operation: "delete",
    });
  });

  it("is not what a run tells its providers", () => {
    const provider = event("resourcePreEvent", "update", good, opened, {
      ...details,
      type: "pulumi:providers:bulkhead",
    });
    expect(driftOf([provider], deployed)).to.deep.equal([]);
  });

  it("names a replacement once", () => {
    const found = driftOf(
      ["create-replacement", "replace", "delete-replaced"].map((op) =>
        event("resourcePreEvent", op, opened, good, details),
      ),
      deployed,
    );
    expect(found.map(({ operation }) => operation)).to.deep.equal(["replace"]);
  });

  it("reads the engine's paths, quoted keys included", () => {
    const before = { tags: { "a.b": "1" } };
    const after = { tags: { "a.b": "2" } };
    const [found] = driftOf(
      [
        event("resOutputsEvent", "refresh", after, before),
        event("resourcePreEvent", "update", before, after, {
          diffs: ["tags"],
          detailedDiff: { 'tags["a.b"]': { diffKind: "update" } },
        }),
      ],
      deployed,
    );
    expect(found).to.deep.include({
      change: "changed",
      properties: [{ path: 'tags["a.b"]', actual: "1", expected: "2" }],
    });
  });
});
