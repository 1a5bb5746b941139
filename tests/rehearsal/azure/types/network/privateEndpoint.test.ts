import { expect } from "chai";
import { connectionsOf } from "../../../../../rehearsal/azure/links.ts";
import type { Properties } from "../../../../../lib/properties.ts";
import { changed, network, newKit, refusal, type Kit } from "../../kit.ts";
import { endpointInputs, madeByAzure, refuses, vault } from "../../networkKit.ts";

const token = "network:PrivateEndpoint";

describe("rehearsal/azure: private endpoints", () => {
  let kit: Kit;
  let net: Awaited<ReturnType<typeof network>>;
  let vaultId: string;

  beforeEach(async () => {
    kit = await newKit();
    // A /29 has three usable addresses.
    net = await network(kit, {
      "snet-small": { addressPrefix: "10.0.1.0/29" },
      "snet-large": { addressPrefix: "10.0.2.0/24" },
      "snet-web": {
        addressPrefix: "10.0.3.0/24",
        delegations: [{ name: "d", serviceName: "Microsoft.Web/serverFarms" }],
      },
      AzureFirewallSubnet: { addressPrefix: "10.0.0.0/26" },
    });
    vaultId = await vault(kit, "kv-target");
  });
  const good = () => endpointInputs("pep", net.subnet("snet-small"), vaultId, "vault");
  const addresses = (outputs: Properties) =>
    (outputs["customDnsConfigs"] as { ipAddresses: string[] }[])[0]?.ipAddresses;
  const account = (regions: number) => {
    const id = `${kit.providers}/Microsoft.DocumentDB/databaseAccounts/cosno`;
    const locations = Array.from({ length: regions }, (_, index) => ({ locationName: `region-${index}` }));
    kit.store.put({ ...madeByAzure(id, "Microsoft.DocumentDB/databaseAccounts"), inputs: { locations } });
    return id;
  };
  const registry = (sku: string) => {
    const id = `${kit.providers}/Microsoft.ContainerRegistry/registries/crtest`;
    kit.store.put({
      ...madeByAzure(id, "Microsoft.ContainerRegistry/registries"),
      inputs: { sku: { name: sku } },
    });
    return id;
  };

  it("is connected to its target at once when the owner asks, and takes one address", async () => {
    const { id, outputs } = await kit.create(token, good());
    expect(addresses(outputs)).to.deep.equal(["10.0.1.4"]);
    const [connection, ...others] = connectionsOf(kit.subscription.read(vaultId));
    expect(others).to.deep.equal([]);
    expect(connection).to.include({ status: "Approved", privateEndpointId: id, groupId: "vault" });
    await kit.remove(token, id);
    expect(connectionsOf(kit.subscription.read(vaultId))).to.deep.equal([]);
  });

  refuses(
    [
      ["no subnet", "InvalidParameter", "subnet.id", { subnet: undefined }],
      [
        "no connection",
        "InvalidParameter",
        "privateLinkServiceConnections",
        { privateLinkServiceConnections: undefined },
      ],
      [
        "an empty list of connections",
        "PrivateEndpointConnectionCount",
        "'pep' has 0",
        { privateLinkServiceConnections: [] },
      ],
      [
        "a group that the target does not offer",
        "PrivateEndpointInvalidGroupId",
        "Group 'blob'",
        { "privateLinkServiceConnections.0.groupIds": ["blob"] },
      ],
      [
        "a target that is not there",
        "InvalidResourceReference",
        "kv-none",
        {
          "privateLinkServiceConnections.0.privateLinkServiceId":
            "/subscriptions/s/resourceGroups/rg-test/providers/Microsoft.KeyVault/vaults/kv-none",
        },
      ],
      [
        "a private link service that is not there",
        "InvalidResourceReference",
        "pls-none",
        {
          "privateLinkServiceConnections.0.privateLinkServiceId":
            "/subscriptions/s/resourceGroups/rg-test/providers/Microsoft.Network/privateLinkServices/pls-none",
        },
      ],
      ["another region than its network's", "InvalidResourceReference", "'vnet'", { location: "westeurope" }],
    ],
    () => kit,
    token,
    good,
  );

  it("refuses a subnet delegated to others, and one that belongs to a platform service", async () => {
    const delegated = await refusal(
      kit.create(token, changed(good(), { "subnet.id": net.subnet("snet-web") })),
    );
    expect(delegated.code).to.equal("SubnetIsDelegated");
    expect(delegated.message).to.contain("snet-web");
    const platform = await refusal(
      kit.create(token, changed(good(), { "subnet.id": net.subnet("AzureFirewallSubnet") })),
    );
    expect(platform.code).to.equal("SubnetWithExternalResourcesCannotBeUsedByOtherResources");
    expect(platform.message).to.contain("AzureFirewallSubnet");
  });

  it("waits for a subnet that is being written", async () => {
    const writing = kit.update("network:Subnet", net.subnet("snet-small"), { defaultOutboundAccess: false });
    expect((await refusal(kit.create(token, good()))).code).to.equal("ReferencedResourceNotProvisioned");
    await writing;
  });

  it("gives every endpoint an address of its own, also side by side and after one has gone", async () => {
    const made = await Promise.all(
      ["pep-1", "pep-2", "pep-3"].map((name) =>
        kit.create(token, changed(good(), { privateEndpointName: name })),
      ),
    );
    expect(made.map(({ outputs }) => addresses(outputs)?.[0]).toSorted()).to.deep.equal([
      "10.0.1.4",
      "10.0.1.5",
      "10.0.1.6",
    ]);
    const full = await refusal(kit.create(token, good()));
    expect(full.code).to.equal("SubnetIsFull");
    expect(full.message).to.contain("snet-small").and.to.contain("3 are taken");
    const freed = addresses(made[0]?.outputs ?? {});
    await kit.remove(token, made[0]?.id ?? "");
    expect(addresses((await kit.create(token, good())).outputs)).to.deep.equal(freed);
  });

  it("keeps its addresses when it is updated", async () => {
    const { id, outputs } = await kit.create(token, good());
    expect(addresses((await kit.update(token, id, { tags: { a: "b" } })).outputs)).to.deep.equal(
      addresses(outputs),
    );
  });

  it("takes one address per region of a Cosmos DB account and one more, and longer", async () => {
    const inputs = endpointInputs("pep", net.subnet("snet-small"), account(2), "Sql");
    const before = kit.clock.now;
    const { outputs } = await kit.create(token, inputs);
    expect(kit.clock.now - before).to.be.closeTo(2.5, 1e-9);
    expect(addresses(outputs)).to.have.length(3);
    await kit.remove(token, `${kit.providers}/Microsoft.Network/privateEndpoints/pep`);
    account(3);
    const error = await refusal(kit.create(token, inputs));
    expect(error.code).to.equal("SubnetIsFull");
    expect(error.message).to.contain("no 4 free");
  });

  it("takes two addresses of a registry and one more per replication, and only of a Premium one", async () => {
    const inputs = () => endpointInputs("pep", net.subnet("snet-small"), registry("Premium"), "registry");
    const target = registry("Basic");
    const error = await refusal(
      kit.create(token, endpointInputs("pep", net.subnet("snet-small"), target, "registry")),
    );
    expect(error.code).to.equal("PrivateEndpointNotSupportedForSku");
    expect(error.message).to.contain("crtest");
    kit.store.put(
      madeByAzure(`${target}/replications/westeurope`, "Microsoft.ContainerRegistry/registries/replications"),
    );
    expect(addresses((await kit.create(token, inputs())).outputs)).to.have.length(3);
  });

  it("is refused while its Cosmos DB account is being changed", async () => {
    const id = account(1);
    kit.store.put({ ...madeByAzure(id, "Microsoft.DocumentDB/databaseAccounts"), state: "Updating" });
    const error = await refusal(
      kit.create(token, endpointInputs("pep", net.subnet("snet-small"), id, "Sql")),
    );
    expect([error.code, error.status]).to.deep.equal(["PreconditionFailed", 412]);
    expect(error.message).to.contain("cosno");
  });

  it("does not move to another subnet or target", async () => {
    const { id } = await kit.create(token, good());
    expect(
      (await refusal(kit.update(token, id, { subnet: { id: net.subnet("snet-large") } }))).code,
    ).to.equal("PropertyChangeNotAllowed");
  });

  it("waits as Pending when it asks by hand, and leaves a Disconnected connection behind", async () => {
    const pls = `${kit.providers}/Microsoft.Network/privateLinkServices/pls`;
    kit.store.put(madeByAzure(pls, "Microsoft.Network/privateLinkServices"));
    const { privateLinkServiceConnections: _, ...rest } = good();
    const { id } = await kit.create(token, {
      ...rest,
      manualPrivateLinkServiceConnections: [
        { name: "link", privateLinkServiceId: pls, requestMessage: "stamp" },
      ],
    });
    expect(connectionsOf(kit.subscription.read(pls))[0]).to.include({
      status: "Pending",
      description: "stamp",
    });
    await kit.remove(token, id);
    expect(connectionsOf(kit.subscription.read(pls))[0]?.status).to.equal("Disconnected");
  });
});

