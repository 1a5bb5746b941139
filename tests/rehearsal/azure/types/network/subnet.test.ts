import { expect } from "chai";
import { changed, location, network, newKit, refusal, type Kit } from "../../kit.ts";
import { firewallInputs, policy, publicIp, refuses } from "../../networkKit.ts";

const token = "network:Subnet";
const bastionRules = [
  {
    name: "in-https",
    priority: 100,
    direction: "Inbound",
    access: "Allow",
    protocol: "Tcp",
    sourceAddressPrefix: "Internet",
    sourcePortRange: "*",
    destinationAddressPrefix: "*",
    destinationPortRange: "443",
  },
  {
    name: "in-manager",
    priority: 110,
    direction: "Inbound",
    access: "Allow",
    protocol: "Tcp",
    sourceAddressPrefix: "GatewayManager",
    sourcePortRange: "*",
    destinationAddressPrefix: "*",
    destinationPortRange: "443",
  },
  {
    name: "out-machines",
    priority: 100,
    direction: "Outbound",
    access: "Allow",
    protocol: "*",
    sourceAddressPrefix: "*",
    sourcePortRange: "*",
    destinationAddressPrefix: "VirtualNetwork",
    destinationPortRanges: ["22", "3389"],
  },
  {
    name: "out-azure",
    priority: 110,
    direction: "Outbound",
    access: "Allow",
    protocol: "Tcp",
    sourceAddressPrefix: "*",
    sourcePortRange: "*",
    destinationAddressPrefix: "AzureCloud",
    destinationPortRange: "443",
  },
];

