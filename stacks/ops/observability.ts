import { StackBudget } from "../../components/governance/budget.ts";
import { Diagnostics, type Diagnosed } from "../../components/observability/diagnostics.ts";
import { HealthWorkbook } from "../../components/observability/workbook.ts";
import { firstOfMonth } from "../../lib/budgetPeriod.ts";
import { opsWorkbook } from "../../lib/ops/workbook.ts";
import { monitoringOf } from "../regionalMonitoring.ts";
import type { MachinesPart } from "./machines.ts";
import type { OpsScope } from "./scope.ts";

/** Logs, the dashboard and the budget. Comes last, when all resources are registered. */
export function recordsPart(
  scope: OpsScope,
  { bastion }: MachinesPart,
  resources: readonly Diagnosed[],
): void {
  const { config, context, global, shared } = scope;
  const { workspaceId } = monitoringOf(global, config.location);
  new HealthWorkbook("workbook", {
    key: context.stack.text,
    title: `Bulkhead: operations of ${context.stack.text}`,
    resourceGroupName: shared.resourceGroupName,
    location: config.location,
    sourceId: bastion.host.id,
    content: opsWorkbook(context.stack.text, {
      workspaceId,
      globalWorkspaceId: global.monitoring.workspaceId,
      addressSpace: config.network.addressSpace,
      firewall: config.egress.type === "firewall",
    }),
    tags: shared.tags,
  });
  new Diagnostics("diagnostics", {
    names: shared.names,
    resources,
    workspaceOf: () => workspaceId,
    logs: {},
    metrics: config.diagnostics.metrics,
  });
  new StackBudget("budget", {
    ...config.budget,
    budgetName: shared.names.budget(),
    subscriptionId: global.subscriptionId,
    resourceGroupNames: [scope.resourceGroupName],
    startDate: firstOfMonth(new Date()),
    contactGroups: [global.monitoring.actionGroupId],
  });
}
