import { expect } from "chai";
import { egressFor } from "../../../lib/egress/catalogue.ts";
import { allowedHost, egressContext, egressFeatures } from "../../../lib/egress/features.ts";
import { ruleCollectionGroups } from "../../../lib/egress/firewallRules.ts";
import { organisationRules } from "../../../lib/egress/organisationRules.ts";
import { egressRows } from "../../../lib/egress/export.ts";
import { changed, switches } from "./support.ts";

const config = changed("firewall", {
  allowedHosts: [
    "api.example.com",
    { host: "smtp.example.com", protocol: "Tcp", port: 587, inspected: false },
    { host: "pay.example.com", protocol: "Https", reason: "Payments.", inspected: true },
  ],
});
const egress = egressFor(egressFeatures(config), egressContext(config));
const groups = ruleCollectionGroups(egress);
const collections = groups.flatMap(({ ruleCollections }) => ruleCollections);
const rules = collections.flatMap((collection) => collection.rules);

describe("firewall rules", () => {
  it("asks the platform's rules before the workload's", () => {
    expect(groups.map(({ name, priority }) => [name, priority])).to.deep.equal([
      ["rcg-platform", 1000],
      ["rcg-workload", 2000],
    ]);
  });

  it("leaves out a group without rules", () => {
    const usual = switches();
    const platformOnly = ruleCollectionGroups(egressFor(egressFeatures(usual), egressContext(usual)));
    expect(platformOnly.map(({ name }) => name)).to.deep.equal(["rcg-platform"]);
  });

  it("makes one collection per feature and kind of rule, each with a priority of its own in Azure's range", () => {
    for (const { ruleCollections } of groups) {
      const priorities = ruleCollections.map(({ priority }) => priority);
      expect(new Set(priorities).size).to.equal(priorities.length);
      for (const priority of priorities) expect(priority).to.be.within(100, 65000);
    }
    expect(collections.map(({ name }) => name)).to.deep.equal([
      "allow-workload-identity",
      "allow-aks-core",
      "allow-aks-images",
      "allow-aks-tag",
      "allow-node-image",
      "allow-container-insights",
      "allow-managed-prometheus",
      "allow-application-insights",
      "allow-log-queries",
      "allow-azure-policy",
      "allow-workload-network",
      "allow-workload",
    ]);
    for (const { rules: inside } of collections)
      expect(new Set(inside.map(({ ruleType }) => ruleType)).size).to.equal(1);
  });

  it("writes application rules with the reason as description and either hosts or a tag", () => {
    for (const rule of rules) {
      expect(rule.description).to.not.equal("");
      if (rule.ruleType !== "ApplicationRule") continue;
      expect(
        [rule.targetFqdns, rule.fqdnTags].filter((value) => value !== undefined),
        rule.name,
      ).to.have.length(1);
    }
  });

  it("has no network rule, except for what the configuration lists with a protocol of its own", () => {
    const network = rules.filter((rule) => rule.ruleType === "NetworkRule");
    expect(network).to.deep.equal([
      {
        name: "workload-tcp-587-smtp-example-com",
        description: "Listed as firewall.allowedHosts in the stamp's configuration.",
        ruleType: "NetworkRule",
        ipProtocols: ["TCP"],
        destinationFqdns: ["smtp.example.com"],
        destinationPorts: ["587"],
      },
    ]);
  });

  it("opens TLS where the configuration says so, and nowhere else", () => {
    const opened = rules.filter((rule) => rule.ruleType === "ApplicationRule" && rule.terminateTLS === true);
    expect(opened.map(({ name }) => name)).to.deep.equal(["workload-https-443-pay-example-com"]);
  });
});

describe("rules of the organisation", () => {
  const nothing = { deniedPorts: [], deniedHosts: [], deniedAddresses: [], allowedHosts: [] };

  it("make no group where nothing is decided", () => {
    expect(organisationRules(nothing)).to.equal(undefined);
  });

  it("deny before they allow, ports and addresses first", () => {
    const group = organisationRules({
      deniedPorts: [22, 53],
      deniedAddresses: ["198.51.100.0/24"],
      deniedHosts: ["*.evil.example"],
      allowedHosts: ["time.example.com"],
    });
    expect(
      group?.ruleCollections.map(({ name, action, priority }) => [name, action.type, priority]),
    ).to.deep.equal([
      ["deny-ports", "Deny", 100],
      ["deny-addresses", "Deny", 200],
      ["deny-hosts", "Deny", 300],
      ["allow-hosts", "Allow", 400],
    ]);
    expect(group?.ruleCollections[0]?.rules[0]).to.deep.include({
      ruleType: "NetworkRule",
      ipProtocols: ["TCP", "UDP"],
      destinationAddresses: ["*"],
      destinationPorts: ["22", "53"],
    });
    expect(group?.ruleCollections[3]?.rules[0]).to.deep.include({
      protocols: [{ protocolType: "Https", port: 443 }],
      targetFqdns: ["time.example.com"],
    });
  });

  it("never allow a star", () => {
    const group = organisationRules({ ...nothing, deniedPorts: [22], allowedHosts: ["a.example.com"] });
    for (const { action, rules: inside } of group?.ruleCollections ?? []) {
      if (action.type === "Deny") continue;
      expect(JSON.stringify(inside)).to.not.contain('"*"');
    }
  });
});

describe("egress as a list for others", () => {
  it("has a row for every rule, with its sources, and says where TLS may be opened", () => {
    const rows = egressRows(egress, ["10.0.0.0/24"]);
    expect(rows).to.have.length(rules.length);
    expect(rows.every(({ sources }) => sources[0] === "10.0.0.0/24")).to.equal(true);
    expect(rows.filter(({ inspection }) => inspection === "allowed").map(({ hosts }) => hosts)).to.deep.equal(
      [["pay.example.com"]],
    );
    expect(rows.find(({ feature }) => feature === "aks-tag")?.fqdnTags).to.deep.equal([
      "AzureKubernetesService",
    ]);
  });

  it("gives plain names and HTTPS on 443 where an entry is only a name", () => {
    expect(allowedHost("api.example.com")).to.deep.include({
      protocol: "Https",
      port: 443,
      inspected: false,
      reason: "Listed as firewall.allowedHosts in the stamp's configuration.",
    });
    expect(allowedHost({ host: "a.example.com", protocol: "Http", inspected: false }).port).to.equal(80);
    expect(
      allowedHost({
        host: "a.example.com",
        protocol: "Https",
        inspected: true,
        port: 8443,
        reason: "Orders.",
      }),
    ).to.deep.equal({
      host: "a.example.com",
      protocol: "Https",
      inspected: true,
      port: 8443,
      reason: "Orders.",
    });
  });
});
