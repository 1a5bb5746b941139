import { ArmError } from "../../errors.ts";
import type { Request, Rule } from "../../model.ts";
import { flagAt, numberAt, textAt, textsAt } from "../../../../lib/properties.ts";
import { oneOf, within } from "../../rules/network.ts";
import { regions } from "../../../../lib/regions.ts";
import durations from "../../data/durations.json" with { type: "json" };
import { define } from "../define.ts";
import { cosmosHosts } from "../network/endpointRecords.ts";
import { refreshEndpoints, refuseWithoutRoom } from "../network/endpointRefresh.ts";
import { accountIsFree } from "./exclusive.ts";
import {
  locationsAreSound,
  locationsChangeAlone,
  locationsOf,
  serverlessHasOneLocation,
  zonesStayAsTheyAre,
  type AccountLocation,
} from "./locations.ts";

const arm = "Microsoft.DocumentDB/databaseAccounts";

function minutesOf(operation: string): number {
  const row = durations.durations.find((entry) => entry.type === arm && entry.operation === operation);
  if (!row) throw new Error(`data/durations.json has no row for ${arm} ${operation}`);
  return row.minutes;
}

/** ARM schema of 2026-03-15; several regions: "Consistency levels in Azure Cosmos DB". */
const staleness = {
  any: { prefix: 1, seconds: 5 },
  severalRegions: { prefix: 100_000, seconds: 300 },
} as const;

const consistencyIsOffered: Rule = ({ inputs, name }) => {
  const level = textAt(inputs, "consistencyPolicy.defaultConsistencyLevel");
  if (level === "Strong" && flagAt(inputs, "enableMultipleWriteLocations") === true) {
    throw new ArmError(
      "BadRequest",
      400,
      `Database account '${name}' has several write regions and cannot offer Strong consistency.`,
    );
  }
  if (level !== "BoundedStaleness") return;
  const least = locationsOf(inputs).length > 1 ? staleness.severalRegions : staleness.any;
  const prefix = numberAt(inputs, "consistencyPolicy.maxStalenessPrefix") ?? 0;
  const seconds = numberAt(inputs, "consistencyPolicy.maxIntervalInSeconds") ?? 0;
  if (prefix >= least.prefix && seconds >= least.seconds) return;
  throw new ArmError(
    "BadRequest",
    400,
    `Bounded staleness of database account '${name}' with ${locationsOf(inputs).length} location(s) needs maxStalenessPrefix >= ${least.prefix} and maxIntervalInSeconds >= ${least.seconds}; it has ${prefix} and ${seconds}.`,
  );
};

/** Minutes and hours of periodic backup: azure-databases-docs, "Periodic backup and restore". */
const periodic = { interval: { min: 60, max: 1440 }, retention: { min: 8, max: 720 } } as const;

const backupIsSound: Rule = ({ inputs, previous, name }) => {
  const type = textAt(inputs, "backupPolicy.type") ?? "Periodic";
  if (textAt(previous?.inputs, "backupPolicy.type") === "Continuous" && type === "Periodic") {
    throw new ArmError(
      "BadRequest",
      400,
      `Database account '${name}' has continuous backup and cannot go back to periodic backup.`,
    );
  }
  const interval = numberAt(inputs, "backupPolicy.periodicModeProperties.backupIntervalInMinutes");
  const retention = numberAt(inputs, "backupPolicy.periodicModeProperties.backupRetentionIntervalInHours");
  if (interval === undefined || retention === undefined || retention * 60 >= 2 * interval) return;
  throw new ArmError(
    "BadRequest",
    400,
    `Database account '${name}': backups must be kept for at least two intervals (${interval} minutes, ${retention} hours).`,
  );
};

const withinNetworkFilters: Rule = ({ inputs, name }) => {
  if (
    flagAt(inputs, "isVirtualNetworkFilterEnabled") === true ||
    textsAt(inputs, "virtualNetworkRules[].id").length === 0
  )
    return;
  throw new ArmError(
    "BadRequest",
    400,
    `Database account '${name}' has virtual network rules, but isVirtualNetworkFilterEnabled is not true.`,
  );
};

