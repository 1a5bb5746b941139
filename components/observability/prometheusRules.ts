import { PrometheusRuleGroup } from "@pulumi/azure-native/alertsmanagement/prometheusRuleGroup.js";
import * as pulumi from "@pulumi/pulumi";
import { runbookOf } from "../../lib/alerts/runbooks.ts";
import type { Names } from "../../lib/names.ts";
import { prometheusGroups, type PrometheusGroup } from "../../lib/observability/prometheusRules.ts";

export interface PrometheusRulesArgs {
  readonly names: Names;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: string;
  readonly tags: Record<string, string>;
  /** The Azure Monitor workspace that the cluster sends to; rules live in its region. */
  readonly workspaceId: pulumi.Input<string>;
  readonly cluster: { readonly id: pulumi.Input<string>; readonly name: pulumi.Input<string> };
  readonly actionGroupId: pulumi.Input<string>;
  /** Other groups than those of this project, for clusters of another kind. */
  readonly groups?: readonly PrometheusGroup[];
}

/** How often the rules are looked at. */
const interval = "PT1M";
/** Without the condition for so long, an alert is over. */
const timeToResolve = "PT10M";

/** The Prometheus alerts of one cluster. Each tells the action group. */
export class PrometheusRules extends pulumi.ComponentResource {
  constructor(name: string, args: PrometheusRulesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:observability:PrometheusRules", name, {}, opts);
    const { names, resourceGroupName, location, tags, workspaceId, cluster, actionGroupId } = args;
    for (const group of args.groups ?? prometheusGroups) {
      new PrometheusRuleGroup(
        `${name}-${group.name}`,
        {
          ruleGroupName: names.alertRule("Microsoft.AlertsManagement/prometheusRuleGroups", group.name),
          resourceGroupName,
          location,
          tags,
          description: group.description,
          enabled: true,
          interval,
          // Both, so that the rules ask for this cluster's series only.
          scopes: [workspaceId, cluster.id],
          clusterName: cluster.name,
          rules: group.alerts.map(({ alert, expression, severity, summary, action, for: duration }) => ({
            alert,
            expression,
            for: duration,
            severity,
            enabled: true,
            annotations: { summary, description: action, runbook: runbookOf(alert) },
            resolveConfiguration: { autoResolved: true, timeToResolve },
            actions: [{ actionGroupId }],
          })),
        },
        { parent: this },
      );
    }
    this.registerOutputs({});
  }
}
