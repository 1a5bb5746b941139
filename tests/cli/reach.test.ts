import { expect } from "chai";
import { needed, reach, type ReachOptions } from "../../cli/commands/reach.ts";
import { parseStackName } from "../../config/stackName.ts";
import { armName, type Graph } from "../../graph/model.ts";
import { committedGraph } from "../graph/support/committed.ts";

describe("bulkhead reach", function () {
  let graph: Graph;

  before(async () => {
    graph = await committedGraph();
  });

  async function run(options: ReachOptions): Promise<{ code: number; printed: string; said: string }> {
    const printed: string[] = [];
    const said: string[] = [];
    const code = await reach(options, {
      load: () => Promise.resolve({ graph, source: "program", notes: [] }),
      print: (text) => void printed.push(text),
      say: (line) => void said.push(line),
    });
    return { code, printed: printed.join("\n"), said: said.join("\n") };
  }

  const stack = "stamp-eastus";

  it("says that a flow is allowed, and why, with exit code 0", async () => {
    const { code, printed } = await run({ stack, from: "pod:catalog-api", to: "key-vault" });
    expect(code).to.equal(0);
    expect(printed).to.contain("allowed").and.to.contain("privatelink.vaultcore.azure.net");
  });

  it("says which key would allow a host that the firewall denies, with exit code 1", async () => {
    const { code, printed } = await run({ stack, from: "nodes", to: "pypi.org:443" });
    expect(code).to.equal(1);
    expect(printed).to.contain("denied by default");
    expect(printed).to.contain("Pulumi.stamp-eastus.yaml: Add pypi.org to firewall.allowedHosts.");
    expect(printed).to.contain("rule-processing.md");
  });

  it("says that other ports need a longer entry", async () => {
    const { printed } = await run({ stack, from: "nodes", to: "db.example.com:5432" });
    expect(printed).to.contain("{ host: db.example.com, protocol: Tcp, port: 5432 }");
  });

  it("names both keys that keep a pod from a host", async () => {
    const { code, printed } = await run({ stack, from: "pod:catalog-api", to: "pypi.org" });
    expect(code).to.equal(1);
    expect(printed).to.contain("workload.networkPolicy.ranges").and.to.contain("firewall.allowedHosts");
  });

  it("does not advise what the configuration would refuse", async () => {
    const { printed } = await run({ stack, from: "nodes", to: "theirs.blob.core.windows.net" });
    expect(printed).to.contain("cannot be listed").and.to.contain("private endpoint");
  });

  it("gives the whole chain as JSON", async () => {
    const { printed } = await run({ stack, from: "nodes", to: "pypi.org", json: true });
    const reply = JSON.parse(printed) as {
      source: string;
      allowed: boolean;
      flows: { verdict: { steps: unknown[]; stoppedBy: { rule: string } }; advice: { key: string }[] }[];
    };
    expect(reply).to.include({ source: "program", allowed: false });
    expect(reply.flows[0]?.verdict.stoppedBy.rule).to.equal("firewall.default-deny");
    expect(reply.flows[0]?.advice[0]?.key).to.equal("firewall.allowedHosts");
  });

  it("takes addresses and ranges", async () => {
    const inside = await run({ stack, from: "10.10.0.10", to: "10.10.15.128/25" });
    expect(inside.code).to.be.oneOf([0, 1]);
    expect(inside.printed.split("\n").length).to.be.greaterThan(3);
    expect((await run({ stack, from: "192.0.2.1", to: "pypi.org" })).code).to.equal(2);
  });

  it("takes a scale set by its name, and finds the stack that alone has a role", async () => {
    const machines = (graph.byType.get("azure-native:compute:VirtualMachineScaleSet") ?? []).map(armName);
    expect(machines).not.to.deep.equal([]);
    for (const name of machines) {
      const { printed } = await run({ stack, from: `ops-eastus/${name}`, to: "unlisted.example.com" });
      expect(printed).to.contain(name).and.to.contain("denied");
    }
    expect((await run({ stack, from: "bastion", to: "jump-boxes" })).code).to.equal(0);
    expect((await run({ stack, from: "jump-boxes", to: "api-server" })).code).to.equal(0);
  });

  const bad: Readonly<Record<string, [ReachOptions, string]>> = {
    "an unknown stack": [{ stack: "stamp-mars", from: "nodes", to: "pypi.org" }, "stamp-eastus"],
    "an unknown sender": [{ stack, from: "nobody", to: "pypi.org" }, "pod:catalog-api"],
    "an unknown receiver": [{ stack, from: "nodes", to: "nobody" }, "key-vault"],
    "an unknown pod": [{ stack, from: "pod:nothing", to: "pypi.org" }, "pod:health-service"],
    "a port out of range": [{ stack, from: "nodes", to: "pypi.org:70000" }, "65535"],
    "no receiver": [{ stack, from: "nodes" }, "--to"],
    "no stack where there are many": [{ from: "nodes", to: "pypi.org" }, "--stack"],
  };
  for (const [what, [options, told]] of Object.entries(bad)) {
    it(`answers ${what} with exit code 2 and what is known`, async () => {
      const { code, said, printed } = await run(options);
      expect(code).to.equal(2);
      expect(said).to.contain("error:").and.to.contain(told);
      expect(printed).to.equal("");
    });
  }

  it("shows the whole system as a table", async () => {
    const { code, printed } = await run({ matrix: true });
    expect(code).to.equal(0);
    for (const name of graph.stacks.filter((own) => own !== "global"))
      expect(printed).to.contain(`${name}: who reaches whom`);
    expect((await run({ matrix: true, stack })).printed).not.to.contain("stamp-westeurope: who");
  });

  it("runs the programs that a question needs, and no others", () => {
    const chosen = (options: ReachOptions) =>
      ["global", "ops-eastus", "stamp-eastus", "stamp-westeurope"].filter(
        (text) => needed(options)?.(parseStackName(text)) ?? true,
      );
    expect(chosen({ stack, from: "nodes", to: "pypi.org" })).to.deep.equal([
      "global",
      "ops-eastus",
      "stamp-eastus",
    ]);
    expect(chosen({ stack, from: "nodes", to: "stamp-westeurope/nodes" })).to.have.lengthOf(4);
    expect(chosen({ matrix: true })).to.have.lengthOf(4);
  });
});
