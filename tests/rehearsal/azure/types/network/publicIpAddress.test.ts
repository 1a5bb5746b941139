import { expect } from "chai";
import { location, network, newKit, refusal, type Kit } from "../../kit.ts";
import { firewallInputs, madeByAzure, policy, publicIp, refuses } from "../../networkKit.ts";

const token = "network:PublicIPAddress";
const good = {
  publicIpAddressName: "pip",
  location,
  sku: { name: "Standard" },
  publicIPAllocationMethod: "Static",
  zones: ["1", "2", "3"],
};

describe("rehearsal/azure: public IP addresses", () => {
  let kit: Kit;
  beforeEach(async () => {
    kit = await newKit();
  });

  it("gives every one an address of its own, of the documentation block, and keeps it", async () => {
    const addresses: unknown[] = [];
    for (let index = 0; index < 10; index += 1) {
      const id = await publicIp(kit, `pip-${index}`);
      addresses.push(kit.subscription.read(id)?.outputs["ipAddress"]);
      const { outputs } = await kit.update(token, id, { tags: { a: "b" } });
      expect(outputs["ipAddress"]).to.equal(addresses.at(-1));
    }
    expect(new Set(addresses).size).to.equal(10);
    for (const address of addresses) expect(address).to.match(/^203\.0\.113\.\d+$/);
    const error = await refusal(publicIp(kit, "pip-10"));
    expect(error.code).to.equal("PublicIPCountLimitReached");
    expect(error.message).to.contain("Cannot create more than 10 public IP addresses");
    await publicIp(kit, "pip-elsewhere", { location: "westeurope" });
  });

  it("never gives away an address that another has, and does not move one", async () => {
    const arm = "Microsoft.Network/publicIPAddresses";
    for (let octet = 1; octet <= 254; octet += 1) {
      if (octet !== 77)
        kit.store.put({
          ...madeByAzure(`${kit.providers}/${arm}/other-${octet}`, arm, { ipAddress: `203.0.113.${octet}` }),
          location: "westeurope",
        });
    }
    const id = await publicIp(kit, "pip");
    const made = kit.subscription.read(id);
    expect(made?.outputs["ipAddress"]).to.equal("203.0.113.77");
    kit.store.put({ ...(made ?? expect.fail()), outputs: { ipAddress: "198.51.100.1" } });
    expect((await kit.update(token, id, { tags: {} })).outputs["ipAddress"]).to.equal("198.51.100.1");
  });

  refuses(
    [
      [
        "a dynamic Standard address",
        "StandardSkuPublicIPAddressesMustBeStatic",
        "pip must have AllocationMethod".replace("pip", "'pip'"),
        { publicIPAllocationMethod: "Dynamic" },
      ],
      [
        "a Standard address without method",
        "StandardSkuPublicIPAddressesMustBeStatic",
        "pip",
        { publicIPAllocationMethod: undefined },
      ],
      ["zones for a Basic address", "SkuNotSupportedWithZones", "pip", { "sku.name": "Basic" }],
      ["an unknown SKU", "InvalidParameterValue", "Gold", { "sku.name": "Gold" }],
      ["a zone that does not exist", "InvalidAvailabilityZone", "'4'", { zones: ["1", "4"] }],
      [
        "zones in a region without",
        "LocationNotSupportAvailabilityZones",
        "'ukwest'",
        { location: "ukwest" },
      ],
    ],
    () => kit,
    token,
    () => good,
  );

  it("refuses to change zones or SKU, and to go while a firewall has it", async () => {
    const pip = await publicIp(kit, "pip");
    const error = await refusal(kit.update(token, pip, { zones: ["1"] }));
    expect([error.code, error.status]).to.deep.equal(["PropertyChangeNotAllowed", 409]);
    const net = await network(kit, { AzureFirewallSubnet: { addressPrefix: "10.0.0.0/26" } });
    await kit.create(
      "network:AzureFirewall",
      firewallInputs(net.subnet("AzureFirewallSubnet"), pip, await policy(kit, "afwp")),
    );
    const held = await refusal(kit.remove(token, pip));
    expect([held.code, held.status]).to.deep.equal(["PublicIPAddressCannotBeDeleted", 400]);
    expect(held.message).to.contain("azureFirewalls/afw");
  });
});
