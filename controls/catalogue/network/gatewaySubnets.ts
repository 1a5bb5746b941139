import { contains, parseCidr } from "../../../lib/cidr.ts";
import { at, list, refersTo } from "../../read.ts";
import type { Resource, Whole } from "../../types.ts";

/** What the exception below reads, besides what a control is about. */
export const gatewayTypes = ["network:Subnet", "network:ApplicationGateway", "network:RouteTable"] as const;

/**
 * Whether a route table or security group is that of application gateways or of the network's own appliance alone. Azure wants
 * a gateway's subnet to reach the Internet by itself ("Application Gateway infrastructure configuration": a default route to an
 * appliance and blocked outbound traffic break it), and an appliance is what the traffic of the others leaves through; so there
 * what is forbidden elsewhere has to be.
 */
export function servesOnlyGateways(
  whole: Whole,
  guard: Resource,
  property: "routeTable" | "networkSecurityGroup",
): boolean {
  const subnets = whole
    .ofType("network:Subnet")
    .filter(({ props }) => refersTo(at(props, property, "id"), guard));
  const gateways = whole
    .ofType("network:ApplicationGateway")
    .flatMap(({ props }) => list(at(props, "gatewayIPConfigurations")))
    .map((configuration) => at(configuration, "subnet", "id"));
  const hops = whole
    .ofType("network:RouteTable")
    .flatMap(({ props }) => list(at(props, "routes")))
    .map((route) => at(route, "nextHopIpAddress"));
  return (
    subnets.length > 0 &&
    subnets.every(
      (subnet) =>
        gateways.some((id) => refersTo(id, subnet)) ||
        hops.some((hop) => holds(at(subnet.props, "addressPrefix"), hop)),
    )
  );
}

const ipv4 = /^\d+\.\d+\.\d+\.\d+(\/\d+)?$/;

function holds(prefix: unknown, address: unknown): boolean {
  if (typeof prefix !== "string" || typeof address !== "string") return false;
  if (!ipv4.test(prefix) || !ipv4.test(address)) return false;
  return contains(parseCidr(prefix), parseCidr(`${address}/32`));
}
