/** What each store of the platform loses with its region, and how it comes back. Follows from the configuration. */
import { findRegion } from "../regions.ts";
import { storageSku, type StorageSku } from "../storageSku.ts";

/** What of the configuration decides it. */
export interface RecoveryFacts {
  /** Of the global stack. */
  readonly location: string;
  /** Regions that hold the data. */
  readonly stampRegions: readonly string[];
  readonly backup: {
    readonly mode: "continuous30Days" | "continuous7Days" | "periodic";
    readonly intervalInMinutes: number;
    readonly retentionInHours: number;
    readonly storage: "Geo" | "Zone" | "Local";
  };
  /** The shortest of all stamps. */
  readonly eventRetentionHours: number;
  readonly bookkeepingRetentionDays: number;
  readonly contentRetentionDays: number;
  readonly logRetentionDays: number;
  /** Where an operations network keeps Pulumi's state; undefined where none does. */
  readonly stateLocation: string | undefined;
}

export interface RecoveryPoint {
  readonly store: string;
  readonly holds: string;
  readonly copies: string;
  /** What is lost with the region: the recovery point. */
  readonly loses: string;
  readonly back: string;
  /** Where Azure says so, and as of when. */
  readonly source: string;
}

const docs = "MicrosoftDocs/azure-docs articles/reliability";
const sources = {
  cosmos: `${docs}/reliability-cosmos-db-nosql.md, 2024-05-06`,
  eventHubs: `${docs}/reliability-event-hubs.md, 2025-03-31`,
  keyVault: `${docs}/reliability-key-vault.md, 2024-11-12`,
  registry: `${docs}/reliability-container-registry.md, 2025-08-22`,
  storage: `${docs}/includes/storage/reliability-storage-multi-region-down-experience-include.md, 2024-07-02`,
  logs: "MicrosoftDocs/azure-monitor-docs articles/azure-monitor/logs/workspace-replication.md, 2024-05-18",
} as const;

const within15 = "less than 15 minutes of writes";

/** Of an account whose redundancy follows from its region. */
function ofAccount(sku: StorageSku): Pick<RecoveryPoint, "copies" | "loses" | "back"> {
  if (sku === "Standard_RAGZRS" || sku === "Standard_RAGRS") {
    return {
      copies: sku === "Standard_RAGZRS" ? "three zones, and the paired region" : "the paired region",
      loses: `typically ${within15}, not guaranteed`,
      back: "readable in the paired region at once; a failover of the account takes up to an hour",
    };
  }
  return {
    copies:
      sku === "Standard_ZRS"
        ? "three zones; the region has no pair"
        : "one data center; the region has no pair",
    loses: "everything, until the region returns",
    back: "with the region",
  };
}

function backupText({ mode, intervalInMinutes, retentionInHours, storage }: RecoveryFacts["backup"]): string {
  if (mode === "periodic") {
    const where = { Geo: "in the paired region too", Zone: "in the region's zones", Local: "in the region" }[
      storage
    ];
    return `a copy every ${intervalInMinutes} minutes, kept ${retentionInHours} hours ${where}`;
  }
  return `any second of the last ${mode === "continuous30Days" ? 30 : 7} days`;
}

function cosmos({ stampRegions, backup }: RecoveryFacts): RecoveryPoint {
  const several = stampRegions.length > 1;
  return {
    store: "Cosmos DB",
    holds: "items, comments, ratings",
    copies: several
      ? `written in ${stampRegions.join(" and ")}, session consistency`
      : `${stampRegions.join("")} only`,
    loses: several ? within15 : "everything since the last backup, until the region returns",
    back: `${several ? "at once: clients go to the next region by themselves" : "with the region"}; after a mistake, ${backupText(backup)}`,
    source: sources.cosmos,
  };
}

/** Key Vault copies to the paired region, but not in these three (the same document). */
const vaultsStay: ReadonlySet<string> = new Set(["brazilsouth", "brazilsoutheast", "westus3"]);

