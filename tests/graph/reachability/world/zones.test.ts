import { expect } from "chai";
import { graphOf, type Graph, type GraphNode } from "../../../../graph/model.ts";
import { formatAddress } from "../../../../graph/reachability/address.ts";
import { isEnabled, publicSuffix, recordName } from "../../../../graph/reachability/world/endpoints.ts";
import type { Zone } from "../../../../graph/reachability/world/types.ts";
import { worldOf } from "../../../../graph/reachability/world/world.ts";
import type { Properties } from "../../../../lib/properties.ts";
import { ids, Sketch } from "../../support/sketch.ts";

const vault = { id: ids.vault("kv"), group: "vault" };
const blob = { id: ids.account("acc"), group: "blob" };

const sketch = () => new Sketch().network("n", "10.1.0.0/16").subnet("n", "pe", "10.1.2.0/24");

function zoneOf(graph: Graph, name: string): Zone {
  return worldOf(graph).zones.find((zone) => zone.name === name) ?? expect.fail(`no zone ${name}`);
}

function recordsOf(graph: Graph, name: string): Record<string, string[]> {
  return Object.fromEntries(
    [...zoneOf(graph, name).records].map(([record, addresses]) => [record, addresses.map(formatAddress)]),
  );
}

/** The same resource without an id, as a preview has it before anything exists. */
function unborn(graph: Graph, name: string): Graph {
  return graphOf(
    graph.nodes.map((node): GraphNode => (node.name === name ? { ...node, id: undefined } : node)),
  );
}

