import { expect } from "chai";
import type { Properties } from "../../../../../lib/properties.ts";
import { changed, location, network, newKit, refusal, type Kit } from "../../kit.ts";
import { firewallInputs, policy, publicIp, refuses, type Refused } from "../../networkKit.ts";

const token = "network:AzureFirewall";
const second = (configuration: Properties) => ({
  "ipConfigurations.1": { name: "second", ...configuration },
});

describe("rehearsal/azure: Azure Firewall", () => {
  let kit: Kit;
  let net: Awaited<ReturnType<typeof network>>;
  let good: Properties;
  let ids: Record<string, string>;

  beforeEach(async () => {
    kit = await newKit();
    net = await network(kit, {
      AzureFirewallSubnet: { addressPrefix: "10.0.0.0/26" },
      "snet-a": { addressPrefix: "10.0.1.0/24" },
    });
    ids = {
      pip: await publicIp(kit, "pip"),
      zoneless: await publicIp(kit, "pip-zoneless", { zones: undefined }),
      basic: await publicIp(kit, "pip-basic", { zones: undefined, sku: { name: "Basic" } }),
      far: await publicIp(kit, "pip-far", { location: "westeurope" }),
      premium: await policy(kit, "afwp-premium", { sku: { tier: "Premium" } }),
      policy: await policy(kit, "afwp"),
    };
    good = firewallInputs(net.subnet("AzureFirewallSubnet"), ids["pip"] ?? "", ids["policy"] ?? "");
  });

  it("takes the first free address of its subnet, and only for the configuration that names it", async () => {
    const spare = await publicIp(kit, "pip-2");
    const { outputs } = await kit.create(token, changed(good, second({ publicIPAddress: { id: spare } })));
    const configurations = outputs["ipConfigurations"] as Properties[];
    expect(configurations.map((configuration) => configuration["privateIPAddress"])).to.deep.equal([
      "10.0.0.4",
      undefined,
    ]);
  });

  it("takes a Standard policy on a Premium firewall", async () => {
    await kit.create(token, changed(good, { "sku.tier": "Premium" }));
  });

  const rows: (readonly [...Refused] | readonly [string, string, string, () => Properties])[] = [
    ["an unknown tier", "InvalidParameterValue", "Gold", { "sku.tier": "Gold" }],
    ["an unknown SKU", "InvalidParameterValue", "AZFW_Cloud", { "sku.name": "AZFW_Cloud" }],
    ["a zone that does not exist", "InvalidAvailabilityZone", "'4'", { zones: ["4"] }],
    [
      "no subnet",
      "AzureFirewallIpConfigurationSubnetMissing",
      "'afw'",
      { "ipConfigurations.0.subnet": undefined },
    ],
    [
      "a subnet of another name",
      "InvalidResourceReference",
      "'snet-a'",
      () => ({ "ipConfigurations.0.subnet.id": net.subnet("snet-a") }),
    ],
    [
      "its subnet named twice",
      "AzureFirewallMultipleIpConfigurationSubnets",
      "'afw'",
      () =>
        second({ subnet: { id: net.subnet("AzureFirewallSubnet") }, publicIPAddress: { id: ids["far"] } }),
    ],
    [
      "no public address",
      "AzureFirewallPublicIpCount",
      "'afw'",
      { "ipConfigurations.0.publicIPAddress": undefined },
    ],
    [
      "a Basic address",
      "AzureFirewallPublicIpMustBeStandard",
      "pip-basic",
      () => ({ "ipConfigurations.0.publicIPAddress.id": ids["basic"] }),
    ],
    [
      "one address twice",
      "PublicIPAddressInUse",
      "more than one IP configuration",
      () => second({ publicIPAddress: { id: ids["pip"] } }),
    ],
    [
      "an address of another region",
      "InvalidResourceReference",
      "pip-far",
      () => second({ publicIPAddress: { id: ids["far"] } }),
    ],
    [
      "an address without zones on a firewall with zones",
      "ZonalAzureFirewallCannotReferenceNoZonePublicIp",
      "pip-zoneless",
      () => second({ publicIPAddress: { id: ids["zoneless"] } }),
    ],
    [
      "a policy of a higher tier",
      "AzureFirewallPolicyTierMismatch",
      "afwp-premium",
      () => ({ "firewallPolicy.id": ids["premium"] }),
    ],
    ["another region than its network's", "InvalidResourceReference", "'vnet'", { location: "westeurope" }],
    [
      "another resource group than its subnet's",
      "SecureGatewayReferencesSubnetInDifferentResourceGroup",
      "AzureFirewallSubnet",
      { resourceGroupName: "rg-other" },
    ],
  ];
  for (const [title, code, culprit, changes] of rows) {
    it(`refuses ${title}`, async () => {
      await kit.create("resources:ResourceGroup", { resourceGroupName: "rg-other", location });
      const error = await refusal(
        kit.create(token, changed(good, typeof changes === "function" ? changes() : changes)),
      );
      expect(error.code).to.equal(code);
      expect(error.message).to.contain(culprit);
    });
  }

  refuses(
    [
      [
        "a location that is none",
        "LocationNotAvailableForResourceType",
        "'atlantis'",
        { location: "atlantis" },
      ],
    ],
    () => kit,
    token,
    () => good,
  );

  it("refuses a delegated subnet", async () => {
    await kit.update("network:Subnet", net.subnet("AzureFirewallSubnet"), {
      delegations: [{ name: "d", serviceName: "Microsoft.Web/serverFarms" }],
    });
    expect((await refusal(kit.create(token, good))).code).to.equal("SubnetIsDelegated");
  });

  it("refuses a second firewall in a network, and an address that another has", async () => {
    await kit.create(token, good);
    const neighbour = await refusal(kit.create(token, changed(good, { azureFirewallName: "afw-2" })));
    expect(neighbour.code).to.equal("AzureFirewallSubnetInUse");
    expect(neighbour.message).to.contain("'afw'");
    await kit.create("network:VirtualNetwork", {
      virtualNetworkName: "vnet-2",
      location,
      addressSpace: { addressPrefixes: ["10.1.0.0/16"] },
    });
    const { id } = await kit.create("network:Subnet", {
      virtualNetworkName: "vnet-2",
      subnetName: "AzureFirewallSubnet",
      addressPrefix: "10.1.0.0/26",
    });
    const taken = await refusal(
      kit.create(token, changed(good, { azureFirewallName: "afw-2", "ipConfigurations.0.subnet.id": id })),
    );
    expect(taken.code).to.equal("PublicIPAddressInUse");
    expect(taken.message).to.contain("azureFirewalls/afw'");
  });

  it("waits for a subnet that is being written", async () => {
    const writing = kit.update("network:Subnet", net.subnet("AzureFirewallSubnet"), {
      defaultOutboundAccess: false,
    });
    const error = await refusal(kit.create(token, good));
    expect(error.code).to.equal("ReferencedResourceNotProvisioned");
    expect(error.message).to.contain("AzureFirewallSubnet").and.to.contain("not in Succeeded state");
    await writing;
    await kit.create(token, good);
  });

  it("does not change its zones", async () => {
    const { id } = await kit.create(token, good);
    expect((await refusal(kit.update(token, id, { zones: ["1"] }))).code).to.equal(
      "PropertyChangeNotAllowed",
    );
  });
});
