import { expect } from "chai";
import { location, network, newKit, refusal, type Kit } from "../../kit.ts";
import { endpointInputs, refuses, vault } from "../../networkKit.ts";

const token = "network:VirtualNetwork";
const good = {
  virtualNetworkName: "vnet-one",
  location,
  addressSpace: { addressPrefixes: ["10.0.0.0/16", "10.1.0.0/16"] },
  dhcpOptions: { dnsServers: ["10.0.0.4"] },
};

describe("rehearsal/azure: virtual networks", () => {
  let kit: Kit;
  beforeEach(async () => {
    kit = await newKit();
  });

  it("accepts one and gives it a GUID", async () => {
    const { outputs } = await kit.create(token, good);
    expect(outputs["resourceGuid"]).to.match(/^[0-9a-f-]{36}$/);
  });

  refuses(
    [
      ["no address space", "InvalidParameter", "addressSpace.addressPrefixes", { addressSpace: undefined }],
      ["an empty address space", "InvalidRequestFormat", "vnet-one", { "addressSpace.addressPrefixes": [] }],
      [
        "host bits in the address space",
        "InvalidAddressPrefixFormat",
        "10.0.0.1/16",
        { "addressSpace.addressPrefixes": ["10.0.0.1/16"] },
      ],
      [
        "overlapping address spaces",
        "InvalidAddressSpace",
        "10.0.128.0/17",
        { "addressSpace.addressPrefixes": ["10.0.0.0/16", "10.0.128.0/17"] },
      ],
      [
        "a name server that is no address",
        "InvalidDnsServerAddress",
        "dns.example",
        { "dhcpOptions.dnsServers": ["dns.example"] },
      ],
    ],
    () => kit,
    token,
    () => good,
  );

  it("refuses to shrink under a subnet, and grows", async () => {
    const { id } = await network(kit, { "snet-a": { addressPrefix: "10.0.4.0/24" } });
    const error = await refusal(
      kit.update(token, id, { addressSpace: { addressPrefixes: ["10.0.0.0/22"] } }),
    );
    expect(error.code).to.equal("InUsePrefixCannotBeDeleted");
    expect(error.message).to.contain("snet-a");
    await kit.update(token, id, { addressSpace: { addressPrefixes: ["10.0.0.0/16", "10.2.0.0/16"] } });
  });

  it("is not deleted while something has an address in it", async () => {
    const { id, subnet } = await network(kit, { "snet-a": { addressPrefix: "10.0.4.0/24" } });
    await kit.create(
      "network:PrivateEndpoint",
      endpointInputs("pep", subnet("snet-a"), await vault(kit, "kv-held"), "vault"),
    );
    const error = await refusal(kit.remove(token, id));
    expect([error.code, error.status]).to.deep.equal(["InUseSubnetCannotBeDeleted", 400]);
    expect(error.message).to.contain("privateEndpoints/pep");
    await kit.remove("network:PrivateEndpoint", `${kit.providers}/Microsoft.Network/privateEndpoints/pep`);
    await kit.remove(token, id);
    expect(kit.subscription.read(subnet("snet-a"))).to.equal(undefined);
  });
});
