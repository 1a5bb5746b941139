import type { World } from "../../../cli/doctor/world.ts";
import { at, backend, worldWith, type Answers } from "./recorded.ts";

export const usagesOf = (answers: Answers) =>
  answers.list[at("/providers/Microsoft.Compute/locations/eastus/usages")] as {
    limit: number;
    currentValue: number;
  }[];

/** A world in which one check finds one thing. */
export interface Refusal {
  readonly check: string;
  readonly title: string;
  readonly world: () => World;
  readonly severity: "error" | "warning" | "unknown";
  readonly says: readonly string[];
}

export const changed =
  (change: (answers: Answers) => void): (() => World) =>
  () =>
    worldWith({}, change);
export const other =
  (changes: Partial<World>): (() => World) =>
  () =>
    worldWith(changes);

export function property(answers: Answers, path: string, key: string, value: unknown): void {
  const [first = "", ...rest] = key.split(".");
  let object = answers.get[path] as Record<string, unknown>;
  let last = first;
  for (const step of rest) {
    object = object[last] as Record<string, unknown>;
    last = step;
  }
  object[last] = value;
}

export const assignments = (answers: Answers) =>
  Object.entries(answers.list).find(([path]) => path.includes("assignedTo"))?.[1] as {
    properties: { roleDefinitionId: string; condition?: string };
  }[];
export const without = (role: string) =>
  changed((answers) => {
    const list = assignments(answers);
    list.splice(
      list.findIndex(({ properties }) => properties.roleDefinitionId.endsWith(role)),
      1,
    );
  });
export const provider = (answers: Answers, namespace: string) =>
  (answers.list[at("/providers")] as Record<string, unknown>[]).find(
    (each) => each["namespace"] === namespace,
  ) ?? {};
export const skus = (answers: Answers) =>
  Object.entries(answers.list).find(([path]) => path.includes("/skus"))?.[1] as Record<string, unknown>[];
export const cosmos = at("/providers/Microsoft.DocumentDB/locations/eastus");
export const kubernetes = at("/providers/Microsoft.ContainerService/locations/eastus/kubernetesVersions");
export const stampContract = {
  version: 1,
  stack: "stamp-eastus",
  location: "eastus",
  resourceGroupName: "rg",
  addressSpace: "10.10.0.0/20",
  firewall: { privateIp: "10.10.0.4", publicIps: [] },
  cluster: {
    id: "id",
    name: "aks",
    privateFqdn: "aks.privatelink.eastus.azmk8s.io",
    kubernetesVersion: "1.36",
    systemPools: {
      inline: {
        name: "system",
        fixed: {
          vmSize: "Standard_D4ds_v5",
          availabilityZones: ["1"],
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
  keyVault: { id: "id", name: "kv" },
  certificateVault: { id: "id", name: "kv2" },
  eventHubs: { id: "id", name: "eh", hostName: "h", eventHub: "e", consumerGroup: "c" },
  storage: {
    website: { id: "id", name: "spa", webHostName: "h" },
    data: {
      id: "id",
      name: "data",
      checkpointContainer: "c",
      healthContainer: "h",
      healthBlob: "b",
      poisonTable: "p",
    },
  },
  operations: [],
  origin: { name: "o", hostName: "h", enabled: true, weight: 1 },
};
export const stampStands = () => Promise.resolve(backend({ "stamp-eastus": stampContract }));
