import { expect } from "chai";
import { meteringOf, type Metering } from "../../../graph/cost/meters.ts";
import { findPrice, hoursPerMonth, unitPrice } from "../../../graph/cost/prices.ts";
import { graphOf } from "../../../graph/model.ts";
import { toNode } from "../../../graph/readers/node.ts";
import type { Properties } from "../../../lib/properties.ts";

const node = (type: string, inputs: Properties, name = "n") => {
  const token = `azure-native:${type}`;
  return toNode("s", { urn: `urn:pulumi:s::p::${token}::${name}`, type: token, custom: true, inputs });
};

function metering(
  type: string,
  inputs: Properties = {},
  others: readonly [string, Properties][] = [],
): Metering {
  const own = node(type, inputs, "own");
  return meteringOf(
    own,
    graphOf([own, ...others.map(([other, its], index) => node(other, its, `n${index}`))]),
  );
}

const fixed = (price: string, units: number, usage?: readonly string[]): Metering => ({
  kind: "meters",
  meters: [{ price, least: units, most: units }],
  ...(usage === undefined ? {} : { usage }),
});
const byUse = (...prices: string[]): Metering => ({ kind: "usage", prices });
const month = hoursPerMonth;

/** What is billed by itself, with inputs that decide how much. */
const billed: readonly (readonly [type: string, inputs: Properties, expected: Metering])[] = [
  [
    "compute:VirtualMachineScaleSet",
    { sku: { name: "Standard_D2s_v5", capacity: 3 } },
    fixed("vm.D2s_v5", 3 * month),
  ],
  ["compute:VirtualMachineScaleSet", { sku: { name: "Standard_D2s_v5" } }, fixed("vm.D2s_v5", 0)],
  [
    "network:AzureFirewall",
    { sku: { tier: "Premium" } },
    fixed("fw.premium", month, ["fw.data", "egress.internet"]),
  ],
  ["network:AzureFirewall", {}, fixed("fw.standard", month, ["fw.data", "egress.internet"])],
  ["network:PublicIPAddress", {}, fixed("pip.standard", month)],
  ["network:PrivateEndpoint", {}, fixed("pe.hour", month, ["pe.gb"])],
  ["network:BastionHost", { sku: { name: "Standard" } }, fixed("bastion.standard", month)],
  ["network:NatGateway", {}, fixed("nat.hour", month, ["nat.gb"])],
  ["network:DdosProtectionPlan", {}, fixed("ddos.plan", 1)],
  ["network:VirtualNetworkPeering", {}, byUse("peering.intra")],
  ["network:FlowLog", {}, byUse("flow.logs", "ta.60")],
  ["privatedns:PrivateZone", {}, fixed("dns.privatezone", 1)],
  [
    "cdn:Profile",
    { sku: { name: "Premium_AzureFrontDoor" } },
    fixed("afd.premium.base", 1, ["afd.premium.requests", "afd.egress", "afd.to-origin"]),
  ],
  ["containerregistry:Registry", {}, fixed("acr.premium", month / 24, ["acr.storage"])],
  ["containerregistry:Replication", {}, fixed("acr.replica", month / 24)],
  ["keyvault:Vault", {}, byUse("kv.ops")],
  ["storage:StorageAccount", { sku: { name: "Standard_RAGZRS" } }, byUse("st.gzrs.hot")],
  ["storage:StorageAccount", { sku: { name: "Standard_LRS" } }, byUse("st.lrs.hot")],
  ["operationalinsights:Workspace", {}, byUse("law.payg", "law.retention")],
  ["applicationinsights:Component", {}, byUse("law.payg")],
  ["monitor:AzureMonitorWorkspace", {}, byUse("prom.ingest")],
  ["monitor:MetricAlert", {}, fixed("alert.metric", 1)],
  ["monitor:ScheduledQueryRule", { evaluationFrequency: "PT5M" }, fixed("alert.log5", 1)],
  [
    "monitor:ScheduledQueryRule",
    { evaluationFrequency: "PT1H" },
    { kind: "unknown", reason: "no price of a log alert every PT1H" },
  ],
  [
    "applicationinsights:WebTest",
    { frequency: 600, locations: [{}, {}] },
    fixed("webtest.standard", month * 6 * 2),
  ],
  ["applicationinsights:WebTest", { locations: [{}] }, fixed("webtest.standard", month * 12)],
  ["managedidentity:UserAssignedIdentity", {}, { kind: "free" }],
  ["madeup:Thing", {}, { kind: "unknown", reason: "no price in the table" }],
];

