/** Addresses of the internal load balancer that all services of a cluster share, one frontend each. */
import { addressAt, addressCount, parseCidr } from "../../../lib/cidr.ts";
import subnets from "../data/subnets.json" with { type: "json" };
import { ArmError } from "../errors.ts";
import { idKey } from "../ids.ts";
import type { AzureView, Resource } from "../model.ts";
import { objectsAt, textAt, textsAt } from "../../../lib/properties.ts";
import { subnetPrefixes } from "../rules/network.ts";

export interface Frontend {
  /** `namespace/name` of the service that has it. */
  readonly service: string;
  readonly privateIPAddress: string;
  readonly subnetId: string;
}

export function frontendsOf(loadBalancer: Resource | undefined): Frontend[] {
  return objectsAt(loadBalancer?.outputs, "frontendIPConfigurations[]").map((frontend) => ({
    service: textAt(frontend, "service") ?? "",
    privateIPAddress: textAt(frontend, "privateIPAddress") ?? "",
    subnetId: textAt(frontend, "subnetId") ?? "",
  }));
}

/** Addresses of the subnet that others hold. */
function heldAddresses(
  azure: AzureView,
  subnet: Resource,
  loadBalancerId: string,
  service: string,
): Set<string> {
  const others = azure.referring(subnet.id).filter((user) => idKey(user.id) !== idKey(loadBalancerId));
  return new Set([
    ...frontendsOf(azure.find(loadBalancerId))
      .filter((frontend) => frontend.service !== service)
      .map((frontend) => frontend.privateIPAddress),
    ...others.flatMap((user) => [
      ...textsAt(user.outputs, "privateIPAddress"),
      ...textsAt(user.outputs, "frontendIPConfigurations[].privateIPAddress"),
      ...textsAt(user.outputs, "customDnsConfigs[].ipAddresses[]"),
    ]),
  ]);
}

/**
 * The address that a service takes: the one that it names, else the one it has, else the lowest that is free.
 *
 * @throws ArmError when the subnet does not have it to give.
 */
export function frontendAddress(
  azure: AzureView,
  subnet: Resource,
  loadBalancerId: string,
  service: string,
  wanted: string | undefined,
): string {
  const range = parseCidr(subnetPrefixes(subnet.inputs)[0] ?? "0.0.0.0/32");
  const held = heldAddresses(azure, subnet, loadBalancerId, service);
  if (wanted === undefined) {
    const present = frontendsOf(azure.find(loadBalancerId)).find(
      (frontend) => frontend.service === service && idKey(frontend.subnetId) === idKey(subnet.id),
    );
    if (present) return present.privateIPAddress;
    const usable = Array.from({ length: addressCount(range) - subnets.reservedAddresses }, (_, index) =>
      addressAt(range, subnets.firstAddress + index),
    );
    const free = usable.find((address) => !held.has(address));
    if (free !== undefined) return free;
    throw new ArmError(
      "SubnetIsFull",
      400,
      `Subnet '${subnet.id}' has no free address for the load balancer.`,
    );
  }
  const offset = parseCidr(`${wanted}/32`).address - range.address;
  if (offset < 0 || offset >= addressCount(range)) {
    throw new ArmError(
      "PrivateIPAddressNotInSubnet",
      400,
      `Private static IP address ${wanted} does not belong to the range of subnet ${subnet.id}.`,
    );
  }
  if (offset < subnets.firstAddress || offset === addressCount(range) - 1) {
    throw new ArmError(
      "PrivateIPAddressInReservedRange",
      400,
      `Private static IP address ${wanted} falls within the reserved range of subnet ${subnet.id}.`,
    );
  }
  if (held.has(wanted))
    throw new ArmError(
      "PrivateIPAddressIsAllocated",
      400,
      `IP address ${wanted} of subnet ${subnet.id} is already allocated.`,
    );
  return wanted;
}
