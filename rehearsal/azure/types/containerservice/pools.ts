/** Node pools, whether they stand in the cluster's own request or are resources of their own. */
import { ArmError } from "../../errors.ts";
import { idKey, nameOfId } from "../../ids.ts";
import type { AzureView } from "../../model.ts";
import { flagAt, numberAt, objectsAt, textAt, textsAt, type Properties } from "../../../../lib/properties.ts";
import { findRegion } from "../../../../lib/regions.ts";
import { sameValue } from "../../values.ts";
import { hasTrustedLaunch, refuseMachines } from "./machines.ts";
import table from "../../data/aks.json" with { type: "json" };

export interface Pool {
  readonly name: string;
  readonly inputs: Properties;
  /** Set for pools that are resources of their own. */
  readonly id?: string;
}

export const poolArm = "Microsoft.ContainerService/managedClusters/agentPools";

export function inlinePools(clusterInputs: Properties): Pool[] {
  return objectsAt(clusterInputs, "agentPoolProfiles[]").map((inputs) => ({
    name: textAt(inputs, "name") ?? "",
    inputs,
  }));
}

/** Every pool of a cluster that exists or is being made. */
export function poolsOf(azure: AzureView, clusterId: string, clusterInputs: Properties): Pool[] {
  const own = azure.below(clusterId).filter((found) => found.arm === poolArm && found.state !== "Deleting");
  return [
    ...inlinePools(clusterInputs),
    ...own.map(({ id, inputs }) => ({ id, name: nameOfId(id), inputs })),
  ];
}

export function subnetIdOf(pool: Pool): string | undefined {
  return textAt(pool.inputs, "vnetSubnetID");
}

export function isSystem(pool: Pool): boolean {
  return textAt(pool.inputs, "mode") === "System";
}

/** The most nodes a pool can have, without those of an upgrade. */
export function mostNodes(pool: Pool): number {
  const scaled =
    flagAt(pool.inputs, "enableAutoScaling") === true ? numberAt(pool.inputs, "maxCount") : undefined;
  return scaled ?? numberAt(pool.inputs, "count") ?? 1;
}

/** Extra nodes during an upgrade: a number or a percentage, rounded up; one by default (upgrade-aks-node-pools-rolling.md). */
export function surgeOf(pool: Pool): number {
  const text = textAt(pool.inputs, "upgradeSettings.maxSurge") ?? "1";
  const share = /^(\d+)%$/.exec(text)?.[1];
  return share === undefined ? Number(text) : Math.ceil((mostNodes(pool) * Number(share)) / 100);
}

function invalid(message: string): never {
  throw new ArmError("InvalidParameter", 400, message);
}

/** A taint that keeps the add-ons away; CriticalAddonsOnly they tolerate. */
function keepsAddonsAway(taint: string): boolean {
  return !taint.startsWith("CriticalAddonsOnly=") && /:(NoSchedule|NoExecute)$/.test(taint);
}

function refuseName({ name, inputs }: Pool): void {
  const windows = textAt(inputs, "osType") === "Windows";
  if (!/^[a-z][a-z0-9]{0,11}$/.test(name))
    invalid(
      `The pool name '${name}' is invalid: it begins with a lower-case letter and has 1 to 12 lower-case letters and digits.`,
    );
  if (windows && name.length > 6)
    throw new ArmError(
      "WindowsAgentPoolNameTooLong",
      400,
      `The name of the Windows pool '${name}' has more than 6 characters.`,
    );
}

function refuseCounts(pool: Pool): void {
  const { name, inputs } = pool;
  const count = numberAt(inputs, "count");
  const min = numberAt(inputs, "minCount");
  const max = numberAt(inputs, "maxCount");
  const least = isSystem(pool) ? 1 : 0;
  if (flagAt(inputs, "enableAutoScaling") === true) {
    if (min === undefined || max === undefined)
      invalid(`Pool '${name}' scales by itself and must have minCount and maxCount.`);
    if (min > max) invalid(`Pool '${name}': minCount ${min} is greater than maxCount ${max}.`);
    if (min < least) invalid(`Pool '${name}': minCount ${min} is less than ${least}.`);
    if (count !== undefined && (count < min || count > max))
      invalid(`Pool '${name}': count ${count} is not between minCount ${min} and maxCount ${max}.`);
  } else {
    if (min !== undefined || max !== undefined)
      throw new ArmError(
        "AutoScalingNotEnabled",
        400,
        `Pool '${name}' has minCount or maxCount, but enableAutoScaling is not true.`,
      );
    if (count !== undefined && count < least)
      invalid(`Pool '${name}': count ${count} is less than ${least}.`);
  }
  const most = table.limits.nodesPerPool;
  if (mostNodes(pool) > most)
    throw new ArmError(
      "AgentPoolMaxCountExceeded",
      400,
      `Pool '${name}' can grow to ${mostNodes(pool)} nodes; ${most} are allowed.`,
    );
}

function refuseRange({ name, inputs }: Pool, path: string, range: { min: number; max: number }): void {
  const value = numberAt(inputs, path);
  if (value === undefined || (value >= range.min && value <= range.max)) return;
  invalid(`Pool '${name}': ${path} is ${value}; it must be between ${range.min} and ${range.max}.`);
}

