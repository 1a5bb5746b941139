/** One minor version of Kubernetes as AKS supports it. */
export interface KubernetesVersion {
  readonly minor: string;
  /** Month in which support without a long-term plan ends: "2027-06". */
  readonly supportedUntil: string;
}

/**
 * The minor versions that AKS supports. Patch versions are Azure's to choose: the cluster follows the `patch`
 * upgrade channel. Source: AKS Kubernetes release calendar
 * (learn.microsoft.com/azure/aks/supported-kubernetes-versions), as of 2026-11-21. 1.34 ends in that month
 * and is left out.
 */
export const kubernetesVersions: readonly KubernetesVersion[] = [
  { minor: "1.35", supportedUntil: "2027-03" },
  { minor: "1.36", supportedUntil: "2027-06" },
  { minor: "1.37", supportedUntil: "2027-10" },
];

/** The version a new cluster gets when its configuration names none. */
export const defaultKubernetesVersion = "1.36";

/** Why a text is no version to ask AKS for, with the remedy; undefined when it is one. */
export function refuseKubernetesVersion(text: string): { problem: string; remedy: string } | undefined {
  const minors = kubernetesVersions.map(({ minor }) => minor);
  if (minors.includes(text)) return undefined;
  const supported = `${minors.slice(0, -1).join(", ")} or ${minors.at(-1) ?? ""}`;
  const [, minor] = /^v?(\d+\.\d+)\.\d+$/.exec(text) ?? [];
  if (minor !== undefined && minors.includes(minor)) {
    return {
      problem: `${text} names a patch version, and those are Azure's to choose.`,
      remedy: `Write "${minor}".`,
    };
  }
  return { problem: `AKS does not support Kubernetes ${text}.`, remedy: `Choose ${supported}.` };
}

/**
 * Why a cluster cannot go from one minor version to another, with the remedy; undefined when it can. AKS raises a cluster by
 * one minor version at a time and never lowers it (azure-aks-docs upgrade-aks-control-plane.md).
 */
export function refuseVersionStep(from: string, to: string): { problem: string; remedy: string } | undefined {
  const [before, after] = [minorNumber(from), minorNumber(to)];
  if (after === before || after === before + 1) return undefined;
  if (after < before)
    return {
      problem: `The cluster runs Kubernetes ${from}, and AKS never goes back to ${to}.`,
      remedy: `Write "${from}", or deploy a new generation of the stamp.`,
    };
  return {
    problem: `The cluster runs Kubernetes ${from}, and AKS takes one minor version at a time, not ${to}.`,
    remedy: `Deploy with "1.${before + 1}" first.`,
  };
}

function minorNumber(version: string): number {
  return Number(version.split(".")[1]);
}
