import { expect } from "chai";
import { rehearsedGraph } from "../../cli/isolation.ts";
import { summaryText } from "../../cli/summary.ts";
import { graphOf } from "../../graph/model.ts";
import { checkStatements, findingLines } from "../../graph/statements.ts";
import { breaks } from "../graph/support/breaks.ts";
import { committedGraph } from "../graph/support/committed.ts";

describe("the isolation statements after a rehearsal", () => {
  const summary = {
    verb: "up",
    rehearsal: true,
    ok: true,
    stacks: [],
    simulatedMinutes: undefined,
    resume: undefined,
  } as const;

  it("are one line where all hold, and two more for each that is broken", async function () {
    const graph = await committedGraph();
    expect(summaryText({ ...summary, statements: findingLines(checkStatements(graph)) })).to.match(
      /\d+ isolation statements, asked \d+ times: all hold$/,
    );
    const broken = breaks["nodes-unlisted-host"]?.(graph, "stamp-eastus") ?? graphOf([]);
    const lines = summaryText({ ...summary, statements: findingLines(checkStatements(broken)) });
    expect(lines).to.contain("broken in stamp-eastus: Nodes reach no host that nobody approved.");
    expect(lines).to.contain("network rule everything of mutation");
  });

  it("are not asked where nothing was rehearsed", async () => {
    expect(await rehearsedGraph("nowhere", () => undefined)).to.equal(undefined);
    expect(summaryText(summary)).not.to.contain("statements");
  });
});
