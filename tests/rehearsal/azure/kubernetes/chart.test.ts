import { expect } from "chai";
import { objectsIn } from "../../../../rehearsal/azure/kubernetes/chart.ts";

describe("the objects of a chart", () => {
  const manifest = (name: string): string =>
    `# Source: a.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\n---\n# nothing\n---\nkind: Secret\ndata: {on: yes}\n`;

  it("are those of every document that has one, and read once", () => {
    const objects = objectsIn(manifest("a"));
    expect(objects).to.deep.equal([
      { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" } },
      { kind: "Secret", data: { on: "yes" } },
    ]);
    expect(objectsIn(manifest("a"))).to.equal(objects);
    expect(objectsIn(manifest("b"))).not.to.deep.equal(objects);
  });

  it("can be changed by nobody, for they are everybody's", () => {
    const [first] = objectsIn(manifest("c"));
    expect(() => Object.assign(first?.["metadata"] as object, { name: "d" })).to.throw(TypeError);
  });

  it("are not kept without end", () => {
    const first = objectsIn(manifest("kept"));
    for (let other = 0; other < 15; other += 1) objectsIn(manifest(`other-${other}`));
    expect(objectsIn(manifest("kept"))).to.equal(first);
    for (let other = 0; other < 16; other += 1) objectsIn(manifest(`more-${other}`));
    expect(objectsIn(manifest("kept"))).not.to.equal(first);
  });
});
