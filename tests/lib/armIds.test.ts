import { expect } from "chai";
import { parseArmId } from "../../lib/armIds.ts";

describe("ARM ids", () => {
  it("say subscription, group and name, whatever their spelling", () => {
    const id = "/subscriptions/s/resourcegroups/rg-hub/providers/Microsoft.Network/virtualNetworks/vnet-hub";
    expect(parseArmId(id)).to.deep.equal({
      subscriptionId: "s",
      resourceGroupName: "rg-hub",
      name: "vnet-hub",
    });
    expect(parseArmId(id.replace("/s/", "/sub/")).subscriptionId).to.equal("sub");
  });

  it("are refused where they are none", () => {
    const id = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet";
    const none = [
      "vnet-hub",
      "/subscriptions/s/resourceGroups/rg-hub",
      "",
      `https://example.com${id}`,
      `${id}/`,
    ];
    for (const text of none) {
      expect(() => parseArmId(text)).to.throw(RangeError, `"${text}" is not the id of a resource`);
    }
  });
});
