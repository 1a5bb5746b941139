import { addressAt, parseCidr } from "../../../../lib/cidr.ts";
import { ArmError } from "../../errors.ts";
import { idKey, nameOfId, resourceGroupId } from "../../ids.ts";
import type { DeleteRequest, Effects, Request, Resource, Rule } from "../../model.ts";
import { textAt, type Properties } from "../../../../lib/properties.ts";
import { oneOf, subnetPrefixes, within } from "../../rules/network.ts";
import table from "../../data/aks.json" with { type: "json" };
import { define } from "../define.ts";
import { addOnsFindWhatTheyNeed } from "./addOns.ts";
import { accessStaysPrivate, apiServerSubnetIsSound } from "./apiServerSubnet.ts";
import {
  egressProblem,
  failWithoutEgress,
  minutesUntilNodesGiveUp,
  routesLeadOut,
  startsNodes,
} from "./egress.ts";
import { clusterOutputs, isPrivate, nodeGroupId, nodeGroupName } from "./clusterOutputs.ts";
import { featuresFitTogether } from "./features.ts";
import {
  identityIsSound,
  kubeletIdentityIsAssignable,
  privateZoneCanBeLinked,
  privateZoneIsSound,
  privateZoneMayBeWritten,
  subnetsMayBeJoined,
} from "./identities.ts";
import {
  loadBalancerFits,
  nameServerIsInTheServiceRange,
  networkIsSound,
  pluginsFitTogether,
  rangesAreApart,
} from "./networking.ts";
import {
  inlinePools,
  isSystem,
  mostNodes,
  poolArm,
  poolsOf,
  refusePool,
  refusePoolChange,
  subnetIdOf,
} from "./pools.ts";
import { minutesPerNode, minutesOfControlPlane } from "./minutes.ts";
import { isolationIsComplete, noOutboundLoadBalancer, outboundTypeCanChange } from "./outbound.ts";
import { versionIsOffered } from "./versions.ts";

const poolsAreSound: Rule = ({ azure, id, inputs, previous, location, name }) => {
  const pools = inlinePools(inputs);
  if (pools.length === 0)
    throw new ArmError(
      "InvalidParameter",
      400,
      `Required parameter agentPoolProfiles is missing (null) for cluster '${name}'.`,
    );
  for (const pool of pools) refusePool(pool, location);
  const twice = pools.find((pool, index) => pools.findIndex((other) => other.name === pool.name) !== index);
  if (twice)
    throw new ArmError("InvalidParameter", 400, `Cluster '${name}' names the pool '${twice.name}' twice.`);
  const all = poolsOf(azure, id, inputs);
  if (!all.some(isSystem))
    throw new ArmError(
      "MustDefineAtLeastOneSystemPool",
      400,
      `Cluster '${name}' must define at least one system pool.`,
    );
  if (all.length > table.limits.poolsPerCluster)
    throw new ArmError(
      "MaxAgentPoolCountReached",
      400,
      `Cluster '${name}' has ${all.length} pools; ${table.limits.poolsPerCluster} are allowed.`,
    );
  for (const before of inlinePools(previous?.inputs ?? {})) {
    const after = pools.find((pool) => pool.name === before.name);
    if (after) refusePoolChange(before, after);
  }
};

/** Azure/AKS#4383 and pulumi-azure-native#579: pools come by operations of their own once the cluster exists. */
const noPoolIsNew: Rule = ({ azure, id, inputs, previous }) => {
  const before = poolsOf(azure, id, previous?.inputs ?? {}).map((pool) => pool.name);
  if (!previous || inlinePools(inputs).every((pool) => before.includes(pool.name))) return;
  throw new ArmError(
    "BadRequest",
    400,
    "A new agent pool was introduced. Adding agent pools to an existing cluster is not allowed through managed cluster operations. For agent pool specific change, please use per agent pool operations: https://aka.ms/agent-pool-rest-api",
  );
};

const dnsNameIsSound: Rule = ({ inputs, name }) => {
  const prefix = textAt(inputs, "dnsPrefix");
  const subdomain = textAt(inputs, "fqdnSubdomain");
  if ((prefix === undefined) === (subdomain === undefined))
    throw new ArmError(
      "InvalidParameter",
      400,
      `Cluster '${name}' needs one of dnsPrefix and fqdnSubdomain.`,
    );
  const text = prefix ?? subdomain ?? "";
  if (/^[A-Za-z0-9]([A-Za-z0-9-]{0,52}[A-Za-z0-9])?$/.test(text)) return;
  throw new ArmError(
    "InvalidParameter",
    400,
    `The DNS prefix '${text}' of cluster '${name}' has 1 to 54 letters, digits and hyphens and begins and ends with a letter or digit.`,
  );
};

const nodeGroupIsFree: Rule = (request) => {
  const group = nodeGroupName(request);
  if (group.length > 80)
    throw new ArmError(
      "InvalidParameter",
      400,
      `The node resource group '${group}' of cluster '${request.name}' has more than 80 characters.`,
    );
  if (idKey(nodeGroupId(request.azure, group)) === idKey(resourceGroupId(request.id) ?? "")) {
    throw new ArmError(
      "NodeResourceGroupSameAsResourceGroup",
      400,
      `Cluster '${request.name}': the node resource group cannot be the cluster's own, '${group}'.`,
    );
  }
  if (request.operation === "create" && request.azure.find(nodeGroupId(request.azure, group))) {
    throw new ArmError(
      "NodeResourceGroupAlreadyExists",
      409,
      `The node resource group '${group}' of cluster '${request.name}' exists already; AKS makes it itself.`,
    );
  }
};

