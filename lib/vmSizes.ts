/** What the name of a VM size says. */
export interface VmSize {
  /** Letters of the family: "D", "DC", "F". */
  readonly family: string;
  readonly vcpus: number;
  /** Feature letters behind the number, lower case: "ds", "pls". */
  readonly features: string;
  /** 1 where the name has none. */
  readonly version: number;
}

/**
 * Reads a VM size by Azure's naming convention: family, vCPUs, feature letters, version, as in Standard_D4ds_v5
 * (learn.microsoft.com/azure/virtual-machines/vm-naming-conventions).
 *
 * @returns undefined for a name that the convention does not cover.
 */
export function parseVmSize(name: string): VmSize | undefined {
  const match = /^Standard_([A-Z]+)(\d+)(?:-\d+)?([a-z]*)(?:_[A-Za-z0-9]+)*?(?:_v(\d+))?$/.exec(name);
  if (match === null) return undefined;
  const [, family = "", vcpus = "", features = "", version = "1"] = match;
  return { family, vcpus: Number(vcpus), features, version: Number(version) };
}

/** `p` is the letter of ARM processors. */
export function isArm64(size: VmSize): boolean {
  return size.features.includes("p");
}

/** The families DC and EC are those of confidential machines. */
export function isConfidential(size: VmSize): boolean {
  return /^(DC|EC)/.test(size.family);
}

/** First version in which a size has a disk of its own only with the letter `d`. */
const explicitDiskSince = 4;

/**
 * Whether an OS disk can be kept on the machine itself. From version 4 on a size without the letter `d` has no disk of
 * its own (learn.microsoft.com/azure/virtual-machines/vm-naming-conventions); the burstable B family from version 2 on.
 */
export function hasLocalDisk(size: VmSize): boolean {
  if (size.features.includes("d")) return true;
  return size.family === "B" ? size.version < 2 : size.version < explicitDiskSince;
}

/**
 * GiB of the temporary disk per vCPU in the sizes Dds, Dads, Dpds, Eds and Eads of versions 4 and 5, up to 96 vCPU
 * (azure-compute-docs articles/virtual-machines/sizes, pages ddsv4, ddsv5, dadsv5, dpdsv5, edsv5 and eadsv5, the latest of
 * 2026-03-10).
 */
const localDisk = {
  gibPerVcpu: 37.5,
  families: ["D", "E"],
  features: ["ds", "ads", "pds"],
  versions: [4, 5],
};
const largestWithLocalDisk = 96;

/** GiB of the machine's own disk; undefined for sizes whose table is not in here, isolated ones included. */
export function localDiskGiB({ family, vcpus, features, version }: VmSize): number | undefined {
  const known =
    localDisk.families.includes(family) &&
    localDisk.features.includes(features) &&
    localDisk.versions.includes(version) &&
    vcpus <= largestWithLocalDisk;
  return known ? vcpus * localDisk.gibPerVcpu : undefined;
}
