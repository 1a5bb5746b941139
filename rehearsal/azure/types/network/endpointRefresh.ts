/**
 * What a target does to the private endpoints that are there already when it gains or loses a region: each takes or gives
 * back an address, and its zone group keeps the records ("Configure Azure Private Link for an Azure Cosmos DB account",
 * update a private endpoint when you add or remove a region). The endpoints' owners do nothing.
 */
import { ArmError } from "../../errors.ts";
import type { AzureView, Effects, Resource } from "../../model.ts";
import { textAt, textsAt } from "../../../../lib/properties.ts";
import { recordsOf, withRecords } from "./endpointRecords.ts";
import { freeAddresses } from "./privateEndpoint.ts";

function endpointsTo(azure: AzureView, targetId: string): Resource[] {
  return azure
    .referring(targetId)
    .filter((user) => user.arm === "Microsoft.Network/privateEndpoints" && user.state !== "Creating");
}

function addressesOf(endpoint: Resource): string[] {
  return textsAt(endpoint.outputs, "customDnsConfigs[].ipAddresses[]");
}

/** @throws ArmError SubnetIsFull when an endpoint's subnet has no address for a further host. */
export function refuseWithoutRoom(azure: AzureView, target: Resource, more: number): void {
  if (more <= 0) return;
  for (const endpoint of endpointsTo(azure, target.id)) {
    const own = addressesOf(endpoint);
    const free = freeAddresses(azure, endpoint.id, endpoint.inputs).filter(
      (address) => !own.includes(address),
    );
    if (free.length >= more) continue;
    throw new ArmError(
      "SubnetIsFull",
      400,
      `Subnet '${textAt(endpoint.inputs, "subnet.id")}' has ${free.length} free address(es), and private endpoint '${endpoint.name}' needs ${more} more for '${target.name}'.`,
    );
  }
}

/**
 * Gives every endpoint of the target the addresses of its hosts. A host that stays keeps its address.
 *
 * @param before hosts in the order of the addresses that an endpoint has.
 */
export function refreshEndpoints(
  azure: AzureView,
  effects: Effects,
  targetId: string,
  before: readonly string[],
  after: readonly string[],
): void {
  for (const endpoint of endpointsTo(azure, targetId)) {
    const own = addressesOf(endpoint);
    const kept = new Map(before.map((host, index) => [host, own[index]]));
    const free = freeAddresses(azure, endpoint.id, endpoint.inputs).filter(
      (address) => !own.includes(address),
    );
    const ipAddresses = after.flatMap((host) => kept.get(host) ?? free.shift() ?? []);
    const changed = { ...endpoint, outputs: { ...endpoint.outputs, customDnsConfigs: [{ ipAddresses }] } };
    effects.put(changed);
    for (const group of azure.below(endpoint.id)) {
      const privateDnsZoneConfigs = withRecords(group.inputs, recordsOf(azure, changed));
      effects.put({ ...group, outputs: { ...group.outputs, privateDnsZoneConfigs } });
    }
  }
}
