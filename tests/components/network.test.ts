import { expect } from "chai";
import { subnetNames } from "../../lib/addressPlan.ts";
import type { StackRun } from "../support/runStack.ts";
import { dependencyNames, input, named, ofType, only, runStamp, stampRun } from "../support/stacks.ts";

describe("StampNetwork", function () {
  this.timeout(30_000);

  let run: StackRun;
  before(async () => {
    run = await stampRun();
  });

  it("makes subnets one after the other, for a network takes one change at a time", () => {
    const subnets = ofType(run, "network:Subnet");
    expect(subnets.map(({ inputs }) => inputs["subnetName"])).to.deep.equal([
      "AzureFirewallSubnet",
      "snet-nodes-system",
      "snet-nodes-user",
      "snet-ingress",
      "snet-private-link",
      "snet-private-endpoints",
    ]);
    subnets.slice(1).forEach((subnet, index) => {
      expect(dependencyNames(subnet)).to.include(subnets[index]?.name);
    });
  });

  it("gives every subnet but the firewall's a route to the firewall and rules of its own", () => {
    const groups = new Set<unknown>();
    for (const subnet of ofType(run, "network:Subnet")) {
      const firewall = subnet.inputs["subnetName"] === subnetNames.firewall;
      expect(input(subnet, "routeTable.id") === undefined, subnet.name).to.equal(firewall);
      expect(input(subnet, "networkSecurityGroup.id") === undefined, subnet.name).to.equal(firewall);
      if (!firewall) groups.add(input(subnet, "networkSecurityGroup.id"));
    }
    expect(groups.size).to.equal(5);
    expect(only(run, "network:RouteTable").inputs["routes"]).to.deep.equal([
      {
        name: "everything-to-firewall",
        addressPrefix: "0.0.0.0/0",
        nextHopType: "VirtualAppliance",
        nextHopIpAddress: "10.10.15.68",
      },
    ]);
  });

  it("has no subnet with Azure's hidden way out", () => {
    for (const subnet of ofType(run, "network:Subnet")) {
      expect(subnet.inputs["defaultOutboundAccess"], subnet.name).to.equal(false);
    }
  });

  it("filters private endpoints, and lets the private link service have its addresses", () => {
    const policies = ofType(run, "network:Subnet").map(({ inputs }) => [
      inputs["subnetName"],
      inputs["privateEndpointNetworkPolicies"],
      inputs["privateLinkServiceNetworkPolicies"],
    ]);
    expect(policies.filter(([, endpoints]) => endpoints === "Enabled").map(([name]) => name)).to.deep.equal([
      "snet-private-endpoints",
    ]);
    expect(policies.filter(([, , service]) => service === "Disabled").map(([name]) => name)).to.deep.equal([
      "snet-private-link",
    ]);
  });

  it("names the firewall as name server, and leaves the subnets to themselves", () => {
    const network = only(run, "network:VirtualNetwork");
    expect(input(network, "dhcpOptions.dnsServers")).to.deep.equal(["10.10.15.68"]);
    expect(network.inputs["subnets"]).to.equal(undefined);
    expect(network.ignoreChanges).to.deep.equal(["subnets"]);
  });
});

