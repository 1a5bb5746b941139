import { expect } from "chai";
import type { Properties } from "../../../../lib/properties.ts";
import { changed, network, newKit, refusal, type Kit } from "../kit.ts";

const token = "containerregistry:Registry";
const replica = "containerregistry:Replication";
const good: Properties = {
  registryName: "crtest01",
  location: "eastus",
  sku: { name: "Premium" },
  publicNetworkAccess: "Disabled",
  zoneRedundancy: "Enabled",
  dataEndpointEnabled: true,
  policies: { exportPolicy: { status: "disabled" }, retentionPolicy: { status: "enabled", days: 30 } },
};
const standard: Properties = { registryName: "crtest01", location: "eastus", sku: { name: "Standard" } };

describe("rehearsal/azure: container registries", () => {
  let kit: Kit;
  beforeEach(async () => {
    kit = await newKit();
  });

  it("accepts a registry and tells its hosts", async () => {
    const { outputs } = await kit.create(token, good);
    expect(outputs).to.include({ loginServer: "crtest01.azurecr.io" });
    expect(outputs["dataEndpointHostNames"]).to.deep.equal(["crtest01.eastus.data.azurecr.io"]);
  });

  const needPremium: [string, Properties][] = [
    ["a closed public endpoint", { publicNetworkAccess: "Disabled" }],
    ["network rules", { networkRuleSet: { defaultAction: "Deny" } }],
    ["data endpoints", { dataEndpointEnabled: true }],
    ["a retention policy", { policies: { retentionPolicy: { status: "enabled", days: 7 } } }],
    ["content trust", { policies: { trustPolicy: { status: "enabled" } } }],
    ["an export policy", { policies: { exportPolicy: { status: "disabled" } } }],
    ["customer-managed keys", { encryption: { status: "enabled" } }],
    ["anonymous pull in Basic", { sku: { name: "Basic" }, anonymousPullEnabled: true }],
  ];
  for (const [title, changes] of needPremium) {
    it(`refuses ${title} without the tier for it`, async () => {
      await refusal(kit.create(token, { ...standard, ...changes })).then((error) =>
        expect(error.code).to.equal("SkuNotSupported"),
      );
    });
  }

  const refused: [string, string, Properties][] = [
    ["366 days of retention", "InvalidParameterValue", { "policies.retentionPolicy.days": 366 }],
    [
      "an export policy with an open endpoint",
      "ExportPolicyDisableNotSupported",
      { publicNetworkAccess: "Enabled" },
    ],
    ["zone redundancy where there are no zones", "AvailabilityZonesNotSupported", { location: "westus" }],
    ["an unknown tier", "InvalidParameterValue", { "sku.name": "Gold" }],
    ["an unknown network mode", "InvalidParameterValue", { publicNetworkAccess: "Maybe" }],
    ["an unknown zone redundancy", "InvalidParameterValue", { zoneRedundancy: "Maybe" }],
    ["an unknown default action", "InvalidParameterValue", { "networkRuleSet.defaultAction": "Maybe" }],
    ["an unknown bypass", "InvalidParameterValue", { networkRuleBypassOptions: "All" }],
    ["a hyphen in the name", "InvalidResourceName", { registryName: "cr-test" }],
    ["no SKU", "InvalidParameter", { sku: undefined }],
  ];
  for (const [title, code, changes] of refused) {
    it(`refuses ${title}`, async () => {
      expect((await refusal(kit.create(token, changed(good, changes)))).code).to.equal(code);
    });
  }

  it("refuses a name that is taken", async () => {
    await kit.create(token, good);
    await kit.create("resources:ResourceGroup", { resourceGroupName: "rg-2", location: "eastus" });
    expect((await refusal(kit.create(token, { ...good, resourceGroupName: "rg-2" }))).code).to.equal(
      "AlreadyInUse",
    );
  });

  it("accepts a replica and refuses what cannot be one", async () => {
    await kit.create(token, good);
    await kit.create(replica, {
      registryName: "crtest01",
      replicationName: "westus3",
      location: "westus3",
      zoneRedundancy: "Enabled",
    });
    const cases: [string, Properties][] = [
      ["InvalidReplicationLocation", { replicationName: "eastus", location: "East US" }],
      ["ReplicationAlreadyExists", { replicationName: "westus3b", location: "westus3" }],
      [
        "AvailabilityZonesNotSupported",
        { replicationName: "westus", location: "westus", zoneRedundancy: "Enabled" },
      ],
      ["LocationNotAvailableForResourceType", { replicationName: "nowhere", location: "nowhere" }],
      ["InvalidResourceName", { replicationName: "west-us", location: "westus" }],
      ["InvalidParameterValue", { replicationName: "westus", location: "westus", zoneRedundancy: "Maybe" }],
    ];
    for (const [code, changes] of cases) {
      expect(
        (await refusal(kit.create(replica, { registryName: "crtest01", ...changes }))).code,
        code,
      ).to.equal(code);
    }
  });

  it("refuses to leave Premium with private endpoints", async () => {
    const { id } = await kit.create(token, { ...standard, sku: { name: "Premium" } });
    const { subnet } = await network(kit, { endpoints: { addressPrefix: "10.0.0.0/24" } });
    await kit.create("network:PrivateEndpoint", {
      privateEndpointName: "pep-registry",
      location: "eastus",
      subnet: { id: subnet("endpoints") },
      privateLinkServiceConnections: [{ name: "registry", privateLinkServiceId: id, groupIds: ["registry"] }],
    });
    expect((await refusal(kit.update(token, id, { sku: { name: "Basic" } }))).message).to.contain(
      "private endpoint connections",
    );
  });

  it("refuses replicas of a Standard registry, and to leave Premium with one", async () => {
    await kit.create(token, { ...standard, registryName: "crstandard" });
    const error = await refusal(
      kit.create(replica, { registryName: "crstandard", replicationName: "westus", location: "westus" }),
    );
    expect(error.code).to.equal("SkuNotSupported");
    const { id } = await kit.create(token, { ...standard, sku: { name: "Premium" } });
    await kit.create(replica, { registryName: "crtest01", replicationName: "westus", location: "westus" });
    expect((await refusal(kit.update(token, id, { sku: { name: "Standard" } }))).code).to.equal(
      "SkuUpdateNotSupported",
    );
  });
});
