import { expect } from "chai";
import { byMeter, costLines, dollars, estimateCost } from "../../../graph/cost/estimate.ts";
import { graphOf } from "../../../graph/model.ts";
import { toNode } from "../../../graph/readers/node.ts";
import type { Properties } from "../../../lib/properties.ts";

const node = (stack: string, type: string, name: string, inputs: Properties = {}) => {
  const token = type.startsWith("kubernetes:") ? type : `azure-native:${type}`;
  return toNode(stack, {
    urn: `urn:pulumi:${stack}::p::${token}::${name}`,
    type: token,
    custom: true,
    inputs,
  });
};

/** A global stack and one stamp, in which each rule of the estimate has something to do. */
const graph = graphOf([
  node("global", "cdn:Profile", "afd", { location: "Global", sku: { name: "Premium_AzureFrontDoor" } }),
  node("global", "keyvault:Vault", "kv", { location: "WestEurope" }),
  node("global", "keyvault:Vault", "kv2"),
  node("stamp", "resources:ResourceGroup", "rg", { location: "westeurope" }),
  node("stamp", "containerservice:ManagedCluster", "aks", {
    sku: { tier: "Premium" },
    agentPoolProfiles: [
      { vmSize: "Standard_F8s_v2", enableAutoScaling: true, count: 2, minCount: 1, maxCount: 3 },
      { vmSize: "Standard_D4ds_v5", count: 1 },
    ],
  }),
  node("stamp", "network:PublicIPAddress", "pip-1"),
  node("stamp", "network:PublicIPAddress", "pip-2", { location: "eastus" }),
  node("stamp", "cosmosdb:SqlResourceSqlContainer", "c", { options: { throughput: 100 } }),
  node("stamp", "kubernetes:helm.sh/v3:Release", "release"),
]);
const estimate = estimateCost(graph, 73);
const near = (amount: number, expected: number) => expect(amount).to.be.closeTo(expected, 0.01);

describe("estimate of a month", () => {
  it("takes a price of the resource's region, of its stack's, or of another that it names", () => {
    const lines = estimate.lines.map(({ name, price, region, priceRegion }) => [
      name,
      price,
      region,
      priceRegion,
    ]);
    expect(lines).to.deep.equal([
      ["afd", "afd.premium.base", "westeurope", "westeurope"],
      ["aks", "vm.F8s_v2", "westeurope", "westeurope"],
      ["aks", "vm.D4ds_v5", "westeurope", "eastus"],
      ["pip-1", "pip.standard", "westeurope", "westeurope"],
      ["pip-2", "pip.standard", "eastus", "eastus"],
      ["c", "cosmos.ru.single.manual", "westeurope", "eastus"],
    ]);
  });

  it("adds lines to stacks and stacks to the whole, and a release for stamps only", () => {
    const [global, stamp] = estimate.stacks;
    expect(estimate.stacks.map(({ stack }) => stack)).to.deep.equal(["global", "stamp"]);
    const rest = 730 * (0.226 + 2 * 0.005 + (estimate.lines.at(-1)?.least ?? 0) / 730);
    near(global?.least ?? 0, 330);
    near(stamp?.least ?? 0, 730 * 0.388 + rest);
    near(stamp?.most ?? 0, 3 * 730 * 0.388 + rest);
    near(estimate.least, 330 + (stamp?.least ?? 0));
    near(estimate.most, 330 + (stamp?.most ?? 0));
    expect(estimate.release.hours).to.equal(73);
    near(estimate.release.least, (stamp?.least ?? 0) / 10);
    near(estimate.release.most, (stamp?.most ?? 0) / 10);
    expect(estimateCost(graph).release.hours).to.equal(24);
  });

  it("lists what is in no sum, gathered by type, reason and unit prices", () => {
    const listed = estimate.unpriced.map(({ type, count, reason }) => [type, count, reason]);
    expect(listed).to.deep.equal([
      ["cdn:Profile", 1, "by use, beside what is in the sum"],
      ["keyvault:Vault", 2, "by use"],
      ["containerservice:ManagedCluster", 1, "no published price of aks.premium"],
      ["cosmosdb:SqlResourceSqlContainer", 1, "by use, beside what is in the sum"],
    ]);
    expect(estimate.unpriced[0]?.units[0]).to.equal("afd.premium.requests: no published price");
    expect(estimate.unpriced[1]?.units).to.deep.equal([
      "Key Vault Standard/Premium secret and software-key operations: 0.03 USD per 10k",
    ]);
    expect(estimate.unpriced[2]?.units).to.deep.equal([]);
  });

  it("gathers a stack by meter, the dearest first", () => {
    const stamp = byMeter(estimate.lines.filter(({ stack }) => stack === "stamp"));
    expect(stamp.map(({ meter, count }) => [count, meter])).to.deep.equal([
      [1, "Standard_F8s_v2 Linux"],
      [1, "Standard_D4ds_v5 Linux"],
      [2, "Standard static public IPv4"],
      [1, estimate.lines.at(-1)?.meter],
    ]);
    near(stamp[2]?.least ?? 0, 7.3);
    near(stamp[2]?.most ?? 0, 7.3);
    const [first] = estimate.lines;
    if (first === undefined) throw new Error("no line");
    const alike = [1, 2].map((most) => ({ ...first, meter: `meter-${most}`, least: 1, most }));
    expect(byMeter(alike).map(({ meter }) => meter)).to.deep.equal(["meter-2", "meter-1"]);
  });

  it("is told in columns, with what it does not know", () => {
    const lines = costLines(estimate);
    expect(lines.slice(0, 3)).to.deep.equal([
      `Estimate for a month of 730 hours, list prices in USD of ${estimate.date}; an estimate, no offer.`,
      "Least and most: what autoscaling may go down and up to. What depends on use is listed below and in no sum.",
      "",
    ]);
    expect(lines).to.include.members([
      "global: 330 to 330",
      "  Front Door Premium base fee per profile                              330       330",
      "  2 × Standard static public IPv4                                        7         7",
      "  Standard_F8s_v2 Linux                                                283       850",
      `  All stacks                                                     ${dollars(estimate.least).padStart(9)} ${dollars(estimate.most).padStart(9)}`,
      `  A release, once: stamps side by side for 73 h                  ${dollars(estimate.release.least).padStart(9)} ${dollars(estimate.release.most).padStart(9)}`,
      "In no sum:",
      "  2 × keyvault:Vault: by use",
      "      Key Vault Standard/Premium secret and software-key operations: 0.03 USD per 10k",
    ]);
    expect(lines.filter((line) => line === "")).to.have.length(5);
    const weak = estimate.lines.filter(({ confidence }) => confidence !== "sourced").length;
    expect(lines.at(-1)).to.equal(
      `${weak} of 6 lines have prices without a dated first-hand source; 2 use another region's price.`,
    );
    expect(dollars(12_345.6)).to.equal("12,346");
  });
});
