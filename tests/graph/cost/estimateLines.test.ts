import { expect } from "chai";
import { costLines, estimateCost, type Estimate } from "../../../graph/cost/estimate.ts";
import { graphOf, type GraphNode } from "../../../graph/model.ts";
import { toNode } from "../../../graph/readers/node.ts";
import type { Properties } from "../../../lib/properties.ts";

const hours = 730;

function resource(stack: string, type: string, name: string, inputs: Properties = {}): GraphNode {
  const token = /^(kubernetes|random|bulkhead):/.test(type) ? type : `azure-native:${type}`;
  const urn = `urn:pulumi:${stack}::p::${token}::${name}`;
  return toNode(stack, { urn, type: token, custom: true, inputs });
}

const address = (stack: string, name: string, inputs: Properties = {}) =>
  resource(stack, "network:PublicIPAddress", name, inputs);
const group = (stack: string, location: string) =>
  resource(stack, "resources:ResourceGroup", `rg-${location}`, { location });
const estimate = (...nodes: readonly GraphNode[]): Estimate => estimateCost(graphOf(nodes));
const regions = ({ lines }: Estimate) =>
  lines.map(({ name, region, priceRegion }) => [name, region, priceRegion]);
const missing = ({ unpriced }: Estimate) =>
  unpriced.map(({ type, count, reason, units }) => [type, count, reason, ...units]);

describe("the region that a price is taken of", () => {
  it("is the resource's own, however it is spelt", () => {
    expect(regions(estimate(address("s", "pip", { location: "WestEurope" })))).to.deep.equal([
      ["pip", "westeurope", "westeurope"],
    ]);
  });

  it("is that of the first resource of its stack that has one, for what has none or is global", () => {
    const made = estimate(
      group("s", "Global"),
      group("s", "WestEurope"),
      group("s", "eastus"),
      address("s", "part"),
      address("s", "world", { location: "global" }),
      address("t", "other"),
      group("t", "westeurope"),
    );
    expect(regions(made)).to.deep.equal([
      ["part", "westeurope", "westeurope"],
      ["world", "westeurope", "westeurope"],
      ["other", "westeurope", "westeurope"],
    ]);
  });

  it("is East US where no resource of the stack says one", () => {
    expect(regions(estimate(address("s", "pip")))).to.deep.equal([["pip", "eastus", "eastus"]]);
  });

  it("is another one's where the table has none, which the line says", () => {
    const pool = { vmSize: "Standard_D4ds_v5", count: 1, location: "westeurope" };
    expect(regions(estimate(resource("s", "containerservice:AgentPool", "pool", pool)))).to.deep.equal([
      ["pool", "westeurope", "eastus"],
    ]);
  });
});

