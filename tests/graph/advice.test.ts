import { expect } from "chai";
import { mergeGraphs } from "../../graph/model.ts";
import { ask } from "../../graph/reachability/ask.ts";
import { readProgram } from "../../graph/readers/program.ts";
import { globalRun, runStamp, stampRun } from "../support/stacks.ts";
import { graphOfRun } from "./support/committed.ts";

const stack = "stamp-eastus";

describe("the key that a denied flow is told", function () {
  // Each case runs a stamp's program on mocks, and helm renders its charts.
  async function ended(values: Record<string, unknown>, from: string, to: string): Promise<boolean> {
    const committed = Object.keys(values).length === 0;
    const run = committed ? await stampRun(stack) : await runStamp(stack, { values });
    const own = await graphOfRun(stack, run);
    const global = readProgram("global", (await globalRun()).resources);
    return ask(mergeGraphs([global, own]), { stack, from, to }).allowed;
  }

  it("lets nodes through by HTTPS", async () => {
    expect(await ended({}, "nodes", "pypi.org")).to.equal(false);
    expect(await ended({ firewall: { allowedHosts: ["pypi.org"] } }, "nodes", "pypi.org")).to.equal(true);
  });

  it("lets nodes through on another port, past security groups as well", async () => {
    const host = { host: "db.example.com", protocol: "Tcp", port: 5432 };
    expect(await ended({}, "nodes", "db.example.com:5432")).to.equal(false);
    expect(await ended({ firewall: { allowedHosts: [host] } }, "nodes", "db.example.com:5432")).to.equal(
      true,
    );
  });

  it("lets pods through with both keys, and with neither alone", async () => {
    const firewall = { allowedHosts: ["pypi.org"] };
    const workload = { networkPolicy: { external: "names" } };
    expect(await ended({ firewall }, "pod:catalog-api", "pypi.org")).to.equal(false);
    expect(await ended({ workload }, "pod:catalog-api", "pypi.org")).to.equal(false);
    expect(await ended({ firewall, workload }, "pod:catalog-api", "pypi.org")).to.equal(true);
  });
});