describe("private zones", () => {
  const zone = "privatelink.vaultcore.azure.net";

  it("are linked to networks, with or without the public DNS behind", () => {
    const graph = sketch()
      .zone(zone, ["N"], { resolutionPolicy: "NxDomainRedirect" })
      .zone("privatelink.blob.core.windows.net", ["n"], { resolutionPolicy: "Default" })
      .zone("privatelink.azurecr.io", ["n", "m"])
      .zone("privatelink.servicebus.windows.net", [])
      .graph();
    const networkId = ids.network("n").toLowerCase();
    const links = worldOf(graph).zones.map(({ name, links: own }) => [name, own]);
    expect(links).to.deep.equal([
      [zone, [{ networkId, fallsBack: true }]],
      ["privatelink.blob.core.windows.net", [{ networkId, fallsBack: false }]],
      [
        "privatelink.azurecr.io",
        [
          { networkId, fallsBack: false },
          { networkId: ids.network("m").toLowerCase(), fallsBack: false },
        ],
      ],
      ["privatelink.servicebus.windows.net", []],
    ]);
    expect(zoneOf(graph, zone).id).to.equal(ids.zone(zone).toLowerCase());
    expect(zoneOf(graph, zone).node.name).to.equal(zone);
  });

  it("pass over links of zones that the graph does not have, and keep those whose network is not known yet", () => {
    const graph = sketch()
      .add("privatedns:VirtualNetworkLink", "lost", `${ids.zone("gone")}/virtualNetworkLinks/n`, {})
      .zone(zone, [])
      .add("privatedns:VirtualNetworkLink", "early", `${ids.zone(zone)}/virtualNetworkLinks/early`, {})
      .graph();
    expect(worldOf(graph).zones.map(({ links }) => links)).to.deep.equal([
      [{ networkId: "", fallsBack: false }],
    ]);
  });

  it("have the records that Azure wrote for an endpoint, whatever would follow from names", () => {
    const graph = sketch()
      .vault("kv")
      .zone(zone, ["n"])
      .endpoint("n", "pe", "pe-kv", vault, { address: "10.1.2.7" })
      .add(
        "network:PrivateDnsZoneGroup",
        "records",
        `${ids.endpoint("pe-kv")}/privateDnsZoneGroups/default`,
        { privateDnsZoneConfigs: [{ privateDnsZoneId: ids.zone("gone") }] },
        {
          privateDnsZoneConfigs: [
            {
              privateDnsZoneId: ids.zone(zone).toUpperCase(),
              recordSets: [
                { recordSetName: "Told", ipAddresses: ["10.1.2.8", "fd00::8"] },
                { ipAddresses: ["10.1.2.9"] },
              ],
            },
          ],
        },
      )
      .graph();
    expect(recordsOf(graph, zone)).to.deep.equal({
      [`told.${zone}`]: ["10.1.2.8"],
      [`.${zone}`]: ["10.1.2.9"],
    });
  });

  it("have the records that follow from the target's names, before Azure told any", () => {
    const graph = sketch()
      .vault("KV")
      .zone(zone, ["n"])
      .endpoint("n", "pe", "pe-kv", { id: ids.vault("kv"), group: "Vault" }, { address: "10.1.2.7", zone })
      .graph();
    expect(recordsOf(graph, zone)).to.deep.equal({ [`kv.${zone}`]: ["10.1.2.7"] });
  });

  it("give each name of a target an address of its own, and the last one to what is left", () => {
    const cosmos = "privatelink.documents.azure.com";
    const id = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.DocumentDB/databaseAccounts/db";
    const graph = (...ipAddresses: string[]) =>
      sketch()
        .add("cosmosdb:DatabaseAccount", "db", id, {
          locations: [{ locationName: "East US" }, { locationName: "West US" }],
        })
        .zone(cosmos, ["n"])
        .add(
          "network:PrivateEndpoint",
          "pe-db",
          ids.endpoint("pe-db"),
          {
            subnet: { id: ids.subnet("n", "pe") },
            privateLinkServiceConnections: [{ privateLinkServiceId: id, groupIds: ["Sql"] }],
          },
          { customDnsConfigs: [{ ipAddresses }] },
        )
        .add(
          "network:PrivateDnsZoneGroup",
          "records",
          `${ids.endpoint("pe-db")}/privateDnsZoneGroups/default`,
          {
            privateDnsZoneConfigs: [{ privateDnsZoneId: ids.zone(cosmos) }],
          },
        )
        .graph();
    expect(recordsOf(graph("10.1.2.4", "10.1.2.5", "10.1.2.6"), cosmos)).to.deep.equal({
      [`db.${cosmos}`]: ["10.1.2.4"],
      [`db-eastus.${cosmos}`]: ["10.1.2.5"],
      [`db-westus.${cosmos}`]: ["10.1.2.6"],
    });
    expect(recordsOf(graph("10.1.2.4", "10.1.2.5"), cosmos)).to.deep.equal({
      [`db.${cosmos}`]: ["10.1.2.4"],
      [`db-eastus.${cosmos}`]: ["10.1.2.5"],
      [`db-westus.${cosmos}`]: ["10.1.2.5"],
    });
  });

  it("have no records for other sub-resources, other zones, unknown targets and unknown endpoints", () => {
    const table = "privatelink.table.core.windows.net";
    const graph = sketch()
      .add("storage:StorageAccount", "acc", ids.account("acc"), {})
      .zone("privatelink.blob.core.windows.net", ["n"])
      .zone(table, ["n"])
      .zone(zone, ["n"])
      .endpoint("n", "pe", "pe-blob", blob, { zone: "privatelink.blob.core.windows.net" })
      .endpoint("n", "pe", "pe-astray", blob, { zone: table })
      .endpoint("n", "pe", "pe-unknown", vault, { zone })
      .add("network:PrivateDnsZoneGroup", "lost", `${ids.endpoint("gone")}/privateDnsZoneGroups/default`, {
        privateDnsZoneConfigs: [{ privateDnsZoneId: ids.zone(table) }],
      })
      .add("network:PrivateDnsZoneGroup", "early", `${ids.endpoint("pe-blob")}/privateDnsZoneGroups/early`, {
        privateDnsZoneConfigs: [{}],
      })
      .graph();
    expect(recordsOf(graph, "privatelink.blob.core.windows.net")).to.deep.equal({
      "acc.privatelink.blob.core.windows.net": ["10.1.2.4"],
    });
    expect(recordsOf(graph, table)).to.deep.equal({});
    expect(recordsOf(graph, zone)).to.deep.equal({});
  });

  describe("records that the program writes itself", () => {
    const own = "example.internal";
    const record = (type: string, name: string, inputs: Properties) =>
      [`${ids.zone(own)}/${type}/${name}`, inputs] as const;

    function written(...records: readonly (readonly [string, Properties])[]): Record<string, string[]> {
      const made = sketch().zone(own, ["n"]);
      records.forEach(([id, inputs], index) =>
        made.add("privatedns:PrivateRecordSet", `record-${index}`, id, inputs),
      );
      return recordsOf(made.graph(), own);
    }

    it("are found under their name, and under the zone's own for '@'", () => {
      expect(
        written(
          record("A", "x", {
            relativeRecordSetName: "API",
            aRecords: [{ ipv4Address: "10.1.2.3" }, { ipv4Address: "10.1.2.4" }],
          }),
          record("A", "@", { relativeRecordSetName: "@", aRecords: [{ ipv4Address: "10.1.2.5" }] }),
          record("A", "named-by-id", { aRecords: [{ ipv4Address: "10.1.2.6" }] }),
        ),
      ).to.deep.equal({
        [`api.${own}`]: ["10.1.2.3", "10.1.2.4"],
        [own]: ["10.1.2.5"],
        [`named-by-id.${own}`]: ["10.1.2.6"],
      });
    });

    it("count only with addresses, and in a zone of the graph", () => {
      expect(
        written(
          record("TXT", "note", { txtRecords: [{ value: ["10.1.2.3"] }] }),
          record("A", "empty", { aRecords: [] }),
          record("A", "odd", { aRecords: [{ ipv4Address: "not an address" }] }),
          [`${ids.zone("gone")}/A/lost`, { aRecords: [{ ipv4Address: "10.1.2.3" }] }],
        ),
      ).to.deep.equal({});
    });
  });

  it("are known by their URN before they exist", () => {
    const graph = unborn(sketch().zone(zone, []).graph(), zone);
    expect(zoneOf(graph, zone).id).to.equal(`urn:pulumi:s::p::azure-native:privatedns:privatezone::${zone}`);
  });
});

