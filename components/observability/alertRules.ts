import { ActivityLogAlert } from "@pulumi/azure-native/monitor/activityLogAlert.js";
import { MetricAlert } from "@pulumi/azure-native/monitor/metricAlert.js";
import { ScheduledQueryRule } from "@pulumi/azure-native/monitor/scheduledQueryRule.js";
import * as pulumi from "@pulumi/pulumi";
import {
  alertsOf,
  changed,
  type AlertChange,
  type AlertLevel,
  type AlertNeed,
  type AlertRule,
  type AlertTarget,
} from "../../lib/alerts/catalogue.ts";
import { activityRule, logRule, metricRule } from "../../lib/alerts/rules.ts";
import type { Names } from "../../lib/names.ts";

/** A resource that alerts watch. */
export interface WatchedResource {
  readonly id: pulumi.Input<string>;
  /** Region in which its logs are looked at. */
  readonly location: string;
  /** Tells several of one kind apart, in names of rules: "westeurope". */
  readonly label?: string;
  /** What makes something else make it: alerts can only watch what is there. */
  readonly madeBy?: pulumi.Resource;
}

export interface AlertRulesArgs {
  readonly names: Names;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly tags: Record<string, string>;
  readonly level: AlertLevel;
  /** What there is to watch. Alerts of a kind that is missing are not made. */
  readonly targets: Readonly<Partial<Record<AlertTarget, readonly WatchedResource[]>>>;
  /** What the alerts that need more than a resource can count on. */
  readonly needs: ReadonlySet<AlertNeed>;
  readonly actionGroupId: pulumi.Input<string>;
  readonly changes: Readonly<Record<string, AlertChange>>;
  /** Callers whose changes are expected. */
  readonly deployers: readonly string[];
}

/** The alerts of one stack: those of the catalogue that it has something to watch for. Each tells the action group. */
export class AlertRules extends pulumi.ComponentResource {
  readonly #name: string;
  readonly #args: AlertRulesArgs;

  constructor(name: string, args: AlertRulesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:observability:AlertRules", name, {}, opts);
    this.#name = name;
    this.#args = args;
    for (const listed of alertsOf(args.level)) {
      const alert = changed(listed, args.changes[listed.id]);
      const targets = args.targets[listed.target] ?? [];
      if (alert === undefined || targets.length === 0) continue;
      if (alert.needs !== undefined && !args.needs.has(alert.needs)) continue;
      // The activity log has many scopes in one rule; metrics and logs are watched resource by resource.
      if (alert.kind === "activity") this.#make(alert, targets);
      else targets.forEach((target) => this.#make(alert, [target], target.label));
    }
    this.registerOutputs({});
  }

  #make(alert: AlertRule, targets: readonly WatchedResource[], label?: string): void {
    const { names, resourceGroupName, tags, actionGroupId, deployers } = this.#args;
    const id = label === undefined ? alert.id : `${alert.id}-${label}`;
    const name = `${this.#name}-${id}`;
    const common = { resourceGroupName, tags, scopes: targets.map((target) => target.id) };
    const options = {
      parent: this,
      dependsOn: targets.flatMap(({ madeBy }) => (madeBy === undefined ? [] : [madeBy])),
    };
    switch (alert.kind) {
      case "metric":
      case "dynamic": {
        const ruleName = names.alertRule("Microsoft.Insights/metricAlerts", id);
        const actions = [{ actionGroupId }];
        new MetricAlert(
          name,
          { ...common, ruleName, location: "global", ...metricRule(alert), actions },
          options,
        );
        return;
      }
      case "log": {
        const ruleName = names.alertRule("Microsoft.Insights/scheduledQueryRules", id);
        const [{ location } = { location: "" }] = targets;
        const actions = { actionGroups: [actionGroupId] };
        new ScheduledQueryRule(
          name,
          { ...common, ruleName, location, ...logRule(alert, deployers), actions },
          options,
        );
        return;
      }
      case "activity": {
        const activityLogAlertName = names.alertRule("Microsoft.Insights/activityLogAlerts", id);
        const actions = { actionGroups: [{ actionGroupId }] };
        new ActivityLogAlert(
          name,
          { ...common, activityLogAlertName, location: "Global", ...activityRule(alert), actions },
          options,
        );
      }
    }
  }
}
