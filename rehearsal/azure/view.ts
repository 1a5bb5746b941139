import type { AzureView, Resource } from "./model.ts";
import type { Store } from "./store.ts";

/** What rules, and questions from outside, see of a stored subscription: what is being created is not there yet. */
export function viewOf(store: Store): AzureView {
  const existing = (resource: Resource | undefined) =>
    resource?.state === "Creating" ? undefined : resource;
  return {
    subscriptionId: store.meta("subscriptionId", () => store.guid("subscription")),
    tenantId: store.meta("tenantId", () => store.guid("tenant")),
    find: (id) => existing(store.get(id)),
    ofType: (arm) => store.ofType(arm).filter((resource) => resource.state !== "Creating"),
    below: (id) => store.below(id),
    referring: (id) => store.referring(id),
    guid: (seed) => store.guid(seed),
  };
}

/**
 * A resource as Azure answers a GET. The answer to what wrote it says how that ended; what has befallen it since, a deletion that is under
 * way or has failed, stands in its state alone.
 */
export function asAnswered(resource: Resource): Resource {
  const { state, outputs } = resource;
  if (state === "Succeeded" || typeof outputs["provisioningState"] !== "string") return resource;
  return { ...resource, outputs: { ...outputs, provisioningState: state } };
}
