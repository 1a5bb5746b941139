import { expect } from "chai";
import { graphOf, type Graph } from "../../graph/model.ts";
import { checkStatement, checkStatements, findingLines, statements } from "../../graph/statements.ts";
import { breaks } from "./support/breaks.ts";
import { committedGraph } from "./support/committed.ts";
import { spelt } from "./support/spelling.ts";

describe("the isolation statements", function () {
  // Every committed program is run on mocks, and helm renders the charts.
  let graph: Graph;

  before(async () => {
    graph = await committedGraph();
  });

  const kinds = (of: string) => graph.stacks.filter((stack) => stack.startsWith(`${of}-`));

  it("are 40 or more, each with a name of its own and a seed", () => {
    expect(statements.length).to.be.greaterThanOrEqual(40);
    expect(new Set(statements.map(({ id }) => id)).size).to.equal(statements.length);
    expect(statements.filter(({ seeds }) => seeds.length === 0)).to.deep.equal([]);
  });

  it("hold on the committed stacks, all of them", () => {
    const findings = checkStatements(graph);
    expect(findingLines(findings).slice(1)).to.deep.equal([]);
    const absent = findings.filter(({ outcome }) => outcome === "absent");
    expect(absent.map(({ statement, stack }) => `${statement.id} in ${stack}`)).to.deep.equal([]);
  });

  it("have a mistake each that breaks it", () => {
    expect(Object.keys(breaks).sort()).to.deep.equal(statements.map(({ id }) => id).sort());
  });

  for (const statement of statements) {
    it(`sees when this is broken: ${statement.text} (${statement.id})`, function () {
      const [stack] = kinds(statement.of);
      const mutate = breaks[statement.id];
      if (stack === undefined || mutate === undefined) this.skip();
      const finding = checkStatement(mutate(graph, stack), statement, stack);
      expect(finding.outcome, finding.because).to.equal("broken");
      expect(finding.because).to.be.a("string").and.not.equal("");
    });
  }

  for (const [how, spell] of [
    ["small letters", (word: string) => word.toLowerCase()],
    ["capitals", (word: string) => word.toUpperCase()],
  ] as const) {
    it(`hold and break the same with Azure's words in ${how}`, () => {
      expect(findingLines(checkStatements(spelt(graph, spell))).slice(1)).to.deep.equal([]);
      const unseen = statements.filter((statement) => {
        const [stack] = kinds(statement.of);
        const mutate = breaks[statement.id];
        if (stack === undefined || mutate === undefined) return true;
        return checkStatement(spelt(mutate(graph, stack), spell), statement, stack).outcome !== "broken";
      });
      expect(unseen.map(({ id }) => id)).to.deep.equal([]);
    });
  }

  it("name the rule to blame", () => {
    const opened = breaks["nodes-unlisted-host"]?.(graph, "stamp-eastus") ?? graph;
    const lines = findingLines(checkStatements(opened)).join("\n");
    expect(lines).to.contain("Nodes reach no host that nobody approved.");
    expect(lines).to.contain("network rule everything of mutation");
  });

  it("are absent where their ends are", () => {
    const [statement] = statements.filter(({ id }) => id === "stamps-nodes");
    const alone = graphOf(graph.nodes.filter(({ stack }) => stack !== "stamp-westeurope"));
    if (statement === undefined) throw new Error("no such statement");
    expect(checkStatement(alone, statement, "stamp-eastus").outcome).to.equal("absent");
  });
});
