import { StackBudget } from "../../components/governance/budget.ts";
import { DeleteLocks } from "../../components/governance/deleteLocks.ts";
import type { Diagnosed } from "../../components/observability/diagnostics.ts";
import { firstOfMonth } from "../../lib/budgetPeriod.ts";
import type { StampScope } from "./scope.ts";
import type { ServicesPart } from "./services.ts";

/** What the stamp may cost, and what nobody may delete. Comes last, when all that a lock would hold is registered. */
export function governancePart(
  scope: StampScope,
  { vault, certificateVault, eventHubs, storage }: ServicesPart,
  resources: readonly Diagnosed[],
): void {
  const { config, global, shared } = scope;
  const { names } = shared;
  new StackBudget("budget", {
    ...config.budget,
    budgetName: names.budget(),
    subscriptionId: global.subscriptionId,
    resourceGroupNames: [scope.resourceGroupName, scope.privateLinkGroupName, names.nodeResourceGroup()],
    startDate: firstOfMonth(new Date()),
    contactGroups: [global.monitoring.actionGroupId],
  });
  if (!config.locks.enabled) return;
  new DeleteLocks("locks", {
    lockName: names.lock(),
    scopes: {
      vault: vault.id,
      certificates: certificateVault.id,
      "event-hubs": eventHubs.namespace.id,
      website: storage.website.id,
      data: storage.data.id,
    },
    dependsOn: resources.map(({ resource }) => resource),
  });
}
