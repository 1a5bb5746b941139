import type { RuntimeKeyId } from "./runtimeKeys.ts";

/** A data-plane right that a component holds, with the narrowest scope that works. */
export type DataRight =
  | "sendsEvents"
  | "receivesEvents"
  | "writesDatabase"
  | "writesCheckpoints"
  | "writesPoisonTable"
  | "readsHealthBlob"
  | "queriesLogs"
  | "sendsTelemetry";

/** A deployable part of the workload with an identity of its own. */
export interface WorkloadComponent {
  readonly id: string;
  /** Kubernetes service account; the federated credential trusts it and no other. */
  readonly serviceAccount: string;
  readonly title: string;
  /** Path below which the gateway sends requests to it; undefined where nothing calls it. */
  readonly pathPrefix: string | undefined;
  /** What it is told. It can read these secrets of the vault and no others. */
  readonly keys: readonly RuntimeKeyId[];
  readonly rights: readonly DataRight[];
}

export type ComponentId = "catalog-api" | "background-worker" | "health-service";

/** What each component is told: it can read these secrets of the vault and no others, and its code reads no others. */
export const componentKeys = {
  "catalog-api": [
    "cosmosEndpoint",
    "cosmosDatabase",
    "eventHubsNamespace",
    "eventHubName",
    "applicationInsights",
    "apiKey",
  ],
  "background-worker": [
    "cosmosEndpoint",
    "cosmosDatabase",
    "eventHubsNamespace",
    "eventHubName",
    "consumerGroup",
    "storageAccount",
    "checkpointContainer",
    "poisonTable",
    "applicationInsights",
  ],
  "health-service": [
    "cosmosEndpoint",
    "cosmosDatabase",
    "eventHubsNamespace",
    "eventHubName",
    "storageAccount",
    "healthContainer",
    "healthBlob",
    "logAnalyticsWorkspace",
    "applicationInsights",
  ],
} as const satisfies Readonly<Record<ComponentId, readonly RuntimeKeyId[]>>;

/** The parts of the workload. */
export const workloadComponents: Readonly<Record<ComponentId, WorkloadComponent>> = {
  "catalog-api": {
    id: "catalog-api",
    serviceAccount: "catalog-api",
    title: "Catalog API",
    pathPrefix: "/catalogservice/",
    keys: componentKeys["catalog-api"],
    rights: ["writesDatabase", "sendsEvents", "sendsTelemetry"],
  },
  "background-worker": {
    id: "background-worker",
    serviceAccount: "background-worker",
    title: "Background worker",
    pathPrefix: undefined,
    keys: componentKeys["background-worker"],
    rights: ["writesDatabase", "receivesEvents", "writesCheckpoints", "writesPoisonTable", "sendsTelemetry"],
  },
  "health-service": {
    id: "health-service",
    serviceAccount: "health-service",
    title: "Health service",
    pathPrefix: "/healthservice/",
    keys: componentKeys["health-service"],
    rights: ["writesDatabase", "sendsEvents", "readsHealthBlob", "queriesLogs", "sendsTelemetry"],
  },
};
