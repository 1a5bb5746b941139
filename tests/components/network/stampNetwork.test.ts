import { expect } from "chai";
import { subnetNames } from "../../../lib/addressPlan.ts";
import type { StackRun } from "../../support/runStack.ts";
import { dependencyNames, input, ofType, only, stampRun } from "../../support/stacks.ts";

describe("StampNetwork", function () {
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
    const table = only(run, "network:RouteTable");
    expect(table.inputs["disableBgpRoutePropagation"]).to.equal(true);
    expect(table.inputs["routes"]).to.deep.equal([
      {
        name: "everything-to-firewall",
        addressPrefix: "0.0.0.0/0",
        nextHopType: "VirtualAppliance",
        nextHopIpAddress: "10.10.15.68",
      },
    ]);
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

  it("names the firewall as name server, and leaves subnets and peerings to themselves", () => {
    const network = only(run, "network:VirtualNetwork");
    expect(input(network, "dhcpOptions.dnsServers")).to.deep.equal(["10.10.15.68"]);
    expect(network.inputs).to.not.have.any.keys("subnets", "ddosProtectionPlan");
    expect(network.ignoreChanges).to.deep.equal(["subnets", "virtualNetworkPeerings"]);
  });

  it("gives security rules without what only the program's own words need", () => {
    for (const group of ofType(run, "network:NetworkSecurityGroup")) {
      expect(JSON.stringify(group.inputs), group.name).to.not.contain("ApplicationSecurityGroup");
    }
  });
});
