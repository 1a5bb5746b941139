import { expect } from "chai";
import { location, network, newKit, refusal, type Kit } from "../kit.ts";
import { policy, vault } from "../networkKit.ts";

const vnet = (changes = {}) => ({
  virtualNetworkName: "vnet",
  location,
  addressSpace: { addressPrefixes: ["10.0.0.0/16"] },
  ...changes,
});

describe("rehearsal/azure: what ARM checks for every type", () => {
  let kit: Kit;
  beforeEach(async () => {
    kit = await newKit();
  });
  const refused = async (changes: object) => refusal(kit.create("network:VirtualNetwork", vnet(changes)));

  it("refuses names against the rule of the type, with the type's own code where it has one", async () => {
    const wrong = await refused({ virtualNetworkName: "-vnet" });
    expect([wrong.code, wrong.status]).to.deep.equal(["InvalidResourceName", 400]);
    expect(wrong.message).to.contain("-vnet");
    expect((await refused({ virtualNetworkName: "v".repeat(65) })).message).to.contain("65 characters");
    expect((await refusal(vault(kit, "1-vault"))).code).to.equal("VaultNameNotValid");
  });

  it("refuses what has no resource group", async () => {
    const error = await refused({ resourceGroupName: "rg-none" });
    expect([error.code, error.status]).to.deep.equal(["ResourceGroupNotFound", 404]);
    expect(error.message).to.contain("'rg-none'");
  });

  it("refuses a nested resource without parent, and one whose parent is still being made", async () => {
    const create = () =>
      kit.create("network:Subnet", {
        virtualNetworkName: "vnet",
        subnetName: "a",
        addressPrefix: "10.0.0.0/24",
      });
    const error = await refusal(create());
    expect([error.code, error.status]).to.deep.equal(["ParentResourceNotFound", 404]);
    expect(error.message).to.contain("'vnet'");
    const parent = kit.create("network:VirtualNetwork", vnet());
    expect((await refusal(create())).code).to.equal("ParentResourceNotFound");
    await parent;
    await create();
  });

  it("wants a region that there is, in whatever spelling", async () => {
    expect((await refused({ location: undefined })).code).to.equal("LocationRequired");
    const error = await refused({ location: "westnowhere" });
    expect([error.code, error.status]).to.deep.equal(["LocationNotAvailableForResourceType", 400]);
    expect(error.message).to.contain("'westnowhere'").and.to.contain("Microsoft.Network/virtualNetworks");
    const { id, outputs } = await kit.create("network:VirtualNetwork", vnet({ location: "East US" }));
    expect(outputs["location"]).to.equal("eastus");
    await kit.update("network:VirtualNetwork", id, { location: "EastUS" });
  });

  it("refuses an update that leaves out what is required", async () => {
    const { id } = await kit.create("network:VirtualNetwork", vnet());
    expect(
      (await refusal(kit.update("network:VirtualNetwork", id, { addressSpace: undefined }))).code,
    ).to.equal("InvalidParameter");
  });

  it("refuses a change of what never changes, and names both values", async () => {
    const { id } = await kit.create("network:VirtualNetwork", vnet());
    const error = await refusal(kit.update("network:VirtualNetwork", id, { location: "westeurope" }));
    expect([error.code, error.status]).to.deep.equal(["PropertyChangeNotAllowed", 409]);
    expect(error.message).to.contain('"eastus" to "westeurope"');
  });

  it("refuses globally unique names that somebody has, in any group and spelling", async () => {
    await vault(kit, "kv-taken");
    await kit.create("resources:ResourceGroup", { resourceGroupName: "rg-other", location });
    const inputs = {
      ...kit.subscription.read(`${kit.providers}/Microsoft.KeyVault/vaults/kv-taken`)?.inputs,
      vaultName: "KV-Taken",
      resourceGroupName: "rg-other",
    };
    const error = await refusal(kit.create("keyvault:Vault", inputs));
    expect([error.code, error.status]).to.deep.equal(["VaultAlreadyExists", 409]);
    expect(error.message).to.contain("kv-taken");
    await kit.create("network:VirtualNetwork", vnet());
    await kit.create("network:VirtualNetwork", vnet({ resourceGroupName: "rg-other" }));
  });

  it("keeps the name of a deleted vault", async () => {
    await vault(kit, "kv-gone");
    await kit.remove("keyvault:Vault", `${kit.providers}/Microsoft.KeyVault/vaults/kv-gone`);
    const error = await refusal(vault(kit, "KV-gone"));
    expect(error.code).to.equal("VaultAlreadyExists");
    expect(error.message).to.contain("soft-deleted");
    expect(kit.store.softDeleted().map(({ name }) => name)).to.deep.equal(["kv-gone"]);
  });

  it("limits the number and the length of tags", async () => {
    const many = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`tag-${index}`, "x"]));
    expect((await refused({ tags: many })).code).to.equal("InvalidTags");
    const long = await refused({ tags: { owner: "x".repeat(257) } });
    expect(long.code).to.equal("InvalidTagValue");
    expect(long.message).to.contain("'owner'");
    expect((await refused({ tags: { ["k".repeat(513)]: "x" } })).code).to.equal("InvalidTagValue");
    await kit.create(
      "network:VirtualNetwork",
      vnet({ tags: Object.fromEntries(Object.entries(many).slice(1)) }),
    );
  });

  it("refuses references to what is not there and says where they stand", async () => {
    await network(kit, {});
    const missing = `${kit.providers}/Microsoft.Network/routeTables/rt-none`;
    const error = await refusal(
      kit.create("network:Subnet", {
        virtualNetworkName: "vnet",
        subnetName: "a",
        addressPrefix: "10.0.0.0/24",
        routeTable: { id: missing },
      }),
    );
    expect([error.code, error.status]).to.deep.equal(["InvalidResourceReference", 400]);
    expect(error.message).to.contain("rt-none").and.to.contain("routeTable.id");
  });

  it("refuses references to what is still being made, and to parts of what is not there", async () => {
    const child = {
      firewallPolicyName: "afwp-child",
      location,
      basePolicy: { id: `${kit.providers}/Microsoft.Network/firewallPolicies/afwp` },
    };
    const parent = policy(kit, "afwp");
    expect((await refusal(kit.create("network:FirewallPolicy", child))).code).to.equal(
      "InvalidResourceReference",
    );
    await parent;
    await kit.create("network:FirewallPolicy", child);
    const part = `${kit.providers}/Microsoft.Network/loadBalancers/lb/frontendIPConfigurations/one`;
    expect(
      (
        await refusal(
          kit.update("network:FirewallPolicy", `${kit.providers}/Microsoft.Network/firewallPolicies/afwp`, {
            tags: { part },
          }),
        )
      ).code,
    ).to.equal("InvalidResourceReference");
  });
});
