import { expect } from "chai";
import { maintenanceWindows } from "../../lib/maintenance.ts";
import { regions } from "../../lib/regions.ts";

const slot = (location: string): string => {
  const { dayOfWeek, startTime } = maintenanceWindows(location).clusterUpgrade;
  return `${dayOfWeek} ${startTime}`;
};

describe("maintenance windows", () => {
  it("never upgrade a region together with the one Azure pairs it with", () => {
    for (const { location, pair } of regions.values()) {
      if (pair !== null) expect(slot(location), `${location} and ${pair}`).to.not.equal(slot(pair));
    }
  });

  it("differ between the regions of the committed stack files and usual neighbours", () => {
    const locations = ["eastus", "westeurope", "westus3", "northeurope", "swedencentral", "uksouth"];
    expect(new Set(locations.map(slot)).size).to.equal(locations.length);
  });

  it("put node images half a week from the cluster upgrade", () => {
    for (const location of regions.keys()) {
      const { clusterUpgrade, nodeImage } = maintenanceWindows(location);
      expect(nodeImage.dayOfWeek, location).to.not.equal(clusterUpgrade.dayOfWeek);
      expect(nodeImage.startTime).to.equal(clusterUpgrade.startTime);
    }
  });

  it("are long enough for AKS and do not reach into the next region's", () => {
    const { durationHours } = maintenanceWindows("eastus").clusterUpgrade;
    expect(durationHours).to.be.within(4, 8);
  });

  it("depend on the region alone", () => {
    expect(maintenanceWindows("eastus")).to.deep.equal({
      clusterUpgrade: { dayOfWeek: "Tuesday", startTime: "16:00", durationHours: 8 },
      nodeImage: { dayOfWeek: "Friday", startTime: "16:00", durationHours: 8 },
    });
  });
});
