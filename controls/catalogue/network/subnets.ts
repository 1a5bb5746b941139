import { platformSubnets } from "../../data/platformSubnets.ts";
import { at, every, list } from "../../read.ts";
import type { Properties, Resource } from "../../types.ts";

/** Calls back for a subnet of its own, or for each subnet inside a network, with the name to show. */
export function everySubnet(resource: Resource, check: (subnet: Properties, label: string) => void): void {
  const subnets = resource.type === "network:Subnet" ? [resource.props] : list(at(resource.props, "subnets"));
  every(...subnets.map((subnet) => () => check(subnet, labelOf(subnet))));
}

function labelOf(subnet: Properties): string {
  const name = at(subnet, "subnetName") ?? at(subnet, "name");
  return typeof name === "string" ? name : "(named by Pulumi)";
}

/** Whether Azure itself takes no such thing on the subnet of this name. */
export function isPlatformSubnetWithout(what: "networkSecurityGroup" | "routeTable", name: string): boolean {
  const platform = platformSubnets.find((row) => row.name.toLowerCase() === name.toLowerCase());
  return platform?.without.includes(what) ?? false;
}
