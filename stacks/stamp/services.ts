import * as pulumi from "@pulumi/pulumi";
import { RandomPassword } from "@pulumi/random/randomPassword.js";
import { CertificateVault } from "../../components/data/certificateVault.ts";
import { EventHubs } from "../../components/data/eventHubs.ts";
import { StampStorage } from "../../components/data/stampStorage.ts";
import { StampVault } from "../../components/data/stampVault.ts";
import { PrivateConnection } from "../../components/network/privateConnection.ts";
import { MonitorPrivateLink } from "../../components/observability/privateLinkScope.ts";
import type { GlobalContract } from "../../contracts/global.ts";
import { apiKeyExpiry, apiKeyReminder } from "../../lib/apiKey.ts";
import { stampPrivateEndpoints, type StampEndpoint } from "../../lib/privateLink.ts";
import { stampData } from "../../lib/stampData.ts";
import type { RuntimeKeyId } from "../../lib/workload/runtimeKeys.ts";
import { monitoringOf } from "../regionalMonitoring.ts";
import type { NetworkPart } from "./network.ts";
import type { StampScope } from "./scope.ts";

/** What the stamp keeps for itself, and what it reaches privately. */
export interface ServicesPart {
  readonly vault: StampVault["vault"];
  /** The vault of the gateway's certificate. */
  readonly certificateVault: CertificateVault["vault"];
  /** Each secret of the vault, as a scope for roles. */
  readonly secrets: StampVault["secrets"];
  /** The version of each secret's value. */
  readonly secretVersions: StampVault["versions"];
  readonly eventHubs: EventHubs;
  readonly storage: StampStorage;
  /** Nodes pull their images through it. */
  readonly registryConnection: PrivateConnection;
  /** What pods need before they start: what they are told, and the ways to what they use. */
  readonly dataConnections: readonly pulumi.Resource[];
}

export function servicesPart(scope: StampScope, network: NetworkPart): ServicesPart {
  const { config, global, shared } = scope;
  const monitoring = regionalMonitoring(scope);
  const eventHubs = new EventHubs("event-hubs", {
    ...shared,
    suffix: global.suffix,
    ...config.eventHubs,
    maximumThroughputUnits:
      config.eventHubs.tier === "Standard" && config.eventHubs.autoInflate.enabled
        ? config.eventHubs.autoInflate.maximumThroughputUnits
        : undefined,
  });
  const storage = new StampStorage("storage", { ...shared, suffix: global.suffix, ...config.storage });
  const vault = new StampVault("vault", {
    ...shared,
    tenantId: global.tenantId,
    vaultIdFor: (vaultName) => scope.idInGroup("azure-native:keyvault:Vault", { vaultName }),
    values: runtimeValues(scope, eventHubs, storage),
    sensitiveExpiry: apiKeyExpiry(config.vault),
  });
  const certificates = new CertificateVault("certificates", { ...shared, tenantId: global.tenantId });
  const monitor = config.privateLinkScope.enabled
    ? new MonitorPrivateLink("monitor", {
        ...shared,
        ...config.privateLinkScope,
        members: {
          workspace: monitoring.workspaceId,
          "application-insights": monitoring.applicationInsightsId,
          "data-collection": monitoring.dataCollectionEndpointId,
        },
      })
    : undefined;

  const targets: Readonly<Record<StampEndpoint, pulumi.Input<string>>> = {
    registry: global.registry.id,
    cosmos: global.cosmos.id,
    keyVault: vault.vault.id,
    certificates: certificates.vault.id,
    eventHubs: eventHubs.namespace.id,
    dataBlob: storage.data.id,
    dataTable: storage.data.id,
    websiteBlob: storage.website.id,
    websiteWeb: storage.website.id,
    monitor: monitor?.scopeId ?? "",
  };
  const connections = new Map(
    stampPrivateEndpoints(config).map(([purpose, target]) => [
      purpose,
      new PrivateConnection(`${purpose.toLowerCase()}-connection`, {
        ...shared,
        purpose,
        target,
        targetId: targets[purpose],
        subnetId: network.network.subnets.privateEndpoints.id,
        applicationSecurityGroupId: network.network.applicationSecurityGroups?.privateEndpoints.id,
        zones: network.dns.allZones[target],
        after: purpose === "monitor" ? (monitor?.members ?? []) : [],
      }),
    ]),
  );
  const registryConnection = connections.get("registry");
  if (registryConnection === undefined) throw new Error("A stamp always reaches the registry.");
  return {
    vault: vault.vault,
    certificateVault: certificates.vault,
    secrets: vault.secrets,
    secretVersions: vault.versions,
    eventHubs,
    storage,
    registryConnection,
    dataConnections: [
      ...vault.written,
      eventHubs.consumerGroup,
      storage.checkpointContainer,
      storage.healthContainer,
      storage.poisonTable,
      ...[...connections.values()].filter((connection) => connection !== registryConnection),
    ],
  };
}

/** Where the stamp's region records. */
export function regionalMonitoring({ config, global }: StampScope): GlobalContract["regions"][number] {
  return monitoringOf(global, config.location);
}

/** Everything the workload is told, by runtime key. */
function runtimeValues(
  scope: StampScope,
  eventHubs: EventHubs,
  storage: StampStorage,
): Readonly<Record<RuntimeKeyId, pulumi.Input<string>>> {
  const { global } = scope;
  const monitoring = regionalMonitoring(scope);
  return {
    eventHubsNamespace: eventHubs.hostName,
    eventHubName: eventHubs.hub.name,
    consumerGroup: eventHubs.consumerGroup.name,
    storageAccount: storage.data.name,
    checkpointContainer: stampData.checkpointContainer,
    poisonTable: stampData.poisonTable,
    healthContainer: stampData.healthContainer,
    healthBlob: stampData.healthBlob,
    cosmosEndpoint: global.cosmos.endpoint,
    cosmosDatabase: global.cosmos.databaseName,
    applicationInsights: monitoring.applicationInsightsConnectionString,
    logAnalyticsWorkspace: monitoring.workspaceCustomerId,
    apiKey: apiKey(scope),
  };
}

const apiKeyLength = 32;

/** A key of this stamp's own, drawn again for every new date in `vault.apiKeyRotatedOn`. */
function apiKey({ config: { vault } }: StampScope): pulumi.Output<string> {
  const reminder = apiKeyReminder(vault, Date.now());
  if (reminder !== undefined) void pulumi.log.warn(reminder);
  return new RandomPassword("api-key", {
    length: apiKeyLength,
    special: false,
    minLower: 1,
    minUpper: 1,
    minNumeric: 1,
    keepers: { rotatedOn: vault.apiKeyRotatedOn },
  }).result;
}
