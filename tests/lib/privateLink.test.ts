import { expect } from "chai";
import {
  privateDnsZone,
  privateDnsZones,
  privateEndpointAddresses,
  privateLinkDate,
  privateLinkServices,
  stampPrivateEndpoints,
  stampZoneTargets,
} from "../../lib/privateLink.ts";

const without = { privateLinkScope: { enabled: false } };
const withScope = { privateLinkScope: { enabled: true } };

describe("private link", () => {
  it("counts addresses by region, and with all endpoints a stamp can have", () => {
    expect(privateEndpointAddresses(3, ["registry"])).to.equal(4);
    expect(privateEndpointAddresses(3, ["blob", "table", "keyVault"])).to.equal(3);
    // Registry and Cosmos DB 1 + 3 each; two vaults, Event Hubs, two accounts with two each; Azure Monitor 13.
    expect(privateEndpointAddresses(3)).to.equal(4 + 4 + 2 + 1 + 4 + 13);
  });

  it("keeps the subnet's size when an endpoint is turned on", () => {
    const count = (choice: typeof without) =>
      privateEndpointAddresses(
        5,
        stampPrivateEndpoints(choice).map(([, target]) => target),
      );
    expect(count(withScope)).to.equal(privateEndpointAddresses(5));
    expect(count(without)).to.be.lessThan(count(withScope));
  });

  it("derives endpoints and zones from the configuration", () => {
    const purposes = (choice: typeof without) => stampPrivateEndpoints(choice).map(([purpose]) => purpose);
    expect(purposes(without)).to.deep.equal([
      "registry",
      "cosmos",
      "keyVault",
      "certificates",
      "eventHubs",
      "dataBlob",
      "dataTable",
      "websiteBlob",
      "websiteWeb",
    ]);
    expect(purposes(withScope)).to.deep.equal([...purposes(without), "monitor"]);
    expect(stampZoneTargets(without)).to.deep.equal([
      "registry",
      "cosmos",
      "keyVault",
      "eventHubs",
      "blob",
      "table",
      "web",
      "aks",
    ]);
    expect(stampZoneTargets(withScope)).to.include("monitor");
  });

  it("names the zones", () => {
    expect(privateDnsZone("cosmos", "eastus")).to.equal("privatelink.documents.azure.com");
    expect(privateDnsZone("aks", "eastus")).to.equal("privatelink.eastus.azmk8s.io");
    expect(privateDnsZones("monitor", "eastus"))
      .to.have.length(5)
      .and.to.include("privatelink.blob.core.windows.net");
    expect(privateLinkDate).to.match(/^\d{4}-\d\d-\d\d$/);
  });

  it("has zones of private links only", () => {
    for (const { zones } of Object.values(privateLinkServices)) {
      expect(zones).not.to.deep.equal([]);
      for (const zone of zones) expect(zone).to.match(/^privatelink\./);
    }
  });
});
