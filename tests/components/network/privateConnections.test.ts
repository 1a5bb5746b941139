import { expect } from "chai";
import { dependencyNames, input, named, ofType, runStamp, stampRun } from "../../support/stacks.ts";

/** What the stamp reaches privately, with the group and the zones of each. */
const expected: readonly [name: string, group: string, ...zones: string[]][] = [
  ["registry-connection", "registry", "privatelink.azurecr.io"],
  ["cosmos-connection", "Sql", "privatelink.documents.azure.com"],
  ["keyvault-connection", "vault", "privatelink.vaultcore.azure.net"],
  ["certificates-connection", "vault", "privatelink.vaultcore.azure.net"],
  ["eventhubs-connection", "namespace", "privatelink.servicebus.windows.net"],
  ["datablob-connection", "blob", "privatelink.blob.core.windows.net"],
  ["datatable-connection", "table", "privatelink.table.core.windows.net"],
  ["websiteblob-connection", "blob", "privatelink.blob.core.windows.net"],
  ["websiteweb-connection", "web", "privatelink.web.core.windows.net"],
];
const monitorZones = [
  "privatelink.monitor.azure.com",
  "privatelink.oms.opinsights.azure.com",
  "privatelink.ods.opinsights.azure.com",
  "privatelink.agentsvc.azure-automation.net",
  "privatelink.blob.core.windows.net",
];

const zoneNames = (records: { inputs: Record<string, unknown> }): string[] =>
  (records.inputs["privateDnsZoneConfigs"] as { privateDnsZoneId: string }[]).map(
    ({ privateDnsZoneId }) => privateDnsZoneId.split("/").at(-1) ?? "",
  );

describe("PrivateConnection and PrivateDns", function () {
  for (const [name, group, ...zones] of expected) {
    it(`${name} leads to the group ${group}, with records in its zones`, async () => {
      const run = await stampRun();
      const endpoint = named(run, `${name}-endpoint`);
      expect(input(endpoint, "privateLinkServiceConnections.0.groupIds")).to.deep.equal([group]);
      expect(input(endpoint, "subnet.id")).to.match(/\/subnets\/snet-private-endpoints$/);
      const records = named(run, `${name}-records`);
      expect(zoneNames(records)).to.deep.equal(zones);
      // Records are of use only where somebody can see them.
      const links = ofType(run, "privatedns:VirtualNetworkLink").filter(({ inputs }) =>
        zones.includes(String(inputs["privateZoneName"])),
      );
      expect(links).to.have.length(zones.length);
      expect(dependencyNames(records)).to.include.members(links.map((link) => link.name));
    });
  }

  it("are these and no other", async () => {
    const names = ofType(await stampRun(), "network:PrivateEndpoint").map(({ name }) => name);
    // Those in operations networks: tests/stacks/stampOperations.test.ts.
    expect(names.filter((name) => !name.startsWith("ops-"))).to.have.members(
      expected.map(([name]) => `${name}-endpoint`),
    );
  });

  it("have their zones linked to the network of the firewall, whose DNS proxy looks names up", async () => {
    const run = await stampRun();
    const links = ofType(run, "privatedns:VirtualNetworkLink");
    expect(links).to.have.length(ofType(run, "privatedns:PrivateZone").length);
    for (const link of links) {
      expect(input(link, "virtualNetwork.id")).to.match(/\/virtualNetworks\/vnet-bulkhead-eus$/);
      expect(link.inputs["registrationEnabled"]).to.equal(false);
    }
  });

  it("leave records to the zone group: none is made by hand", async () => {
    const records = (await stampRun()).resources.filter(({ type }) => /privatedns:.*Record/.test(type));
    expect(records).to.deep.equal([]);
  });

  it("reach Azure Monitor too where it is asked for, in five zones of which blobs have one already", async () => {
    const run = await runStamp("stamp-eastus", { values: { privateLinkScope: { enabled: true } } });
    expect(zoneNames(named(run, "monitor-connection-records"))).to.deep.equal(monitorZones);
    const zones = ofType(run, "privatedns:PrivateZone").map(({ inputs }) =>
      String(inputs["privateZoneName"]),
    );
    expect(new Set(zones).size).to.equal(zones.length);
    expect(zones).to.include.members(monitorZones);

    const scope = named(run, "monitor-scope");
    expect(scope.inputs["accessModeSettings"]).to.deep.equal({
      ingestionAccessMode: "PrivateOnly",
      queryAccessMode: "Open",
      exclusions: [],
    });
    const members = ofType(run, "monitor:PrivateLinkScopedResource");
    expect(members.map(({ inputs }) => String(inputs["linkedResourceId"]).split("/").at(-2))).to.deep.equal([
      "workspaces",
      "components",
      "dataCollectionEndpoints",
    ]);
    expect(dependencyNames(named(run, "monitor-connection-endpoint"))).to.include.members(
      members.map(({ name }) => name),
    );
  });

  it("name every endpoint and every records entry once", async () => {
    const run = await runStamp("stamp-eastus", { values: { privateLinkScope: { enabled: true } } });
    const names = ofType(run, "network:PrivateEndpoint").map(({ inputs }) => inputs["privateEndpointName"]);
    expect(new Set(names).size).to.equal(names.length);
    for (const { inputs } of ofType(run, "network:PrivateDnsZoneGroup")) {
      const entries = (inputs["privateDnsZoneConfigs"] as { name: string }[]).map(({ name }) => name);
      expect(new Set(entries).size).to.equal(entries.length);
    }
  });
});
