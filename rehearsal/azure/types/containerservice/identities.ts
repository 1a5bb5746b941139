/** The identities of a cluster and the rights that AKS checks before it makes one. */
import { ArmError } from "../../errors.ts";
import { idKey, nameOfId, parentId, typeOfId } from "../../ids.ts";
import type { Rule } from "../../model.ts";
import { flagAt, textAt, valueAt } from "../../../../lib/properties.ts";
import { isGranted, principalOf, userAssignedIdentityIds } from "../../rules/directory.ts";
import { inlinePools, poolsOf, subnetIdOf } from "./pools.ts";

const kubelet = "identityProfile.kubeletidentity";

export function privateZoneId(inputs: Parameters<typeof textAt>[0]): string | undefined {
  const zone = textAt(inputs, "apiServerAccessProfile.privateDNSZone");
  return zone?.startsWith("/") === true ? zone : undefined;
}

export const identityIsSound: Rule = ({ inputs, name }) => {
  const type = textAt(inputs, "identity.type");
  const ids = userAssignedIdentityIds(inputs);
  if (type === undefined && valueAt(inputs, "servicePrincipalProfile") === undefined) {
    throw new ArmError(
      "InvalidParameter",
      400,
      `Cluster '${name}' has neither an identity nor a service principal.`,
    );
  }
  if (type === "UserAssigned" && ids.length !== 1) {
    throw new ArmError(
      "InvalidParameter",
      400,
      `Cluster '${name}' names ${ids.length} user-assigned identities for its control plane; it takes exactly one.`,
    );
  }
  const wrong = ids.find(
    (id) => typeOfId(id).toLowerCase() !== "microsoft.managedidentity/userassignedidentities",
  );
  if (wrong !== undefined)
    throw new ArmError(
      "InvalidParameter",
      400,
      `Cluster '${name}': '${wrong}' is no user-assigned identity.`,
    );
};

export const kubeletIdentityIsAssignable: Rule = ({ azure, inputs, name }) => {
  const id = textAt(inputs, `${kubelet}.resourceId`);
  if (id === undefined) return;
  const control = userAssignedIdentityIds(inputs)[0];
  if (control === undefined) {
    throw new ArmError(
      "CustomKubeletIdentityOnlySupportedOnUserAssignedMSICluster",
      400,
      `Cluster '${name}': a kubelet identity of your own needs a user-assigned control plane identity.`,
    );
  }
  const identity = azure.find(id);
  const differs = (["clientId", "objectId"] as const).find((key) => {
    const given = textAt(inputs, `${kubelet}.${key}`);
    return (
      given !== undefined && given !== textAt(identity?.outputs, key === "objectId" ? "principalId" : key)
    );
  });
  if (differs !== undefined)
    throw new ArmError(
      "CustomKubeletIdentityPropertyError",
      400,
      `Cluster '${name}': ${kubelet}.${differs} is not that of '${id}'.`,
    );
  const principal = principalOf(azure, control);
  if (principal !== undefined && isGranted(azure, principal, "assignIdentity", id)) return;
  throw new ArmError(
    "CustomKubeletIdentityMissingPermissionError",
    400,
    `The cluster using user-assigned managed identity must be granted 'Managed Identity Operator' role to assign kubelet identity. ('${control}' has no such role on '${id}'.)`,
  );
};

export const subnetsMayBeJoined: Rule = ({ azure, id, inputs, name }) => {
  const control = userAssignedIdentityIds(inputs)[0];
  // A system-assigned identity gets its rights from AKS after it is made.
  if (control === undefined) return;
  const principal = principalOf(azure, control) ?? "";
  for (const subnetId of new Set(poolsOf(azure, id, inputs).map(subnetIdOf))) {
    if (subnetId === undefined || isGranted(azure, principal, "joinSubnet", subnetId)) continue;
    throw new ArmError(
      "LinkedAuthorizationFailed",
      403,
      `The client '${principal}' of cluster '${name}' has no permission to perform action 'Microsoft.Network/virtualNetworks/subnets/join/action' on the linked scope '${subnetId}'.`,
    );
  }
};

/** private-clusters.md: the names a zone of your own may have. */
function isZoneName(zone: string, location: string | undefined): boolean {
  return new RegExp(`^([a-zA-Z0-9-]{1,32}\\.)?(privatelink|private)\\.${location}\\.azmk8s\\.io$`).test(zone);
}

