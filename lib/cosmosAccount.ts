import { createHash } from "node:crypto";

/** How the account is backed up. Continuous backup works with several write regions, and there is no way back from it. */
export type CosmosBackup =
  | { readonly mode: "continuous7Days" | "continuous30Days" }
  | {
      readonly mode: "periodic";
      readonly intervalInMinutes: number;
      readonly retentionInHours: number;
      readonly storage: "Geo" | "Zone" | "Local";
    };

/** A backup policy as azure-native takes it. */
export type CosmosBackupPolicy =
  | { type: "Continuous"; continuousModeProperties: { tier: string } }
  | {
      type: "Periodic";
      periodicModeProperties: {
        backupIntervalInMinutes: number;
        backupRetentionIntervalInHours: number;
        backupStorageRedundancy: string;
      };
    };

/** Properties of the account as azure-native takes them. */
export interface CosmosAccountSettings {
  kind: string;
  databaseAccountOfferType: "Standard";
  enableMultipleWriteLocations: boolean;
  enableAutomaticFailover: boolean;
  consistencyPolicy: { defaultConsistencyLevel: "Session" };
  backupPolicy: CosmosBackupPolicy;
  disableLocalAuth: boolean;
  disableKeyBasedMetadataWriteAccess: boolean;
  publicNetworkAccess: string;
  networkAclBypass: "None";
  minimalTlsVersion: string;
  tags: Record<string, string>;
}

/**
 * Every property of the account that is neither its name nor its regions.
 *
 * Continuous backup covers accounts with several write regions: MicrosoftDocs/azure-databases-docs
 * continuous-backup-restore-introduction.md, ms.date 2024-04-15.
 */
export function cosmosAccountSettings(
  backup: CosmosBackup,
  tags: Readonly<Record<string, string>>,
): CosmosAccountSettings {
  return {
    kind: "GlobalDocumentDB",
    databaseAccountOfferType: "Standard",
    enableMultipleWriteLocations: true,
    enableAutomaticFailover: true,
    consistencyPolicy: { defaultConsistencyLevel: "Session" },
    backupPolicy: backupPolicy(backup),
    disableLocalAuth: true,
    disableKeyBasedMetadataWriteAccess: true,
    publicNetworkAccess: "Disabled",
    networkAclBypass: "None",
    minimalTlsVersion: "Tls12",
    tags: { ...tags },
  };
}

function backupPolicy(backup: CosmosBackup): CosmosBackupPolicy {
  if (backup.mode !== "periodic") {
    const tier = backup.mode === "continuous7Days" ? "Continuous7Days" : "Continuous30Days";
    return { type: "Continuous", continuousModeProperties: { tier } };
  }
  return {
    type: "Periodic",
    periodicModeProperties: {
      backupIntervalInMinutes: backup.intervalInMinutes,
      backupRetentionIntervalInHours: backup.retentionInHours,
      backupStorageRedundancy: backup.storage,
    },
  };
}

/** A short text that differs when any setting does, whatever the order of keys. */
export function cosmosFingerprint(settings: object): string {
  return createHash("sha256")
    .update(JSON.stringify(sorted(settings)))
    .digest("hex")
    .slice(0, 16);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, entry]) => [key, sorted(entry)]),
  );
}
