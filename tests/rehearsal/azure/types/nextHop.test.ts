import { expect } from "chai";
import { mayBeAppliance } from "../../../../rehearsal/azure/types/containerservice/nextHop.ts";
import { location, network, newKit, type Kit } from "../kit.ts";

const elsewhere =
  "/subscriptions/8d2f6a3e-1c49-5b77-9a10-4e5d6f708192/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks/far";

describe("rehearsal/azure: what stands at a next hop", () => {
  let kit: Kit;
  let nodes: string;
  const asked = (address: string): boolean => mayBeAppliance(kit.subscription.view, nodes, address);
  const peer = (remote: string) =>
    kit.create("network:VirtualNetworkPeering", {
      virtualNetworkName: "vnet",
      virtualNetworkPeeringName: "peer",
      remoteVirtualNetwork: { id: remote },
    });

  beforeEach(async () => {
    kit = await newKit();
    const net = await network(kit, {
      "snet-nodes": { addressPrefix: "10.0.1.0/24" },
      "snet-appliance": { addressPrefix: "10.0.2.0/26" },
      AzureFirewallSubnet: { addressPrefix: "10.0.3.0/26" },
    });
    nodes = net.subnet("snet-nodes");
  });

  it("may be an appliance in another subnet, but not among the nodes nor in a firewall's place", () => {
    expect(asked("10.0.2.4")).to.equal(true);
    expect(asked("10.0.1.4")).to.equal(false);
    expect(asked("10.0.3.4")).to.equal(false);
    expect(asked("10.7.0.4")).to.equal(false);
  });

  it("may be an appliance of a peered network", async () => {
    const { id } = await kit.create("network:VirtualNetwork", {
      virtualNetworkName: "hub",
      location,
      addressSpace: { addressPrefixes: ["10.7.0.0/24"] },
    });
    await kit.create("network:Subnet", {
      virtualNetworkName: "hub",
      subnetName: "snet-appliance",
      addressPrefix: "10.7.0.0/26",
    });
    expect(asked("10.7.0.4")).to.equal(false);
    await peer(id);
    expect(asked("10.7.0.4")).to.equal(true);
    expect(asked("10.7.0.100")).to.equal(false);
  });

  it("may be anything in a peered network of another subscription", async () => {
    await peer(elsewhere);
    expect(asked("10.7.0.4")).to.equal(true);
  });
});
