import { expect } from "chai";
import { graphOf, type Graph } from "../../../graph/model.ts";
import { flowSlas, slas, slaSources } from "../../../graph/sla/sla.ts";
import { platformGraph, without } from "../support/mocks.ts";

const flow = (graph: Graph, id: string) => {
  const found = flowSlas(graph).find((candidate) => candidate.id === id);
  if (found === undefined) throw new Error(`no flow ${id}`);
  return found;
};

describe("composite service levels", function () {
  let graph: Graph;

  before(async () => {
    graph = await platformGraph();
  });

  it("names a source for every number", () => {
    for (const { id, source, percent } of slas) {
      expect(percent, id).to.be.within(99, 100);
      expect(slaSources, id).to.have.property(source);
    }
  });

  it("multiplies what is needed together, and lets either region answer", () => {
    const region = 0.9999 * 0.9999 * 0.9999 * 1 * 0.9999;
    const { percent, oneRegion, parts } = flow(graph, "read");
    expect(percent / 100).to.be.closeTo(0.9999 * 0.99999 * (1 - (1 - region) ** 2), 1e-12);
    expect(oneRegion / 100).to.be.closeTo(0.9999 * 0.99999 * region, 1e-12);
    expect(parts.filter(({ regional }) => regional)).to.have.length(5);
  });

  it("is worse with a region less, and cannot be better than its worst shared part", () => {
    const fewer = without(graph, ({ stack }) => stack === "stamp-westeurope");
    for (const { id, percent, parts } of flowSlas(graph)) {
      expect(flow(fewer, id).percent, id).to.be.lessThan(percent);
      for (const { sla, regional } of parts) if (!regional) expect(percent, id).to.be.at.most(sla.percent);
    }
  });

  it("names what takes most of it away", () => {
    expect(flow(graph, "read").weakest).to.equal("Front Door");
    expect(flow(graph, "new-pod").weakest).to.equal("Container Registry");
    const one = without(graph, ({ stack }) => stack === "stamp-westeurope");
    expect(flow(one, "website").weakest).to.equal("the only region");
  });

  it("follows the configuration: one write region, nodes and firewalls without zones", () => {
    const changed = graphOf(
      graph.nodes.map((node) => {
        const plain = ["enableMultipleWriteLocations", "availabilityZones", "zones"];
        const inputs = Object.fromEntries(
          Object.entries(node.inputs).filter(([key]) => !plain.includes(key)),
        );
        return { ...node, inputs };
      }),
    );
    expect(flow(changed, "read").percent).to.be.lessThan(flow(graph, "read").percent);
    expect(flow(changed, "new-pod").parts.map(({ sla }) => sla.id)).to.include.members(["firewall", "nodes"]);
  });

  it("promises nothing where no stamp is", () => {
    expect(flowSlas(graphOf([]))).to.deep.equal([]);
  });
});