describe("what an estimate lists in no sum", () => {
  it("are types that the table does not know, each type once with its count", () => {
    const made = estimate(
      resource("s", "made:Up", "a"),
      resource("t", "made:Up", "b"),
      resource("s", "made:Other", "c"),
    );
    expect(missing(made)).to.deep.equal([
      ["made:Up", 2, "no price in the table"],
      ["made:Other", 1, "no price in the table"],
    ]);
    expect([made.least, made.most]).to.deep.equal([0, 0]);
  });

  it("are meters without a published price, whether the table has a row for them or not", () => {
    const cluster = resource("s", "containerservice:ManagedCluster", "aks", {
      sku: { tier: "Premium" },
      agentPoolProfiles: [{ vmSize: "Standard_X1", count: 1 }],
    });
    const made = estimate(cluster);
    expect(missing(made)).to.deep.equal([
      ["containerservice:ManagedCluster", 1, "no published price of aks.premium"],
      ["containerservice:ManagedCluster", 1, "no published price of vm.X1"],
    ]);
    expect(made.lines).to.deep.equal([]);
  });

  it("is what depends on use, with unit prices of the region as far as there are any", () => {
    const workspace = (location: string) =>
      resource("s", "operationalinsights:Workspace", location, { location });
    const odd = resource("s", "storage:StorageAccount", "st", { sku: { name: "Premium_LRS" } });
    expect(missing(estimate(workspace("eastus"), workspace("westeurope"), odd))).to.deep.equal([
      [
        "operationalinsights:Workspace",
        1,
        "by use",
        "Log Analytics analytics logs ingestion: 2.3 USD per GB",
        "Log Analytics interactive retention after 31 d: 0.1 USD per GB-month",
      ],
      [
        "operationalinsights:Workspace",
        1,
        "by use",
        "Log Analytics analytics logs ingestion: 2.99 USD per GB",
        "Log Analytics interactive retention after 31 d: 0.1 USD per GB-month",
      ],
      ["storage:StorageAccount", 1, "by use", "st.premium_lrs.hot: no published price"],
    ]);
  });

  it("is use beside a price that is in the sum", () => {
    const made = estimate(resource("s", "network:PrivateEndpoint", "pe"));
    expect(missing(made)).to.deep.equal([
      [
        "network:PrivateEndpoint",
        1,
        "by use, beside what is in the sum",
        "Private endpoint data, inbound and outbound each, first 1 PB: 0.01 USD per GB",
      ],
    ]);
    expect(made.lines.map(({ meter, type, price }) => [type, price, meter])).to.deep.equal([
      ["azure-native:network:PrivateEndpoint", "pe.hour", "Private endpoint"],
    ]);
    expect(missing(estimate(resource("s", "network:DdosProtectionPlan", "plan")))).to.deep.equal([]);
  });

  it("is nothing that Azure does not bill: free types, charts, random names, components", () => {
    const made = estimate(
      group("s", "eastus"),
      resource("s", "kubernetes:helm.sh/v3:Release", "chart"),
      resource("s", "random:index/randomString:RandomString", "suffix"),
      resource("s", "bulkhead:network:Hub", "component"),
    );
    expect([made.lines, made.unpriced]).to.deep.equal([[], []]);
    expect(made.stacks).to.deep.equal([{ stack: "s", least: 0, most: 0 }]);
  });
});

describe("the sums of an estimate", () => {
  const pool = (stack: string) =>
    resource(stack, "containerservice:AgentPool", `pool-${stack}`, {
      location: "eastus",
      vmSize: "Standard_D4ds_v5",
      enableAutoScaling: true,
      minCount: 1,
      maxCount: 4,
    });
  const cluster = (stack: string) => resource(stack, "containerservice:ManagedCluster", "aks");

  it("keep the least and the most apart, in US dollars", () => {
    const made = estimate(pool("s"));
    expect(made.currency).to.equal("USD");
    expect(made.least).to.be.closeTo(hours * 0.226, 0.001);
    expect(made.most).to.be.closeTo(4 * hours * 0.226, 0.001);
  });

  it("charge a release for the stacks with a cluster, by the part of a month that it lasts", () => {
    const { release } = estimateCost(graphOf([cluster("stamp"), pool("stamp"), pool("ops")]), 73);
    expect(release.hours).to.equal(73);
    expect(release.least).to.be.closeTo((hours * 0.226) / 10, 0.001);
    expect(release.most).to.be.closeTo((4 * hours * 0.226) / 10, 0.001);
    const none = estimate(pool("ops")).release;
    expect([none.hours, none.least, none.most]).to.deep.equal([24, 0, 0]);
  });

  it("are told stack by stack, each with its own meters only", () => {
    const lines = costLines(estimate(pool("a"), address("b", "one"), address("b", "two")));
    const blank = lines.flatMap((line, index) => (line === "" ? [index] : []));
    const row = (name: string, least: string, most: string) =>
      `  ${name.padEnd(62)} ${least.padStart(9)} ${most.padStart(9)}`;
    expect(lines.slice(2, blank[3])).to.deep.equal([
      "",
      "a: 165 to 660",
      row("Standard_D4ds_v5 Linux", "165", "660"),
      "",
      "b: 7 to 7",
      row("2 × Standard static public IPv4", "7", "7"),
      "",
      row("All stacks", "172", "667"),
      row("A release, once: stamps side by side for 24 h", "0", "0"),
    ]);
  });

  it("end with how many prices are second-hand and how many another region's", () => {
    const secondary = resource("s", "containerservice:AgentPool", "weak", {
      location: "westeurope",
      vmSize: "Standard_D2ds_v5",
      count: 1,
    });
    expect(costLines(estimate(secondary, address("s", "good"))).at(-1)).to.equal(
      "1 of 2 lines have prices without a dated first-hand source; 1 use another region's price.",
    );
  });
});
