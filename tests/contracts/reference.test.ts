import { expect } from "chai";
import { globalContractSchema, type GlobalContract } from "../../contracts/global.ts";
import { readContract, type ContractSource } from "../../contracts/reference.ts";
import { stampContractSchema } from "../../contracts/stamp.ts";
import { UserError } from "../../config/userError.ts";

const contract: GlobalContract = {
  version: 1,
  environment: "",
  suffix: "a1b2c",
  location: "eastus",
  tenantId: "tenant",
  subscriptionId: "sub",
  regions: [
    {
      location: "eastus",
      workspaceId: "/log",
      workspaceCustomerId: "customer",
      applicationInsightsId: "/insights",
      applicationInsightsConnectionString: "InstrumentationKey=key",
      dataCollectionEndpointId: "/endpoint",
      dataCollectionRuleIds: { containerInsights: "/rule" },
    },
  ],
  monitoring: { workspaceId: "/log", applicationInsightsId: "/insights", actionGroupId: "/receivers" },
  cosmos: {
    id: "/c",
    name: "c",
    endpoint: "e",
    databaseName: "d",
    resourceGroupName: "rg",
    regions: ["eastus"],
    deployed: { locations: [{ location: "eastus", zoneRedundant: true }], settings: "s" },
  },
  registry: { id: "/r", name: "r", loginServer: "l", resourceGroupName: "rg", regions: ["eastus"] },
  frontDoor: {
    profileId: "/p",
    profileName: "p",
    resourceGroupName: "rg",
    frontDoorId: "f",
    endpointHostName: "h",
    originGroups: { api: { name: "api" }, site: { name: "site" }, images: { name: "images" } },
    customDomains: [],
  },
  storage: { id: "/s", name: "s" },
  keyVault: { id: "/k", name: "k", uri: "https://k.vault.azure.net/" },
  archive: { storageAccountId: "/a" },
  firewallPolicies: { location: "eastus", premium: "/f" },
};

const source = (details: { value?: unknown; secretValue?: unknown }): ContractSource => ({
  getOutputDetails: (name) => Promise.resolve(name === "contract" ? details : {}),
});

async function refusal(details: { value?: unknown; secretValue?: unknown }): Promise<string> {
  try {
    await readContract(source(details), "global", globalContractSchema, "pulumi up -s global");
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  expect.fail("nothing was refused");
}

describe("reading a contract", () => {
  it("gives plain values", async () => {
    const read = await readContract(
      source({ value: contract }),
      "global",
      globalContractSchema,
      "pulumi up -s global",
    );
    expect(read).to.deep.equal(contract);
  });

  it("takes fields that a newer program of the same version added", async () => {
    const value = { ...contract, added: true };
    const read = await readContract(source({ value }), "global", globalContractSchema, "pulumi up -s global");
    expect(read.suffix).to.equal("a1b2c");
  });

  it("is refused where the stack is not deployed, with the command to run", async () => {
    const message =
      "Stack 'global' has no contract: it is not deployed, or not completely. Run `pulumi up -s global` first.";
    expect(await refusal({})).to.equal(message);
    expect(await refusal({ value: null })).to.equal(message);
  });

  it("is refused for another version, naming both", async () => {
    expect(await refusal({ value: { ...contract, version: 2 } })).to.equal(
      "Stack 'global' has version 2 of its contract, and this program reads version 1. Update this program to the one that deployed 'global'.",
    );
    expect(await refusal({ value: { ...contract, version: 0 } })).to.equal(
      "Stack 'global' has version 0 of its contract, and this program reads version 1. Run `pulumi up -s global` with this program first.",
    );
    expect(await refusal({ value: "text" })).to.contain("has version none of its contract");
  });

  it("is refused for a field that is missing, naming it", async () => {
    const { suffix: _, ...incomplete } = contract;
    const message = await refusal({ value: incomplete });
    expect(message).to.contain("is not what this program expects");
    expect(message).to.contain("at suffix");
    expect(message).to.contain("Run `pulumi up -s global` with this program first.");
  });

  it("is refused when it is a secret", async () => {
    expect(await refusal({ secretValue: contract })).to.contain("is a secret, and contracts hold none");
  });

  it("reads stamps as well", async () => {
    const value = {
      version: 1,
      stack: "stamp-eastus",
      location: "eastus",
      resourceGroupName: "rg",
      addressSpace: "10.10.0.0/20",
      firewall: { privateIp: "10.10.15.68", publicIps: ["20.0.0.1"] },
      cluster: {
        id: "/aks",
        name: "aks",
        privateFqdn: "fqdn",
        kubernetesVersion: "1.36",
        systemPools: {
          inline: {
            name: "system",
            fixed: {
              vmSize: "Standard_D4ds_v5",
              availabilityZones: ["1", "2", "3"],
              osDiskType: "Ephemeral",
              maxPods: 110,
              enableEncryptionAtHost: false,
              enableFIPS: false,
              trustedLaunch: true,
              scaleSetPriority: "Regular",
              podSubnet: false,
              grouped: false,
            },
          },
          pools: ["system"],
        },
      },
      keyVault: { id: "/kv", name: "kv" },
      certificateVault: { id: "/kvc", name: "kvc" },
      eventHubs: {
        id: "/evhns",
        name: "evhns",
        hostName: "bus",
        eventHub: "orders",
        consumerGroup: "worker",
      },
      storage: {
        website: { id: "/web", name: "web", webHostName: "web.example" },
        data: {
          id: "/data",
          name: "data",
          checkpointContainer: "checkpoints",
          healthContainer: "health",
          healthBlob: "up.txt",
          poisonTable: "poison",
        },
      },
      origin: { name: "afd", hostName: "host", enabled: true, weight: 500 },
    };
    const read = await readContract(
      source({ value }),
      "stamp-eastus",
      stampContractSchema,
      "pulumi up -s stamp-eastus",
    );
    expect(read.origin.weight).to.equal(500);
  });
});
