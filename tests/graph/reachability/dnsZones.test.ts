import { expect } from "chai";
import type { Sketch } from "../support/sketch.ts";
import { ids } from "../support/sketch.ts";
import { urnOf, vaultZone, network, answer, isPublic } from "../support/answers.ts";

describe("private zones", () => {
  const account = { id: ids.account("acc"), group: "blob" };
  const blobZone = "privatelink.blob.core.windows.net";
  const host = "acc.blob.core.windows.net";
  /** A storage account, with an endpoint for blobs in another network that no zone is told of. */
  const storage = (endpoint = true) => {
    const sketch = network().add("storage:StorageAccount", "acc", account.id, {});
    return endpoint
      ? sketch
          .network("m", "10.2.0.0/16")
          .subnet("m", "pe", "10.2.2.0/24")
          .endpoint("m", "pe", "pe-acc", account)
      : sketch;
  };
  const record = (sketch: Sketch, zone: string, name: string, ...addresses: string[]) =>
    sketch.add("privatedns:PrivateRecordSet", `${zone}-${name}`, `${ids.zone(zone)}/A/${name}`, {
      relativeRecordSetName: name,
      aRecords: addresses.map((ipv4Address) => ({ ipv4Address })),
    });

  it("answer with their records where they are linked", () => {
    const told = answer(
      record(network().zone("example.com", ["n"]), "example.com", "www", "10.1.0.7", "10.1.0.8"),
      "www.example.com",
    );
    expect(told).to.deep.include({ addresses: ["10.1.0.7", "10.1.0.8"], isPrivate: true });
    expect(told.last).to.deep.include({
      stage: "dns",
      outcome: "pass",
      rule: "dns.private-zone",
      text: "Azure DNS as n sees it: www.example.com is 10.1.0.7, 10.1.0.8, from the private zone example.com",
      resource: urnOf("privatedns:PrivateZone", "example.com"),
    });
    const other = record(
      network().network("m", "10.2.0.0/16").zone("example.com", ["m"]),
      "example.com",
      "www",
      "10.1.0.7",
    );
    expect(answer(other, "www.example.com")).to.deep.include(isPublic);
  });

  it("answer for their own name and what is below it, and for nothing that only ends alike", () => {
    const sketch = record(network().zone("example.com", ["n"]), "example.com", "@", "10.1.0.7");
    expect(answer(sketch, "example.com").addresses).to.deep.equal(["10.1.0.7"]);
    expect(answer(sketch, "notexample.com")).to.deep.include(isPublic);
    expect(answer(sketch, "a.b.example.com").last.rule).to.equal("dns.no-record");
  });

  it("leave the answer to the closest of those within each other", () => {
    for (const zones of [
      ["example.com", "dev.example.com"],
      ["dev.example.com", "example.com"],
    ]) {
      const sketch = network();
      for (const zone of zones) sketch.zone(zone, ["n"]);
      record(sketch, "dev.example.com", "www", "10.1.0.7");
      record(sketch, "example.com", "www", "10.1.0.8");
      expect(answer(sketch, "www.dev.example.com").addresses).to.deep.equal(["10.1.0.7"]);
      expect(answer(sketch, "www.example.com").addresses).to.deep.equal(["10.1.0.8"]);
      // The outer zone's record of the same name is hidden by the inner one.
      record(sketch, "example.com", "db.dev", "10.1.0.9");
      expect(answer(sketch, "db.dev.example.com").addresses).to.equal(undefined);
    }
  });

  it("hide a name that they have no record of", () => {
    const told = answer(network().zone("example.com", ["n"]), "www.example.com");
    expect([told.addresses, told.isPrivate]).to.deep.equal([undefined, undefined]);
    expect(told.last).to.deep.include({
      stage: "dns",
      outcome: "stop",
      rule: "dns.no-record",
      text: "Azure DNS as n sees it: the private zone example.com is linked and has no record of www.example.com, so the name does not exist",
      resource: urnOf("privatedns:PrivateZone", "example.com"),
    });
  });

  it("answer for public names by their privatelink alias", () => {
    const sketch = record(
      network().zone(blobZone, ["n"]).zone("example.com", ["n"]),
      blobZone,
      "acc",
      "10.1.2.4",
    );
    expect(answer(sketch, host)).to.deep.include({ addresses: ["10.1.2.4"], isPrivate: true });
    expect(answer(sketch, `acc.${blobZone}`)).to.deep.include({ addresses: ["10.1.2.4"], isPrivate: true });
    // A zone of the public name itself is no alias, and one of another service does not concern it.
    expect(answer(sketch, "acc.table.core.windows.net")).to.deep.include(isPublic);
    const kv = record(network().zone(vaultZone, ["n"]), vaultZone, "kv", "10.1.2.5");
    expect(answer(kv, "kv.vault.azure.net").addresses).to.deep.equal(["10.1.2.5"]);
  });

  it("concern an alias only where they are privatelink zones", () => {
    // "vaultcore.azure.net" is where records of vaults are kept, yet vault.azure.net leads to its privatelink zone alone.
    const sketch = record(
      network().zone("vaultcore.azure.net", ["n"]),
      "vaultcore.azure.net",
      "kv",
      "10.1.2.5",
    );
    expect(answer(sketch, "kv.vault.azure.net")).to.deep.include(isPublic);
  });

  it("hide the public name of a service once it has a private endpoint for that part, anybody's", () => {
    const told = answer(storage().zone(blobZone, ["n"]), host);
    expect([told.addresses, told.last.rule]).to.deep.equal([undefined, "dns.no-record"]);
    const upper = network()
      .add("storage:StorageAccount", "acc", account.id, {})
      .subnet("n", "pe", "10.1.2.0/24")
      .endpoint("n", "pe", "pe-acc", { ...account, group: "Blob" })
      .zone(blobZone, ["n"]);
    expect(answer(upper, host).last.rule).to.equal("dns.no-record");
    const table = storage().zone("privatelink.table.core.windows.net", ["n"]);
    const open = answer(table, "acc.table.core.windows.net");
    expect(open).to.deep.include(isPublic);
    expect(open.last).to.deep.include({ outcome: "pass", rule: "dns.public", resource: undefined });
    expect(open.trail.steps).to.have.length(1);
    expect(answer(storage(false).zone(blobZone, ["n"]), host)).to.deep.include(isPublic);
  });

  it("hide it as well once Front Door has a private endpoint for that part", () => {
    const linked = (target: string, groupId: string | undefined) => {
      const sketch = storage(false)
        .zone(blobZone, ["n"])
        .add("cdn:AFDOrigin", "plain", "/subscriptions/s/origins/plain", { hostName: "example.com" })
        .add("cdn:AFDOrigin", "origin", "/subscriptions/s/origins/origin", {
          hostName: host,
          sharedPrivateLinkResource: { privateLink: { id: target }, groupId },
        });
      return answer(sketch, host).last.rule;
    };
    expect(linked(account.id, "blob")).to.equal("dns.no-record");
    expect(linked(account.id, "Blob")).to.equal("dns.no-record");
    expect(linked(account.id, "web")).to.equal("dns.public");
    expect(linked(account.id, undefined)).to.equal("dns.public");
    expect(linked(ids.account("other"), "blob")).to.equal("dns.public");
  });

  it("leave names open whose owner the graph does not know, and say what may hide them", () => {
    const told = answer(network().zone(blobZone, ["n"]), "foreign.blob.core.windows.net");
    expect(told).to.deep.include(isPublic);
    expect(
      told.trail.steps.map(({ stage, outcome, rule, text, resource }) => ({
        stage,
        outcome,
        rule,
        text,
        resource,
      })),
    ).to.deep.equal([
      {
        stage: "dns",
        outcome: "note",
        rule: "dns.foreign-account",
        text: `foreign.blob.core.windows.net belongs to nobody in the graph; if its owner has a private endpoint somewhere, the linked zone ${blobZone} hides it`,
        resource: urnOf("privatedns:PrivateZone", blobZone),
      },
      {
        stage: "dns",
        outcome: "pass",
        rule: "dns.public",
        text: "Azure DNS as n sees it: foreign.blob.core.windows.net is a public address",
        resource: undefined,
      },
    ]);
  });

  it("ask the public DNS where their link to that network says so", () => {
    const redirect = { resolutionPolicy: "NxDomainRedirect" };
    const told = answer(storage().zone(blobZone, ["n"], redirect), host);
    expect(told).to.deep.include(isPublic);
    expect(told.trail.steps).to.have.length(1);
    expect(told.last).to.deep.include({
      stage: "dns",
      outcome: "pass",
      rule: "dns.fallback",
      text: `Azure DNS as n sees it: ${host} is a public address`,
      resource: urnOf("privatedns:PrivateZone", blobZone),
    });
    const elsewhere = storage()
      .zone(blobZone, ["n"])
      .add("privatedns:VirtualNetworkLink", "m-link", `${ids.zone(blobZone)}/virtualNetworkLinks/m`, {
        virtualNetwork: { id: ids.network("m") },
        ...redirect,
      });
    expect(answer(elsewhere, host).last.rule).to.equal("dns.no-record");
    const here = storage()
      .zone(blobZone, ["n"], redirect)
      .add("privatedns:VirtualNetworkLink", "m-link", `${ids.zone(blobZone)}/virtualNetworkLinks/m`, {
        virtualNetwork: { id: ids.network("m") },
      });
    expect(answer(here, host).last.rule).to.equal("dns.fallback");
  });

  it("do not find in the public DNS what is private anyway", () => {
    const redirect = { resolutionPolicy: "NxDomainRedirect" };
    const names = network().zone(vaultZone, ["n"], redirect);
    expect(answer(names, `kv.${vaultZone}`).last.rule).to.equal("dns.no-record");
  });

  it("exist only for networks that they are linked to", () => {
    const told = answer(network(), `kv.${vaultZone}`);
    expect(told.addresses).to.equal(undefined);
    expect(told.last).to.deep.include({
      stage: "dns",
      outcome: "stop",
      rule: "dns.unlinked",
      text: `Azure DNS as n sees it: no private zone with kv.${vaultZone} is linked to n, and no public DNS knows it`,
      resource: urnOf("network:VirtualNetwork", "n"),
    });
    expect(answer(network(), vaultZone).last.rule).to.equal("dns.unlinked");
    expect(answer(network(), "myprivatelink.example.com")).to.deep.include(isPublic);
  });
});
