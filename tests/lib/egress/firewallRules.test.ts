import { expect } from "chai";
import { egressFor, stampFeatures } from "../../../lib/egress/catalogue.ts";
import { ruleCollectionGroups } from "../../../lib/egress/firewallRules.ts";

const groups = ruleCollectionGroups(
  egressFor(stampFeatures, { location: "eastus", allowedHosts: ["api.example.com"] }),
);

describe("firewall rules", () => {
  it("asks the platform's rules before the workload's", () => {
    expect(groups.map(({ name, priority }) => [name, priority])).to.deep.equal([
      ["rcg-platform", 1000],
      ["rcg-workload", 2000],
    ]);
  });

  it("leaves out a group without rules", () => {
    const platformOnly = ruleCollectionGroups(
      egressFor(stampFeatures, { location: "eastus", allowedHosts: [] }),
    );
    expect(platformOnly.map(({ name }) => name)).to.deep.equal(["rcg-platform"]);
  });

  it("makes one collection per feature, each with a priority of its own in Azure's range", () => {
    for (const { ruleCollections } of groups) {
      const priorities = ruleCollections.map(({ priority }) => priority);
      expect(new Set(priorities).size).to.equal(priorities.length);
      for (const priority of priorities) expect(priority).to.be.within(100, 65000);
    }
    expect(groups.flatMap(({ ruleCollections }) => ruleCollections.map(({ name }) => name))).to.deep.equal([
      "allow-aks-core",
      "allow-node-image",
      "allow-azure-monitor",
      "allow-azure-policy",
      "allow-workload",
    ]);
  });

  it("writes application rules only, with the reason as description and either hosts or a tag", () => {
    for (const rule of groups.flatMap(({ ruleCollections }) =>
      ruleCollections.flatMap(({ rules }) => rules),
    )) {
      expect(rule.ruleType).to.equal("ApplicationRule");
      expect(rule.description).to.not.equal("");
      expect(
        [rule.targetFqdns, rule.fqdnTags].filter((value) => value !== undefined),
        rule.name,
      ).to.have.length(1);
    }
  });
});
