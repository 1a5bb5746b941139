/** What node pools demand of their machines: sizes, disks, images, prices. */
import { hasLocalDisk, isArm64, isConfidential, localDiskGiB, parseVmSize } from "../../../../lib/vmSizes.ts";
import { ArmError } from "../../errors.ts";
import { flagAt, numberAt, textAt, textsAt, valueAt } from "../../../../lib/properties.ts";
import type { Pool } from "./pools.ts";

function invalid(message: string): never {
  throw new ArmError("InvalidParameter", 400, message);
}

export function hasTrustedLaunch({ inputs }: Pool): boolean {
  return (
    flagAt(inputs, "securityProfile.enableSecureBoot") === true ||
    flagAt(inputs, "securityProfile.enableVTPM") === true
  );
}

/** azure-aks-docs use-trusted-launch.md, limitations (2025-07-15). */
function refuseTrustedLaunch(pool: Pool): void {
  if (!hasTrustedLaunch(pool)) return;
  const size = parseVmSize(textAt(pool.inputs, "vmSize") ?? "");
  if (flagAt(pool.inputs, "enableFIPS") === true)
    invalid(`Pool '${pool.name}': trusted launch can't be enabled in the same node pool as FIPS.`);
  if (size && (isArm64(size) || isConfidential(size)))
    invalid(
      `Pool '${pool.name}': trusted launch can't be enabled for the ${isArm64(size) ? "Arm64" : "confidential"} size ${textAt(pool.inputs, "vmSize")}.`,
    );
}

/** azure-aks-docs concepts-storage.md, ephemeral OS disk: it lives in the cache or on the temporary disk. */
function refuseEphemeralDisk({ name, inputs }: Pool): void {
  if (textAt(inputs, "osDiskType") !== "Ephemeral") return;
  const vmSize = textAt(inputs, "vmSize") ?? "";
  const size = parseVmSize(vmSize);
  if (size === undefined) return;
  const room = localDiskGiB(size);
  const wanted = numberAt(inputs, "osDiskSizeGB");
  if (hasLocalDisk(size) && (room === undefined || wanted === undefined || wanted <= room)) return;
  invalid(
    `Pool '${name}': the virtual machine size ${vmSize} has neither a cache nor a temporary disk large enough for an ephemeral OS disk. Use Managed or another size.`,
  );
}

/** azure-aks-docs spot-node-pool.md: spot nodes are replaced at will, so there is no surge to set. */
function refuseSpotSettings({ name, inputs }: Pool): void {
  const spot = textAt(inputs, "scaleSetPriority") === "Spot";
  if (spot && textAt(inputs, "upgradeSettings.maxSurge") !== undefined)
    invalid(`Spot pools can't set max surge ('${name}').`);
  const onlySpot = ["spotMaxPrice", "scaleSetEvictionPolicy"].find(
    (key) => valueAt(inputs, key) !== undefined,
  );
  if (!spot && onlySpot !== undefined) invalid(`Pool '${name}': ${onlySpot} is for Spot pools only.`);
}

function refusePodAllocation({ name, inputs }: Pool): void {
  if (valueAt(inputs, "podIPAllocationMode") !== undefined && valueAt(inputs, "podSubnetID") === undefined)
    invalid(`Pool '${name}': podIPAllocationMode must be used with podSubnetID.`);
}

/** azure-aks-docs use-labels.md: prefixes that AKS keeps for itself. */
function refuseLabels({ name, inputs }: Pool): void {
  const labels = valueAt(inputs, "nodeLabels") ?? {};
  const kept = Object.keys(labels).find(
    (key) =>
      /^(kubernetes\.azure\.com|kubernetes\.io)\//.test(key) &&
      key !== "kubernetes.azure.com/scalesetpriority",
  );
  if (kept !== undefined)
    invalid(`Pool '${name}': the label '${kept}' has a prefix that AKS keeps for itself.`);
}

function refuseTaints({ name, inputs }: Pool): void {
  const taint = textsAt(inputs, "nodeTaints[]").find(
    (text) => !/^[^=:]+(=[^:]*)?:(NoSchedule|PreferNoSchedule|NoExecute)$/.test(text),
  );
  if (taint !== undefined) invalid(`Pool '${name}': '${taint}' is no taint of the form key=value:effect.`);
}

/** Refuses what the machines of a single pool cannot be. */
export function refuseMachines(pool: Pool): void {
  refuseTrustedLaunch(pool);
  refuseEphemeralDisk(pool);
  refuseSpotSettings(pool);
  refusePodAllocation(pool);
  refuseLabels(pool);
  refuseTaints(pool);
}
