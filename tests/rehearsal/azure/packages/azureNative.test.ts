import { expect } from "chai";
import { azureNative } from "../../../../rehearsal/azure/packages/azureNative.ts";
import { UnknownTypeError } from "../../../../rehearsal/azure/types/index.ts";
import { newKit, type Kit } from "../kit.ts";

describe("rehearsal/azure: the azure-native package", () => {
  let kit: Kit;
  beforeEach(async () => {
    kit = await newKit();
  });
  const call = (type: string, configuration = {}) => ({
    type: `azure-native:${type}`,
    urn: `urn:pulumi:s::p::azure-native:${type}::logical`,
    configuration,
  });
  const check = (type: string, inputs: object, previous?: object, configuration = {}) =>
    azureNative(kit.subscription).check(
      call(type, configuration),
      { ...inputs },
      previous && { ...previous },
    );

  it("names what has no name after its logical name, and keeps that name", () => {
    const inputs = { resourceGroupName: "rg", location: "eastus" };
    const { virtualNetworkName } = check("network:VirtualNetwork", inputs).inputs;
    expect(virtualNetworkName).to.match(/^logical[0-9a-f]{8}$/);
    expect(check("network:VirtualNetwork", inputs, { virtualNetworkName: "vnet" }).inputs).to.include({
      virtualNetworkName: "vnet",
    });
  });

  it("wants the names of parents and the resource group", () => {
    const { problems } = check("network:Subnet", {});
    expect(problems.map(({ property }) => property)).to.deep.equal([
      "virtualNetworkName",
      "resourceGroupName",
    ]);
    expect(check("resources:ResourceGroup", {}).problems).to.deep.equal([]);
    expect(check("authorization:RoleAssignment", {}).problems.map(({ property }) => property)).to.deep.equal([
      "scope",
    ]);
  });

  it("takes the location of its configuration where the type has one and the program gives none", () => {
    const configuration = { location: "westeurope" };
    expect(check("resources:ResourceGroup", {}, undefined, configuration).inputs).to.include({
      location: "westeurope",
    });
    expect(
      check("resources:ResourceGroup", { location: "eastus" }, undefined, configuration).inputs,
    ).to.include({ location: "eastus" });
    expect(check("network:Subnet", {}, undefined, configuration).inputs).not.to.have.property("location");
  });

  it("creates, reads, updates and deletes in the subscription", async () => {
    const provider = azureNative(kit.subscription);
    const policy = call("network:FirewallPolicy");
    const inputs = { resourceGroupName: "rg-test", firewallPolicyName: "afwp", location: "eastus" };
    const { id } = await provider.create(policy, inputs);
    expect(provider.read(policy, id, undefined)?.inputs).to.deep.equal(inputs);
    expect(await provider.update(policy, id, { ...inputs, threatIntelMode: "Deny" })).to.include({
      threatIntelMode: "Deny",
    });
    await provider.delete(policy, id);
    expect(provider.read(policy, id, undefined)).to.equal(undefined);
  });

  it("knows no other types and functions", () => {
    expect(() => check("batch:BatchAccount", {})).to.throw(
      UnknownTypeError,
      "azure-native:batch:BatchAccount",
    );
    expect(() => azureNative(kit.subscription).invoke("azure-native:network:getNothing", {}, {})).to.throw(
      UnknownTypeError,
      "getNothing",
    );
  });
});
