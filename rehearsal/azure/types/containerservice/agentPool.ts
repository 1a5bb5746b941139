import { ArmError } from "../../errors.ts";
import { idKey, nameOfId, parentId } from "../../ids.ts";
import type { DeleteRequest, Request, Resource, Rule } from "../../model.ts";
import { flagAt, textAt } from "../../../../lib/properties.ts";
import { isGranted, principalOf, userAssignedIdentityIds } from "../../rules/directory.ts";
import { oneOf } from "../../rules/network.ts";
import table from "../../data/aks.json" with { type: "json" };
import { define } from "../define.ts";
import {
  egressProblem,
  failWithoutEgress,
  minutesUntilNodesGiveUp,
  refuseRoutes,
  startsNodes,
} from "./egress.ts";
import { minutesPerNode } from "./minutes.ts";
import { refuseFullSubnets, refuseSubnets } from "./networking.ts";
import {
  inlinePools,
  isSamePool,
  isSystem,
  mostNodes,
  poolIsFixedIn,
  poolsOf,
  refuseLateTrustedLaunch,
  refusePool,
  subnetIdOf,
  type Pool,
} from "./pools.ts";
import { refusePoolVersion, refuseSkew } from "./versions.ts";

function clusterOf({ azure, id }: Pick<Request, "azure" | "id">): Resource | undefined {
  return azure.find(parentId(id));
}

function poolOf({ id, inputs, name }: Pick<Request, "id" | "inputs" | "name">): Pool {
  return { id, name, inputs };
}

/** All pools of the cluster as they would be. */
function poolsWith(request: Request): Pool[] {
  const cluster = clusterOf(request);
  if (!cluster) return [poolOf(request)];
  return [
    ...poolsOf(request.azure, cluster.id, cluster.inputs).filter((pool) => !isSamePool(pool, request.id)),
    poolOf(request),
  ];
}

const poolIsSound: Rule = (request) => refusePool(poolOf(request), clusterOf(request)?.location);

const trustedLaunchIsOld: Rule = (request) => {
  const { previous } = request;
  if (previous) refuseLateTrustedLaunch({ ...poolOf(request), inputs: previous.inputs }, poolOf(request));
};

/** azure-aks-docs node-auto-provisioning.md: NAP and the cluster autoscaler exclude each other. */
const nothingScalesBesideKarpenter: Rule = (request) => {
  if (textAt(clusterOf(request)?.inputs, "nodeProvisioningProfile.mode") !== "Auto") return;
  if (flagAt(request.inputs, "enableAutoScaling") !== true) return;
  throw new ArmError(
    "InvalidParameter",
    400,
    `Pool '${request.name}': the cluster autoscaler cannot be enabled in a cluster with node auto-provisioning.`,
  );
};

const nameIsNotInline: Rule = (request) => {
  const cluster = clusterOf(request);
  if (!cluster || !inlinePools(cluster.inputs).some((pool) => pool.name === request.name)) return;
  throw new ArmError(
    "Conflict",
    409,
    `Cluster '${cluster.name}' already has a pool '${request.name}', which was made with it.`,
  );
};

const clusterHasRoom: Rule = (request) => {
  const pools = poolsWith(request);
  if (pools.length <= table.limits.poolsPerCluster) return;
  throw new ArmError(
    "MaxAgentPoolCountReached",
    400,
    `The cluster of pool '${request.name}' has ${pools.length - 1} pools; ${table.limits.poolsPerCluster} are allowed.`,
  );
};

const versionFits: Rule = (request) => {
  const version = textAt(request.inputs, "orchestratorVersion");
  if (version !== textAt(request.previous?.inputs, "orchestratorVersion"))
    refusePoolVersion(request.name, version);
  refuseSkew(request.name, version, textAt(clusterOf(request)?.inputs, "kubernetesVersion"));
};

