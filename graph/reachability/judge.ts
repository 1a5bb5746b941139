/** One flow, judged: the verdict and every reason for it. */
import { isPublic, formatAddress } from "./address.ts";
import { deliver } from "./deliver.ts";
import { resolve, resolvePublicly } from "./dns.ts";
import { rangeHolds, type End, type Protocol } from "./ends.ts";
import { translations } from "./firewall.ts";
import { frontDoorToHost, frontDoorToPod, throughGateway } from "./frontDoor.ts";
import { podsBehind } from "./loadBalancer.ts";
import { machineToPod, podToAddress, podToForeignPod, podToHost, podToPod } from "./pods.ts";
import { routeOf } from "./routing.ts";
import { letsIn } from "./securityGroups.ts";
import { serviceAdmits } from "./service.ts";
import { Trail, type Step } from "./trail.ts";
import { worldOf } from "./world/world.ts";
import type { Graph } from "../model.ts";
import type { Cluster, Machines, Pod, World } from "./world/types.ts";

export type Source =
  | { readonly kind: "machine"; readonly end: End }
  | { readonly kind: "pod"; readonly cluster: Cluster; readonly pod: Pod }
  | { readonly kind: "internet" }
  | { readonly kind: "frontDoor" };

export type Target =
  | { readonly kind: "host"; readonly host: string }
  /** An address, or some public address that no rule names. */
  | { readonly kind: "address"; readonly end: End }
  | { readonly kind: "pod"; readonly cluster: Cluster; readonly pod: Pod };

export interface Flow {
  readonly source: Source;
  readonly target: Target;
  readonly port: number;
  readonly protocol: Protocol;
}

export interface Verdict {
  readonly allowed: boolean;
  /** False when somebody outside of the graph decides; the verdict takes them to let it through. */
  readonly certain: boolean;
  readonly steps: readonly Step[];
  /** The step that stopped it. */
  readonly stoppedBy: Step | undefined;
}

function fromMachine(world: World, end: End, flow: Flow, trail: Trail): boolean {
  const { target, port, protocol } = flow;
  const { subnet } = end;
  if (subnet === undefined) return false;
  switch (target.kind) {
    case "pod":
      return machineToPod({ ...end, subnet }, { world, ...target, port, protocol }, trail);
    case "address":
      return deliver(world, subnet, { from: end, to: target.end, port, protocol }, trail);
    case "host": {
      const { host } = target;
      const answer = resolve(
        world,
        subnet,
        host,
        (own, server, inner) =>
          deliver(world, own, { from: end, to: server, port: 53, protocol: "Udp" }, inner),
        trail,
      );
      return (
        answer?.addresses.every((address) =>
          deliver(world, subnet, { from: end, to: { label: host, host, address }, port, protocol }, trail),
        ) ?? false
      );
    }
  }
}

function fromPod(world: World, cluster: Cluster, pod: Pod, flow: Flow, trail: Trail): boolean {
  const { target, port, protocol } = flow;
  const from = { world, cluster, pod, port, protocol };
  switch (target.kind) {
    case "pod":
      return target.cluster === cluster
        ? podToPod(from, target.pod, trail)
        : podToForeignPod(from, { ...from, cluster: target.cluster, pod: target.pod }, trail);
    case "address":
      return podToAddress(from, target.end, trail);
    case "host":
      return podToHost(from, target.host, trail);
  }
}

/** From the Internet: public services, Front Door, and what firewalls translate. */
function fromInternet(world: World, flow: Flow, trail: Trail): boolean {
  const { target } = flow;
  if (target.kind === "host") {
    const { host } = target;
    const frontDoor = world.frontDoorHosts.get(host);
    if (frontDoor === false) return trail.stop("front door", "front-door.enabled", `${host} is switched off`);
    if (frontDoor === true)
      return trail.pass("front door", "front-door.public", `${host} is Front Door, which is public`);
    if (resolvePublicly(world, host, trail) === undefined) return false;
    const service = world.serviceByHost.get(host)?.service;
    const cluster = world.clusters.find(({ apiServer }) => apiServer.host === host);
    if (cluster !== undefined && cluster.apiServer.allowedRanges.length > 0)
      return trail.stop(
        "service",
        "service.ip-rules",
        `${cluster.name} lists the addresses that may ask its API server`,
        {
          node: cluster.node,
        },
      );
    return (
      service === undefined ||
      serviceAdmits(service, { kind: "public", addresses: [], subnetId: undefined }, trail)
    );
  }
  if (target.kind === "pod") return translatedTo(world, target.cluster, target.pod, flow, trail);
  const { end } = target;
  if (end.address !== undefined && !isPublic(end.address)) {
    const arrives = translated(world, end.address, flow, trail);
    if (arrives === true) return true;
    const machines = world.machines.find(
      ({ subnet, hasPublicAddress }) => hasPublicAddress && subnet === end.subnet,
    );
    if (machines !== undefined) return toPublicCard(machines, end, flow, trail);
    if (arrives === false) return false;
    return trail.stop(
      "route",
      "internet.private",
      `${formatAddress(end.address)} is a private address: no route of the Internet leads there`,
      {
        node: end.subnet?.node,
      },
    );
  }
  return trail.unknown(
    "service",
    "internet.public",
    "who answers at this public address is not part of the graph",
  );
}

