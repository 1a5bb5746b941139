import { activityAlerts } from "./activity.ts";
import { applicationAlerts } from "./application.ts";
import { clusterAlerts } from "./cluster.ts";
import { cosmosAlerts } from "./cosmos.ts";
import { eventHubsAlerts } from "./eventHubs.ts";
import { firewallAlerts } from "./firewall.ts";
import { frontDoorAlerts } from "./frontDoor.ts";
import { keyVaultAlerts } from "./keyVault.ts";
import { platformAlerts } from "./platform.ts";
import type { AlertLevel, AlertRule } from "./types.ts";

export type { AlertLevel, AlertNeed, AlertRule, AlertTarget } from "./types.ts";

/**
 * Every alert, except those of the web tests, of Prometheus and of the budget, which belong to what they watch.
 *
 * Thresholds of health come from Azure Mission-Critical's health model (yellow and red); the others are where a metric
 * stops being usual or a limit comes close. All can be changed by configuration.
 */
export const alertCatalogue: readonly AlertRule[] = [
  ...frontDoorAlerts,
  ...cosmosAlerts,
  ...keyVaultAlerts,
  ...eventHubsAlerts,
  ...firewallAlerts,
  ...clusterAlerts,
  ...applicationAlerts,
  ...platformAlerts,
  ...activityAlerts,
];

/** The alerts that a kind of stack makes. */
export function alertsOf(level: AlertLevel): readonly AlertRule[] {
  return alertCatalogue.filter(({ levels }) => levels.includes(level));
}

/** A change to one alert, as configuration has it. */
export interface AlertChange {
  readonly enabled: boolean;
  readonly threshold?: number | undefined;
  readonly severity?: number | undefined;
}

/** The alert as configured; undefined when it is switched off. */
export function changed(alert: AlertRule, change: AlertChange | undefined): AlertRule | undefined {
  if (change === undefined) return alert;
  if (!change.enabled) return undefined;
  const severity = (change.severity ?? alert.severity) as AlertRule["severity"];
  if (!("threshold" in alert)) return { ...alert, severity };
  return { ...alert, severity, threshold: change.threshold ?? alert.threshold };
}