const networkFits: Rule = (request) => {
  const cluster = clusterOf(request);
  if (!cluster) return;
  const pools = poolsWith(request);
  refuseSubnets(request.azure, pools, cluster.location, cluster.name);
  refuseRoutes(request.azure, cluster.inputs, [poolOf(request)]);
  refuseFullSubnets(request.azure, cluster.id, cluster.inputs, pools);
};

const subnetMayBeJoined: Rule = (request) => {
  const subnetId = subnetIdOf(poolOf(request));
  const control = userAssignedIdentityIds(clusterOf(request)?.inputs ?? {})[0];
  if (subnetId === undefined || control === undefined) return;
  const principal = principalOf(request.azure, control) ?? "";
  if (isGranted(request.azure, principal, "joinSubnet", subnetId)) return;
  throw new ArmError(
    "LinkedAuthorizationFailed",
    403,
    `The client '${principal}' of the cluster of pool '${request.name}' has no permission to perform action 'Microsoft.Network/virtualNetworks/subnets/join/action' on the linked scope '${subnetId}'.`,
  );
};

const aSystemPoolRemains: Rule = (request) => {
  if (request.operation === "update" && !poolsWith(request).some(isSystem)) {
    throw new ArmError(
      "MustDefineAtLeastOneSystemPool",
      400,
      `There has to be at least one system pool in the cluster; '${request.name}' is the last.`,
    );
  }
};

const isNotTheLastSystemPool = ({ azure, resource }: DeleteRequest): void => {
  const cluster = azure.find(parentId(resource.id));
  if (!cluster || cluster.state === "Deleting" || !isSystem({ name: resource.name, inputs: resource.inputs }))
    return;
  const others = poolsOf(azure, cluster.id, cluster.inputs).filter(
    (pool) => pool.id === undefined || idKey(pool.id) !== idKey(resource.id),
  );
  if (others.some(isSystem)) return;
  throw new ArmError(
    "MustDefineAtLeastOneSystemPool",
    400,
    `There has to be at least one system pool in cluster '${cluster.name}'; '${nameOfId(resource.id)}' is the last.`,
  );
};

function minutes(request: Request): number | undefined {
  const cluster = clusterOf(request);
  const pool = poolOf(request);
  const starts = startsNodes(request);
  if (starts && egressProblem(request.azure, cluster?.inputs ?? {}, cluster?.location, [pool]) !== undefined)
    return minutesUntilNodesGiveUp;
  if (request.operation === "create") return undefined;
  const before = textAt(request.previous?.inputs, "orchestratorVersion");
  return before === textAt(request.inputs, "orchestratorVersion")
    ? undefined
    : minutesPerNode * mostNodes(pool);
}

export const agentPool = define("azure-native:containerservice:AgentPool", {
  location: "none",
  createOnly: poolIsFixedIn,
  rules: [
    oneOf("mode", ["System", "User", "Gateway"], "InvalidParameter"),
    oneOf("osType", ["Linux", "Windows"], "InvalidParameter"),
    oneOf("osDiskType", ["Managed", "Ephemeral"], "InvalidParameter"),
    oneOf("scaleSetPriority", ["Regular", "Spot"], "InvalidParameter"),
    poolIsSound,
    trustedLaunchIsOld,
    nothingScalesBesideKarpenter,
    nameIsNotInline,
    clusterHasRoom,
    versionFits,
    networkFits,
    subnetMayBeJoined,
    aSystemPoolRemains,
  ],
  deleteRules: [isNotTheLastSystemPool],
  oneAtATime: { code: "OperationNotAllowed", status: 409 },
  minutes,
  outputs: ({ id, inputs }) => ({
    id,
    type: textAt(inputs, "type") ?? "VirtualMachineScaleSets",
    currentOrchestratorVersion: textAt(inputs, "orchestratorVersion"),
    powerState: { code: "Running" },
  }),
  onWritten: (request, effects) => {
    const cluster = clusterOf(request);
    if (cluster) failWithoutEgress(request, effects, cluster.inputs, cluster.location, [poolOf(request)]);
  },
});
