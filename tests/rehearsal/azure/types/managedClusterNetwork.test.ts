import { expect } from "chai";
import type { Properties } from "../../../../lib/properties.ts";
import { newClusterKit, type ClusterKit } from "../clusterKit.ts";
import { changed, location, refusal } from "../kit.ts";

const token = "containerservice:ManagedCluster";

describe("rehearsal/azure: subnets and egress of AKS clusters", () => {
  let kit: ClusterKit;
  beforeEach(async () => {
    kit = await newClusterKit();
  });

  it("refuses subnets that cannot take the nodes", async () => {
    const profile = (vnetSubnetID: string) => ({ "agentPoolProfiles.0.vnetSubnetID": vnetSubnetID });
    expect(
      (
        await refusal(
          kit.create(token, changed(kit.cluster, profile(`${kit.vnetId}/subnets/AzureFirewallSubnet`))),
        )
      ).code,
    ).to.equal("InvalidParameter");
    expect(
      (await refusal(kit.create(token, changed(kit.cluster, { "agentPoolProfiles.0.maxCount": 20 })))).code,
    ).to.equal("InsufficientSubnetSize");
    const twoPrefixes = await kit.create("network:Subnet", {
      virtualNetworkName: "vnet",
      subnetName: "two",
      addressPrefixes: ["10.0.8.0/24", "10.0.9.0/24"],
    });
    expect((await refusal(kit.create(token, changed(kit.cluster, profile(twoPrefixes.id))))).code).to.equal(
      "MultipleAddressPrefixesSubnetNotSupported",
    );
    const delegated = await kit.create("network:Subnet", {
      virtualNetworkName: "vnet",
      subnetName: "delegated",
      addressPrefix: "10.0.10.0/24",
      delegations: [{ name: "d", serviceName: "Microsoft.Web/serverFarms" }],
    });
    expect((await refusal(kit.create(token, changed(kit.cluster, profile(delegated.id))))).code).to.equal(
      "SubnetIsDelegated",
    );
    const second = {
      ...(kit.cluster["agentPoolProfiles"] as Properties[])[0],
      name: "second",
      vnetSubnetID: undefined,
    };
    expect(
      (await refusal(kit.create(token, changed(kit.cluster, { "agentPoolProfiles.1": second })))).code,
    ).to.equal("AgentPoolsWithEmptySubnetError");
    expect(
      (
        await refusal(
          kit.create(
            token,
            changed(kit.cluster, {
              "agentPoolProfiles.1": { ...second, name: "system", vnetSubnetID: kit.nodes },
            }),
          ),
        )
      ).code,
    ).to.equal("InvalidParameter");
  });

  it("refuses a network that is being changed and pools in two networks", async () => {
    const other = await kit.create("network:VirtualNetwork", {
      virtualNetworkName: "other",
      location,
      addressSpace: { addressPrefixes: ["10.9.0.0/16"] },
    });
    await kit.create("network:Subnet", {
      virtualNetworkName: "other",
      subnetName: "nodes",
      addressPrefix: "10.9.0.0/24",
    });
    const second = {
      ...(kit.cluster["agentPoolProfiles"] as Properties[])[0],
      name: "second",
      vnetSubnetID: `${other.id}/subnets/nodes`,
    };
    expect(
      (await refusal(kit.create(token, changed(kit.cluster, { "agentPoolProfiles.1": second })))).message,
    ).to.contain("same virtual network");
    const change = kit.update("network:VirtualNetwork", kit.vnetId, { tags: { a: "b" } });
    expect((await refusal(kit.create(token, kit.cluster))).code).to.equal(
      "VirtualNetworkNotInSucceededState",
    );
    await change;
  });

  it("refuses routes that do not lead out", async () => {
    const unrouted = changed(kit.cluster, {
      "agentPoolProfiles.0.vnetSubnetID": `${kit.vnetId}/subnets/unrouted`,
    });
    expect((await refusal(kit.create(token, unrouted))).code).to.equal(
      "ExistingRouteTableNotAssociatedWithSubnet",
    );
    const table = `${kit.providers}/Microsoft.Network/routeTables/rt`;
    await kit.update("network:RouteTable", table, {
      routes: [{ name: "out", addressPrefix: "0.0.0.0/0", nextHopType: "Internet" }],
    });
    expect((await refusal(kit.create(token, kit.cluster))).code).to.equal("RouteTableInvalidNextHop");
    await kit.update("network:RouteTable", table, { routes: [] });
    expect((await refusal(kit.create(token, kit.cluster))).code).to.equal(
      "RouteTableMissingDefaultRouteError",
    );
  });

  const rule = (changes: Properties): Properties[] => [
    {
      ruleCollectionType: "FirewallPolicyFilterRuleCollection",
      name: "aks",
      priority: 200,
      action: { type: "Allow" },
      rules: [
        {
          ruleType: "ApplicationRule",
          name: "hosts",
          sourceAddresses: ["*"],
          protocols: [{ protocolType: "Https", port: 443 }],
          ...changes,
        },
      ],
    },
  ];
  const hosts = [
    "*.microsoft.com",
    "mcr-0001.mcr-msedge.net",
    "management.azure.com",
    "login.microsoftonline.com",
    "packages.aks.azure.com",
  ];

  it("gives up after 20 minutes where the firewall does not let the nodes out", async () => {
    await kit.update("network:FirewallPolicyRuleCollectionGroup", kit.rulesId, {
      ruleCollections: rule({ targetFqdns: hosts.slice(1) }),
    });
    const before = kit.clock.now;
    const error = await refusal(kit.create(token, kit.cluster));
    expect(error.code).to.equal("OutboundConnFail");
    expect(error.message).to.contain("mcr.microsoft.com");
    expect(kit.clock.now - before).to.equal(20);
    const id = `${kit.providers}/Microsoft.ContainerService/managedClusters/aks`;
    expect(kit.subscription.read(id)?.outputs["provisioningState"]).to.equal("Failed");
    expect((await refusal(kit.update(token, id, { tags: { a: "b" } }))).code).to.equal("OutboundConnFail");
    await kit.update("network:FirewallPolicyRuleCollectionGroup", kit.rulesId, {
      ruleCollections: rule({ targetFqdns: hosts }),
    });
    const repaired = await kit.update(token, id, { tags: { a: "c" } });
    expect(repaired.outputs["provisioningState"]).to.equal("Succeeded");
  });

  it("comes up where hosts are let through one by one", async () => {
    await kit.update("network:FirewallPolicyRuleCollectionGroup", kit.rulesId, {
      ruleCollections: rule({ targetFqdns: hosts }),
    });
    await kit.create(token, kit.cluster);
  });

  it("comes up where the parent policy lets hosts through", async () => {
    const parent = await kit.create("network:FirewallPolicy", {
      firewallPolicyName: "parent",
      location,
      sku: { tier: "Standard" },
    });
    await kit.create("network:FirewallPolicyRuleCollectionGroup", {
      firewallPolicyName: "parent",
      ruleCollectionGroupName: "aks",
      priority: 200,
      ruleCollections: rule({ targetFqdns: hosts }),
    });
    await kit.update("network:FirewallPolicyRuleCollectionGroup", kit.rulesId, { ruleCollections: [] });
    const policyId = `${kit.providers}/Microsoft.Network/firewallPolicies/policy`;
    await kit.update("network:FirewallPolicy", policyId, { basePolicy: { id: parent.id } });
    await kit.create(token, kit.cluster);
  });

  it("gives up where nothing answers at the next hop", async () => {
    await kit.remove("network:AzureFirewall", `${kit.providers}/Microsoft.Network/azureFirewalls/firewall`);
    expect((await refusal(kit.create(token, kit.cluster))).message).to.contain("nothing answers at 10.0.0.4");
  });

  it("refuses several pools with a basic load balancer", async () => {
    const pool = { mode: "System", vmSize: "Standard_D4ds_v5", count: 1 };
    const inputs = {
      resourceName: "simple",
      location,
      dnsPrefix: "simple",
      identity: { type: "SystemAssigned" },
      networkProfile: { loadBalancerSku: "basic" },
      agentPoolProfiles: [
        { ...pool, name: "one" },
        { ...pool, name: "two" },
      ],
    };
    expect((await refusal(kit.create(token, inputs))).code).to.equal("SLBRequiredForMultipleAgentPools");
  });
});