export const privateZoneIsSound: Rule = ({ inputs, location, name }) => {
  const mode = textAt(inputs, "apiServerAccessProfile.privateDNSZone");
  const isPrivate = flagAt(inputs, "apiServerAccessProfile.enablePrivateCluster") === true;
  const zoneId = privateZoneId(inputs);
  if (mode !== undefined && !isPrivate)
    throw new ArmError(
      "InvalidParameter",
      400,
      `Cluster '${name}' names a private DNS zone, but is not private.`,
    );
  if (mode !== undefined && zoneId === undefined && !["system", "none"].includes(mode.toLowerCase())) {
    throw new ArmError(
      "InvalidParameter",
      400,
      `Cluster '${name}': privateDNSZone '${mode}' is neither 'system', 'none' nor the id of a private DNS zone.`,
    );
  }
  if (
    mode?.toLowerCase() === "none" &&
    flagAt(inputs, "apiServerAccessProfile.enablePrivateClusterPublicFQDN") === false
  ) {
    throw new ArmError(
      "InvalidParameter",
      400,
      `Cluster '${name}': without a private DNS zone ('none') the public FQDN must be enabled.`,
    );
  }
  if (textAt(inputs, "fqdnSubdomain") !== undefined && zoneId === undefined) {
    throw new ArmError(
      "InvalidParameter",
      400,
      `Cluster '${name}': fqdnSubdomain needs a private DNS zone of your own.`,
    );
  }
  if (zoneId === undefined) return;
  if (userAssignedIdentityIds(inputs).length === 0 && textAt(inputs, "identity.type") !== undefined) {
    throw new ArmError(
      "InvalidParameter",
      400,
      `Cluster '${name}': a private DNS zone of your own needs a user-assigned control plane identity.`,
    );
  }
  if (!isZoneName(nameOfId(zoneId), location)) {
    throw new ArmError(
      "InvalidParameter",
      400,
      `Cluster '${name}': the private DNS zone '${nameOfId(zoneId)}' must be called [<subzone>.]privatelink.${location}.azmk8s.io or [<subzone>.]private.${location}.azmk8s.io.`,
    );
  }
};

export const privateZoneMayBeWritten: Rule = ({ azure, inputs, name }) => {
  const zoneId = privateZoneId(inputs);
  const control = userAssignedIdentityIds(inputs)[0];
  if (zoneId === undefined || control === undefined) return;
  const principal = principalOf(azure, control) ?? "";
  if (!isGranted(azure, principal, "writePrivateDnsZone", zoneId)) {
    throw new ArmError(
      "CustomPrivateDNSZoneMissingPermissionError",
      400,
      `Service principal or user assigned identity '${principal}' of cluster '${name}' must be given permission to read and write to custom private dns zone ${zoneId}. Check access result not allowed for action Microsoft.Network/privateDnsZones/read.`,
    );
  }
  const networkId = inlinePools(inputs)
    .map(subnetIdOf)
    .filter((id) => id !== undefined)
    .map(parentId)[0];
  if (networkId === undefined || isGranted(azure, principal, "joinNetwork", networkId)) return;
  throw new ArmError(
    "LinkedAuthorizationFailed",
    403,
    `The client '${principal}' of cluster '${name}' has no permission to perform action 'Microsoft.Network/virtualNetworks/join/action' on the linked scope '${networkId}', which AKS needs to link the private DNS zone.`,
  );
};

/** AKS links the zone to the nodes' network; a network takes one zone of a name (createorupdatevirtualnetworklinkfailed-error.md). */
export const privateZoneCanBeLinked: Rule = ({ azure, inputs, name }) => {
  const zoneId = privateZoneId(inputs);
  const networkId = inlinePools(inputs)
    .map(subnetIdOf)
    .filter((id) => id !== undefined)
    .map(parentId)[0];
  if (zoneId === undefined || networkId === undefined) return;
  const other = azure
    .referring(networkId)
    .filter((user) => user.arm === "Microsoft.Network/privateDnsZones/virtualNetworkLinks")
    .map((link) => parentId(link.id))
    .find(
      (linked) =>
        idKey(linked) !== idKey(zoneId) && nameOfId(linked).toLowerCase() === nameOfId(zoneId).toLowerCase(),
    );
  if (other === undefined) return;
  throw new ArmError(
    "CreateOrUpdateVirtualNetworkLinkFailed",
    400,
    `Cluster '${name}': a virtual network cannot be linked to multiple zones with overlapping namespaces. '${networkId}' is already linked to '${other}'.`,
  );
};