function globalVault(location: string): RecoveryPoint {
  const pair = findRegion(location)?.pair ?? null;
  const copied = pair !== null && !vaultsStay.has(location);
  return {
    store: "global vault",
    holds: "logins of upstream registries, imported keys",
    copies: copied ? `zones, and ${pair}` : "zones",
    loses: copied
      ? "what was not copied yet; Azure names no time"
      : "everything, until the region returns: keep the backups of the runbook",
    back: copied ? "by Azure after some minutes, read-only until the region returns" : "with the region",
    source: sources.keyVault,
  };
}

function registry({ stampRegions }: RecoveryFacts): RecoveryPoint {
  const several = stampRegions.length > 1;
  return {
    store: "container registry",
    holds: "images and charts",
    copies: several ? `replicas in ${stampRegions.join(" and ")}` : "zones",
    loses: several
      ? "typically less than 15 minutes of pushes, not guaranteed"
      : "everything, until the region returns",
    back: several
      ? "in one or two minutes; its configuration cannot be changed while its home region is away"
      : "with the region, or mirrored and built again",
    source: sources.registry,
  };
}

/** Every store, those first that users notice. */
export function recoveryPoints(facts: RecoveryFacts): RecoveryPoint[] {
  const { location, stateLocation } = facts;
  const home = findRegion(location);
  const account = ofAccount(storageSku(home ?? { zones: false, pair: null }));
  const stateRegion = stateLocation === undefined ? undefined : findRegion(stateLocation);
  return [
    cosmos(facts),
    {
      store: "Event Hubs of a stamp",
      holds: "writes that were accepted (202) and not worked off",
      copies: "three zones; neither events nor names go to another region",
      loses: `all that was not worked off, if the region does not return within ${facts.eventRetentionHours} hours`,
      back: "with the region; an empty one with the rebuilt stamp",
      source: sources.eventHubs,
    },
    {
      store: "bookkeeping of a stamp",
      holds: "checkpoints, messages that could not be worked off",
      copies: "three zones",
      loses: "all, together with the events that it is about",
      back: `with the region; a deleted blob for ${facts.bookkeepingRetentionDays} days, a table not at all`,
      source: sources.storage,
    },
    {
      store: "pages and vaults of a stamp",
      holds: "the site, settings of the workload, the gateway's certificate",
      copies: "three zones; vaults in the paired region as well",
      loses: "nothing that is kept here alone",
      back: "the rebuilt stamp writes settings and pages; the certificate is imported again",
      source: sources.keyVault,
    },
    {
      store: "global storage",
      holds: "sorry page, images",
      ...account,
      back: `${account.back}; a deleted blob for ${facts.contentRetentionDays} days`,
      source: sources.storage,
    },
    { store: "archive", holds: "logs for auditors", ...account, source: sources.storage },
    globalVault(location),
    registry(facts),
    {
      store: "logs and metrics of a region",
      holds: `${facts.logRetentionDays} days of logs, traces, Prometheus metrics`,
      copies: "the region; replication of workspaces is not switched on",
      loses: "nothing that had arrived; what is sent meanwhile is retried, then lost",
      back: "with the region",
      source: sources.logs,
    },
    stateRegion === undefined
      ? {
          store: "Pulumi's state",
          holds: "what exists",
          copies: "elsewhere: what your backend promises",
          loses: "what your backend loses",
          back: "what is in Azure can be imported",
          source: "state.backend of the operations stacks",
        }
      : {
          store: "Pulumi's state",
          holds: "what exists",
          ...ofAccount(storageSku(stateRegion)),
          source: sources.storage,
        },
    {
      store: "stack files, charts, programs",
      holds: "what should exist",
      copies: "Git",
      loses: "nothing that was pushed",
      back: "a clone",
      source: "your Git hosting",
    },
  ];
}
