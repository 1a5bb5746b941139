/** Who is known to the tenant's directory, and what they were granted. */
import { idKey } from "../ids.ts";
import type { AzureView, Resource } from "../model.ts";
import { isObject, textAt, textsAt, type Properties } from "../../../lib/properties.ts";
import table from "../data/builtInRoles.json" with { type: "json" };

/** Something a role may allow; see `grants` in data/builtInRoles.json. */
export type Grant = keyof typeof table.grants;

/** Object id of whoever deploys. */
export function deployerObjectId(azure: AzureView): string {
  return azure.guid("deployer");
}

/** Every object id that the directory can resolve: the deployer and all managed identities of the subscription. */
export function isKnownPrincipal(azure: AzureView, objectId: string): boolean {
  const wanted = objectId.toLowerCase();
  if (wanted === deployerObjectId(azure).toLowerCase()) return true;
  const userAssigned = azure
    .ofType("Microsoft.ManagedIdentity/userAssignedIdentities")
    .map((identity) => textAt(identity.outputs, "principalId"));
  const clusters = azure.ofType("Microsoft.ContainerService/managedClusters");
  const ofClusters = clusters.flatMap((cluster) => [
    textAt(cluster.outputs, "identity.principalId"),
    textAt(cluster.outputs, "identityProfile.kubeletidentity.objectId"),
  ]);
  const ofCredentialSets = azure
    .ofType("Microsoft.ContainerRegistry/registries/credentialSets")
    .map((set) => textAt(set.outputs, "identity.principalId"));
  return [...userAssigned, ...ofClusters, ...ofCredentialSets].some(
    (known) => known?.toLowerCase() === wanted,
  );
}

/** Ids of the user-assigned identities of a resource. azure-native takes a list, ARM a map keyed by id. */
export function userAssignedIdentityIds(inputs: Properties): string[] {
  const map = isObject(inputs["identity"]) ? inputs["identity"]["userAssignedIdentities"] : undefined;
  return isObject(map) ? Object.keys(map) : textsAt(inputs, "identity.userAssignedIdentities[]");
}

export function principalOf(azure: AzureView, identityId: string): string | undefined {
  return textAt(azure.find(identityId)?.outputs, "principalId");
}

function roleGuid(roleDefinitionId: string): string {
  return roleDefinitionId.split("/").at(-1)?.toLowerCase() ?? "";
}

export function isBuiltInRole(roleDefinitionId: string): boolean {
  return roleGuid(roleDefinitionId) in table.roles;
}

function covers(assignment: Resource, scope: string): boolean {
  return `${idKey(scope)}/`.startsWith(`${idKey(textAt(assignment.inputs, "scope") ?? "?")}/`);
}

/** Whether some role assignment at the scope or above it gives a principal what it needs. */
export function isGranted(azure: AzureView, principalId: string, grant: Grant, scope: string): boolean {
  const roles: readonly string[] = table.grants[grant];
  return azure
    .ofType("Microsoft.Authorization/roleAssignments")
    .filter(
      (assignment) => textAt(assignment.inputs, "principalId")?.toLowerCase() === principalId.toLowerCase(),
    )
    .some(
      (assignment) =>
        covers(assignment, scope) &&
        roles.includes(roleGuid(textAt(assignment.inputs, "roleDefinitionId") ?? "")),
    );
}
