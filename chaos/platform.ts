/** The platform that is put through chaos: the real program with every optional part switched off, so that 200 runs can be paid for. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { stringify } from "yaml";
import { policyConfigName } from "../cli/controls/policyConfig.ts";
import { newStampFile } from "../config/newStampFile.ts";
import { configNamespace, readAllStackFiles } from "../config/stackFiles.ts";
import { stackFileName } from "../config/stackName.ts";
import { alertsOf, type AlertLevel } from "../lib/alerts/catalogue.ts";
import { homeRegion } from "./regions.ts";

/** A fixed day: the text of a stack file would otherwise depend on when it was written. */
const keyDrawn = new Date("2026-11-01T00:00:00Z");

function noAlerts(level: AlertLevel): Readonly<Record<string, { readonly enabled: false }>> {
  return Object.fromEntries(alertsOf(level).map(({ id }) => [id, { enabled: false }]));
}

/** Shared values that leave out what nothing else needs: alerts, Azure Policy, Defender, web tests, Prometheus, add-ons. */
const leanGlobal = {
  policy: { enabled: false },
  defender: { enabled: false },
  activityLogs: { enabled: false },
  webTest: { enabled: false },
  vault: { expiryNotices: false },
  logs: { prometheus: false },
  diagnostics: { metrics: false },
  alerts: { changes: noAlerts("global") },
};

const leanStamp = {
  network: { flowLogs: { enabled: false } },
  cluster: {
    features: {
      azurePolicy: false,
      containerInsights: false,
      managedPrometheus: false,
      costAnalysis: false,
      secretsStoreAddOn: true,
    },
  },
  firewall: { publicIpCount: 1, snatPortsPerNode: 128 },
  diagnostics: { metrics: false },
  secretsStore: { identity: "kubelet" },
  alerts: { changes: noAlerts("stamp") },
};

function stackText(values: Readonly<Record<string, unknown>>): string {
  return stringify({
    config: Object.fromEntries(
      Object.entries(values).map(([key, value]) => [`${configNamespace}:${key}`, value]),
    ),
  });
}

/** Controls are not the subject where the small platform is used, and it leaves out much of what they ask for. */
export function switchControlsOff(root: string): void {
  writeFileSync(path.join(root, policyConfigName), JSON.stringify({ all: "disabled" }));
}

/**
 * Replaces the stack files of a project copy by those of the small platform: global and stamps in the given regions, no
 * operations network.
 */
export function writeSmallPlatform(root: string, stampRegions: readonly string[]): void {
  for (const name of readdirSync(root)) if (/^Pulumi\..+\.yaml$/.test(name)) rmSync(path.join(root, name));
  const defaults = path.join(root, "defaults");
  mkdirSync(defaults, { recursive: true });
  writeFileSync(path.join(defaults, "global.yaml"), stackText(leanGlobal));
  writeFileSync(path.join(defaults, "stamp.yaml"), stackText(leanStamp));
  writeFileSync(path.join(root, stackFileName("global")), stackText({ location: homeRegion }));
  for (const region of stampRegions) {
    const text = newStampFile(region, readAllStackFiles(root), keyDrawn);
    writeFileSync(path.join(root, stackFileName(`stamp-${region}`)), text);
  }
}