describe("what Azure bills", () => {
  for (const [type, inputs, expected] of billed)
    it(`for ${type} ${JSON.stringify(inputs)}`, () => {
      expect(metering(type, inputs)).to.deep.equal(expected);
    });

  it("for Front Door without Premium by another row", () => {
    expect(metering("cdn:Profile", { sku: { name: "Standard_AzureFrontDoor" } })).to.have.nested.property(
      "meters[0].price",
      "afd.standard.base",
    );
  });

  it("for a cluster: its tier, and its pools as far as they scale", () => {
    const pools = [
      { vmSize: "Standard_D4ds_v5", enableAutoScaling: true, count: 3, minCount: 2, maxCount: 5 },
      { vmSize: "Standard_D8ds_v5", count: 4, minCount: 2, maxCount: 9 },
      { vmSize: "Standard_D2s_v5", enableAutoScaling: true, count: 6 },
    ];
    const paid = metering("containerservice:ManagedCluster", {
      sku: { tier: "Standard" },
      agentPoolProfiles: pools,
    });
    expect(paid).to.deep.equal({
      kind: "meters",
      meters: [
        { price: "aks.standard", least: month, most: month },
        { price: "vm.D4ds_v5", least: 2 * month, most: 5 * month },
        { price: "vm.D8ds_v5", least: 4 * month, most: 4 * month },
        { price: "vm.D2s_v5", least: 6 * month, most: 6 * month },
      ],
    });
    for (const inputs of [{}, { sku: { tier: "Free" } }])
      expect(metering("containerservice:ManagedCluster", inputs)).to.deep.equal({
        kind: "meters",
        meters: [],
      });
    expect(metering("containerservice:AgentPool", { vmSize: "Standard_D4ds_v5" })).to.deep.equal(
      fixed("vm.D4ds_v5", 0),
    );
  });

  it("for throughput of Cosmos DB in each region of its own account", () => {
    const container = (options: Properties) => ({ accountName: "a", options });
    const accounts = (several: boolean | undefined): [string, Properties][] => [
      ["cosmosdb:DatabaseAccount", { accountName: "b", locations: [{}], enableMultipleWriteLocations: true }],
      [
        "cosmosdb:DatabaseAccount",
        { accountName: "a", locations: [{}, {}, {}], enableMultipleWriteLocations: several },
      ],
    ];
    const of = (options: Properties, others: [string, Properties][]) =>
      metering("cosmosdb:SqlResourceSqlContainer", container(options), others);
    const scaling = { autoscaleSettings: { maxThroughput: 4000 } };
    const usage = ["cosmos.storage", "cosmos.backup.continuous30"];
    expect(of(scaling, accounts(true))).to.deep.equal({
      kind: "meters",
      meters: [{ price: "cosmos.ru.multi", least: 4 * 3 * month, most: 40 * 3 * month }],
      usage,
    });
    expect(of(scaling, accounts(undefined))).to.have.nested.property(
      "meters[0].price",
      "cosmos.ru.single.autoscale",
    );
    const steady = { throughput: 800 };
    expect(of(steady, accounts(true))).to.deep.equal(
      fixed("cosmos.ru.multi", 8 * 3 * month, ["cosmos.storage"]),
    );
    expect(of(steady, accounts(false))).to.deep.equal(
      fixed("cosmos.ru.single.manual", 8 * 3 * month, ["cosmos.storage"]),
    );
    expect(of(steady, [])).to.deep.equal(fixed("cosmos.ru.single.manual", 8 * month, ["cosmos.storage"]));
    expect(of({}, accounts(true))).to.deep.equal(byUse("cosmos.storage"));
  });

  it("for throughput units of Event Hubs up to where they inflate", () => {
    const units = (inputs: Properties) =>
      metering("eventhub:Namespace", { ...inputs, sku: { name: "Standard", ...(inputs["sku"] as object) } });
    const meters = (least: number, most: number): Metering => ({
      kind: "meters",
      meters: [{ price: "eh.tu", least: least * month, most: most * month }],
      usage: ["eh.ingress"],
    });
    expect(units({})).to.deep.equal(meters(1, 1));
    expect(units({ sku: { capacity: 2 }, maximumThroughputUnits: 9 })).to.deep.equal(meters(2, 2));
    expect(
      units({ sku: { capacity: 2 }, maximumThroughputUnits: 9, isAutoInflateEnabled: true }),
    ).to.deep.equal(meters(2, 9));
    expect(units({ sku: { capacity: 2 }, isAutoInflateEnabled: true })).to.deep.equal(meters(2, 2));
  });

  it("for the plans of Defender: by what there is, by use, or not at all", () => {
    const plan = (pricingName: string, pricingTier = "Standard") =>
      metering("security:Pricing", { pricingName, pricingTier }, [
        ["keyvault:Vault", {}],
        ["keyvault:Vault", {}],
        ["storage:StorageAccount", {}],
      ]);
    expect(plan("KeyVaults")).to.deep.equal(fixed("defender.keyvault", 2));
    expect(plan("StorageAccounts")).to.deep.equal(fixed("defender.storage", 1));
    expect(plan("Arm")).to.deep.equal(fixed("defender.arm", 1));
    expect(plan("Containers")).to.deep.equal(byUse("defender.containers"));
    expect(plan("CosmosDbs")).to.deep.equal(byUse("defender.cosmos"));
    expect(plan("VirtualMachines")).to.deep.equal(byUse("defender.servers.p2"));
    expect(plan("Api")).to.deep.equal({ kind: "unknown", reason: "no price of the plan Api" });
    expect(plan("Arm", "Free")).to.deep.equal({ kind: "free" });
  });

  it("by rows that the table has", () => {
    for (const [, , expected] of billed) {
      const rows =
        expected.kind === "meters"
          ? [...expected.meters.map(({ price }) => price), ...(expected.usage ?? [])]
          : expected.kind === "usage"
            ? expected.prices
            : [];
      for (const id of rows.filter((row) => row !== "vm.D2s_v5"))
        expect(findPrice(id), id).not.to.equal(undefined);
    }
  });

  it("at another region's price where the table knows only that", () => {
    expect(unitPrice("nat.hour", "eastus")).to.deep.equal({ usd: 0.045, region: "westeurope" });
    expect(unitPrice("pip.standard", "westeurope")).to.deep.equal({ usd: 0.005, region: "westeurope" });
    expect(unitPrice("no.such.row", "eastus")).to.equal(undefined);
  });
});
