import { expect } from "chai";
import { hours } from "../../../cli/commands/cost.ts";
import { UserError } from "../../../config/userError.ts";
import { costLines, estimateCost, type Estimate } from "../../../graph/cost/estimate.ts";
import { meteringOf } from "../../../graph/cost/meters.ts";
import { findPrice, hoursPerMonth, prices, priceSources, unitPrice } from "../../../graph/cost/prices.ts";
import { graphOf, type Graph } from "../../../graph/model.ts";
import { toNode } from "../../../graph/readers/node.ts";
import type { Properties } from "../../../lib/properties.ts";
import { platformGraph, without } from "../support/mocks.ts";

function one(type: string, inputs: Properties): Graph {
  const token = `azure-native:${type}`;
  return graphOf([
    toNode("stamp-x", { urn: `urn:pulumi:stamp-x::p::${token}::n`, type: token, custom: true, inputs }),
  ]);
}

const priced = (type: string, inputs: Properties): Estimate => estimateCost(one(type, inputs));

describe("cost", function () {
  describe("price table", () => {
    it("names a source for every price, and none for what has no price", () => {
      for (const { id, usd, confidence, sources } of prices) {
        expect(Object.keys(usd).length === 0, id).to.equal(confidence === "none");
        if (confidence === "none") continue;
        for (const source of sources) expect(priceSources, id).to.have.property(source);
        expect(sources, id).to.not.deep.equal([]);
      }
    });

    it("says whose price it is where a region has none of its own", () => {
      expect(unitPrice("vm.F8s_v2", "westeurope")).to.deep.equal({ usd: 0.388, region: "westeurope" });
      expect(unitPrice("vm.D4ds_v5", "westeurope")).to.deep.equal({ usd: 0.226, region: "eastus" });
      expect(unitPrice("aks.premium", "eastus")).to.equal(undefined);
      expect(findPrice("no.such.row")).to.equal(undefined);
    });
  });

  describe("meters", () => {
    it("bills nodes from the least to the most that autoscaling goes to", () => {
      const { least, most } = priced("containerservice:AgentPool", {
        location: "eastus",
        vmSize: "Standard_D4ds_v5",
        enableAutoScaling: true,
        count: 3,
        minCount: 3,
        maxCount: 20,
      });
      expect(least).to.be.closeTo(3 * 0.226 * hoursPerMonth, 0.01);
      expect(most).to.be.closeTo(20 * 0.226 * hoursPerMonth, 0.01);
    });

    it("bills the count of a pool that does not scale", () => {
      const { least, most } = priced("containerservice:AgentPool", {
        location: "eastus",
        vmSize: "Standard_D4ds_v5",
        count: 2,
        minCount: 1,
        maxCount: 9,
      });
      expect([least, most]).to.deep.equal([2 * hoursPerMonth * 0.226, 2 * hoursPerMonth * 0.226]);
    });

    it("bills throughput in every region of the account, a tenth of the limit at least", () => {
      const account = (locations: number) =>
        toNode("global", {
          urn: "urn:pulumi:global::p::azure-native:cosmosdb:DatabaseAccount::a",
          type: "azure-native:cosmosdb:DatabaseAccount",
          custom: true,
          inputs: {
            accountName: "a",
            enableMultipleWriteLocations: true,
            locations: Array.from({ length: locations }, (_, index) => ({ locationName: `r${index}` })),
          },
        });
      const [container] = one("cosmosdb:SqlResourceSqlContainer", {
        accountName: "a",
        options: { autoscaleSettings: { maxThroughput: 4000 } },
      }).nodes;
      if (container === undefined) throw new Error("no container");
      const cost = (locations: number) => estimateCost(graphOf([account(locations), container]));
      expect(cost(2).most).to.be.closeTo(40 * 2 * 0.016 * hoursPerMonth, 0.01);
      expect(cost(2).least).to.be.closeTo(cost(2).most / 10, 0.01);
      expect(cost(3).most).to.be.closeTo(cost(2).most * 1.5, 0.01);
    });

    it("lists what it has no price for instead of guessing", () => {
      const unknown = priced("containerservice:AgentPool", { vmSize: "Standard_X1", count: 1 });
      expect(unknown.least).to.equal(0);
      expect(unknown.unpriced.map(({ reason }) => reason)).to.deep.equal(["no published price of vm.X1"]);
      const odd = priced("madeup:Thing", {});
      expect(odd.unpriced).to.have.length(1);
      const basic = priced("eventhub:Namespace", { sku: { name: "Premium", capacity: 1 } });
      expect(basic.unpriced[0]?.reason).to.equal("no price of Event Hubs Premium");
    });

    it("keeps unit prices apart where one type has several", () => {
      const plan = (name: string) =>
        one("security:Pricing", { pricingName: name, pricingTier: "Standard" }).nodes.map((node) => ({
          ...node,
          urn: `${node.urn}-${name}`,
        }));
      const { unpriced } = estimateCost(graphOf([...plan("Containers"), ...plan("VirtualMachines")]));
      expect(unpriced.map(({ units }) => units[0]?.split(":")[0])).to.deep.equal([
        "Defender for Containers",
        "Defender for Servers P2",
      ]);
    });

    it("lists what depends on use with its unit price", () => {
      const { unpriced, lines } = priced("keyvault:Vault", { location: "eastus" });
      expect(lines).to.deep.equal([]);
      expect(unpriced[0]?.units[0]).to.match(/0\.03 USD per 10k$/);
    });
  });

  describe("committed stacks", () => {
    let graph: Graph;

    before(async () => {
      graph = await platformGraph();
    });

    it("accounts for every resource: in the sum, free, by use, or listed", () => {
      const estimate = estimateCost(graph);
      const listed = new Set(estimate.unpriced.map(({ type }) => type));
      const summed = new Set(estimate.lines.map(({ urn }) => urn));
      for (const node of graph.nodes) {
        if (!node.type.startsWith("azure-native:")) continue;
        const { kind } = meteringOf(node, graph);
        const type = node.type.replace("azure-native:", "");
        expect(kind === "free" || summed.has(node.urn) || listed.has(type), node.urn).to.equal(true);
      }
    });

    it("adds up: lines to stacks, stacks to all", () => {
      const estimate = estimateCost(graph);
      const total = estimate.lines.reduce((sum, { least }) => sum + least, 0);
      expect(estimate.stacks.reduce((sum, { least }) => sum + least, 0)).to.be.closeTo(total, 0.01);
      expect(estimate.least).to.be.closeTo(total, 0.01);
      expect(estimate.most).to.be.greaterThan(estimate.least);
      expect(estimate.stacks.map(({ stack }) => stack)).to.include.members(["global", "stamp-eastus"]);
    });

    it("takes a firewall's price away with the firewall", () => {
      const fewer = without(
        graph,
        ({ type, stack }) => type.endsWith(":AzureFirewall") && stack === "stamp-eastus",
      );
      const premium = 1.75 * hoursPerMonth;
      expect(estimateCost(graph).least - estimateCost(fewer).least).to.be.closeTo(premium, 0.01);
    });

    it("charges a release by the hours that stamps stand twice", () => {
      const stamps = estimateCost(graph).stacks.filter(({ stack }) => stack.startsWith("stamp-"));
      const hourly = stamps.reduce((sum, { least }) => sum + least, 0) / hoursPerMonth;
      expect(estimateCost(graph, 6).release.least).to.be.closeTo(6 * hourly, 0.01);
      expect(estimateCost(graph, 0).release.least).to.equal(0);
    });

    it("says in words what is in no sum and how good the prices are", () => {
      const text = costLines(estimateCost(graph)).join("\n");
      expect(text).to.match(/In no sum:/);
      expect(text).to.match(/lines have prices without a dated first-hand source/);
      expect(text).to.match(/stamp-eastus: [\d,]+ to [\d,]+/);
    });
  });

  it("refuses hours that are none", () => {
    expect(hours("6")).to.equal(6);
    for (const text of ["-1", "", "six"]) expect(() => hours(text)).to.throw(UserError, /no number of hours/);
  });
});
