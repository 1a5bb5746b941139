import { expect } from "chai";
import { approvalMessage, originHostName, privateLinkServiceId } from "../../lib/origin.ts";
import { privateLinkAnnotations } from "../../lib/serviceAnnotations.ts";
import { storageSku } from "../../lib/storageSku.ts";
import { stackTags } from "../../lib/tags.ts";

describe("origin", () => {
  it("tells profiles and stacks apart in the request message", () => {
    const messages = [
      approvalMessage("afd-a", "stamp-eastus"),
      approvalMessage("afd-a", "stamp-eastus-b"),
      approvalMessage("afd-b", "stamp-eastus"),
    ];
    expect(new Set(messages).size).to.equal(3);
  });

  it("names stamps below the endpoint, one label each, environments included", () => {
    expect(originHostName("stamp-eastus-b", "e.z01.azurefd.net")).to.equal(
      "stamp-eastus-b.e.z01.azurefd.net",
    );
    expect(originHostName("int.stamp-eastus", "e.z01.azurefd.net")).to.equal(
      "int-stamp-eastus.e.z01.azurefd.net",
    );
  });

  it("computes the private link service's id", () => {
    expect(privateLinkServiceId("s", "rg", "pl")).to.equal(
      "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/privateLinkServices/pl",
    );
  });
});

describe("service annotations", () => {
  const annotations = privateLinkAnnotations({
    loadBalancerSubnet: "snet-ingress",
    privateLinkSubnet: "snet-private-link",
    privateLinkService: "pl",
    privateLinkResourceGroup: "rg",
  });

  it("ask for an internal load balancer with a private link service of a known name", () => {
    const prefix = "service.beta.kubernetes.io/azure-";
    expect(annotations).to.deep.equal({
      [`${prefix}load-balancer-internal`]: "true",
      [`${prefix}load-balancer-internal-subnet`]: "snet-ingress",
      [`${prefix}pls-create`]: "true",
      [`${prefix}pls-name`]: "pl",
      [`${prefix}pls-resource-group`]: "rg",
      [`${prefix}pls-ip-configuration-subnet`]: "snet-private-link",
      [`${prefix}pls-proxy-protocol`]: "false",
    });
  });
});

describe("storageSku", () => {
  it("takes zones and a paired region where there are any", () => {
    expect(storageSku({ zones: true, pair: "westus" })).to.equal("Standard_RAGZRS");
    expect(storageSku({ zones: true, pair: null })).to.equal("Standard_ZRS");
    expect(storageSku({ zones: false, pair: "eastus" })).to.equal("Standard_RAGRS");
    expect(storageSku({ zones: false, pair: null })).to.equal("Standard_LRS");
  });
});

describe("stackTags", () => {
  it("adds the stack and the environment to what is configured, and lets nobody override them", () => {
    expect(
      stackTags({ text: "int.global", environment: "int" }, { owner: "team", stack: "other" }),
    ).to.deep.equal({
      owner: "team",
      workload: "bulkhead",
      stack: "int.global",
      environment: "int",
    });
    expect(stackTags({ text: "global" }, {})).to.deep.equal({ workload: "bulkhead", stack: "global" });
  });
});
