import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { recallGraph, rememberGraph } from "../../cli/graphCache.ts";
import { loadGraph } from "../../cli/graphSource.ts";
import { ofType } from "../../graph/model.ts";
import { readProgram } from "../../graph/readers/program.ts";

const say = () => undefined;

describe("where the resource graph comes from", () => {
  it("is the program, run on a local Azure, where nothing is deployed", async function () {
    const { graph, source, notes } = await loadGraph({
      from: "program",
      choose: ({ kind }) => kind === "global",
      say,
    });
    expect([source, notes]).to.deep.equal(["program", []]);
    expect(graph.stacks).to.deep.equal(["global"]);
    const [account] = ofType(graph, "cosmosdb:DatabaseAccount");
    expect(account?.id).to.match(/^\/subscriptions\/[^/]+\/resourceGroups\/.*\/databaseAccounts\//);
    expect(account?.outputs["documentEndpoint"]).to.be.a("string");
    expect(account?.dependencies.length).to.be.greaterThan(0);
    expect(Object.values(account?.propertyDependencies ?? {}).flat()).not.to.deep.equal([]);
  });

  it("refuses an environment without stacks", async () => {
    const refused = await loadGraph({ env: "nowhere", say }).then(
      () => "",
      (error: Error) => error.message,
    );
    expect(refused).to.contain("No stack has a file here.");
  });

  describe("what is kept of it", () => {
    let root: string;
    beforeEach(() => (root = mkdtempSync(path.join(os.tmpdir(), "bulkhead-kept-"))));
    afterEach(() => rmSync(root, { recursive: true, force: true }));

    const graph = readProgram("s", [
      {
        urn: "urn:pulumi:s::p::t::n",
        type: "azure-native:keyvault:Vault",
        custom: true,
        inputs: {},
        dependencies: [],
      },
    ]);

    it("answers for the same files", () => {
      rememberGraph(root, "a", graph);
      expect(recallGraph(root, "a")?.nodes).to.deep.equal(JSON.parse(JSON.stringify(graph.nodes)));
      expect(recallGraph(root, "b")).to.equal(undefined);
    });

    it("is nothing where nothing can be written", () => {
      writeFileSync(path.join(root, ".bulkhead"), "a file");
      rememberGraph(root, "a", graph);
      expect(recallGraph(root, "a")).to.equal(undefined);
    });
  });
});
