import { expect } from "chai";
import { clusterPrivate as rule } from "../../../../policy/src/rules/cluster/clusterPrivate.ts";
import { accepted, judge, unknownText } from "../../check.ts";

const token = "azure-native:containerservice:ManagedCluster";
const cluster = {
  apiServerAccessProfile: { enablePrivateCluster: true },
  networkProfile: { outboundType: "userDefinedRouting" },
  disableLocalAccounts: true,
};

describe("policy/rules/cluster/clusterPrivate", () => {
  it("accepts a private cluster behind the firewall", () => {
    expect(judge(rule, token, cluster)).to.deep.equal(accepted);
  });

  for (const [property, broken] of [
    [
      "apiServerAccessProfile.enablePrivateCluster",
      { apiServerAccessProfile: { enablePrivateCluster: false } },
    ],
    ["networkProfile.outboundType", { networkProfile: { outboundType: "loadBalancer" } }],
    ["networkProfile.outboundType", { networkProfile: {} }],
    ["disableLocalAccounts", { disableLocalAccounts: undefined }],
  ] as const) {
    it(`refuses ${JSON.stringify(broken)}`, () => {
      const { messages } = judge(rule, token, { ...cluster, ...broken });
      expect(messages).to.have.length(1);
      expect(messages[0]).to.match(new RegExp(`^${property} is `));
    });
  }

  it("refuses a cluster that says nothing on all three counts", () => {
    expect(judge(rule, token, {}).messages).to.have.length(3);
  });

  it("cannot decide while a value is unknown, but refuses what is wrong besides", () => {
    const verdict = judge(rule, token, {
      ...cluster,
      networkProfile: { outboundType: unknownText },
      disableLocalAccounts: false,
    });
    expect(verdict.undecided).to.equal(true);
    expect(verdict.messages).to.have.length(1);
  });

  it("has nothing to say about other types", () => {
    expect(judge(rule, "azure-native:containerservice:AgentPool", {})).to.deep.equal(accepted);
  });
});
