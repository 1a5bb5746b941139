/** A packet's way from a network card to its destination, hop by hop. */
import { formatAddress, holds } from "./address.ts";
import { firewallAt } from "./dns.ts";
import { describe, type End } from "./ends.ts";
import { passFirewall } from "./firewall.ts";
import { enterFrontend, frontendAt } from "./loadBalancer.ts";
import { routeOf, type Route } from "./routing.ts";
import { letsIn, letsOut, type Packet } from "./securityGroups.ts";
import { endpointAnswers, serviceAdmits } from "./service.ts";
import type { Trail } from "./trail.ts";
import type { Endpoint, Firewall, Network, Subnet, World } from "./world/types.ts";

/** Names the hop of a route as a reason. */
function showRoute(route: Route, from: Subnet, trail: Trail): void {
  trail.pass("route", route.rule, `${from.name}: ${route.text}`, { node: route.node, by: route.name });
}

/** The group of private link that a name belongs to, where the name's owner is part of the graph. */
function groupOf(world: World, { host }: End): string | undefined {
  return host === undefined ? undefined : world.serviceByHost.get(host)?.groupId;
}

function enterEndpoint(world: World, endpoint: Endpoint, packet: Packet, trail: Trail): boolean {
  const filtered = ["Enabled", "NetworkSecurityGroupEnabled"].includes(endpoint.subnet.endpointPolicies);
  const to: End = { ...packet.to, groups: endpoint.groups };
  if (!filtered)
    trail.pass(
      "security group",
      "endpoint.policies-off",
      `${endpoint.subnet.name} applies no security group to private endpoints`,
      { node: endpoint.subnet.node },
    );
  else if (!letsIn({ ...packet, to }, endpoint.subnet, trail)) return false;
  if (!endpointAnswers(endpoint, groupOf(world, packet.to), trail)) return false;
  const service = world.serviceById.get(endpoint.targetId);
  return service === undefined || serviceAdmits(service, { kind: "endpoint", endpoint }, trail);
}

/** The firewall's own address: it forwards what routes bring, and answers nothing but names. */
function enterFirewall(firewall: Firewall, { port }: Packet, trail: Trail): boolean {
  if (port === 53)
    return trail.pass(
      "firewall",
      "firewall.own-address",
      `${firewall.name} takes questions for names on port 53`,
      {
        node: firewall.node,
      },
    );
  return trail.stop(
    "firewall",
    "firewall.own-address",
    `${firewall.name} itself answers on no other port than 53`,
    {
      node: firewall.node,
    },
  );
}

/** The subnet of a network that holds an end's address. */
function subnetAt({ subnets }: Network, { address }: End): Subnet | undefined {
  if (address === undefined) return undefined;
  return subnets.find(({ prefixes }) => prefixes.some((prefix) => holds(prefix, address)));
}

/** What happens when a packet has come to the network that holds its destination. */
function arrive(world: World, network: Network, packet: Packet, trail: Trail): boolean {
  const { address } = packet.to;
  const subnet = subnetAt(network, packet.to);
  if (address === undefined || subnet === undefined)
    return trail.stop("route", "route.nobody", `nobody in ${network.name} has ${describe(packet.to)}`, {
      node: network.node,
    });
  const endpoint = network.endpoints.find(({ addresses }) => addresses.includes(address));
  if (endpoint !== undefined) return enterEndpoint(world, endpoint, packet, trail);
  const firewall = world.firewallByAddress.get(address)?.find((own) => own.subnet === subnet);
  if (firewall !== undefined) return enterFirewall(firewall, packet, trail);
  const server = world.clusters.find(
    ({ apiServer }) => apiServer.subnet === subnet && apiServer.address === address,
  );
  if (server !== undefined) {
    const isEndpoint = server.pools.some((pool) => pool.subnet === subnet);
    if (isEndpoint && !["Enabled", "NetworkSecurityGroupEnabled"].includes(subnet.endpointPolicies))
      return trail.pass(
        "private link",
        "cluster.api-endpoint",
        `the API server of ${server.name} answers at its private endpoint in ${subnet.name}, which applies no security group to it`,
        { node: server.node },
      );
    return letsIn(packet, subnet, trail);
  }
  const frontend = frontendAt(world, network, address);
  if (frontend !== undefined) return enterFrontend(frontend, packet, trail);
  return letsIn(packet, subnet, trail);
}

/** Whether a packet leaves a subnet directly: with what address, or why not. */
function wayOut(world: World, packet: Packet, subnet: Subnet, trail: Trail): boolean {
  const decided = { node: subnet.node };
  if (subnet.natGateway !== undefined)
    return trail.pass(
      "route",
      "route.explicit-outbound",
      `${subnet.name} leaves through a NAT gateway`,
      decided,
    );
  const machine = world.machines.find(
    (machines) =>
      machines.subnet === subnet && machines.hasPublicAddress && machines.name === packet.from.label,
  );
  if (machine !== undefined)
    return trail.pass("route", "route.explicit-outbound", `${machine.name} has a public address`, {
      node: machine.node,
    });
  if (subnet.defaultOutbound === false)
    return trail.stop(
      "route",
      "route.private-subnet",
      `${subnet.name} has neither a NAT gateway nor default outbound access: nothing of it reaches the Internet`,
      decided,
    );
  return trail.pass(
    "route",
    "route.default-outbound",
    `${subnet.name} leaves with an address of Microsoft's`,
    decided,
  );
}

