import { expect } from "chai";
import {
  allTexts,
  flagAt,
  isObject,
  isText,
  numberAt,
  objectOrEmpty,
  objectsAt,
  objectsOf,
  textAt,
  textsAt,
  valueAt,
  valuesAt,
  wordAt,
  wordOf,
} from "../../lib/properties.ts";

const machine = {
  name: "vm",
  count: "3",
  zones: 2,
  blank: " ",
  huge: "Infinity",
  enabled: false,
  nothing: null,
  tags: { owner: "platform" },
  ipConfigurations: [{ subnet: { id: "/a" } }, { subnet: {} }, "no object", { subnet: { id: "/b" } }],
};

describe("values of resources by path", () => {
  it("know an object from a list, from null and from a text", () => {
    expect([{}, [], null, undefined, "text", 1].map(isObject)).to.deep.equal([
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
  });

  it("are found behind keys and in every element of a list", () => {
    expect(valuesAt(machine, "tags.owner")).to.deep.equal(["platform"]);
    expect(valuesAt(machine, "ipConfigurations[].subnet.id")).to.deep.equal(["/a", "/b"]);
    expect(valuesAt(machine, "ipConfigurations[]")).to.deep.equal(machine.ipConfigurations);
    expect(valueAt(machine, "ipConfigurations[].subnet.id")).to.equal("/a");
  });

  it("are none where the path leads nowhere, null included", () => {
    for (const path of [
      "nothing",
      "missing",
      "missing.deeper",
      "name.length",
      "tags[]",
      "name[]",
      "nothing.x",
    ])
      expect(valuesAt(machine, path), path).to.deep.equal([]);
    expect(valuesAt(undefined, "name")).to.deep.equal([]);
    expect(valuesAt(machine, "enabled")).to.deep.equal([false]);
  });

  it("come as what they are asked for or not at all", () => {
    expect([textAt(machine, "name"), textAt(machine, "zones")]).to.deep.equal(["vm", undefined]);
    expect([flagAt(machine, "enabled"), flagAt(machine, "name")]).to.deep.equal([false, undefined]);
    expect(textsAt({ all: ["a", 1, "b", null] }, "all[]")).to.deep.equal(["a", "b"]);
    expect(objectsAt(machine, "ipConfigurations[]")).to.have.length(3);
  });

  it("are numbers where a text says one", () => {
    const numbers = ["zones", "count", "blank", "huge", "name", "enabled"].map((path) =>
      numberAt(machine, path),
    );
    expect(numbers).to.deep.equal([2, 3, undefined, undefined, undefined, undefined]);
  });

  it("are empty where an object or a list is wanted and something else stands", () => {
    expect([objectOrEmpty(machine.tags), objectOrEmpty("text"), objectOrEmpty(undefined)]).to.deep.equal([
      { owner: "platform" },
      {},
      {},
    ]);
    expect([objectsOf([{ a: 1 }, "text", null]), objectsOf({ a: 1 }), objectsOf(undefined)]).to.deep.equal([
      [{ a: 1 }],
      [],
      [],
    ]);
  });

  it("are Azure's words in its own spelling, whatever case they are in", () => {
    const words = ["Allow", "Deny"];
    expect(["Allow", "ALLOW", "deny", "Denied", ""].map((text) => wordOf(text, words))).to.deep.equal([
      "Allow",
      "Allow",
      "Deny",
      "Denied",
      "",
    ]);
    expect(
      ["Allow", "aLLOW", "Allows", "", 7, undefined].map((value) => isText(value, "Allow")),
    ).to.deep.equal([true, true, false, false, false, false]);
    const rule = { access: "allow", priority: 100 };
    expect(["access", "priority", "name"].map((path) => wordAt(rule, path, words))).to.deep.equal([
      "Allow",
      undefined,
      undefined,
    ]);
  });

  it("are listed as texts with their paths, ids that are keys as well", () => {
    const identity = { "/subscriptions/s": { clientId: "c" }, plain: "p" };
    expect(allTexts({ list: ["a", { b: "c" }], identity, number: 1, nothing: null })).to.deep.equal([
      { path: "list[0]", text: "a" },
      { path: "list[1].b", text: "c" },
      { path: "identity./subscriptions/s", text: "/subscriptions/s" },
      { path: "identity./subscriptions/s.clientId", text: "c" },
      { path: "identity.plain", text: "p" },
    ]);
    expect(allTexts("alone")).to.deep.equal([{ path: "", text: "alone" }]);
  });
});
