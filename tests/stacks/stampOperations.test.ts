import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { stampContractSchema } from "../../contracts/stamp.ts";
import { projectRoot, runStack, type Recorded, type StackRun } from "../support/runStack.ts";
import { foundations, globalContract, input, ofType, opsRun, stampRun } from "../support/stacks.ts";

const prefix = "ops-eastus-";
const ofOperations = (run: StackRun): Recorded[] =>
  run.resources.filter(({ custom, name }) => custom && name.startsWith(prefix));

/** Runs stamp-eastus beside other stack files than the committed ones. */
async function stampBeside(
  files: Readonly<Record<string, string>>,
  contracts: Readonly<Record<string, unknown>>,
  values: Readonly<Record<string, unknown>> = {},
): Promise<StackRun> {
  const root = mkdtempSync(join(tmpdir(), "bulkhead-operations-"));
  try {
    for (const file of ["Pulumi.yaml", "Pulumi.global.yaml", "Pulumi.stamp-eastus.yaml"])
      cpSync(join(projectRoot, file), join(root, file));
    for (const [file, text] of Object.entries(files)) writeFileSync(join(root, file), text);
    return await runStack("stamp-eastus", { projectRoot: root, contracts, values });
  } finally {
    rmSync(root, { recursive: true });
  }
}

const file = (more = ""): string =>
  `config:\n  bulkhead:location: eastus\n  bulkhead:network:\n    addressSpace: 10.8.0.0/22\n${more}`;

describe("a stamp and the operations networks", function () {
  it("places its endpoints there, in its own group, with records in the zones of that network", async () => {
    const [run, ops] = [await stampRun("stamp-westeurope"), await opsRun()];
    const endpoints = ofOperations(run).filter(({ type }) => type.endsWith(":PrivateEndpoint"));
    expect(
      endpoints.map((endpoint) => input(endpoint, "privateLinkServiceConnections.0.groupIds.0")),
    ).to.have.members(["management", "vault", "vault", "blob", "blob", "table"]);
    const zones = ofType(ops, "privatedns:PrivateZone").map(({ inputs }) =>
      String(inputs["privateZoneName"]),
    );
    for (const endpoint of endpoints) {
      expect(endpoint.inputs["location"]).to.equal("eastus");
      expect(endpoint.inputs["resourceGroupName"]).to.match(/-we$/);
      expect(input(endpoint, "subnet.id")).to.match(
        /vnet-bulkhead-ops-eus\/subnets\/snet-private-endpoints$/,
      );
    }
    const records = ofOperations(run).filter(({ type }) => type.endsWith(":PrivateDnsZoneGroup"));
    expect(records).to.have.length(endpoints.length);
    for (const record of records) {
      const zone = String(input(record, "privateDnsZoneConfigs.0.privateDnsZoneId"));
      expect(zone).to.contain("/resourceGroups/rg-bulkhead-ops-eus/");
      expect(zones).to.include(zone.split("/").at(-1));
    }
    expect(JSON.stringify(records.map(({ inputs }) => inputs))).to.contain(
      "privatelink.westeurope.azmk8s.io",
    );
    expect(stampContractSchema.parse(run.contract).operations).to.deep.equal(["ops-eastus"]);
  });

  it("lets agents upload its content and nothing else", async () => {
    const assigned = ofOperations(await stampRun()).filter(({ type }) => type.endsWith(":RoleAssignment"));
    expect(assigned.map(({ name }) => name)).to.have.members([
      "ops-eastus-agents-upload-website",
      "ops-eastus-agents-upload-health",
    ]);
    const health = assigned.find(({ name }) => name.endsWith("health"));
    expect(health?.inputs["scope"]).to.match(/\/containers\/[a-z-]+$/);
  });

  it("opens no way from its nodes into the operations network", async () => {
    const run = await stampRun();
    expect(ofType(run, "network:VirtualNetworkPeering")).to.deep.equal([]);
    const rules = ofType(run, "network:NetworkSecurityGroup").map(({ inputs }) => JSON.stringify(inputs));
    expect(rules.join("")).to.not.contain("10.8.");
  });

  it("deploys without any, and changes by nothing but the endpoints when one is added", async () => {
    const global = await globalContract();
    const without = await stampBeside({}, { global });
    expect(ofOperations(without)).to.deep.equal([]);
    expect(stampContractSchema.parse(without.contract).operations).to.deep.equal([]);
    const added = await stampBeside({ "Pulumi.ops-eastus.yaml": file() }, await foundations());
    const names = (run: StackRun) => run.resources.map(({ urn }) => urn).sort();
    const extra = names(added).filter((urn) => !names(without).includes(urn));
    expect(names(without).filter((urn) => !names(added).includes(urn))).to.deep.equal([]);
    expect(extra.every((urn) => /ops-eastus/.test(urn))).to.equal(true);
    for (const resource of without.resources) {
      const same = added.resources.find(({ urn }) => urn === resource.urn);
      expect(same?.inputs, resource.urn).to.deep.equal(resource.inputs);
    }
  });

  it("takes its endpoints out of a network that is leaving", async () => {
    const leaving = { "Pulumi.ops-eastus.yaml": file("  bulkhead:lifecycle: leaving\n") };
    expect(ofOperations(await stampBeside(leaving, { global: await globalContract() }))).to.deep.equal([]);
  });

  it("says which stack to deploy first", async () => {
    const error = await stampBeside(
      { "Pulumi.ops-eastus.yaml": file() },
      { global: await globalContract() },
    ).then(() => "", String);
    expect(error).to.match(/Stack 'ops-eastus' has no contract.*pulumi up -s ops-eastus/);
  });

  it("says so when the network does not know its region yet", async () => {
    const contracts = await foundations();
    const { apiServerZones: _, ...old } = contracts["ops-eastus"] as Record<string, unknown>;
    const error = await stampBeside(
      { "Pulumi.ops-eastus.yaml": file() },
      { ...contracts, "ops-eastus": { ...old, apiServerZones: {} } },
    ).then(() => "", String);
    expect(error).to.match(/no zone privatelink\.eastus\.azmk8s\.io.*pulumi up -s ops-eastus/);
  });

  it("has no endpoint to an API server that has none to give", async () => {
    const run = await stampBeside({ "Pulumi.ops-eastus.yaml": file() }, await foundations(), {
      cluster: { apiServer: { access: "vnetIntegration" } },
    });
    expect(ofOperations(run).filter(({ name }) => name.includes("apiserver"))).to.deep.equal([]);
    expect(ofOperations(run).some(({ name }) => name.includes("keyvault"))).to.equal(true);
  });
});