/** Every region takes an address of every private endpoint of the account. */
const endpointsHaveRoom: Rule = ({ azure, inputs, previous }) => {
  if (!previous) return;
  refuseWithoutRoom(azure, previous, locationsOf(inputs).length - locationsOf(previous.inputs).length);
};

function endpointOf(name: string, region: string): string {
  return `https://${name}-${region}.documents.azure.com:443/`;
}

function answered(name: string, { region, failoverPriority, zoneRedundant }: AccountLocation) {
  return {
    id: `${name}-${region}`,
    locationName: regions.get(region)?.displayName ?? region,
    documentEndpoint: endpointOf(name, region),
    failoverPriority,
    isZoneRedundant: zoneRedundant,
    provisioningState: "Succeeded",
  };
}

function outputs({ azure, id, inputs, name }: Request) {
  const all = [...locationsOf(inputs)]
    .sort((a, b) => a.failoverPriority - b.failoverPriority)
    .map((location) => answered(name, location));
  const writes = flagAt(inputs, "enableMultipleWriteLocations") === true ? all : all.slice(0, 1);
  return {
    id,
    databaseAccountOfferType: "Standard",
    documentEndpoint: `https://${name}.documents.azure.com:443/`,
    instanceId: azure.guid(`${id}/instance`),
    locations: all,
    readLocations: all,
    writeLocations: writes,
    failoverPolicies: all.map(({ id: region, locationName, failoverPriority }) => ({
      id: region,
      locationName,
      failoverPriority,
    })),
  };
}

/** A region is added one after the other; removing takes as long as any other change. */
function minutes({ inputs, operation, previous }: Request): number | undefined {
  const addRegion = minutesOf("add-region");
  const after = locationsOf(inputs);
  if (operation === "create") return minutesOf("create-1-region") + addRegion * (after.length - 1);
  const before = new Set(locationsOf(previous?.inputs ?? {}).map(({ region }) => region));
  const added = after.filter(({ region }) => !before.has(region)).length;
  return added === 0 ? undefined : addRegion * added;
}

export const databaseAccount = define("azure-native:cosmosdb:DatabaseAccount", {
  location: "regional",
  required: ["locations", "databaseAccountOfferType"],
  createOnly: ["kind", "createMode", "restoreParameters", "enableFreeTier"],
  rules: [
    accountIsFree,
    oneOf("kind", ["GlobalDocumentDB", "MongoDB", "Parse"], "BadRequest"),
    oneOf("databaseAccountOfferType", ["Standard"], "BadRequest"),
    oneOf("publicNetworkAccess", ["Enabled", "Disabled", "SecuredByPerimeter"], "BadRequest"),
    oneOf("minimalTlsVersion", ["Tls", "Tls11", "Tls12"], "BadRequest"),
    oneOf("networkAclBypass", ["None", "AzureServices"], "BadRequest"),
    oneOf(
      "consistencyPolicy.defaultConsistencyLevel",
      ["Eventual", "Session", "BoundedStaleness", "Strong", "ConsistentPrefix"],
      "BadRequest",
    ),
    oneOf("backupPolicy.type", ["Periodic", "Continuous"], "BadRequest"),
    oneOf(
      "backupPolicy.continuousModeProperties.tier",
      ["Continuous7Days", "Continuous30Days", "Continuous35Days"],
      "BadRequest",
    ),
    within("backupPolicy.periodicModeProperties.backupIntervalInMinutes", periodic.interval, "BadRequest"),
    within(
      "backupPolicy.periodicModeProperties.backupRetentionIntervalInHours",
      periodic.retention,
      "BadRequest",
    ),
    locationsAreSound,
    serverlessHasOneLocation,
    locationsChangeAlone,
    zonesStayAsTheyAre,
    consistencyIsOffered,
    backupIsSound,
    withinNetworkFilters,
    endpointsHaveRoom,
  ],
  minutes,
  outputs,
  onWritten: ({ azure, id, inputs, name, previous }, effects) => {
    if (previous)
      refreshEndpoints(azure, effects, id, cosmosHosts(name, previous.inputs), cosmosHosts(name, inputs));
  },
});
