/** Kubernetes versions: which are offered, and which steps are allowed. */
import { ArmError } from "../../errors.ts";
import type { Rule } from "../../model.ts";
import { textAt } from "../../../../lib/properties.ts";
import table from "../../data/aks.json" with { type: "json" };
import { inlinePools, poolsOf } from "./pools.ts";

/** Minor versions by which a pool may lag behind its control plane (azure-aks-docs, version skew: N-3). */
const poolsMayLag = 3;

function minorOf(version: string): number {
  return Number(version.split(".")[1] ?? Number.NaN);
}

function isOffered(version: string): boolean {
  return table.versions.some(
    (minor) => version === minor || (version.startsWith(`${minor}.`) && /^\d+\.\d+\.\d+$/.test(version)),
  );
}

function refuseUnknown(version: string | undefined, code: string, owner: string): void {
  if (version === undefined || isOffered(version)) return;
  throw new ArmError(
    code,
    400,
    `${owner} is on version ${version}, which is not supported. Supported versions: ${table.versions.join(", ")}. Please use [az aks get-versions] command to get the supported version list in this region.`,
  );
}

/** Refuses a pool that is newer than its control plane or too far behind. */
export function refuseSkew(
  pool: string,
  poolVersion: string | undefined,
  clusterVersion: string | undefined,
): void {
  if (poolVersion === undefined || clusterVersion === undefined) return;
  const lag = minorOf(clusterVersion) - minorOf(poolVersion);
  if (lag >= 0 && lag <= poolsMayLag) return;
  throw new ArmError(
    "NodePoolMcVersionIncompatible",
    400,
    `Node pool version ${poolVersion} of '${pool}' and control plane version ${clusterVersion} are incompatible. Minor version of node pool cannot be bigger than control plane, nor more than ${poolsMayLag} behind it.`,
  );
}

export function refusePoolVersion(pool: string, version: string | undefined): void {
  refuseUnknown(version, "AgentPoolK8sVersionNotSupported", `Agent pool ${pool}`);
}

export const versionIsOffered: Rule = ({ azure, id, inputs, previous, name }) => {
  const version = textAt(inputs, "kubernetesVersion");
  const before = textAt(previous?.inputs, "kubernetesVersion");
  // A cluster stays on a version that has left support; only a new one is asked for.
  if (version !== before) refuseUnknown(version, "K8sVersionNotSupported", `Managed cluster ${name}`);
  if (!previous)
    for (const pool of inlinePools(inputs))
      refusePoolVersion(pool.name, textAt(pool.inputs, "orchestratorVersion"));
  for (const pool of poolsOf(azure, id, inputs))
    refuseSkew(pool.name, textAt(pool.inputs, "orchestratorVersion"), version);
  if (version === undefined || before === undefined) return;
  const step = minorOf(version) - minorOf(before);
  if (step === 0 || step === 1) return;
  throw new ArmError(
    "OperationNotAllowed",
    409,
    `Upgrading Kubernetes version ${before} of cluster '${name}' to ${version} is not allowed: versions go up, one minor version at a time.`,
  );
};
