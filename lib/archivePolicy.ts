/** When archived logs move on, in days after they were last written. */
export interface ArchiveDays {
  readonly coolAfterDays: number;
  readonly coldAfterDays: number;
  readonly deleteAfterDays: number;
}

interface AfterChange {
  daysAfterModificationGreaterThan: number;
}

/** A rule as azure-native takes it. */
export interface LifecycleRule {
  name: string;
  enabled: boolean;
  type: "Lifecycle";
  definition: {
    filters: { blobTypes: string[] };
    actions: {
      baseBlob?: { tierToCool?: AfterChange; tierToCold?: AfterChange; delete?: AfterChange };
      version?: { delete: { daysAfterCreationGreaterThan: number } };
    };
  };
}

/**
 * Lifecycle rules of the log archive. Azure Monitor writes append blobs, which lifecycle rules can delete and never move to
 * another tier ("Azure Blob Storage lifecycle management policy", actions), so they have a rule of their own. The archive tier
 * is none for accounts that spread over zones, so cold is the last one.
 */
export function archiveRules(days: ArchiveDays): LifecycleRule[] {
  const after = (count: number): AfterChange => ({ daysAfterModificationGreaterThan: count });
  return [
    {
      name: "appended-logs",
      enabled: true,
      type: "Lifecycle",
      definition: {
        filters: { blobTypes: ["appendBlob"] },
        actions: { baseBlob: { delete: after(days.deleteAfterDays) } },
      },
    },
    {
      name: "logs",
      enabled: true,
      type: "Lifecycle",
      definition: {
        filters: { blobTypes: ["blockBlob"] },
        actions: {
          baseBlob: {
            tierToCool: after(days.coolAfterDays),
            tierToCold: after(days.coldAfterDays),
            delete: after(days.deleteAfterDays),
          },
          version: { delete: { daysAfterCreationGreaterThan: days.deleteAfterDays } },
        },
      },
    },
  ];
}

/** Removes what versioning keeps of overwritten blobs once it can no longer be asked back. */
export function oldVersionRules(days: number): LifecycleRule[] {
  return [
    {
      name: "old-versions",
      enabled: true,
      type: "Lifecycle",
      definition: {
        filters: { blobTypes: ["blockBlob"] },
        actions: { version: { delete: { daysAfterCreationGreaterThan: days } } },
      },
    },
  ];
}
