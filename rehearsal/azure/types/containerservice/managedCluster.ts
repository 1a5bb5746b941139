import { addressAt, parseCidr } from "../../../../lib/cidr.ts";
import { ArmError } from "../../errors.ts";
import { idKey, nameOfId, resourceGroupId } from "../../ids.ts";
import type { DeleteRequest, Effects, Request, Resource, Rule } from "../../model.ts";
import { flagAt, textAt, valueAt, type Properties } from "../../properties.ts";
import { userAssignedIdentityIds } from "../../rules/directory.ts";
import { oneOf, subnetPrefixes, within } from "../../rules/network.ts";
import table from "../../data/aks.json" with { type: "json" };
import { define } from "../define.ts";
import { egressProblem, failWithoutEgress, minutesUntilNodesGiveUp, routesLeadOut } from "./egress.ts";
import { featuresFitTogether } from "./features.ts";
import { identityIsSound, kubeletIdentityIsAssignable, privateZoneCanBeLinked, privateZoneId, privateZoneIsSound, privateZoneMayBeWritten, subnetsMayBeJoined } from "./identities.ts";
import { loadBalancerFits, nameServerIsInTheServiceRange, networkIsSound, pluginsFitTogether, rangesAreApart } from "./networking.ts";
import { inlinePools, isSystem, mostNodes, poolArm, poolsOf, refusePool, refusePoolChange, subnetIdOf } from "./pools.ts";
import { minutesPerNode, minutesOfControlPlane } from "./minutes.ts";
import { versionIsOffered } from "./versions.ts";

const poolsAreSound: Rule = ({ azure, id, inputs, previous, location, name }) => {
  const pools = inlinePools(inputs);
  if (pools.length === 0) throw new ArmError("InvalidParameter", 400, `Required parameter agentPoolProfiles is missing (null) for cluster '${name}'.`);
  for (const pool of pools) refusePool(pool, location);
  const twice = pools.find((pool, index) => pools.findIndex((other) => other.name === pool.name) !== index);
  if (twice) throw new ArmError("InvalidParameter", 400, `Cluster '${name}' names the pool '${twice.name}' twice.`);
  const all = poolsOf(azure, id, inputs);
  if (!all.some(isSystem)) throw new ArmError("MustDefineAtLeastOneSystemPool", 400, `Cluster '${name}' must define at least one system pool.`);
  if (all.length > table.limits.poolsPerCluster) throw new ArmError("MaxAgentPoolCountReached", 400, `Cluster '${name}' has ${all.length} pools; ${table.limits.poolsPerCluster} are allowed.`);
  for (const before of inlinePools(previous?.inputs ?? {})) {
    const after = pools.find((pool) => pool.name === before.name);
    if (after) refusePoolChange(before, after);
  }
};

const dnsNameIsSound: Rule = ({ inputs, name }) => {
  const prefix = textAt(inputs, "dnsPrefix");
  const subdomain = textAt(inputs, "fqdnSubdomain");
  if ((prefix === undefined) === (subdomain === undefined)) throw new ArmError("InvalidParameter", 400, `Cluster '${name}' needs one of dnsPrefix and fqdnSubdomain.`);
  const text = prefix ?? subdomain ?? "";
  if (/^[A-Za-z0-9]([A-Za-z0-9-]{0,52}[A-Za-z0-9])?$/.test(text)) return;
  throw new ArmError("InvalidParameter", 400, `The DNS prefix '${text}' of cluster '${name}' has 1 to 54 letters, digits and hyphens and begins and ends with a letter or digit.`);
};

/** aks/faq.md: MC_<group>_<cluster>_<region>, at most 80 characters. */
function nodeGroupName({ id, inputs, name, location }: Pick<Request, "id" | "inputs" | "name" | "location">): string {
  return textAt(inputs, "nodeResourceGroup") ?? `MC_${nameOfId(resourceGroupId(id) ?? "")}_${name}_${location}`.slice(0, 80);
}

