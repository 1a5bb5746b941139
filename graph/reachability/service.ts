/** What a platform service itself lets in. */
import { holds, parseAddress, parsePrefix } from "./address.ts";
import type { Trail } from "./trail.ts";
import type { Endpoint, Service } from "./world/types.ts";

/** How a request comes to a service. */
export type Arrival =
  | { readonly kind: "endpoint"; readonly endpoint: Endpoint }
  /** Over the public address; `addresses` are those that the service sees, empty where nobody knows them. */
  | { readonly kind: "public"; readonly addresses: readonly string[]; readonly subnetId: string | undefined };

function listed(rules: readonly string[], addresses: readonly string[]): boolean {
  return (
    addresses.length > 0 &&
    addresses.every((text) => {
      const address = parseAddress(text);
      return (
        address !== undefined &&
        rules.some((rule) => {
          const prefix = parsePrefix(rule);
          return prefix !== undefined && holds(prefix, address);
        })
      );
    })
  );
}

/** Whether a private endpoint carries anything, and for which of the service's names. */
export function endpointAnswers(endpoint: Endpoint, groupId: string | undefined, trail: Trail): boolean {
  const decided = { node: endpoint.node };
  if (!endpoint.approved)
    return trail.stop(
      "private link",
      "endpoint.approved",
      `the connection of ${endpoint.name} is not approved: nothing passes`,
      decided,
    );
  if (groupId !== undefined && groupId.toLowerCase() !== endpoint.groupId.toLowerCase())
    return trail.stop(
      "private link",
      "endpoint.one-target",
      `${endpoint.name} answers for '${endpoint.groupId}', not for '${groupId}'`,
      decided,
    );
  return trail.pass(
    "private link",
    "endpoint.approved",
    `the connection of ${endpoint.name} is approved`,
    decided,
  );
}

/** Whether the service's own firewall lets a request in. */
export function serviceAdmits(service: Service, arrival: Arrival, trail: Trail): boolean {
  const { access, name } = service;
  const decided = { node: service.node };
  if (arrival.kind === "endpoint")
    return trail.pass(
      "service",
      "service.endpoint",
      `${name} lets in what comes by private endpoint, whatever its firewall says`,
      decided,
    );
  if (!access.publicAccess)
    return trail.stop(
      "service",
      "service.public-access",
      `${name} has public network access disabled`,
      decided,
    );
  if (access.open)
    return trail.pass(
      "service",
      "service.default-action",
      `${name} lets everybody in over its public address`,
      decided,
    );
  if (listed(access.addresses, arrival.addresses))
    return trail.pass(
      "service",
      "service.ip-rules",
      `${name} lists the address that it sees (${arrival.addresses.join(", ")})`,
      decided,
    );
  if (arrival.subnetId !== undefined && access.subnetIds.includes(arrival.subnetId))
    return trail.pass(
      "service",
      "service.subnet-rules",
      `${name} lists the subnet, which has its service endpoint`,
      decided,
    );
  return trail.stop(
    "service",
    "service.default-action",
    `${name} keeps out whom no rule of its firewall names`,
    decided,
  );
}
