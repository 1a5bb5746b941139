import { expect } from "chai";
import { denyPriority, experimentNames } from "../../pipelines/chaos/experiments.ts";
import { runExperiment, type ChaosRequest, type ChaosWorld } from "../../pipelines/chaos/run.ts";
import { rejection } from "../support/rejection.ts";
import { ofType, stampRun } from "../support/stacks.ts";

const request: ChaosRequest = {
  experiment: "zone-down",
  subscriptionId: "sub",
  resourceGroup: "rg-stamp",
  identityId: "/identity",
  zone: "1",
};

/** Azure with one stamp, and a platform whose answers are given by the number of the look. */
function world(over: { answers?: (look: number) => boolean; status?: string; clusters?: number } = {}) {
  const requests: { method: string; url: string; body: Record<string, unknown> }[] = [];
  let look = 0;
  const tables: Record<string, unknown> = {
    "aks list": Array.from({ length: over.clusters ?? 1 }, () => ({
      location: "eastus",
      nodeResourceGroup: "rg-nodes",
    })),
    "vmss list": [
      { id: "/vmss/user", zones: ["1", "2"] },
      { id: "/vmss/other", zones: ["3"] },
    ],
    "network vnet": [
      {
        subnets: [
          {
            name: "snet-private-endpoints",
            addressPrefix: "10.0.9.0/24",
            networkSecurityGroup: { id: "/nsg/pe" },
          },
          {
            name: "snet-nodes-user",
            addressPrefix: "10.0.1.0/24",
            networkSecurityGroup: { id: "/nsg/user" },
          },
        ],
      },
    ],
  };
  const it: ChaosWorld & { requests: typeof requests } = {
    requests,
    pause: () => Promise.resolve(),
    say: () => undefined,
    answers: async () => over.answers?.(look++) ?? true,
    az: async (args) => {
      if (args[0] !== "rest") return tables[args.slice(0, 2).join(" ")];
      const [method = "", url = ""] = [args[2], args[4]];
      const body = args[5] === "--body" ? (JSON.parse(args[6] ?? "{}") as Record<string, unknown>) : {};
      requests.push({ method, url, body });
      return { value: [{ properties: { status: over.status ?? "Success", startedAt: "2026-01-01" } }] };
    },
  };
  return it;
}

describe("a failure on purpose", () => {
  it("makes the resources known, then the experiment, then starts it", async () => {
    const azure = world();
    expect(await runExperiment(request, azure)).to.equal(true);
    const puts = azure.requests.map(({ method, url }) => `${method} ${new URL(url).pathname}`);
    expect(puts).to.deep.equal([
      "put /vmss/user/providers/Microsoft.Chaos/targets/Microsoft-VirtualMachineScaleSet",
      "put /vmss/user/providers/Microsoft.Chaos/targets/Microsoft-VirtualMachineScaleSet/capabilities/Shutdown-2.0",
      "put /subscriptions/sub/resourceGroups/rg-stamp/providers/Microsoft.Chaos/experiments/bulkhead-zone-down",
      "post /subscriptions/sub/resourceGroups/rg-stamp/providers/Microsoft.Chaos/experiments/bulkhead-zone-down/start",
      "get /subscriptions/sub/resourceGroups/rg-stamp/providers/Microsoft.Chaos/experiments/bulkhead-zone-down/executions",
    ]);
    const text = JSON.stringify(azure.requests[2]?.body);
    expect(text).to.contain('"zones":["1"]').and.not.to.contain("/vmss/other");
    expect(text).to.contain("UserAssigned");
  });

  it("cuts the nodes off from their data, and nothing else", async () => {
    const azure = world();
    await runExperiment({ ...request, experiment: "data-unreachable" }, azure);
    const text = JSON.stringify(azure.requests.map(({ url, body }) => [url, body]));
    expect(text).to.contain("/nsg/user/providers/Microsoft.Chaos").and.not.to.contain("/nsg/pe/");
    expect(text).to.contain("10.0.9.0/24");
    expect(text).to.contain("networkSecurityGroup:securityRule/1.0");
  });

  for (const experiment of experimentNames) {
    it(`${experiment}: too few answers meanwhile fail it`, async () => {
      // One look beforehand, then 72: every tenth is lost.
      const passed = await runExperiment(
        { ...request, experiment },
        world({ answers: (look) => look % 10 !== 5 }),
      );
      expect(passed).to.equal(false);
    });
  }

  it("a few lost answers do not", async () =>
    expect(await runExperiment(request, world({ answers: (look) => look < 10 || look > 11 }))).to.equal(
      true,
    ));

  it("a platform that does not come back fails it", async () =>
    expect(await runExperiment(request, world({ answers: (look) => look < 73 }))).to.equal(false));

  it("nothing is broken where nothing answers", async () => {
    const azure = world({ answers: () => false });
    expect((await rejection(runExperiment(request, azure))).message).to.match(/nothing is broken/);
    expect(azure.requests).to.deep.equal([]);
  });

  it("an experiment that failed has shown nothing", async () =>
    expect((await rejection(runExperiment(request, world({ status: "Failed" })))).message).to.match(
      /nothing was shown/,
    ));

  it("a group without a stamp is refused", async () =>
    expect((await rejection(runExperiment(request, world({ clusters: 0 })))).message).to.match(/0 clusters/));

  it("a zone in which nothing runs is refused", async () =>
    expect((await rejection(runExperiment({ ...request, zone: "9" }, world()))).message).to.match(
      /no scale sets in zone 9/,
    ));

  it("finds the subnets and the room among the rules that our stamps have", async function () {
    this.timeout(120_000);
    const run = await stampRun();
    const subnets = ofType(run, "network:Subnet").map(({ inputs }) => String(inputs["subnetName"]));
    expect(subnets).to.include("snet-private-endpoints");
    const groups = ofType(run, "network:NetworkSecurityGroup").filter(({ inputs }) =>
      String(inputs["networkSecurityGroupName"]).includes("-nodes-"),
    );
    expect(groups).to.have.length(subnets.filter((name) => name.startsWith("snet-nodes-")).length);
    expect(groups).not.to.deep.equal([]);
    for (const { inputs } of groups) {
      const rules = (
        inputs["securityRules"] as { name: string; priority: number; direction: string }[]
      ).filter(({ direction }) => direction === "Outbound");
      const toEndpoints = rules.filter(({ name }) => name.includes("private-endpoints"));
      expect(rules.map(({ priority }) => priority)).not.to.include(denyPriority);
      expect(toEndpoints).not.to.deep.equal([]);
      for (const { priority } of toEndpoints) expect(priority).to.be.greaterThan(denyPriority);
    }
  });
});
