import { expect } from "chai";
import { retiringTag, retiringText } from "../../lib/retiring.ts";
import { hasReadableCopy, storageSku } from "../../lib/storageSku.ts";

describe("redundancy of a storage account", () => {
  it("is as much as its region allows", () => {
    const skus = [
      { zones: true, pair: "westus" },
      { zones: false, pair: "westus" },
      { zones: true, pair: null },
      { zones: false, pair: null },
    ].map(storageSku);
    expect(skus).to.deep.equal(["Standard_RAGZRS", "Standard_RAGRS", "Standard_ZRS", "Standard_LRS"]);
    expect(skus.map(hasReadableCopy)).to.deep.equal([true, true, false, false]);
  });
});

describe("a region that goes", () => {
  it("is named, and its records are marked", () => {
    expect(retiringText(["eastus", "westus3"])).to.equal(
      "The logs and metrics of eastus and westus3 are not protected any more: the next deployment deletes them.",
    );
    expect(retiringTag).to.deep.equal({ name: "lifecycle", value: "retiring" });
  });
});
