import { expect } from "chai";
import { location, network, newKit, refusal, type Kit } from "../../kit.ts";
import { refuses } from "../../networkKit.ts";

const zoneToken = "privatedns:PrivateZone";
const token = "privatedns:VirtualNetworkLink";
const zone = { privateZoneName: "privatelink.documents.azure.com", location: "global" };

describe("rehearsal/azure: private DNS zones and their links", () => {
  let kit: Kit;
  let net: string;
  beforeEach(async () => {
    kit = await newKit();
    net = (await network(kit, {})).id;
    await kit.create(zoneToken, zone);
  });
  const good = () => ({
    privateZoneName: zone.privateZoneName,
    virtualNetworkLinkName: "link",
    location: "global",
    virtualNetwork: { id: net },
    registrationEnabled: false,
    resolutionPolicy: "NxDomainRedirect",
  });

  it("accepts a link", async () => {
    const { outputs } = await kit.create(token, good());
    expect(outputs["virtualNetworkLinkState"]).to.equal("Completed");
  });

  refuses(
    [
      [
        "a region for a zone",
        "LocationNotAvailableForResourceType",
        "'eastus'",
        { privateZoneName: "a.example", location },
      ],
      ["a zone of one label", "InvalidResourceName", "local", { privateZoneName: "local" }],
    ],
    () => kit,
    zoneToken,
    () => zone,
  );
  refuses(
    [
      ["no network", "InvalidParameter", "virtualNetwork.id", { virtualNetwork: undefined }],
      [
        "a network that is not there",
        "InvalidResourceReference",
        "vnet-none",
        {
          virtualNetwork: {
            id: "/subscriptions/s/resourceGroups/rg-test/providers/Microsoft.Network/virtualNetworks/vnet-none",
          },
        },
      ],
      ["an unknown resolution policy", "InvalidParameterValue", "Guess", { resolutionPolicy: "Guess" }],
      ["a zone that is not there", "ParentResourceNotFound", "b.example", { privateZoneName: "b.example" }],
    ],
    () => kit,
    token,
    good,
  );

  it("refuses to redirect from a zone that is no private link's", async () => {
    await kit.create(zoneToken, { privateZoneName: "internal.example", location: "global" });
    const error = await refusal(kit.create(token, { ...good(), privateZoneName: "internal.example" }));
    expect(error.code).to.equal("BadRequest");
    expect(error.message).to.contain("'internal.example'");
    await kit.create(token, { ...good(), privateZoneName: "internal.example", resolutionPolicy: "Default" });
  });

  it("refuses a second link of the network to the zone", async () => {
    await kit.create(token, good());
    const error = await refusal(kit.create(token, { ...good(), virtualNetworkLinkName: "again" }));
    expect([error.code, error.status]).to.deep.equal(["Conflict", 409]);
    expect(error.message).to.contain("'link'");
  });

  it("refuses a link to a second zone of the same name", async () => {
    await kit.create(token, good());
    await kit.create("resources:ResourceGroup", { resourceGroupName: "rg-other", location });
    await kit.create(zoneToken, { ...zone, resourceGroupName: "rg-other" });
    const error = await refusal(kit.create(token, { ...good(), resourceGroupName: "rg-other" }));
    expect(error.code).to.equal("BadRequest");
    expect(error.message).to.contain("overlapping namespaces").and.to.contain("rg-test");
  });

  it("refuses to move a link, and keeps the zone until its links are gone", async () => {
    const { id } = await kit.create(token, good());
    await kit.create("network:VirtualNetwork", {
      virtualNetworkName: "vnet-2",
      location,
      addressSpace: { addressPrefixes: ["10.1.0.0/16"] },
    });
    const moved = await refusal(
      kit.update(token, id, { virtualNetwork: { id: net.replace("/vnet", "/vnet-2") } }),
    );
    expect(moved.code).to.equal("PropertyChangeNotAllowed");
    const zoneId = `${kit.providers}/Microsoft.Network/privateDnsZones/${zone.privateZoneName}`;
    const held = await refusal(kit.remove(zoneToken, zoneId));
    expect([held.code, held.status]).to.deep.equal(["CannotDeleteResource", 409]);
    expect(held.message).to.contain("virtualNetworkLinks/link");
    await kit.remove(token, id);
    await kit.remove(zoneToken, zoneId);
  });
});