describe("rehearsal/azure: private DNS zone groups", () => {
  const zoneGroup = "network:PrivateDnsZoneGroup";
  let kit: Kit;
  let zones: Record<string, string>;

  beforeEach(async () => {
    kit = await newKit();
    const net = await network(kit, { snet: { addressPrefix: "10.0.1.0/24" } });
    await kit.create(
      token,
      endpointInputs("pep", net.subnet("snet"), await vault(kit, "kv-target"), "vault"),
    );
    zones = {};
    for (const name of ["privatelink.vaultcore.azure.net", "privatelink.azurecr.io"]) {
      zones[name] = (
        await kit.create("privatedns:PrivateZone", { privateZoneName: name, location: "global" })
      ).id;
    }
  });
  const good = () => ({
    privateEndpointName: "pep",
    privateDnsZoneGroupName: "default",
    privateDnsZoneConfigs: [{ name: "zone", privateDnsZoneId: zones["privatelink.vaultcore.azure.net"] }],
  });

  it("accepts the zone that Azure fills for the target", async () => {
    await kit.create(zoneGroup, good());
  });

  refuses(
    [
      ["no zones", "InvalidParameter", "privateDnsZoneConfigs", { privateDnsZoneConfigs: undefined }],
      [
        "more than five zones",
        "PrivateDnsZoneGroupLimitReached",
        "6 zones",
        { privateDnsZoneConfigs: Array.from({ length: 6 }, () => ({ privateDnsZoneId: "zone" })) },
      ],
      [
        "an endpoint that is not there",
        "ParentResourceNotFound",
        "pep-none",
        { privateEndpointName: "pep-none" },
      ],
    ],
    () => kit,
    zoneGroup,
    good,
  );

  it("refuses the zone of another service", async () => {
    const error = await refusal(
      kit.create(
        zoneGroup,
        changed(good(), { "privateDnsZoneConfigs.0.privateDnsZoneId": zones["privatelink.azurecr.io"] }),
      ),
    );
    expect(error.code).to.equal("PrivateDnsZoneGroupInvalidZone");
    expect(error.message)
      .to.contain("privatelink.azurecr.io")
      .and.to.contain("privatelink.vaultcore.azure.net");
  });

  it("refuses a second group, and goes with its endpoint", async () => {
    const { id } = await kit.create(zoneGroup, good());
    const error = await refusal(kit.create(zoneGroup, { ...good(), privateDnsZoneGroupName: "second" }));
    expect(error.code).to.equal("PrivateDnsZoneGroupLimitReached");
    expect(error.message).to.contain("'default'");
    await kit.remove(token, `${kit.providers}/Microsoft.Network/privateEndpoints/pep`);
    expect(kit.subscription.read(id)).to.equal(undefined);
  });
});