function nodeGroupId(azure: Request["azure"], group: string): string {
  return `/subscriptions/${azure.subscriptionId}/resourceGroups/${group}`;
}

const nodeGroupIsFree: Rule = (request) => {
  const group = nodeGroupName(request);
  if (group.length > 80) throw new ArmError("InvalidParameter", 400, `The node resource group '${group}' of cluster '${request.name}' has more than 80 characters.`);
  if (idKey(nodeGroupId(request.azure, group)) === idKey(resourceGroupId(request.id) ?? "")) {
    throw new ArmError("NodeResourceGroupSameAsResourceGroup", 400, `Cluster '${request.name}': the node resource group cannot be the cluster's own, '${group}'.`);
  }
  if (request.operation === "create" && request.azure.find(nodeGroupId(request.azure, group))) {
    throw new ArmError("NodeResourceGroupAlreadyExists", 409, `The node resource group '${group}' of cluster '${request.name}' exists already; AKS makes it itself.`);
  }
};

const nothingElseIsUnderWay: Rule = ({ azure, id, name }) => {
  const busy = azure.below(id).find((found) => found.arm === poolArm && found.state !== "Succeeded");
  if (!busy) return;
  throw new ArmError("OperationNotAllowed", 409, `Operation is not allowed: another operation (${busy.state}) is in progress on pool '${busy.name}' of cluster '${name}'.`);
};

function isPrivate(inputs: Properties): boolean {
  return flagAt(inputs, "apiServerAccessProfile.enablePrivateCluster") === true;
}

function hostNames({ azure, id, inputs, location }: Request): Properties {
  const first = textAt(inputs, "fqdnSubdomain") ?? `${textAt(inputs, "dnsPrefix")}-${azure.guid(`${id}/dns`).slice(0, 8)}`;
  const publicName = `${first}.hcp.${location}.azmk8s.io`;
  if (!isPrivate(inputs)) return { fqdn: publicName };
  const zone = privateZoneId(inputs);
  const none = textAt(inputs, "apiServerAccessProfile.privateDNSZone")?.toLowerCase() === "none";
  const privateZone = zone === undefined ? `${azure.guid(`${id}/zone`)}.privatelink.${location}.azmk8s.io` : nameOfId(zone);
  return {
    ...(none ? {} : { privateFQDN: `${first}.${privateZone}` }),
    ...(flagAt(inputs, "apiServerAccessProfile.enablePrivateClusterPublicFQDN") === false ? {} : { fqdn: publicName }),
  };
}

function kubeletIdentity(request: Request): Properties {
  const { azure, id, inputs, name } = request;
  const given = valueAt(inputs, "identityProfile.kubeletidentity.resourceId");
  const identity = typeof given === "string" ? azure.find(given) : undefined;
  if (identity) return { resourceId: identity.id, clientId: identity.outputs["clientId"], objectId: identity.outputs["principalId"] };
  const made = `${nodeGroupId(azure, nodeGroupName(request))}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}-agentpool`;
  return { resourceId: made, clientId: azure.guid(`${id}/kubelet/client`), objectId: azure.guid(`${id}/kubelet/object`) };
}

