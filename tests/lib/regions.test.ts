import { expect } from "chai";
import { findRegion, regions, regionsDate, suggestRegions } from "../../lib/regions.ts";

describe("regions", () => {
  it("knows the regions by location", () => {
    expect(findRegion("eastus")).to.deep.equal({
      location: "eastus",
      displayName: "East US",
      geography: "United States",
      code: "eus",
      zones: true,
      restricted: false,
      frontDoorPrivateLink: true,
      frontDoorPrivateLinkNearest: "eastus",
      pair: "westus",
    });
    expect(findRegion("_meta")).to.equal(undefined);
    expect(regionsDate).to.match(/^\d{4}-\d\d-\d\d$/);
  });

  it("gives no two regions the same code", () => {
    const codes = [...regions.values()].map(({ code }) => code);
    expect(new Set(codes).size).to.equal(codes.length);
  });

  it("points every region to one whose origins Front Door reaches privately", () => {
    for (const region of regions.values()) {
      const nearest = findRegion(region.frontDoorPrivateLinkNearest);
      expect(nearest?.frontDoorPrivateLink, region.location).to.equal(true);
      if (region.frontDoorPrivateLink) expect(nearest).to.equal(region);
      if (region.pair !== null)
        expect(findRegion(region.pair) ?? region.pair, region.location).to.not.equal(region);
    }
  });

  it("suggests what a misspelt location may have meant", () => {
    expect(suggestRegions("eastsu")[0]).to.equal("eastus");
    expect(suggestRegions("westeuorpe")).to.deep.equal(["westeurope"]);
    expect(suggestRegions("West Europe")).to.deep.equal(["westeurope"]);
    expect(suggestRegions("atlantis")).to.deep.equal([]);
  });
});