describe("the names that private zones stand for", () => {
  it("end as the zone does without 'privatelink', apart from vaults", () => {
    expect(publicSuffix("privatelink.blob.core.windows.net")).to.equal("blob.core.windows.net");
    expect(publicSuffix("privatelink.vaultcore.azure.net")).to.equal("vault.azure.net");
    expect(publicSuffix("example.internal")).to.equal("example.internal");
    expect(publicSuffix("eastus.privatelink.example")).to.equal("eastus.privatelink.example");
  });

  it("are a record where they end so", () => {
    expect(recordName("kv.vault.azure.net", "privatelink.vaultcore.azure.net")).to.equal("kv");
    expect(recordName("reg.eastus.data.azurecr.io", "privatelink.azurecr.io")).to.equal("reg.eastus.data");
    expect(recordName("acc.blob.core.windows.net", "privatelink.table.core.windows.net")).to.equal(undefined);
    expect(recordName("notvault.azure.net", "privatelink.vaultcore.azure.net")).to.equal(undefined);
    expect(recordName("vault.azure.net", "privatelink.vaultcore.azure.net")).to.equal(undefined);
  });

  it("leave out the number of a website's storage cluster, and that alone", () => {
    const web = "privatelink.web.core.windows.net";
    expect(recordName("acc.z13.web.core.windows.net", web)).to.equal("acc");
    expect(recordName("acc.z6.web.core.windows.net", web)).to.equal("acc");
    expect(recordName("acc.web.core.windows.net", web)).to.equal("acc");
    expect(recordName("acc.z13.blob.core.windows.net", "privatelink.blob.core.windows.net")).to.equal(
      "acc.z13",
    );
    expect(recordName("acc.z.web.core.windows.net", web)).to.equal("acc.z");
    expect(recordName("acc.z1.more.web.core.windows.net", web)).to.equal("acc.z1.more");
  });
});

describe("public network access", () => {
  it("is possible unless it is switched off: Azure's default is to let everybody in", () => {
    expect(isEnabled(undefined)).to.equal(true);
    expect(isEnabled("Enabled")).to.equal(true);
    expect(isEnabled("SecuredByPerimeter")).to.equal(true);
    expect(isEnabled("Disabled")).to.equal(false);
  });
});
