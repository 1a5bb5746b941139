/** Approvals of private link connections, which our own provider asks for over HTTP, as faults see them. */
import { otherTypes } from "../../faults/model.ts";
import { textAt } from "../../../lib/properties.ts";
import { resourceGroupId } from "../ids.ts";
import type { AzureView, Resource } from "../model.ts";
import type { AzureRequest } from "./circumstances.ts";

/** The stack whose resource group the target is in; of what a cluster has made, that of the cluster. */
function stackOf(azure: AzureView, { id, facts }: Resource): string {
  const owner = textAt(facts, "cluster") ?? id;
  const group = resourceGroupId(owner) ?? "";
  return textAt(azure.find(group)?.inputs, "tags.stack") ?? "";
}

export function approvalRequest(azure: AzureView, target: Resource, name: string): AzureRequest {
  return {
    subject: { type: otherTypes.approval, name, stack: stackOf(azure, target), operation: "update" },
    id: `${target.id}/privateEndpointConnections/${name}`,
    location: target.location,
    inputs: {},
  };
}
