import { expect } from "chai";
import { opsEndpointAddresses, opsGlobalEndpoints, opsStampEndpoints } from "../../../lib/ops/endpoints.ts";

describe("private endpoints of an operations network", () => {
  it("lead to what people and agents need of the global layer", () => {
    expect(opsGlobalEndpoints).to.deep.equal([
      ["registry", "registry"],
      ["keyVault", "keyVault"],
      ["storage", "blob"],
    ]);
  });

  it("lead to a stamp, and to its API server only where that has a private link", () => {
    const others = [
      ["keyVault", "keyVault"],
      ["certificates", "keyVault"],
      ["websiteBlob", "blob"],
      ["dataBlob", "blob"],
      ["dataTable", "table"],
    ];
    expect(opsStampEndpoints("privateLink")).to.deep.equal([["apiServer", "aks"], ...others]);
    expect(opsStampEndpoints("vnetIntegration")).to.deep.equal(others);
    expect(opsStampEndpoints("public")).to.deep.equal(others);
  });

  it("take an address each, and the registry one for every region and one of its own", () => {
    const [one, two] = [opsEndpointAddresses(1, 1), opsEndpointAddresses(2, 1)];
    expect(two - one).to.equal(6);
    expect(opsEndpointAddresses(1, 2) - one).to.equal(1);
  });
});
