/** Front Door: it opens connections to the origins of its groups, and to nobody else. */
import { describe, type End } from "./ends.ts";
import { enterFrontend, podsBehind, targetPort, type ServedFrontend } from "./loadBalancer.ts";
import { podToPod } from "./pods.ts";
import { letsIn } from "./securityGroups.ts";
import { serviceAdmits } from "./service.ts";
import type { Trail } from "./trail.ts";
import { numberAt, objectsAt, textAt, textsAt } from "../../lib/properties.ts";
import type {
  ApplicationGateway,
  Cluster,
  HttpRoute,
  Origin,
  OriginLink,
  Pod,
  World,
} from "./world/types.ts";

/** Whether an origin is used and its private link carries anything. */
function originOpen(origin: Origin, trail: Trail): boolean {
  const decided = { node: origin.node };
  if (!origin.enabled)
    return trail.stop("front door", "front-door.enabled", `origin ${origin.name} is disabled`, decided);
  if (!origin.routed)
    return trail.stop(
      "front door",
      "front-door.route",
      `no enabled route of Front Door leads to ${origin.groupName}, the group of ${origin.name}`,
      decided,
    );
  trail.pass(
    "front door",
    "front-door.origin",
    `Front Door sends to the origin ${origin.hostName} of ${origin.groupName}`,
    decided,
  );
  const { link } = origin;
  if (link === undefined) return true;
  if (!link.approved)
    return trail.stop(
      "private link",
      "front-door.approval",
      `nobody has approved the private link connection of ${origin.name} ('${link.requestMessage}'): it stays pending`,
      decided,
    );
  return trail.pass(
    "private link",
    "front-door.approval",
    `the private link connection of ${origin.name} is approved`,
    decided,
  );
}

const linkServices = new WeakMap<World, ReadonlyMap<string, readonly ServedFrontend[]>>();

/** Every private link service that AKS makes, by its name in lower case. */
function linkServicesOf(world: World): ReadonlyMap<string, readonly ServedFrontend[]> {
  const known = linkServices.get(world);
  if (known !== undefined) return known;
  const byName = new Map<string, ServedFrontend[]>();
  for (const cluster of world.clusters)
    for (const service of cluster.services) {
      const name = service.frontend?.linkService?.name.toLowerCase();
      if (name !== undefined) byName.set(name, [...(byName.get(name) ?? []), { cluster, service }]);
    }
  linkServices.set(world, byName);
  return byName;
}

/** The load balancer behind the private link service with this id. */
function servedBy(world: World, { targetId }: OriginLink): ServedFrontend | undefined {
  const parts = targetId.split("/");
  const group = parts[parts.indexOf("resourcegroups") + 1];
  return linkServicesOf(world)
    .get(parts.at(-1) ?? "")
    ?.find(({ service }) => {
      const made = service.frontend?.linkService?.resourceGroup;
      return made === undefined || made.toLowerCase() === group;
    });
}

/** From an address of Front Door's private link through the private link service to the pods behind it. */
function throughLinkService(served: ServedFrontend, port: number, trail: Trail): boolean {
  const { cluster, service } = served;
  const { frontend } = service;
  const nat = frontend?.linkService?.natSubnet;
  const decided = { node: service.node };
  if (frontend?.internal !== true || nat === undefined)
    return trail.stop(
      "private link",
      "link-service.nat",
      `the private link service of ${service.name} has no subnet to translate into`,
      decided,
    );
  if (nat.linkServicePolicies !== "Disabled")
    return trail.stop(
      "private link",
      "link-service.policies",
      `${nat.name} keeps its policies for private link services: Azure makes none there`,
      { node: nat.node },
    );
  const from: End = {
    label: `Front Door behind ${nat.name}`,
    address: (nat.prefixes[0]?.first ?? 0) + 4,
    subnet: nat,
  };
  trail.pass(
    "private link",
    "link-service.nat",
    `the private link service brings it in from ${describe(from)}`,
    decided,
  );
  const to: End = {
    label: `load balancer of ${service.namespace}/${service.name}`,
    address: frontend.address,
    subnet: frontend.subnet,
  };
  return enterFrontend({ cluster, service }, { from, to, port, protocol: "Tcp" }, trail);
}

/** From the gateway's pods to those that a route leads to. */
export function throughGateway(
  world: World,
  cluster: Cluster,
  gateways: readonly Pod[],
  pod: Pod,
  trail: Trail,
): boolean {
  if (gateways.includes(pod)) return true;
  const found = routeTo(cluster, pod);
  if (found === undefined)
    return trail.stop("gateway", "gateway.route", `no HTTPRoute leads to ${pod.namespace}/${pod.name}`, {
      node: cluster.node,
    });
  const { route, port } = found;
  const matches = objectsAt(route.spec, "rules[].matches[]");
  const paths = matches.flatMap((match) => textAt(match, "path.value") ?? []);
  const headers = [...new Set(matches.flatMap((match) => textsAt(match, "headers[].name")))];
  trail.pass(
    "gateway",
    "gateway.route",
    `HTTPRoute ${route.namespace}/${route.name} sends ${paths.join(", ") || "everything"}${
      headers.length === 0 ? "" : ` with the right ${headers.join(", ")}`
    } to ${pod.namespace}/${pod.name}`,
    { node: route.node, by: route.name },
  );
  return gateways.every((gateway) =>
    podToPod({ world, cluster, pod: gateway, port, protocol: "Tcp" }, pod, trail),
  );
}

