import { expect } from "chai";
import { mergeGraphs } from "../../graph/model.ts";
import { ask } from "../../graph/reachability/ask.ts";
import { checkStatements, findingLines, type Finding } from "../../graph/statements.ts";
import { readProgram } from "../../graph/readers/program.ts";
import { globalRun, runStamp } from "../support/stacks.ts";
import { graphOfRun } from "./support/committed.ts";

const stack = "stamp-eastus";
const space = { addressSpace: "10.64.0.0/16" };
const hubId =
  "/subscriptions/8d2f6a3e-1c49-5b77-9a10-4e5d6f708192/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks/vnet-hub";

interface Choice {
  readonly title: string;
  readonly values: Record<string, unknown>;
}

const choices: readonly Choice[] = [
  {
    title: "pods with addresses of their own",
    values: { network: space, cluster: { podNetwork: "podSubnet" } },
  },
  {
    title: "the API server in the network",
    values: { network: space, cluster: { apiServer: { access: "vnetIntegration" } } },
  },
  {
    title: "application security groups",
    values: { network: { ...space, applicationSecurityGroups: true } },
  },
  { title: "an application gateway", values: { network: space, ingress: { type: "applicationGateway" } } },
  { title: "policies that name hosts", values: { workload: { networkPolicy: { external: "names" } } } },
];

async function findings(values: Record<string, unknown>): Promise<Finding[]> {
  const own = await graphOfRun(stack, await runStamp(stack, { values }));
  return checkStatements(mergeGraphs([readProgram("global", (await globalRun()).resources), own]));
}

describe("the isolation statements under other choices", function () {
  // Each case runs a stamp's program on mocks, and helm renders its charts.
  for (const { title, values } of choices) {
    it(`hold with ${title}`, async () => {
      const all = await findings(values);
      const broken = all.filter(({ outcome }) => outcome === "broken");
      expect(
        broken.map(({ statement }) => statement.id),
        findingLines(all).join("\n"),
      ).to.deep.equal([]);
      expect(all.filter(({ outcome }) => outcome === "holds").length).to.be.greaterThan(50);
    });
  }

  it("leave to a hub what a hub decides", async () => {
    const values = { network: { ...space, hub: { virtualNetworkId: hubId, nextHopIp: "10.0.0.4" } } };
    const all = await findings(values);
    expect(findingLines(all).slice(1)).to.deep.equal([]);
    const outside = all.filter(({ outcome }) => outcome === "outside").map(({ statement }) => statement.id);
    expect(outside).to.include("nodes-unlisted-host");
    const own = await graphOfRun(stack, await runStamp(stack, { values }));
    const [flow] = ask(own, { stack, from: "nodes", to: "example.com" }).flows;
    expect(flow?.verdict).to.include({ allowed: true, certain: false });
  });
});
