import { expect } from "chai";
import type { Properties } from "../../../../lib/properties.ts";
import { newKit, refusal } from "../kit.ts";

const token = "operationalinsights:Workspace";
const good: Properties = {
  workspaceName: "log-test",
  location: "eastus",
  sku: { name: "PerGB2018" },
  retentionInDays: 90,
  workspaceCapping: { dailyQuotaGb: -1 },
};

describe("rehearsal/azure: Log Analytics", () => {
  it("accepts a workspace and gives it a customer id", async () => {
    const kit = await newKit();
    expect((await kit.create(token, good)).outputs["customerId"]).to.match(/^[0-9a-f-]{36}$/);
    await kit.create(token, {
      ...good,
      workspaceName: "log-free",
      sku: { name: "Free" },
      retentionInDays: 7,
    });
  });

  const refused: [string, string, Properties][] = [
    ["29 days of retention", "InvalidParameter", { retentionInDays: 29 }],
    ["731 days of retention", "InvalidParameter", { retentionInDays: 731 }],
    [
      "more than seven days in the free tier",
      "InvalidParameter",
      { sku: { name: "Free" }, retentionInDays: 30 },
    ],
    ["a quota of nothing", "InvalidParameter", { workspaceCapping: { dailyQuotaGb: 0 } }],
    ["a tier that does not exist", "InvalidParameterValue", { sku: { name: "Gold" } }],
    [
      "a commitment that is not offered",
      "InvalidParameter",
      { sku: { name: "CapacityReservation", capacityReservationLevel: 150 } },
    ],
    ["a region that does not exist", "LocationNotAvailableForResourceType", { location: "eastus9" }],
    ["a name that is too short", "InvalidResourceName", { workspaceName: "log" }],
    ["an unknown network mode of queries", "InvalidParameterValue", { publicNetworkAccessForQuery: "Maybe" }],
    [
      "an unknown network mode of ingestion",
      "InvalidParameterValue",
      { publicNetworkAccessForIngestion: "Maybe" },
    ],
  ];
  for (const [title, code, changes] of refused) {
    it(`refuses ${title}`, async () => {
      const kit = await newKit();
      expect((await refusal(kit.create(token, { ...good, ...changes }))).code).to.equal(code);
    });
  }
});