/** The route whose backends are the pod's services, with the port on which the pod answers. */
function routeTo(cluster: Cluster, pod: Pod): { route: HttpRoute; port: number } | undefined {
  for (const route of cluster.routes)
    for (const backend of objectsAt(route.spec, "rules[].backendRefs[]")) {
      const service = cluster.services.find(
        ({ name, namespace }) =>
          name === textAt(backend, "name") && namespace === (textAt(backend, "namespace") ?? route.namespace),
      );
      if (service === undefined || !podsBehind(cluster, service).includes(pod)) continue;
      const asked = numberAt(backend, "port") ?? service.ports[0]?.port;
      const port = asked === undefined ? undefined : targetPort(service, pod, asked);
      if (port !== undefined) return { route, port };
    }
  return undefined;
}

/** An origin that leads to a cluster, through one of two things. */
interface Candidate {
  readonly origin: Origin;
  readonly gateway: ApplicationGateway | undefined;
  readonly served: ServedFrontend | undefined;
}

/** From Front Door to a pod: origin, private link, load balancer, gateway, route. */
export function frontDoorToPod(world: World, cluster: Cluster, pod: Pod, trail: Trail): boolean {
  const candidates = world.origins.flatMap((origin): Candidate[] => {
    const { link } = origin;
    if (link === undefined) return [];
    const gateway = world.gateways.find(({ id }) => id === link.targetId);
    if (gateway !== undefined && gateway.node.stack === cluster.node.stack)
      return [{ origin, gateway, served: undefined }];
    const served = servedBy(world, link);
    return served?.cluster === cluster ? [{ origin, gateway: undefined, served }] : [];
  });
  if (candidates.length === 0)
    return trail.stop(
      "front door",
      "front-door.no-origin",
      `no origin of Front Door leads to ${cluster.name}`,
      { node: cluster.node },
    );
  return candidates.some((candidate) => throughOrigin(world, cluster, pod, candidate, trail));
}

function throughOrigin(
  world: World,
  cluster: Cluster,
  pod: Pod,
  { origin, gateway, ...found }: Candidate,
  trail: Trail,
): boolean {
  if (!originOpen(origin, trail)) return false;
  const served = found.served ?? behindGateway(cluster);
  if (served === undefined)
    return trail.stop(
      "load balancer",
      "load-balancer.backends",
      `no load balancer of ${cluster.name} takes it on`,
      {
        node: cluster.node,
      },
    );
  if (gateway === undefined) {
    if (!throughLinkService(served, origin.httpsPort, trail)) return false;
  } else {
    const { frontend } = served.service;
    const from: End = {
      label: gateway.name,
      address: (gateway.subnet.prefixes[0]?.first ?? 0) + 4,
      subnet: gateway.subnet,
    };
    const arrival = {
      from,
      to: { label: "the listener", address: from.address },
      port: origin.httpsPort,
      protocol: "Tcp" as const,
    };
    if (!letsIn(arrival, gateway.subnet, trail)) return false;
    trail.pass(
      "load balancer",
      "gateway.application-gateway",
      `${gateway.name} opens a connection of its own to the load balancer`,
      {
        node: gateway.node,
      },
    );
    const to: End = { label: "the load balancer", address: frontend?.address, subnet: frontend?.subnet };
    if (!enterFrontend(served, { from, to, port: origin.httpsPort, protocol: "Tcp" }, trail)) return false;
  }
  return throughGateway(world, cluster, podsBehind(cluster, served.service), pod, trail);
}

function behindGateway(cluster: Cluster): ServedFrontend | undefined {
  const service = cluster.services.find(({ frontend }) => frontend !== undefined);
  return service === undefined ? undefined : { cluster, service };
}

/** Private link groups are told apart as private endpoints do it. */
function sameGroup(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** From Front Door to a name: an origin's, or nobody's. */
export function frontDoorToHost(world: World, host: string, trail: Trail): boolean {
  const origins = world.origins.filter(({ hostName }) => hostName === host);
  if (origins.length === 0)
    return trail.stop(
      "front door",
      "front-door.no-origin",
      `Front Door has no origin ${host}: it opens connections to origins only`,
    );
  return origins.some((origin) => throughHost(world, origin, trail));
}

function throughHost(world: World, origin: Origin, trail: Trail): boolean {
  if (!originOpen(origin, trail)) return false;
  const { hostName: host, link } = origin;
  if (link !== undefined) {
    const served = servedBy(world, link);
    if (served !== undefined) return throughLinkService(served, origin.httpsPort, trail);
    const service = world.serviceById.get(link.targetId);
    if (service === undefined) return true;
    const offered = service.hosts.find((known) => known.host === host)?.groupId;
    if (offered !== undefined && link.groupId !== undefined && !sameGroup(offered, link.groupId))
      return trail.stop(
        "private link",
        "endpoint.one-target",
        `the private link leads to '${link.groupId}' of ${service.name}, and ${host} is its '${offered}'`,
        {
          node: origin.node,
        },
      );
    return trail.pass("service", "service.endpoint", `${service.name} lets in what comes by private link`, {
      node: service.node,
    });
  }
  const owner = world.serviceByHost.get(host)?.service;
  return (
    owner === undefined || serviceAdmits(owner, { kind: "public", addresses: [], subnetId: undefined }, trail)
  );
}