describe("rehearsal/azure: subnets", () => {
  let kit: Kit;
  let net: Awaited<ReturnType<typeof network>>;
  const good = {
    virtualNetworkName: "vnet",
    subnetName: "snet-b",
    addressPrefix: "10.0.5.0/24",
    privateEndpointNetworkPolicies: "Enabled",
    privateLinkServiceNetworkPolicies: "Disabled",
  };

  beforeEach(async () => {
    kit = await newKit();
    net = await network(kit, { "snet-a": { addressPrefix: "10.0.4.0/24" } });
  });

  async function table(name: string, routes: object[], where = location): Promise<{ id: string }> {
    const { id } = await kit.create("network:RouteTable", { routeTableName: name, location: where, routes });
    return { id };
  }

  async function securityGroup(
    name: string,
    securityRules: object[] = [],
    where = location,
  ): Promise<{ id: string }> {
    const { id } = await kit.create("network:NetworkSecurityGroup", {
      networkSecurityGroupName: name,
      location: where,
      securityRules,
    });
    return { id };
  }

  it("accepts one beside another", async () => {
    expect((await kit.create(token, good)).id).to.equal(net.subnet("snet-b"));
  });

  refuses(
    [
      ["no prefix", "InvalidParameter", "addressPrefix or addressPrefixes", { addressPrefix: undefined }],
      ["host bits", "InvalidCIDRNotation", "10.0.5.1/24", { addressPrefix: "10.0.5.1/24" }],
      [
        "a prefix outside the network",
        "NetcfgInvalidSubnet",
        "10.9.0.0/24",
        { addressPrefix: "10.9.0.0/24" },
      ],
      [
        "a prefix wider than the network",
        "NetcfgInvalidSubnet",
        "10.0.0.0/15",
        { addressPrefix: "10.0.0.0/15" },
      ],
      ["an overlap with another", "NetcfgSubnetRangesOverlap", "snet-a", { addressPrefix: "10.0.4.128/25" }],
      ["an overlap around another", "NetcfgSubnetRangesOverlap", "snet-a", { addressPrefix: "10.0.4.0/23" }],
      [
        "an overlap by a list of prefixes",
        "NetcfgSubnetRangesOverlap",
        "snet-a",
        { addressPrefix: undefined, addressPrefixes: ["10.0.5.0/24", "10.0.4.0/26"] },
      ],
      ["less than a /29", "NetcfgInvalidSubnet", "/29", { addressPrefix: "10.0.5.0/30" }],
      [
        "a firewall subnet smaller than /26",
        "NetcfgInvalidSubnet",
        "/26",
        { subnetName: "AzureFirewallSubnet", addressPrefix: "10.0.5.0/27" },
      ],
      [
        "an unknown policy for private endpoints",
        "InvalidParameterValue",
        "Sometimes",
        { privateEndpointNetworkPolicies: "Sometimes" },
      ],
      [
        "an unknown policy for private link services",
        "InvalidParameterValue",
        "RouteTableEnabled",
        { privateLinkServiceNetworkPolicies: "RouteTableEnabled" },
      ],
      [
        "a delegation to nobody known",
        "InvalidServiceNameOnDelegation",
        "Microsoft.Nothing/here",
        { delegations: [{ name: "one", serviceName: "Microsoft.Nothing/here" }] },
      ],
      [
        "two delegations",
        "SubnetHasMultipleDelegations",
        "Microsoft.DevOpsInfrastructure/pools",
        {
          delegations: [
            { name: "one", serviceName: "Microsoft.ContainerService/managedClusters" },
            { name: "two", serviceName: "Microsoft.DevOpsInfrastructure/pools" },
          ],
        },
      ],
      [
        "a network that is not there",
        "ParentResourceNotFound",
        "vnet-none",
        { virtualNetworkName: "vnet-none" },
      ],
    ],
    () => kit,
    token,
    () => good,
  );

  it("refuses a security group or route table of another region", async () => {
    for (const [key, attached] of [
      ["networkSecurityGroup", await securityGroup("nsg-far", [], "westeurope")],
      ["routeTable", await table("rt-far", [], "westeurope")],
    ] as const) {
      const error = await refusal(kit.create(token, { ...good, [key]: attached }));
      expect(error.code).to.equal("InvalidResourceReference");
      expect(error.message).to.contain("same region").and.to.contain("-far");
    }
    await kit.create(token, {
      ...good,
      networkSecurityGroup: await securityGroup("nsg-near"),
      routeTable: await table("rt-near", []),
    });
  });

  it("refuses a security group on the firewall's subnet", async () => {
    const error = await refusal(
      kit.create(token, {
        ...good,
        subnetName: "AzureFirewallSubnet",
        networkSecurityGroup: await securityGroup("nsg"),
      }),
    );
    expect(error.code).to.equal("NetworkSecurityGroupNotAllowedOnSubnet");
  });

  it("takes on the firewall's subnet only routes straight to the Internet, now and later", async () => {
    const firewall = { ...good, subnetName: "AzureFirewallSubnet" };
    const astray = await table("rt-loop", [
      {
        name: "all",
        addressPrefix: "0.0.0.0/0",
        nextHopType: "VirtualAppliance",
        nextHopIpAddress: "10.0.5.4",
      },
    ]);
    for (const routeTable of [
      astray,
      await table("rt-none", [{ name: "all", addressPrefix: "0.0.0.0/0", nextHopType: "None" }]),
      await table("rt-empty", []),
    ]) {
      const error = await refusal(kit.create(token, { ...firewall, routeTable }));
      expect(error.code).to.equal("AzureFirewallSubnetRouteTableMustHaveDefaultRouteToInternet");
      expect(error.message).to.contain(routeTable.id.split("/").at(-1));
    }
    const direct = await table("rt-direct", [
      { name: "all", addressPrefix: "0.0.0.0/0", nextHopType: "Internet" },
    ]);
    await kit.create(token, { ...firewall, routeTable: direct });
    expect((await refusal(kit.update("network:RouteTable", direct.id, { routes: [] }))).code).to.equal(
      "AzureFirewallSubnetRouteTableMustHaveDefaultRouteToInternet",
    );
  });

  it("takes no route table on Bastion's subnet, and only a security group with Bastion's rules, now and later", async () => {
    const bastion = { ...good, subnetName: "AzureBastionSubnet" };
    expect(
      (await refusal(kit.create(token, { ...bastion, routeTable: await table("rt", []) }))).code,
    ).to.equal("RouteTableCannotBeAttachedForAzureBastionSubnet");
    for (const [index, rule] of bastionRules.entries()) {
      const poor = await securityGroup(
        `nsg-${index}`,
        bastionRules.filter((other) => other !== rule),
      );
      const error = await refusal(kit.create(token, { ...bastion, networkSecurityGroup: poor }));
      expect(error.code).to.equal("NetworkSecurityGroupNotCompliantForAzureBastionSubnet");
      expect(error.message).to.contain(`nsg-${index}`).and.to.contain(rule.direction);
    }
    const halved = bastionRules.map((rule) =>
      rule.name === "out-machines" ? { ...rule, destinationPortRanges: ["22"] } : rule,
    );
    const half = await refusal(
      kit.create(token, { ...bastion, networkSecurityGroup: await securityGroup("nsg-half", halved) }),
    );
    expect(half.message).to.contain("Outbound 22, 3389 to VirtualNetwork");
    const group = await securityGroup("nsg-bastion", bastionRules);
    await kit.create(token, { ...bastion, networkSecurityGroup: group });
    const error = await refusal(kit.update("network:NetworkSecurityGroup", group.id, { securityRules: [] }));
    expect(error.code).to.equal("NetworkSecurityGroupNotCompliantForAzureBastionSubnet");
  });

  it("keeps its prefix and its delegations while it is in use", async () => {
    const firewallSubnet = await kit.create(token, { ...good, subnetName: "AzureFirewallSubnet" });
    const move = () => kit.update(token, firewallSubnet.id, { addressPrefix: "10.0.6.0/24" });
    await move();
    const inputs = firewallInputs(firewallSubnet.id, await publicIp(kit, "pip"), await policy(kit, "afwp"));
    await kit.create("network:AzureFirewall", inputs);
    const moved = await refusal(kit.update(token, firewallSubnet.id, { addressPrefix: "10.0.7.0/24" }));
    expect(moved.code).to.equal("InUseSubnetCannotBeUpdated");
    expect(moved.message).to.contain("azureFirewalls/afw");
    const delegated = await refusal(
      kit.update(token, firewallSubnet.id, {
        delegations: [{ name: "d", serviceName: "Microsoft.Web/serverFarms" }],
      }),
    );
    expect(delegated.code).to.equal("SubnetIsDelegated");
    const removed = await refusal(kit.remove(token, firewallSubnet.id));
    expect([removed.code, removed.status]).to.deep.equal(["InUseSubnetCannotBeDeleted", 400]);
    await kit.update(token, firewallSubnet.id, { defaultOutboundAccess: false });
  });

  it("does not go while its firewall is still on its way out", async () => {
    const firewallSubnet = await kit.create(token, changed(good, { subnetName: "AzureFirewallSubnet" }));
    const { id } = await kit.create(
      "network:AzureFirewall",
      firewallInputs(firewallSubnet.id, await publicIp(kit, "pip"), await policy(kit, "afwp")),
    );
    const going = kit.remove("network:AzureFirewall", id);
    expect((await refusal(kit.remove(token, firewallSubnet.id))).code).to.equal("InUseSubnetCannotBeDeleted");
    await going;
    await kit.remove(token, firewallSubnet.id);
  });
});
