import { expect } from "chai";
import type { Properties } from "../../../../lib/properties.ts";
import { changed, location, newKit, refusal, type Kit } from "../kit.ts";
import { refuses } from "../networkKit.ts";

const good: Properties = {
  namespaceName: "evhns-test",
  location,
  sku: { name: "Standard", tier: "Standard", capacity: 2 },
  zoneRedundant: true,
  isAutoInflateEnabled: true,
  maximumThroughputUnits: 10,
  disableLocalAuth: true,
  minimumTlsVersion: "1.2",
  publicNetworkAccess: "Disabled",
};
const premium = {
  "sku.name": "Premium",
  "sku.tier": "Premium",
  "sku.capacity": 1,
  isAutoInflateEnabled: false,
  maximumThroughputUnits: undefined,
};
const hub: Properties = {
  namespaceName: "evhns-test",
  eventHubName: "writes",
  partitionCount: 32,
  retentionDescription: { cleanupPolicy: "Delete", retentionTimeInHours: 168 },
};

describe("rehearsal/azure: Event Hubs namespaces", () => {
  let kit: Kit;
  beforeEach(async () => {
    kit = await newKit();
  });
  const token = "eventhub:Namespace";

  it("accepts one and tells where it is", async () => {
    expect((await kit.create(token, good)).outputs).to.include({
      serviceBusEndpoint: "https://evhns-test.servicebus.windows.net:443/",
      status: "Active",
    });
  });

  refuses(
    [
      ["a name of five characters", "InvalidResourceName", "evhns", { namespaceName: "evhns" }],
      [
        "a name that ends in a hyphen",
        "InvalidResourceName",
        "evhns-test-",
        { namespaceName: "evhns-test-" },
      ],
      ["an unknown tier", "BadRequest", "'Gold'", { "sku.name": "Gold" }],
      ["a tier that is not the SKU's", "BadRequest", "'Premium'", { "sku.tier": "Premium" }],
      ["41 throughput units", "BadRequest", "41", { "sku.capacity": 41, maximumThroughputUnits: 41 }],
      ["three processing units", "BadRequest", "not 3", { ...premium, "sku.capacity": 3 }],
      ["inflation below the capacity", "BadRequest", "capacity, 20", { "sku.capacity": 20 }],
      ["inflation to nothing", "BadRequest", "maximumThroughputUnits is 0", { maximumThroughputUnits: 0 }],
      [
        "inflation of a Premium namespace",
        "BadRequest",
        "auto-inflate",
        { ...premium, isAutoInflateEnabled: true },
      ],
      ["units to inflate to, and no inflation", "BadRequest", "10", { isAutoInflateEnabled: false }],
      ["zones where there are none", "BadRequest", "westus", { location: "westus" }],
      ["an unknown TLS version", "BadRequest", "'1.9'", { minimumTlsVersion: "1.9" }],
      ["an unknown network mode", "BadRequest", "'Maybe'", { publicNetworkAccess: "Maybe" }],
    ],
    () => kit,
    token,
    () => good,
  );

  it("refuses a taken name and the way to the Premium tier", async () => {
    const { id } = await kit.create(token, good);
    await kit.create("resources:ResourceGroup", { resourceGroupName: "rg-2", location });
    expect((await refusal(kit.create(token, { ...good, resourceGroupName: "rg-2" }))).status).to.equal(409);
    const error = await refusal(
      kit.update(token, id, { ...changed(good, premium), maximumThroughputUnits: undefined }),
    );
    expect(error.message).to.contain("cannot be moved to or from the Premium tier");
  });
});

describe("rehearsal/azure: event hubs and consumer groups", () => {
  let kit: Kit;
  const groups = { namespaceName: "evhns-test", eventHubName: "writes" };
  beforeEach(async () => {
    kit = await newKit();
    await kit.create("eventhub:Namespace", good);
  });
  const usePremium = () =>
    kit.create("eventhub:Namespace", changed(good, { ...premium, namespaceName: "evhns-premium" }));

  it("accepts a hub with its partitions, and a group of readers", async () => {
    const { outputs } = await kit.create("eventhub:EventHub", hub);
    expect(outputs["partitionIds"]).to.have.length(32);
    await kit.create("eventhub:ConsumerGroup", { ...groups, consumerGroupName: "worker" });
  });

  refuses(
    [
      ["33 partitions in the Standard tier", "BadRequest", "33", { partitionCount: 33 }],
      ["no partition", "BadRequest", "0 partitions", { partitionCount: 0 }],
      [
        "eight days in the Standard tier",
        "BadRequest",
        "192",
        { "retentionDescription.retentionTimeInHours": 192 },
      ],
      [
        "eight days, the old way",
        "BadRequest",
        "192",
        { retentionDescription: undefined, messageRetentionInDays: 8 },
      ],
      ["an unknown cleanup", "BadRequest", "'Burn'", { "retentionDescription.cleanupPolicy": "Burn" }],
      ["a hub in no namespace", "ParentResourceNotFound", "evhns-none", { namespaceName: "evhns-none" }],
    ],
    () => kit,
    "eventhub:EventHub",
    () => hub,
  );

  it("keeps the partition count in the Standard tier, and lets it only grow in Premium", async () => {
    const { id } = await kit.create("eventhub:EventHub", changed(hub, { partitionCount: 8 }));
    expect((await refusal(kit.update("eventhub:EventHub", id, { partitionCount: 16 }))).message).to.contain(
      "cannot be changed",
    );
    await usePremium();
    const inPremium = changed(hub, { namespaceName: "evhns-premium", partitionCount: 64 });
    const other = await kit.create("eventhub:EventHub", inPremium);
    await kit.update("eventhub:EventHub", other.id, { partitionCount: 100 });
    expect(
      (await refusal(kit.update("eventhub:EventHub", other.id, { partitionCount: 32 }))).message,
    ).to.contain("only grow");
  });

  it("takes ten hubs in a Standard namespace", async () => {
    for (let number = 0; number < 10; number += 1)
      await kit.create("eventhub:EventHub", changed(hub, { eventHubName: `hub-${number}` }));
    expect((await refusal(kit.create("eventhub:EventHub", hub))).code).to.equal("QuotaExceeded");
  });

  it("takes nineteen groups beside $Default in a Standard namespace", async () => {
    await kit.create("eventhub:EventHub", hub);
    const group = (name: string) =>
      kit.create("eventhub:ConsumerGroup", { ...groups, consumerGroupName: name });
    for (let number = 0; number < 19; number += 1) await group(`group-${number}`);
    expect((await refusal(group("one-too-many"))).message).to.contain("20");
  });
});