function refuseZones({ name, inputs }: Pool, location: string | undefined): void {
  const zones = textsAt(inputs, "availabilityZones[]");
  if (zones.length === 0) return;
  if (textAt(inputs, "type") === "AvailabilitySet")
    throw new ArmError(
      "VMSSRequiredForAvailabilityZone",
      400,
      `Pool '${name}' has zones and must be of the type VirtualMachineScaleSets.`,
    );
  const offered = findRegion(location ?? "")?.zones === true ? ["1", "2", "3"] : [];
  const wrong = zones.find((zone) => !offered.includes(zone));
  if (wrong === undefined) return;
  throw new ArmError(
    "AvailabilityZoneNotSupported",
    400,
    `Pool '${name}': availability zone '${wrong}' is not supported in '${location}'${offered.length === 0 ? ", which has no zones" : ""}.`,
  );
}

function refuseSystemPool(pool: Pool): void {
  if (!isSystem(pool)) return;
  const { name, inputs } = pool;
  if (textAt(inputs, "osType") === "Windows") invalid(`The system pool '${name}' must run Linux.`);
  if (textAt(inputs, "scaleSetPriority") === "Spot")
    invalid(`The system pool '${name}' cannot be of Spot machines.`);
  const taint = textsAt(inputs, "nodeTaints[]").find(keepsAddonsAway);
  if (taint !== undefined)
    throw new ArmError(
      "SystemPoolHasRestrictedTaint",
      400,
      `The system pool '${name}' has the taint '${taint}', which keeps the system pods away; CriticalAddonsOnly=true:NoSchedule does not.`,
    );
  // quotas-skus-regions.md of 2026-08-03.
  const size = textAt(inputs, "vmSize") ?? "";
  if (/^Standard_B/i.test(size))
    invalid(
      `The system pool '${name}' is of the size ${size}; B series machines are not supported for system pools.`,
    );
}

function refuseUpgradeSettings(pool: Pool): void {
  const surge = textAt(pool.inputs, "upgradeSettings.maxSurge");
  if (surge !== undefined && !/^([1-9]\d*|([1-9]\d?|100)%)$/.test(surge))
    invalid(
      `Pool '${pool.name}': maxSurge '${surge}' is neither a number of nodes nor a percentage up to 100%.`,
    );
}

/** Refuses what AKS refuses of a single pool. */
export function refusePool(pool: Pool, location: string | undefined): void {
  const { limits } = table;
  refuseName(pool);
  if (textAt(pool.inputs, "vmSize") === undefined)
    invalid(`Required parameter vmSize is missing (null) for pool '${pool.name}'.`);
  refuseCounts(pool);
  refuseZones(pool, location);
  refuseSystemPool(pool);
  refuseUpgradeSettings(pool);
  refuseMachines(pool);
  refuseRange(pool, "maxPods", limits.maxPods);
  refuseRange(pool, "osDiskSizeGB", limits.osDiskSizeGB);
  refuseRange(pool, "upgradeSettings.drainTimeoutInMinutes", limits.drainTimeoutInMinutes);
  refuseRange(pool, "upgradeSettings.nodeSoakDurationInMinutes", limits.nodeSoakDurationInMinutes);
}

/** Decided when a pool is made (aks-private-baseline: host encryption, zones, disk, size); another value is another pool. */
export const poolIsFixedIn = [
  "vmSize",
  "osDiskType",
  "osDiskSizeGB",
  "osType",
  "availabilityZones",
  "vnetSubnetID",
  "podSubnetID",
  "maxPods",
  "type",
  "scaleSetPriority",
  "enableEncryptionAtHost",
  "enableFIPS",
  "enableUltraSSD",
  "enableNodePublicIP",
  "nodePublicIPPrefixID",
  "proximityPlacementGroupID",
  "gpuInstanceProfile",
  "kubeletDiskType",
  "kubeletConfig",
  "linuxOSConfig",
];

/** What of a pool in the cluster's request cannot change; the cluster itself stays. */
export function refusePoolChange(before: Pool, after: Pool): void {
  const changed = poolIsFixedIn.find(
    (key) =>
      before.inputs[key] !== undefined &&
      after.inputs[key] !== undefined &&
      !sameValue(before.inputs[key], after.inputs[key]),
  );
  if (changed !== undefined)
    throw new ArmError(
      "PropertyChangeNotAllowed",
      400,
      `Changing property 'agentPoolProfiles.${changed}' is not allowed for pool '${after.name}'.`,
    );
  refuseLateTrustedLaunch(before, after);
}

/** The image decides, and it is chosen when the pool is made (azure-aks-docs use-trusted-launch.md). */
export function refuseLateTrustedLaunch(before: Pool, after: Pool): void {
  if (hasTrustedLaunch(before) || !hasTrustedLaunch(after)) return;
  throw new ArmError(
    "PropertyChangeNotAllowed",
    400,
    `Pool '${after.name}' was made without a trusted launch image and cannot turn trusted launch on.`,
  );
}

export function isSamePool(a: Pool, id: string): boolean {
  return a.id !== undefined && idKey(a.id) === idKey(id);
}
