import { expect } from "chai";
import type { Properties } from "../../../../../lib/properties.ts";
import { changed, location, newKit, refusal, type Kit } from "../../kit.ts";

const token = "network:VirtualNetworkPeering";
const elsewhere = "8d2f6a3e-1c49-5b77-9a10-4e5d6f708192";

describe("rehearsal/azure: peerings of virtual networks", () => {
  let kit: Kit;
  let good: Properties;

  const network = async (name: string, space: string): Promise<string> =>
    (
      await kit.create("network:VirtualNetwork", {
        virtualNetworkName: name,
        location,
        addressSpace: { addressPrefixes: [space] },
      })
    ).id;
  const peering = (from: string, to: string, name = `to-${to}`): Properties => ({
    virtualNetworkPeeringName: name,
    virtualNetworkName: from,
    remoteVirtualNetwork: { id: `${kit.providers}/Microsoft.Network/virtualNetworks/${to}` },
    allowVirtualNetworkAccess: true,
    allowForwardedTraffic: true,
  });
  const state = (id: string): unknown => kit.subscription.read(id)?.outputs["peeringState"];

  beforeEach(async () => {
    kit = await newKit();
    await network("stamp", "10.10.0.0/20");
    await network("hub", "10.0.0.0/24");
    good = peering("stamp", "hub");
  });

  it("are initiated by one half, connected by two, and disconnected when one goes", async () => {
    const there = (await kit.create(token, good)).id;
    expect(state(there)).to.equal("Initiated");
    const back = await kit.create(token, peering("hub", "stamp"));
    expect(back.outputs["peeringState"]).to.equal("Connected");
    expect(state(there)).to.equal("Connected");
    await kit.remove(token, back.id);
    expect(state(there)).to.equal("Disconnected");

    const error = await refusal(kit.create(token, peering("hub", "stamp")));
    expect(error.code).to.equal("RemotePeeringIsDisconnected");
    await kit.remove(token, there);
    expect((await kit.create(token, peering("hub", "stamp"))).outputs["peeringState"]).to.equal("Initiated");
  });

  it("refuses networks whose address spaces overlap, directly or behind the other", async () => {
    await network("overlap", "10.10.8.0/21");
    const direct = await refusal(kit.create(token, peering("stamp", "overlap")));
    expect(direct.code).to.equal("VnetAddressSpacesOverlap");
    expect(direct.message).to.contain("10.10.8.0/21").and.contain("10.10.0.0/20");

    await kit.create(token, peering("hub", "stamp"));
    const behind = await refusal(kit.create(token, peering("hub", "overlap")));
    expect(behind.code).to.equal("VnetAddressSpaceOverlapsWithAlreadyPeeredVnet");
  });

  it("refuses a second one to the same network, one to itself, and none at all", async () => {
    await kit.create(token, good);
    const twice = await refusal(kit.create(token, peering("stamp", "hub", "again")));
    expect(twice.code).to.equal("RemoteVnetAlreadyPeered");
    expect((await refusal(kit.create(token, peering("stamp", "stamp")))).code).to.equal(
      "InvalidRequestFormat",
    );
    const nowhere = await refusal(
      kit.create(token, changed(peering("stamp", "hub", "none"), { remoteVirtualNetwork: undefined })),
    );
    expect(nowhere.code).to.equal("InvalidParameter");
  });

  it("refuses a network that is not there", async () => {
    const error = await refusal(kit.create(token, peering("stamp", "none")));
    expect(error.code).to.equal("InvalidResourceReference");
  });

  it("lets a gateway be used only where it is offered, and by one side", async () => {
    const using = changed(good, { useRemoteGateways: true });
    expect((await refusal(kit.create(token, using))).code).to.equal("RemotePeeringDisallowsGatewayTransit");
    const both = await refusal(kit.create(token, changed(using, { allowGatewayTransit: true })));
    expect(both.code).to.equal("InvalidRequestFormat");
    await kit.create(token, changed(peering("hub", "stamp"), { allowGatewayTransit: true }));
    expect((await kit.create(token, using)).outputs["peeringState"]).to.equal("Connected");
  });

  it("is a change of its network, which takes one at a time", async () => {
    const subnet = kit.create("network:Subnet", {
      virtualNetworkName: "stamp",
      subnetName: "snet",
      addressPrefix: "10.10.0.0/24",
    });
    const error = await refusal(kit.create(token, good));
    expect(error.code).to.equal("AnotherOperationInProgress");
    await subnet;
  });

  it("knows nothing of networks in other subscriptions, and writes there when its provider does", async () => {
    const remote = `/subscriptions/${elsewhere}/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks/far`;
    const there = await kit.create(token, changed(good, { remoteVirtualNetwork: { id: remote } }));
    expect(there.outputs["peeringState"]).to.equal("Initiated");

    const inputs = { ...peering("far", "stamp"), resourceGroupName: "rg-hub" };
    const back = await kit.subscription.create(`azure-native:${token}`, "urn:far", inputs, elsewhere);
    expect(back.id).to.equal(`${remote}/virtualNetworkPeerings/to-stamp`);
    expect(state(there.id)).to.equal("Connected");
  });

  it("writes nothing else into another subscription", async () => {
    const inputs = { resourceGroupName: "rg-test", routeTableName: "rt", location };
    const { id } = await kit.subscription.create(
      "azure-native:network:RouteTable",
      "urn:rt",
      inputs,
      elsewhere,
    );
    expect(id).to.contain(kit.subscription.view.subscriptionId);
  });
});
