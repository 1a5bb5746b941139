import { expect } from "chai";
import { azureType } from "../../controls/azureType.ts";

describe("controls/azureType", () => {
  for (const token of [
    "azure-native:network:Subnet",
    "azure-native:network/v20240501:Subnet",
    "azure-native:network/v20240601preview:Subnet",
    "azure-native_network_v20240501:network:Subnet",
  ]) {
    it(`reads ${token}`, () => {
      expect(azureType(token)).to.equal("network:Subnet");
    });
  }
  it("knows modules by their present name", () => {
    expect(azureType("azure-native:documentdb/v20210401preview:DatabaseAccount")).to.equal(
      "cosmosdb:DatabaseAccount",
    );
    expect(azureType("azure-native:cache:Redis")).to.equal("redis:Redis");
  });
  for (const token of [
    "kubernetes:core/v1:Pod",
    "pulumi:providers:azure-native",
    "azure:network/subnet:Subnet",
    "random:index:X",
  ]) {
    it(`leaves ${token} alone`, () => {
      expect(azureType(token)).to.equal(undefined);
    });
  }
});