/** A machine with a public address of its own: its security groups decide, if replies find the way back. */
function toPublicCard(machines: Machines, end: End, { port, protocol }: Flow, trail: Trail): boolean {
  const back = routeOf(machines.subnet, anybody);
  if (back.hop.kind !== "internet")
    return trail.stop(
      "route",
      "internet.own-address",
      `${machines.name} has a public address, and replies from ${machines.subnet.name} go elsewhere: ${back.text}`,
      { node: back.node, by: back.name },
    );
  trail.pass("route", "internet.own-address", `${machines.name} has a public address of its own`, {
    node: machines.node,
  });
  return letsIn({ from: anybody, to: end, port, protocol }, machines.subnet, trail);
}

/** The Internet, as rules see whoever is there. */
const anybody: End = { label: "the Internet", address: undefined };

/**
 * Whether a firewall hands what arrives at one of its public addresses on to this one, by any of its translations.
 *
 * @returns undefined where none of them is for everybody; the trail tells why one that is does not arrive.
 */
function translated(world: World, address: number, { protocol }: Flow, trail: Trail): boolean | undefined {
  let found = false;
  for (const firewall of world.firewalls)
    for (const { collection, rule } of translations(firewall, protocol)) {
      if (rule.translatedAddress !== formatAddress(address)) continue;
      const decided = { node: collection.node, by: rule.name };
      if (!rule.sources.some((text) => rangeHolds(text, anybody))) {
        trail.note(
          "firewall",
          "firewall.dnat",
          `${rule.name} of ${collection.name} translates for ${rule.sources.join(", ")} only`,
          decided,
        );
        continue;
      }
      found = true;
      trail.pass(
        "firewall",
        "firewall.dnat",
        `${rule.name} of ${collection.name} translates to ${formatAddress(address)}`,
        decided,
      );
      const to: End = { label: formatAddress(address), address };
      const from: End = { label: firewall.name, address: firewall.privateAddress, subnet: firewall.subnet };
      const port = rule.translatedPort ?? 0;
      if (deliver(world, firewall.subnet, { from, to, port, protocol }, trail)) return true;
    }
  return found ? false : undefined;
}

/** From the Internet to a pod: a translation to its load balancer, or to that of a gateway with a route to it. */
function translatedTo(world: World, cluster: Cluster, pod: Pod, flow: Flow, trail: Trail): boolean {
  let found = false;
  for (const service of cluster.services) {
    const address = service.frontend?.address;
    const arrives = address === undefined ? undefined : translated(world, address, flow, trail);
    found ||= arrives !== undefined;
    if (arrives === true && throughGateway(world, cluster, podsBehind(cluster, service), pod, trail))
      return true;
  }
  if (found) return false;
  return trail.stop(
    "route",
    "internet.private",
    `${pod.namespace}/${pod.name} has no public address, and no firewall translates to it`,
    { node: cluster.node },
  );
}

function fromFrontDoor(world: World, { target }: Flow, trail: Trail): boolean {
  switch (target.kind) {
    case "pod":
      return frontDoorToPod(world, target.cluster, target.pod, trail);
    case "host":
      return frontDoorToHost(world, target.host, trail);
    case "address":
      return trail.stop(
        "front door",
        "front-door.no-origin",
        "Front Door opens connections to its origins only, and they have names",
        {
          node: target.end.subnet?.node,
        },
      );
  }
}

/** Judges a flow on the network that a graph describes. */
export function judge(graph: Graph, flow: Flow): Verdict {
  const world = worldOf(graph);
  const trail = new Trail();
  const { source } = flow;
  const allowed = (() => {
    switch (source.kind) {
      case "machine":
        return fromMachine(world, source.end, flow, trail);
      case "pod":
        return fromPod(world, source.cluster, source.pod, flow, trail);
      case "internet":
        return fromInternet(world, flow, trail);
      case "frontDoor":
        return fromFrontDoor(world, flow, trail);
    }
  })();
  return {
    allowed,
    certain: trail.certain,
    steps: trail.steps,
    stoppedBy: allowed ? undefined : trail.steps.findLast(({ outcome }) => outcome === "stop"),
  };
}
