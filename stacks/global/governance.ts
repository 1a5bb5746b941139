import type * as pulumi from "@pulumi/pulumi";
import { ArchiveStorage } from "../../components/data/archiveStorage.ts";
import { activityLog } from "../../components/governance/activityLog.ts";
import { StackBudget } from "../../components/governance/budget.ts";
import { ddosPlan } from "../../components/governance/ddosPlan.ts";
import { Defender } from "../../components/governance/defender.ts";
import { DeleteLocks } from "../../components/governance/deleteLocks.ts";
import { entraLogs } from "../../components/governance/entraLogs.ts";
import { sentinel } from "../../components/governance/sentinel.ts";
import { Diagnostics, type Diagnosed } from "../../components/observability/diagnostics.ts";
import { firstOfMonth } from "../../lib/budgetPeriod.ts";
import { storageSku } from "../../lib/storageSku.ts";
import type { DataPart } from "./data.ts";
import type { ObservabilityPart } from "./observability.ts";
import type { GlobalScope } from "./scope.ts";

/** What holds for the whole subscription, and what is kept for auditors. */
export interface GovernancePart {
  readonly archive: ArchiveStorage;
  /** The plan that stamps put their networks under; undefined for none. */
  readonly ddosProtectionPlanId: pulumi.Input<string> | undefined;
}

export function governancePart(scope: GlobalScope, { logs, actionGroup }: ObservabilityPart): GovernancePart {
  const { config, context, home, monitoringGroup, shared, subscriptionId } = scope;
  const { immutableDays, ...days } = config.archive;
  const archive = new ArchiveStorage("archive", {
    ...shared,
    resourceGroupName: monitoringGroup.name,
    location: home.location,
    sku: storageSku(home),
    days,
    immutableDays,
  });

  const settingName = `bulkhead-${context.stack.text}`;
  const workspaceId = logs.global.id;
  if (config.activityLogs.enabled) {
    activityLog("activity-log", {
      settingName,
      workspaceId,
      storageAccountId: config.activityLogs.archive ? archive.accountId : undefined,
      categories: config.activityLogs.categories,
    });
  }
  if (config.entraLogs.enabled) {
    entraLogs("entra-logs", { settingName, workspaceId, categories: config.entraLogs.categories });
  }
  if (config.defender.enabled) {
    const { enabled: _, export: exported, ...defender } = config.defender;
    new Defender("defender", {
      ...defender,
      subscriptionId,
      malwareScanGbPerMonth: defender.malwareScanGbPerMonth,
      export: exported
        ? {
            resourceGroupName: monitoringGroup.name,
            location: home.location,
            workspaceId,
            tags: shared.tags,
          }
        : undefined,
    });
  }
  if (config.sentinel.enabled) {
    sentinel("sentinel", { resourceGroupName: monitoringGroup.name, workspaceName: logs.global.name });
  }
  const plan = config.ddos.create ? ddosPlan("ddos", { ...shared, location: home.location }) : undefined;

  new StackBudget("budget", {
    ...config.budget,
    budgetName: shared.names.budget(),
    subscriptionId,
    resourceGroupNames: [shared.names.resourceGroup(), shared.names.resourceGroup("monitoring")],
    startDate: firstOfMonth(new Date()),
    contactGroups: [actionGroup.id],
  });
  return { archive, ddosProtectionPlanId: plan?.id ?? config.ddos.planId };
}

/**
 * Diagnostic settings and locks of what the stack has registered. Comes last: a lock holds everything below its resource,
 * also what would be added later.
 */
export function recordsPart(
  { config, shared }: GlobalScope,
  { logs }: ObservabilityPart,
  { vault }: DataPart,
  { archive }: GovernancePart,
  resources: readonly Diagnosed[],
): void {
  new Diagnostics("diagnostics", {
    names: shared.names,
    resources,
    workspaceOf: () => logs.global.id,
    logs: {},
    metrics: config.diagnostics.metrics,
  });
  if (!config.locks.enabled) return;
  new DeleteLocks("locks", {
    lockName: shared.names.lock(),
    // Not the database, the registry and the storage account of the sites: below those, stamps make and remove role
    // assignments of their own, which a lock would hold. They are protected in the state instead.
    scopes: { vault: vault.vault.id, archive: archive.accountId },
    dependsOn: resources.map(({ resource }) => resource),
  });
}
