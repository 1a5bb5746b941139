import { expect } from "chai";
import { egressCatalogue, egressFor, egressPorts } from "../../../lib/egress/catalogue.ts";
import { allowedHost } from "../../../lib/egress/features.ts";
import { refuseHost } from "../../../lib/egress/refusedHosts.ts";
import { egressFeatureIds } from "../../../lib/egress/types.ts";

const context = {
  location: "westeurope",
  privateMonitoring: false,
  acmeServer: "https://acme.example.com/directory",
  allowedHosts: ["api.example.com", "*.cdn.example.com"].map(allowedHost),
};
const all = egressCatalogue.flatMap((feature) =>
  feature.rules(context).map((rule) => ({ feature: feature.id, ...rule })),
);

describe("egress catalogue", () => {
  it("has one entry for every feature, in the order of the list", () => {
    expect(egressCatalogue.map(({ id }) => id)).to.deep.equal([...egressFeatureIds]);
  });

  it("never lets everything out: no bare star, and a star only before a domain of one owner", () => {
    for (const { hosts, name } of all) {
      for (const host of hosts) expect(refuseHost(host), `${name}: ${host}`).to.equal(undefined);
    }
  });

  it("leaves on no other ports than 443, and 80 for the mirrors of Ubuntu alone", () => {
    const plain = all.filter(({ port }) => port !== 443);
    expect(plain.map(({ name, protocol, port }) => [name, protocol, port])).to.deep.equal([
      ["ubuntu-mirrors", "Http", 80],
    ]);
    expect(new Set(all.map(({ protocol }) => protocol))).to.deep.equal(new Set(["Https", "Http"]));
  });

  it("says for every rule why it is there and where the hosts come from, with a date", () => {
    for (const rule of all) {
      expect(rule.reason, rule.name).to.match(/\.$/);
      if (!rule.source.startsWith("bulkhead:")) expect(rule.source, rule.name).to.match(/20\d\d-\d\d-\d\d/);
      expect(rule.hosts.length + (rule.fqdnTags?.length ?? 0), rule.name).to.be.above(0);
    }
  });

  it("says of every feature without hosts why it needs none", () => {
    for (const feature of egressCatalogue) {
      if (feature.id === "workload") continue;
      const silent = feature.rules(context).length === 0;
      expect(feature.none !== undefined, feature.id).to.equal(silent);
    }
  });

  it("gives every rule a name of its own", () => {
    expect(new Set(all.map(({ name }) => name)).size).to.equal(all.length);
  });

  it("lets nobody look into what the platform sends: it trusts public authorities only", () => {
    expect(all.filter(({ inspected }) => inspected)).to.deep.equal([]);
  });

  it("names the hosts of its own region and of no other", () => {
    const hosts = all.flatMap((rule) => rule.hosts);
    expect(hosts).to.include("westeurope.monitoring.azure.com");
    expect(hosts.join()).to.not.contain("eastus");
  });

  it("keeps telemetry out of the firewall where it has private endpoints", () => {
    const hosts = egressFor([...egressFeatureIds], { ...context, privateMonitoring: true })
      .flatMap(({ rules }) => rules)
      .flatMap((rule) => rule.hosts);
    const monitoring = /monitor|opinsights|applicationinsights|loganalytics/;
    expect(hosts.filter((host) => monitoring.test(host))).to.deep.equal([]);
    expect(hosts).to.include("*.cloud.defender.microsoft.com");
  });

  it("lets the workload out to the configured hosts, and to none by default", () => {
    expect(egressFor(["workload"], context)[0]?.rules[0]?.hosts).to.deep.equal([
      "*.cdn.example.com",
      "api.example.com",
    ]);
    expect(egressFor(["workload"], { ...context, allowedHosts: [] })).to.deep.equal([]);
  });

  it("groups the workload's hosts by protocol, port, reason and inspection", () => {
    const entry = (host: string, changes: object = {}) =>
      allowedHost({ host, protocol: "Https", inspected: false, ...changes });
    const [workload] = egressFor(["workload"], {
      ...context,
      allowedHosts: [
        entry("b.example.com"),
        entry("a.example.com"),
        entry("smtp.example.com", { protocol: "Tcp", port: 587 }),
        entry("pay.example.com", { inspected: true, reason: "Payments." }),
        entry("old.example.com", { protocol: "Http" }),
      ],
    });
    expect(
      workload?.rules.map(({ name, hosts, port, inspected }) => [name, hosts, port, inspected]),
    ).to.deep.equal([
      ["workload-http-80-old-example-com", ["old.example.com"], 80, undefined],
      ["workload-https-443-a-example-com", ["a.example.com", "b.example.com"], 443, undefined],
      ["workload-https-443-pay-example-com", ["pay.example.com"], 443, true],
      ["workload-tcp-587-smtp-example-com", ["smtp.example.com"], 587, undefined],
    ]);
    expect(egressPorts(workload === undefined ? [] : [workload])).to.deep.equal([
      { protocol: "Tcp", port: 80 },
      { protocol: "Tcp", port: 443 },
      { protocol: "Tcp", port: 587 },
    ]);
  });
});