const nothingElseIsUnderWay: Rule = ({ azure, id, name }) => {
  const busy = azure.below(id).find((found) => found.arm === poolArm && found.state !== "Succeeded");
  if (!busy) return;
  throw new ArmError(
    "OperationNotAllowed",
    409,
    `Operation is not allowed: another operation (${busy.state}) is in progress on pool '${busy.name}' of cluster '${name}'.`,
  );
};

function madeByAzure(id: string, arm: string, location: string | undefined, outputsOf: Properties): Resource {
  return {
    id,
    arm,
    name: nameOfId(id),
    location,
    inputs: {},
    outputs: { id, ...outputsOf },
    facts: {},
    state: "Succeeded",
    until: 0,
  };
}

/** AKS makes the group of the nodes and, for a private cluster, the network card of the API server's private endpoint. */
function written(request: Request, effects: Effects): void {
  const { azure, id, inputs, location } = request;
  const group = nodeGroupId(azure, nodeGroupName(request));
  effects.put(madeByAzure(group, "Microsoft.Resources/resourceGroups", location, { managedBy: id }));
  const subnetId = inlinePools(inputs).map(subnetIdOf)[0];
  const prefix = subnetPrefixes(azure.find(subnetId ?? "")?.inputs ?? {})[0];
  if (isPrivate(inputs) && prefix !== undefined) {
    const card = `${group}/providers/Microsoft.Network/networkInterfaces/kube-apiserver.nic.${azure.guid(`${id}/nic`)}`;
    effects.put(
      madeByAzure(card, "Microsoft.Network/networkInterfaces", location, {
        subnetId,
        privateIPAddress: addressAt(parseCidr(prefix), 4),
      }),
    );
  }
  failWithoutEgress(request, effects, inputs, location, inlinePools(inputs));
}

function deleted({ azure, resource }: DeleteRequest, effects: Effects): void {
  const group = nodeGroupId(azure, textAt(resource.outputs, "nodeResourceGroup") ?? nodeGroupName(resource));
  for (const inside of azure.below(group)) effects.remove(inside.id);
  effects.remove(group);
}

function minutes(request: Request): number | undefined {
  const { azure, inputs, location, operation, previous } = request;
  if (startsNodes(request) && egressProblem(azure, inputs, location, inlinePools(inputs)) !== undefined)
    return minutesUntilNodesGiveUp;
  if (operation === "create") return undefined;
  if (textAt(previous?.inputs, "kubernetesVersion") === textAt(inputs, "kubernetesVersion")) return undefined;
  return (
    minutesOfControlPlane +
    minutesPerNode * inlinePools(inputs).reduce((sum, pool) => sum + mostNodes(pool), 0)
  );
}

export const managedCluster = define("azure-native:containerservice:ManagedCluster", {
  location: "regional",
  createOnly: [
    "dnsPrefix",
    "fqdnSubdomain",
    "nodeResourceGroup",
    "enableRBAC",
    "diskEncryptionSetID",
    "linuxProfile",
    "extendedLocation",
    "windowsProfile.adminUsername",
    "apiServerAccessProfile.enablePrivateCluster",
    "networkProfile.networkPlugin",
    "networkProfile.podCidr",
    "networkProfile.serviceCidr",
    "networkProfile.dnsServiceIP",
    "networkProfile.loadBalancerSku",
  ],
  rules: [
    nothingElseIsUnderWay,
    oneOf("sku.name", ["Base", "Automatic"], "InvalidParameter"),
    oneOf("sku.tier", ["Free", "Standard", "Premium"], "InvalidParameter"),
    oneOf("identity.type", ["SystemAssigned", "UserAssigned", "None"], "InvalidParameter"),
    oneOf("agentPoolProfiles[].mode", ["System", "User", "Gateway"], "InvalidParameter"),
    oneOf(
      "autoUpgradeProfile.upgradeChannel",
      ["rapid", "stable", "patch", "node-image", "none"],
      "InvalidParameter",
    ),
    oneOf(
      "autoUpgradeProfile.nodeOSUpgradeChannel",
      ["None", "Unmanaged", "NodeImage", "SecurityPatch"],
      "InvalidParameter",
    ),
    within("securityProfile.imageCleaner.intervalHours", table.limits.imageCleanerHours, "InvalidParameter"),
    dnsNameIsSound,
    nodeGroupIsFree,
    noPoolIsNew,
    poolsAreSound,
    versionIsOffered,
    featuresFitTogether,
    pluginsFitTogether,
    loadBalancerFits,
    noOutboundLoadBalancer,
    outboundTypeCanChange,
    isolationIsComplete,
    addOnsFindWhatTheyNeed,
    rangesAreApart,
    nameServerIsInTheServiceRange,
    networkIsSound,
    routesLeadOut,
    identityIsSound,
    subnetsMayBeJoined,
    kubeletIdentityIsAssignable,
    privateZoneIsSound,
    privateZoneMayBeWritten,
    privateZoneCanBeLinked,
    apiServerSubnetIsSound,
    accessStaysPrivate,
  ],
  minutes,
  outputs: clusterOutputs,
  onWritten: written,
  onDeleted: deleted,
});
