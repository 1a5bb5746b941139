import { expect } from "chai";
import { egressCatalogue, egressFor, stampFeatures } from "../../../lib/egress/catalogue.ts";

const context = { location: "westeurope", allowedHosts: ["api.example.com", "*.cdn.example.com"] };
const all = egressCatalogue.flatMap((feature) =>
  feature.rules(context).map((rule) => ({ feature: feature.id, ...rule })),
);

describe("egress catalogue", () => {
  it("never lets everything out: no bare star, and a star only as a whole first label", () => {
    for (const { hosts } of all) {
      for (const host of hosts) {
        expect(host).to.match(/^(\*\.)?([a-z0-9-]+\.)+[a-z]+$/);
        expect(host.replace("*.", "").split("."), host).to.have.length.of.at.least(
          3 - Number(!host.startsWith("*")),
        );
      }
    }
  });

  it("uses HTTPS on 443 everywhere; nothing in the default profile needs plain HTTP", () => {
    expect(new Set(all.map(({ protocol, port }) => `${protocol}:${port}`))).to.deep.equal(
      new Set(["Https:443"]),
    );
  });

  it("says for every rule why it is there and where the hosts come from", () => {
    for (const rule of all) {
      expect(rule.reason, rule.name).to.match(/\.$/);
      expect(rule.source, rule.name).to.not.equal("");
      expect(rule.hosts.length + (rule.fqdnTags?.length ?? 0), rule.name).to.be.above(0);
    }
  });

  it("gives every rule a name of its own", () => {
    expect(new Set(all.map(({ name }) => name)).size).to.equal(all.length);
  });

  it("names no host that Microsoft has retired, and no other tenant's storage or registry", () => {
    const retired = [
      /azureedge\.net$/,
      /cdn\.mscr\.io$/,
      /blob\.core\.windows\.net$/,
      /azurecr\.io$/,
      /\.hcp\./,
      /docker\.(io|com)$/,
    ];
    for (const { hosts } of all) {
      for (const host of hosts)
        expect(
          retired.some((pattern) => pattern.test(host)),
          host,
        ).to.equal(false);
    }
  });

  it("names the hosts of its own region and of no other", () => {
    const monitor = egressFor(["azure-monitor"], context).flatMap(({ rules }) =>
      rules.flatMap(({ hosts }) => hosts),
    );
    expect(monitor).to.include("westeurope.monitoring.azure.com");
    expect(monitor.join()).to.not.contain("eastus");
  });

  it("drops a feature's hosts with the feature", () => {
    const hosts = (features: typeof stampFeatures) =>
      egressFor(features, context).flatMap(({ rules }) => rules.flatMap((rule) => rule.hosts));
    for (const removed of stampFeatures) {
      const gone = egressFor([removed], context).flatMap(({ rules }) => rules.flatMap((rule) => rule.hosts));
      expect(hosts(stampFeatures.filter((feature) => feature !== removed))).to.not.include.members(gone);
    }
  });

  it("lets the workload out to the configured hosts, and to none by default", () => {
    expect(egressFor(["workload"], context)[0]?.rules[0]?.hosts).to.deep.equal([
      "*.cdn.example.com",
      "api.example.com",
    ]);
    expect(egressFor(["workload"], { ...context, allowedHosts: [] })).to.deep.equal([]);
  });
});
