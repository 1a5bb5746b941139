import { expect } from "chai";
import { objectsAt, textAt, textsAt } from "../../../../../lib/properties.ts";
import { network, newKit, refusal, type Kit } from "../../kit.ts";
import { endpointInputs } from "../../networkKit.ts";

const place = (locationName: string, failoverPriority: number) => ({ locationName, failoverPriority });

describe("rehearsal/azure: endpoints of a target that gains or loses a region", () => {
  let kit: Kit;
  let net: Awaited<ReturnType<typeof network>>;
  beforeEach(async () => {
    kit = await newKit();
    net = await network(kit, {
      "snet-small": { addressPrefix: "10.0.1.0/29" },
      "snet-large": { addressPrefix: "10.0.2.0/24" },
    });
  });

  const cosmos = async (...regions: string[]) =>
    (
      await kit.create("cosmosdb:DatabaseAccount", {
        accountName: "cosno",
        location: "eastus",
        databaseAccountOfferType: "Standard",
        enableMultipleWriteLocations: true,
        locations: regions.map(place),
      })
    ).id;
  const move = (id: string, ...regions: string[]) =>
    kit.update("cosmosdb:DatabaseAccount", id, { locations: regions.map(place) });
  const endpoint = async (subnet: string, targetId: string, groupId: string, zone: string) => {
    const { id } = await kit.create(
      "network:PrivateEndpoint",
      endpointInputs(`pep-${groupId.toLowerCase()}`, net.subnet(subnet), targetId, groupId),
    );
    const zoneId = (await kit.create("privatedns:PrivateZone", { privateZoneName: zone, location: "global" }))
      .id;
    const group = await kit.create("network:PrivateDnsZoneGroup", {
      privateEndpointName: `pep-${groupId.toLowerCase()}`,
      privateDnsZoneGroupName: "default",
      privateDnsZoneConfigs: [{ name: "zone", privateDnsZoneId: zoneId }],
    });
    return { id, groupId: group.id };
  };
  const addresses = (id: string) =>
    textsAt(kit.subscription.read(id)?.outputs, "customDnsConfigs[].ipAddresses[]");
  const records = (groupId: string): Record<string, string> =>
    Object.fromEntries(
      objectsAt(kit.subscription.read(groupId)?.outputs, "privateDnsZoneConfigs[].recordSets[]").map(
        (record) => [textAt(record, "fqdn") ?? "", textsAt(record, "ipAddresses[]").join()],
      ),
    );
  const zone = "privatelink.documents.azure.com";

  it("take one address and one record more for each region, and keep those they had", async () => {
    const account = await cosmos("eastus", "westeurope");
    const { id, groupId } = await endpoint("snet-large", account, "Sql", zone);
    expect(addresses(id)).to.deep.equal(["10.0.2.4", "10.0.2.5", "10.0.2.6"]);
    const before = records(groupId);
    expect(before).to.deep.equal({
      [`cosno.${zone}`]: "10.0.2.4",
      [`cosno-eastus.${zone}`]: "10.0.2.5",
      [`cosno-westeurope.${zone}`]: "10.0.2.6",
    });
    await move(account, "eastus", "westeurope", "westus3");
    expect(addresses(id)).to.deep.equal(["10.0.2.4", "10.0.2.5", "10.0.2.6", "10.0.2.7"]);
    expect(records(groupId)).to.deep.equal({ ...before, [`cosno-westus3.${zone}`]: "10.0.2.7" });
  });

  it("give back the address of a region that goes, and no other", async () => {
    const account = await cosmos("eastus", "westeurope", "westus3");
    const { id, groupId } = await endpoint("snet-large", account, "Sql", zone);
    await move(account, "eastus", "westus3");
    expect(addresses(id)).to.deep.equal(["10.0.2.4", "10.0.2.5", "10.0.2.7"]);
    expect(records(groupId)[`cosno-westus3.${zone}`]).to.equal("10.0.2.7");
    expect(records(groupId)).to.not.have.property(`cosno-westeurope.${zone}`);
    await move(account, "eastus", "westus3", "swedencentral");
    expect(addresses(id)).to.deep.equal(["10.0.2.4", "10.0.2.5", "10.0.2.7", "10.0.2.6"]);
  });

  it("keep a region out while one of their subnets is full", async () => {
    // A /29 has three usable addresses: one for the account, two for its regions.
    const account = await cosmos("eastus", "westeurope");
    await endpoint("snet-small", account, "Sql", zone);
    const refused = await refusal(move(account, "eastus", "westeurope", "westus3"));
    expect(refused.code).to.equal("SubnetIsFull");
    expect(refused.message).to.contain("pep-sql");
    await move(account, "westeurope", "eastus");
  });

  it("follow the replicas of a registry", async () => {
    const registry = (
      await kit.create("containerregistry:Registry", {
        registryName: "crtest",
        location: "eastus",
        sku: { name: "Premium" },
      })
    ).id;
    const { id, groupId } = await endpoint("snet-small", registry, "registry", "privatelink.azurecr.io");
    expect(addresses(id)).to.deep.equal(["10.0.1.4", "10.0.1.5"]);
    const replica = (location: string) =>
      kit.create("containerregistry:Replication", {
        registryName: "crtest",
        replicationName: location,
        location,
      });
    const first = await replica("westeurope");
    expect(records(groupId)).to.deep.equal({
      "crtest.privatelink.azurecr.io": "10.0.1.4",
      "crtest.eastus.data.privatelink.azurecr.io": "10.0.1.5",
      "crtest.westeurope.data.privatelink.azurecr.io": "10.0.1.6",
    });
    expect((await refusal(replica("westus3"))).code).to.equal("SubnetIsFull");
    await kit.remove("containerregistry:Replication", first.id);
    expect(addresses(id)).to.deep.equal(["10.0.1.4", "10.0.1.5"]);
    await replica("westus3");
    expect(records(groupId)).to.have.property("crtest.westus3.data.privatelink.azurecr.io", "10.0.1.6");
  });
});