function outputs(request: Request): Properties {
  const { azure, id, inputs, location } = request;
  const issuer = flagAt(inputs, "oidcIssuerProfile.enabled") === true;
  const systemAssigned = textAt(inputs, "identity.type") === "SystemAssigned";
  return {
    id,
    ...hostNames(request),
    azurePortalFQDN: `${textAt(inputs, "dnsPrefix") ?? textAt(inputs, "fqdnSubdomain")}-${azure.guid(`${id}/dns`).slice(0, 8)}.portal.hcp.${location}.azmk8s.io`,
    currentKubernetesVersion: textAt(inputs, "kubernetesVersion"),
    maxAgentPools: table.limits.poolsPerCluster,
    nodeResourceGroup: nodeGroupName(request),
    powerState: { code: "Running" },
    resourceUID: azure.guid(`${id}/uid`).replaceAll("-", ""),
    identityProfile: { kubeletidentity: kubeletIdentity(request) },
    ...(issuer ? { oidcIssuerProfile: { enabled: true, issuerURL: `https://${location}.oic.prod-aks.azure.com/${azure.tenantId}/${azure.guid(`${id}/issuer`)}/` } } : {}),
    ...(systemAssigned ? { identity: { type: "SystemAssigned", principalId: azure.guid(`${id}/identity`), tenantId: azure.tenantId } } : {}),
    ...(userAssignedIdentityIds(inputs).length > 0
      ? { identity: { type: "UserAssigned", userAssignedIdentities: Object.fromEntries(userAssignedIdentityIds(inputs).map((identity) => [identity, { clientId: azure.find(identity)?.outputs["clientId"], principalId: azure.find(identity)?.outputs["principalId"] }])) } }
      : {}),
  };
}

function madeByAzure(id: string, arm: string, location: string | undefined, outputsOf: Properties): Resource {
  return { id, arm, name: nameOfId(id), location, inputs: {}, outputs: { id, ...outputsOf }, facts: {}, state: "Succeeded", until: 0 };
}

/** AKS makes the group of the nodes and, for a private cluster, the network card of the API server's private endpoint. */
function written(request: Request, effects: Effects): void {
  const { azure, id, inputs, location, operation } = request;
  const group = nodeGroupId(azure, nodeGroupName(request));
  effects.put(madeByAzure(group, "Microsoft.Resources/resourceGroups", location, { managedBy: id }));
  const subnetId = inlinePools(inputs).map(subnetIdOf)[0];
  const prefix = subnetPrefixes(azure.find(subnetId ?? "")?.inputs ?? {})[0];
  if (isPrivate(inputs) && prefix !== undefined) {
    const card = `${group}/providers/Microsoft.Network/networkInterfaces/kube-apiserver.nic.${azure.guid(`${id}/nic`)}`;
    effects.put(madeByAzure(card, "Microsoft.Network/networkInterfaces", location, { subnetId, privateIPAddress: addressAt(parseCidr(prefix), 4) }));
  }
  if (operation === "create") failWithoutEgress(azure, inputs, location, inlinePools(inputs));
}

function deleted({ azure, resource }: DeleteRequest, effects: Effects): void {
  const group = nodeGroupId(azure, textAt(resource.outputs, "nodeResourceGroup") ?? nodeGroupName(resource));
  for (const inside of azure.below(group)) effects.remove(inside.id);
  effects.remove(group);
}

function minutes({ azure, inputs, location, operation, previous }: Request): number | undefined {
  if (operation === "create") return egressProblem(azure, inputs, location, inlinePools(inputs)) === undefined ? undefined : minutesUntilNodesGiveUp;
  if (textAt(previous?.inputs, "kubernetesVersion") === textAt(inputs, "kubernetesVersion")) return undefined;
  return minutesOfControlPlane + minutesPerNode * inlinePools(inputs).reduce((sum, pool) => sum + mostNodes(pool), 0);
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
    oneOf("autoUpgradeProfile.upgradeChannel", ["rapid", "stable", "patch", "node-image", "none"], "InvalidParameter"),
    oneOf("autoUpgradeProfile.nodeOSUpgradeChannel", ["None", "Unmanaged", "NodeImage", "SecurityPatch"], "InvalidParameter"),
    within("securityProfile.imageCleaner.intervalHours", table.limits.imageCleanerHours, "InvalidParameter"),
    dnsNameIsSound,
    nodeGroupIsFree,
    poolsAreSound,
    versionIsOffered,
    featuresFitTogether,
    pluginsFitTogether,
    loadBalancerFits,
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
  ],
  minutes,
  outputs,
  onWritten: written,
  onDeleted: deleted,
});
