/** Faults that are not met by every request of their type: what has to have happened before. */
import type { FaultEntry, Subject } from "../../faults/plan.ts";
import { textAt, type Properties } from "../../../lib/properties.ts";
import { idKey, parentId, resourceGroupId } from "../ids.ts";
import type { AzureView, Resource } from "../model.ts";
import { principalOf, userAssignedIdentityIds } from "../rules/directory.ts";

/** A request to Azure as faults see it. */
export interface AzureRequest {
  readonly subject: Subject;
  /** The id that it writes. */
  readonly id: string;
  readonly location: string | undefined;
  readonly inputs: Properties;
}

/**
 * The grants that a request hangs on: those of the identities that it names, or else those at its own scope or around it, below
 * the subscription.
 */
function grantsFor(azure: AzureView, { id, inputs }: AzureRequest): Resource[] {
  const grants = azure.ofType("Microsoft.Authorization/roleAssignments");
  const identities = userAssignedIdentityIds(inputs);
  if (identities.length > 0) {
    const principals = identities.map((identity) => principalOf(azure, identity));
    return grants.filter((grant) => principals.includes(textAt(grant.inputs, "principalId")));
  }
  const around = new Set([id, parentId(id), resourceGroupId(id) ?? id].map(idKey));
  return grants.filter((grant) => around.has(idKey(textAt(grant.inputs, "scope") ?? "")));
}

function isYoung(resources: readonly Resource[], now: number, minutes: number): boolean {
  return resources.some((resource) => resource.state === "Succeeded" && now - resource.until < minutes);
}

/** The identity that has an object id, among those that the subscription knows. */
function identityOf(azure: AzureView, objectId: string | undefined): Resource[] {
  return azure
    .ofType("Microsoft.ManagedIdentity/userAssignedIdentities")
    .filter((identity) => objectId !== undefined && textAt(identity.outputs, "principalId") === objectId);
}

/** Whether the circumstances of a fault are given at a moment of simulated time. */
export function isGiven(entry: FaultEntry, azure: AzureView, request: AzureRequest, now: number): boolean {
  switch (entry.fault) {
    case "role-propagation":
      return isYoung(grantsFor(azure, request), now, Number(entry.parameters["minutes"]));
    case "identity-propagation": {
      // Azure does not look a principal up whose type it is told (troubleshooting.md, "Symptom - Assigning a role to a new principal").
      if (request.inputs["principalType"] !== undefined) return false;
      const identities = identityOf(azure, textAt(request.inputs, "principalId"));
      return isYoung(identities, now, Number(entry.parameters["seconds"]) / 60);
    }
    case "link-recreated":
      return privateLinkServiceOf(azure, request) !== undefined;
    default:
      return true;
  }
}

/** The private link service that a request leads to: of an approval its target, of an origin what it is linked with. */
export function privateLinkServiceOf(azure: AzureView, { id, inputs }: AzureRequest): Resource | undefined {
  const named =
    textAt(inputs, "sharedPrivateLinkResource.privateLink.id") ??
    /^(.*)\/privateEndpointConnections\/[^/]+$/i.exec(id)?.[1];
  const found = named === undefined ? undefined : azure.find(named);
  return found?.arm.toLowerCase() === "microsoft.network/privatelinkservices" ? found : undefined;
}
