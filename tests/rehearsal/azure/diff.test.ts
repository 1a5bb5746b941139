import { expect } from "chai";
import { changesBetween, diffOf } from "../../../rehearsal/azure/diff.ts";
import { UnknownTypeError } from "../../../rehearsal/azure/types/index.ts";

const subnet = {
  resourceGroupName: "rg",
  virtualNetworkName: "vnet",
  subnetName: "a",
  addressPrefix: "10.0.0.0/24",
  networkSecurityGroup: { id: "nsg" },
};

describe("rehearsal/azure: differences", () => {
  it("finds none, whatever the order of keys", () => {
    expect(
      changesBetween({ a: 1, b: { c: [1, { d: 2 }] } }, { b: { c: [1, { d: 2 }] }, a: 1 }),
    ).to.deep.equal([]);
  });

  it("names leaves, what came and what went", () => {
    expect(
      changesBetween(
        { a: { b: 1, c: 2 }, l: [{ x: 1 }, { x: 2 }] },
        { a: { b: 3, d: 4 }, l: [{ x: 1 }, { x: 5 }] },
      ),
    ).to.deep.equal([
      { path: "a.b", kind: "update" },
      { path: "a.c", kind: "delete" },
      { path: "a.d", kind: "add" },
      { path: "l[1].x", kind: "update" },
    ]);
  });

  it("takes lists of another length as one change", () => {
    expect(changesBetween({ l: [1, 2] }, { l: [1, 2, 3] })).to.deep.equal([{ path: "l", kind: "update" }]);
    expect(changesBetween({ l: [1] }, { l: { 0: 1 } })).to.deep.equal([{ path: "l", kind: "update" }]);
  });

  it("replaces when a name, the parent, the group or the location changes, and updates otherwise", () => {
    for (const key of ["subnetName", "virtualNetworkName", "resourceGroupName"] as const) {
      expect(diffOf("azure-native:network:Subnet", subnet, { ...subnet, [key]: "other" })).to.deep.equal([
        { path: key, kind: "update", replaces: true },
      ]);
    }
    expect(
      diffOf("azure-native:network:Subnet", subnet, { ...subnet, networkSecurityGroup: { id: "other" } }),
    ).to.deep.equal([{ path: "networkSecurityGroup.id", kind: "update", replaces: false }]);
    expect(
      diffOf("azure-native:resources:ResourceGroup", { location: "eastus" }, { location: "westeurope" })[0]
        ?.replaces,
    ).to.equal(true);
  });

  it("replaces for what only a creation can set, also inside of it, and not for what merely begins alike", () => {
    const firewall = { zones: ["1"], sku: { name: "AZFW_VNet", tier: "Standard" } };
    const replaces = (after: object) =>
      diffOf("azure-native:network:AzureFirewall", firewall, { ...firewall, ...after }).map((change) => [
        change.path,
        change.replaces,
      ]);
    expect(replaces({ zones: ["2"] })).to.deep.equal([["zones[0]", true]]);
    expect(replaces({ zones: ["1", "2"] })).to.deep.equal([["zones", true]]);
    expect(replaces({ sku: { name: "AZFW_Hub", tier: "Standard" } })).to.deep.equal([["sku.name", true]]);
    expect(replaces({ sku: { name: "AZFW_VNet", tier: "Premium" } })).to.deep.equal([["sku.tier", false]]);
    expect(replaces({ zonesOfOthers: ["1"] })).to.deep.equal([["zonesOfOthers", false]]);
    const endpoint = { subnet: { id: "a" } };
    expect(diffOf("azure-native:network:PrivateEndpoint", endpoint, { subnet: { id: "b" } })[0]).to.include({
      path: "subnet.id",
      replaces: true,
    });
  });

  it("knows no type that nobody taught it, and tokens with an API version", () => {
    expect(() => diffOf("azure-native:batch:BatchAccount", {}, {})).to.throw(
      UnknownTypeError,
      "azure-native:batch:BatchAccount",
    );
    expect(diffOf("azure-native:network/v20240501:Subnet", subnet, subnet)).to.deep.equal([]);
  });
});
