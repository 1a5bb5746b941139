import type { Backend, Identity, World } from "../../../cli/doctor/world.ts";
import type { Needs } from "../../../cli/doctor/needs.ts";
import { needsOf } from "../../../cli/doctor/needs.ts";
import { graphOf, type GraphNode } from "../../../graph/model.ts";
import { toNode } from "../../../graph/readers/node.ts";
import { assignmentCondition } from "../../../lib/ops/deployerRoles.ts";
import { ArmError } from "../../../provider/armError.ts";
import answers from "./answers.json" with { type: "json" };

export const subscriptionId = "11111111-2222-3333-4444-555555555555";
export const objectId = "99999999-8888-7777-6666-555555555555";
export const someone: Identity = { objectId, tenantId: "t", name: "deployer", kind: "application" };

export interface Answers {
  readonly get: Record<string, unknown>;
  readonly list: Record<string, unknown[]>;
}

const scope = `/subscriptions/${subscriptionId}`;

/** The recorded answers, a copy of one's own to change. Paths begin with {s} for the subscription. */
export function recordedAnswers(): Answers {
  const condition = JSON.stringify(assignmentCondition()).slice(1, -1);
  const text = JSON.stringify({ get: answers.get, list: answers.list })
    .replaceAll("{s}", scope)
    .replaceAll("{oid}", objectId)
    .replaceAll("{condition}", () => condition);
  return JSON.parse(text) as Answers;
}

/** A path of the subscription. */
export function at(path: string): string {
  return `${scope}${path}`;
}

/** The error that ARM's status makes. */
export function status(code: number, name = `Http${code}`): ArmError {
  return new ArmError({ status: code, code: name, message: "as recorded" });
}

function node(stack: string, type: string, name: string, inputs: Record<string, unknown>): GraphNode {
  return toNode(stack, {
    urn: `urn:pulumi:${stack}::bulkhead::${type}::${name}`,
    type,
    custom: true,
    id: `${scope}/resourceGroups/rg/providers/X/y/${name}`,
    inputs,
  });
}

const pool = {
  vmSize: "Standard_D4ds_v5",
  availabilityZones: ["1", "2", "3"],
  osDiskType: "Ephemeral",
  enableAutoScaling: true,
  count: 3,
  securityProfile: { enableSecureBoot: true },
};

const suffix: GraphNode = {
  ...node("global", "random:index/randomString:RandomString", "suffix", {}),
  outputs: { result: "abcde" },
};

/** A small platform: global, an operations network and one stamp, all in East US. */
export const nodes: readonly GraphNode[] = [
  node("global", "azure-native:resources:ResourceGroup", "rg-global", { location: "eastus" }),
  node("global", "azure-native:operationalinsights:Workspace", "log-global", { location: "eastus" }),
  node("global", "azure-native:keyvault:Vault", "kv-abcde", { location: "eastus" }),
  node("global", "azure-native:cosmosdb:DatabaseAccount", "cosmos-abcde", {
    location: "eastus",
    locations: [{ locationName: "eastus", failoverPriority: 0, isZoneRedundant: true }],
  }),
  node("global", "azure-native:authorization:PolicyAssignment", "policy", { scope }),
  node("global", "azure-native:authorization:ManagementLockByScope", "lock", { scope }),
  node("global", "azure-native:aadiam:DiagnosticSetting", "directory", {}),
  suffix,
  node("ops-eastus", "azure-native:resources:ResourceGroup", "rg-ops", { location: "eastus" }),
  node("ops-eastus", "azure-native:compute:VirtualMachineScaleSet", "jump-boxes", {
    location: "eastus",
    sku: { name: "Standard_D4ds_v5", capacity: 2 },
    zones: ["1", "2", "3"],
    virtualMachineProfile: { securityProfile: { encryptionAtHost: true, securityType: "TrustedLaunch" } },
  }),
  node("ops-eastus", "azure-native:compute:VirtualMachineScaleSet", "agents", {
    location: "eastus",
    sku: { name: "Standard_D4ds_v5", capacity: 0 },
  }),
  node("stamp-eastus", "azure-native:resources:ResourceGroup", "rg-stamp", { location: "eastus" }),
  node("stamp-eastus", "azure-native:containerservice:ManagedCluster", "aks", {
    location: "eastus",
    resourceName: "aks",
    kubernetesVersion: "1.36",
    supportPlan: "KubernetesOfficial",
    agentPoolProfiles: [{ ...pool, name: "system", minCount: 3, maxCount: 6 }],
  }),
  node("stamp-eastus", "azure-native:containerservice:AgentPool", "user", {
    ...pool,
    resourceName: "aks",
    agentPoolName: "user",
    minCount: 3,
    maxCount: 9,
  }),
  node("stamp-eastus", "azure-native:network:PublicIPAddress", "pip", { location: "eastus" }),
  node("stamp-eastus", "azure-native:storage:StorageAccount", "stabcde", { location: "eastus" }),
  node("stamp-eastus", "azure-native:authorization:RoleAssignment", "role", { scope }),
];

export function smallNeeds(more: readonly GraphNode[] = []): Needs {
  return needsOf(graphOf([...nodes, ...more]), ["stamp-eastus"], { "ops-eastus": 6 });
}

/** Another node of the small platform. */
export const sketchNode = node;

export const backend = (deployed: Record<string, unknown> = {}): Backend => ({
  user: "somebody",
  url: "azblob://pulumi-state?storage_account=stbhstat",
  deployed: new Map(Object.entries(deployed)),
});

function answer(table: Record<string, unknown>, path: string): Promise<unknown> {
  const found = table[decodeURIComponent(path)];
  if (found === undefined) return Promise.reject(new Error(`no answer is recorded for ${path}`));
  return found instanceof Error ? Promise.reject(found) : Promise.resolve(found);
}

/** A world in which all is well but for what a test changes. */
export function worldWith(
  changes: Partial<World> = {},
  change: (answers: Answers) => void = () => undefined,
): World {
  const table = recordedAnswers();
  change(table);
  return {
    arm: {
      get: (path) => answer(table.get, path),
      list: (path) => answer(table.list, path) as Promise<unknown[]>,
      ask: () => Promise.resolve({ nameAvailable: true }),
      exists: () => Promise.resolve(false),
    },
    subscriptionId,
    requireSubscription: () => undefined,
    identity: () => Promise.resolve(someone),
    needs: smallNeeds(),
    stackFiles: [
      { stack: "global", file: "Pulumi.global.yaml", secretsProvider: "azurekeyvault://kv/keys/pulumi" },
    ],
    environment: {},
    run: (command) =>
      Promise.resolve({
        code: 0,
        output: command === "az" ? '{ "azure-cli": "2.80.0" }' : "v3.250.0\n",
        error: "",
      }),
    resolve: () => Promise.resolve(["10.10.4.5"]),
    connect: () => Promise.resolve(3),
    clock: () => Promise.resolve({ theirs: 1_000_000, sent: 999_900, received: 1_000_100 }),
    backend: () => Promise.resolve(backend()),
    ...changes,
  };
}
