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