describe("EgressFirewall", function () {
  this.timeout(30_000);

  it("is built after the network and all of its rules, which follow one another", async () => {
    const run = await runStamp("stamp-eastus", {
      values: { firewall: { allowedHosts: ["api.example.com"] } },
    });
    const groups = ofType(run, "network:FirewallPolicyRuleCollectionGroup");
    expect(groups.map(({ inputs }) => inputs["ruleCollectionGroupName"])).to.deep.equal([
      "rcg-platform",
      "rcg-workload",
    ]);
    expect(dependencyNames(named(run, "firewall-rcg-workload"))).to.include("firewall-rcg-platform");
    expect(dependencyNames(only(run, "network:AzureFirewall"))).to.include.members([
      "firewall-rcg-platform",
      "firewall-rcg-workload",
      "network-snet-private-endpoints",
    ]);
  });

  it("lets out the nodes' ranges only, and to no star", async () => {
    const run = await stampRun();
    expect(only(run, "network:IpGroup").inputs["ipAddresses"]).to.deep.equal([
      named(run, "network-snet-nodes-system").inputs["addressPrefix"],
      named(run, "network-snet-nodes-user").inputs["addressPrefix"],
    ]);
    const [group] = ofType(run, "network:FirewallPolicyRuleCollectionGroup");
    const collections = group?.inputs["ruleCollections"] as { rules: Record<string, unknown>[] }[];
    const rules = collections.flatMap((collection) => collection.rules);
    for (const rule of rules) {
      expect(rule["sourceIpGroups"]).to.have.length(1);
      expect(rule["ruleType"]).to.equal("ApplicationRule");
      expect(rule["targetFqdns"] ?? []).to.not.include("*");
    }
  });

  it("denies by threat intelligence and IDPS, proxies names, spreads over zones", async () => {
    const run = await stampRun("stamp-westeurope");
    const policy = only(run, "network:FirewallPolicy");
    expect(policy.inputs).to.include({ threatIntelMode: "Deny", location: "eastus" });
    expect(input(policy, "dnsSettings.enableProxy")).to.equal(true);
    expect(input(policy, "intrusionDetection.mode")).to.equal("Deny");
    expect(input(policy, "basePolicy.id")).to.match(/firewallPolicies\/afwp-bulkhead-global$/);
    const firewall = only(run, "network:AzureFirewall");
    expect(firewall.inputs).to.deep.include({ location: "westeurope", zones: ["1", "2", "3"] });
    expect(only(run, "network:PublicIPAddress").inputs).to.deep.include({
      zones: ["1", "2", "3"],
      sku: { name: "Standard", tier: "Regional" },
    });
  });

  it("has no parent and no Premium settings in the Standard tier, which may inherit neither", async () => {
    const run = await runStamp("stamp-eastus", {
      values: { firewall: { tier: "Standard", publicIpCount: 3 } },
    });
    const policy = only(run, "network:FirewallPolicy");
    expect(policy.inputs["sku"]).to.deep.equal({ tier: "Standard" });
    expect(policy.inputs).to.not.have.any.keys("basePolicy", "intrusionDetection");
    const firewall = only(run, "network:AzureFirewall");
    expect(firewall.inputs["sku"]).to.deep.equal({ name: "AZFW_VNet", tier: "Standard" });
    const configurations = firewall.inputs["ipConfigurations"] as Record<string, unknown>[];
    expect(configurations.map((configuration) => configuration["subnet"] !== undefined)).to.deep.equal([
      true,
      false,
      false,
    ]);
    expect(configurations.every((configuration) => configuration["publicIPAddress"] !== undefined)).to.equal(
      true,
    );
  });
});

describe("PrivateDns and PrivateConnection", function () {
  this.timeout(30_000);

  it("link the zones of registry, database, vault and API server to the firewall's network", async () => {
    const run = await stampRun();
    expect(
      ofType(run, "privatedns:PrivateZone").map(({ inputs }) => inputs["privateZoneName"]),
    ).to.have.members([
      "privatelink.azurecr.io",
      "privatelink.documents.azure.com",
      "privatelink.vaultcore.azure.net",
      "privatelink.eastus.azmk8s.io",
    ]);
    const network = only(run, "network:VirtualNetwork");
    for (const link of ofType(run, "privatedns:VirtualNetworkLink")) {
      expect(dependencyNames(link)).to.include(network.name);
      expect(link.inputs["registrationEnabled"]).to.equal(false);
    }
  });

  it("reach registry, database and vault from the endpoint subnet, with records in their zones", async () => {
    const run = await stampRun();
    const endpoints = ofType(run, "network:PrivateEndpoint");
    expect(
      endpoints.map(
        (endpoint) =>
          (endpoint.inputs["privateLinkServiceConnections"] as { groupIds: string[] }[])[0]?.groupIds,
      ),
    ).to.have.deep.members([["registry"], ["Sql"], ["vault"]]);
    for (const endpoint of endpoints)
      expect(input(endpoint, "subnet.id")).to.match(/subnets\/snet-private-endpoints$/);
    const zones = ofType(run, "network:PrivateDnsZoneGroup").map((group) =>
      (group.inputs["privateDnsZoneConfigs"] as { privateDnsZoneId: string }[])[0]?.privateDnsZoneId
        .split("/")
        .at(-1),
    );
    expect(zones).to.have.members([
      "privatelink.azurecr.io",
      "privatelink.documents.azure.com",
      "privatelink.vaultcore.azure.net",
    ]);
  });
});