/** A packet that goes out to a public address; what the destination sees are the given addresses. */
function reachPublic(
  world: World,
  packet: Packet,
  addresses: readonly string[],
  subnetId: string | undefined,
  trail: Trail,
): boolean {
  const owner = packet.to.host === undefined ? undefined : world.serviceByHost.get(packet.to.host)?.service;
  return owner === undefined || serviceAdmits(owner, { kind: "public", addresses, subnetId }, trail);
}

/** Whether replies come back to the firewall that let the packet through without its own address. */
function repliesReturn(firewall: Firewall, packet: Packet, network: Network, trail: Trail): boolean {
  const subnet = subnetAt(network, packet.to);
  // Nobody answers at an address between the subnets.
  if (subnet === undefined) return true;
  const { hop } = routeOf(subnet, packet.from);
  if (hop.kind === "appliance" && hop.address === firewall.privateAddress) return true;
  return trail.stop(
    "firewall",
    "firewall.asymmetric",
    `${firewall.name} keeps the source address, and replies from ${subnet.name} do not come back to it`,
    { node: firewall.node },
  );
}

function throughFirewall(world: World, firewall: Firewall, packet: Packet, trail: Trail): boolean {
  const passage = passFirewall(firewall, packet, trail);
  if (!passage.allowed) return false;
  const onward = routeOf(firewall.subnet, packet.to);
  switch (onward.hop.kind) {
    case "internet": {
      if (firewall.publicAddresses.length === 0)
        return trail.stop(
          "firewall",
          "firewall.public-address",
          `${firewall.name} has no public address to go out with`,
          {
            node: firewall.node,
          },
        );
      if (!passage.translated)
        return trail.stop(
          "firewall",
          "firewall.translation",
          `${firewall.name} keeps the private source address, with which nothing comes back from the Internet`,
          { node: firewall.node },
        );
      trail.note(
        "firewall",
        "firewall.translation",
        `the destination sees ${firewall.publicAddresses.join(", ")}`,
        {
          node: firewall.node,
        },
      );
      return reachPublic(world, packet, firewall.publicAddresses, undefined, trail);
    }
    case "network":
    case "endpoint": {
      const network = onward.hop.kind === "network" ? onward.hop.network : onward.hop.endpoint.subnet.network;
      showRoute(onward, firewall.subnet, trail);
      if (!passage.translated && !repliesReturn(firewall, packet, network, trail)) return false;
      const from: End = passage.translated
        ? { label: firewall.name, address: firewall.privateAddress, subnet: firewall.subnet }
        : packet.from;
      return arrive(world, network, { ...packet, from }, trail);
    }
    default:
      return trail.stop("route", "firewall.onward-route", `${firewall.name} has no way on: ${onward.text}`, {
        node: onward.node ?? firewall.node,
        by: onward.name,
      });
  }
}

/** The packet with the application security groups of the private endpoint that it is for: they mean one network only. */
function withGroups(network: Network, packet: Packet): Packet {
  const { address, groups } = packet.to;
  if (address === undefined || groups !== undefined) return packet;
  const endpoint = network.endpoints.find(({ addresses }) => addresses.includes(address));
  return endpoint === undefined ? packet : { ...packet, to: { ...packet.to, groups: endpoint.groups } };
}

/**
 * Sends a packet from a network card in a subnet to an address.
 *
 * @returns whether it arrives; the trail has every rule that it met.
 */
export function deliver(world: World, subnet: Subnet, sent: Packet, trail: Trail): boolean {
  const packet = withGroups(subnet.network, sent);
  const route = routeOf(subnet, packet.to);
  if (route.hop.kind === "platform") {
    showRoute(route, subnet, trail);
    return true;
  }
  if (!letsOut(packet, subnet, trail)) return false;
  const decided = { node: route.node ?? subnet.node, by: route.name };
  showRoute(route, subnet, trail);
  if (route.hop.kind === "none")
    return trail.stop("route", "route.none", `${subnet.name}: ${route.text}, which drops it`, decided);
  switch (route.hop.kind) {
    case "network":
      return arrive(world, route.hop.network, packet, trail);
    case "endpoint":
      return enterEndpoint(world, route.hop.endpoint, packet, trail);
    case "serviceEndpoint":
      return reachPublic(world, packet, [], subnet.id, trail);
    case "internet":
      return wayOut(world, packet, subnet, trail) && reachPublic(world, packet, [], undefined, trail);
    case "gateway":
      return trail.unknown(
        "route",
        "route.gateway",
        "what lies behind the gateway is not part of the graph",
        decided,
      );
    case "appliance": {
      const { address } = route.hop;
      const firewall = address === undefined ? undefined : firewallAt(world, subnet.network, address);
      if (firewall !== undefined) return throughFirewall(world, firewall, packet, trail);
      return trail.unknown(
        "route",
        "route.foreign-appliance",
        `the appliance at ${address === undefined ? "an unknown address" : formatAddress(address)} is not part of the graph: its rules decide`,
        decided,
      );
    }
  }
}
