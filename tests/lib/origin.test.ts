import { expect } from "chai";
import {
  approvalMessage,
  originHostName,
  originPort,
  privateLinkServiceId,
  stackOfMessage,
} from "../../lib/origin.ts";
import { privateLinkAnnotations } from "../../lib/serviceAnnotations.ts";
import { storageSku } from "../../lib/storageSku.ts";
import { stackTags } from "../../lib/tags.ts";

describe("origin", () => {
  it("tells profiles and stacks apart in the request message", () => {
    const a = { profileName: "afd", frontDoorId: "id-a" };
    const messages = [
      approvalMessage(a, "stamp-eastus"),
      approvalMessage(a, "stamp-eastus-b"),
      approvalMessage(a, "stamp-eastus", "secondary"),
      approvalMessage({ ...a, profileName: "afd-b" }, "stamp-eastus"),
      approvalMessage({ ...a, frontDoorId: "id-b" }, "stamp-eastus"),
    ];
    expect(new Set(messages).size).to.equal(5);
    expect(messages.map(stackOfMessage)).to.deep.equal([
      "stamp-eastus",
      "stamp-eastus-b",
      "stamp-eastus",
      "stamp-eastus",
      "stamp-eastus",
    ]);
    expect(stackOfMessage("please")).to.equal(undefined);
  });

  it("listens where its protocol does", () => {
    expect([originPort("https"), originPort("http")]).to.deep.equal([443, 80]);
  });

  it("refuses a message that Azure would not take", () => {
    const profile = { profileName: "afd", frontDoorId: "i".repeat(36) };
    expect(approvalMessage(profile, "s".repeat(99))).to.have.length(140);
    expect(() => approvalMessage(profile, "s".repeat(100))).to.throw(RangeError, "141 characters; 140");
  });

  it("takes the configured name before one below the endpoint", () => {
    expect(originHostName("stamp-eastus", "e.z01.azurefd.net", "eastus.example.com")).to.equal(
      "eastus.example.com",
    );
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
