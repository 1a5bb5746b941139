import { expect } from "chai";
import { mergeGraphs } from "../../../graph/model.ts";
import { matrices } from "../../../graph/reachability/matrix.ts";
import type { Properties } from "../../../lib/properties.ts";
import { ids, Sketch } from "../support/sketch.ts";

const outside = ["login.microsoftonline.com", "mcr.microsoft.com", "pypi.org"];

/** A stack with a storage account for a website, as far as Azure has told of it. */
const stamp = (account: Properties, stack = "stamp-x") =>
  new Sketch(stack)
    .network("n", "10.1.0.0/16")
    .subnet("n", "snet-jump-boxes", "10.1.0.0/24")
    .add("storage:StorageAccount", "storage-spa", ids.account("spa"), {}, account);

const site = { primaryEndpoints: { web: "https://spa.z6.web.core.windows.net/" } };

describe("matrices", () => {
  it("have a column for what a service answers for, and none for a website that a storage account does not have yet", () => {
    const columns = (account: Properties) => matrices(stamp(account).graph()).map((own) => own.columns);
    expect(columns(site)).to.deep.equal([["jump-boxes", "website", "website-blob", ...outside]]);
    expect(columns({})).to.deep.equal([["jump-boxes", "website-blob", ...outside]]);
  });

  it("have a cell for each column, with the website or without", () => {
    for (const account of [site, {}])
      for (const { columns, rows } of matrices(stamp(account).graph())) {
        expect(rows.map(({ from }) => from)).to.deep.equal(["internet", "front-door", "jump-boxes"]);
        for (const { cells } of rows) expect(cells).to.have.length(columns.length);
      }
  });

  it("have columns for those roles of other stacks alone that somebody answers to", () => {
    const operations = new Sketch("ops-x")
      .network("o", "10.2.0.0/16")
      .subnet("o", "snet-agents", "10.2.0.0/24");
    const columns = (other: Sketch) =>
      matrices(mergeGraphs([operations.graph(), other.graph()]))[0]?.columns.filter((column) =>
        column.includes("/"),
      );
    const clustered = stamp({}).subnet("n", "snet-nodes", "10.1.3.0/24").cluster("n", "snet-nodes");
    expect(columns(clustered)).to.deep.equal(["stamp-x/api-server", "stamp-x/website-blob", "stamp-x/nodes"]);
    const created = clustered.graph().nodes.map((node) => ({ ...node, outputs: {} }));
    const early = new Sketch("stamp-x");
    early.nodes.push(...created);
    // Azure tells the API server's name with the cluster.
    expect(columns(early.vault("vault-vault"))).to.deep.equal([
      "stamp-x/key-vault",
      "stamp-x/website-blob",
      "stamp-x/nodes",
    ]);
  });
});
