/** Flows that begin or end at a pod. */
import { formatAddress, holds } from "./address.ts";
import { deliver } from "./deliver.ts";
import { resolve } from "./dns.ts";
import { describe, type End, type Protocol } from "./ends.ts";
import { podsBehind, targetPort, workPools } from "./loadBalancer.ts";
import { mayEnter, mayLeave, type Peer } from "./policies.ts";
import { letsIn, letsOut } from "./securityGroups.ts";
import type { Trail } from "./trail.ts";
import type { Cluster, KubernetesService, Pod, Pool, World } from "./world/types.ts";

/** A pod that sends. */
export interface FromPod {
  readonly world: World;
  readonly cluster: Cluster;
  readonly pod: Pod;
  readonly port: number;
  readonly protocol: Protocol;
}

/** A host of a subnet that no other resource of the graph takes: behind Azure's four and whatever came first. */
const someHost = 10;

/** A node of a pool, as others see it. */
export function nodeOf({ subnet, groups }: Pool): End {
  return {
    label: `nodes in ${subnet.name}`,
    address: (subnet.prefixes[0]?.first ?? 0) + someHost,
    subnet,
    groups,
  };
}

/** A pod as security groups see it: in the pod range, or in the subnet that pods of its pool have. */
function podEnd(cluster: Cluster, pod: Pod, index: number): End {
  const podSubnet = workPools(cluster)[0]?.podSubnet;
  return {
    label: `${pod.namespace}/${pod.name}`,
    address: (cluster.podPrefix?.first ?? podSubnet?.prefixes[0]?.first ?? 0) + someHost + index,
    subnet: podSubnet,
  };
}

/** Security groups of the nodes see the addresses of pods when one pod talks to another. */
function betweenNodes(from: FromPod, to: Pod, port: number, trail: Trail): boolean {
  const { cluster, pod, protocol } = from;
  const packet = { from: podEnd(cluster, pod, 0), to: podEnd(cluster, to, 1), port, protocol };
  return workPools(cluster).every(({ subnet, podSubnet = subnet }) => {
    if (cluster.podPrefix === undefined && podSubnet === subnet) return true;
    return letsOut(packet, podSubnet, trail) && letsIn(packet, podSubnet, trail);
  });
}

/** From one pod to another of the same cluster. */
export function podToPod(from: FromPod, to: Pod, trail: Trail): boolean {
  const { cluster, pod, port, protocol } = from;
  const packet = { from: podEnd(cluster, pod, 0), to: podEnd(cluster, to, 1), port, protocol };
  return (
    mayLeave({ cluster, pod, peer: { kind: "pod", pod: to }, packet }, trail) &&
    betweenNodes(from, to, port, trail) &&
    mayEnter({ cluster, pod: to, peer: { kind: "pod", pod }, packet }, trail)
  );
}

/** The service that a name inside the cluster stands for: `name`, `name.namespace`, `name.namespace.svc.cluster.local`. */
function serviceNamed({ cluster, pod }: FromPod, host: string): KubernetesService | undefined {
  const [name, namespace = pod.namespace, ...rest] = host.split(".");
  if (rest.length > 0 && rest[0] !== "svc") return undefined;
  return cluster.services.find((service) => service.name === name && service.namespace === namespace);
}

/** Whether an address is a node's, which policies tell from all others. */
function isNode(cluster: Cluster, address: number): boolean {
  return (
    address !== cluster.apiServer.address &&
    cluster.pools.some(({ subnet }) => subnet.prefixes.some((prefix) => holds(prefix, address)))
  );
}

/** From a pod to an address outside of the cluster: its policies, then its node's way. */
export function podToAddress(from: FromPod, to: End, trail: Trail): boolean {
  const { world, cluster, pod, port, protocol } = from;
  const { address } = to;
  if (address !== undefined && cluster.podPrefix !== undefined && holds(cluster.podPrefix, address))
    return trail.stop(
      "route",
      "cluster.pod-address",
      `${formatAddress(address)} is an address of a pod: ask for the pod by name`,
    );
  const peer: Peer =
    address !== undefined && isNode(cluster, address) ? { kind: "node" } : { kind: "outside", end: to };
  const source = podEnd(cluster, pod, 0);
  if (!mayLeave({ cluster, pod, peer, packet: { from: source, to, port, protocol } }, trail)) return false;
  if (!pod.hostNetwork && cluster.podPrefix !== undefined)
    trail.note("route", "cluster.overlay", `outside of the cluster ${pod.name} has the address of its node`, {
      node: cluster.node,
    });
  return workPools(cluster).every((pool) =>
    pool.podSubnet === undefined
      ? deliver(world, pool.subnet, { from: nodeOf(pool), to, port, protocol }, trail)
      : deliver(world, pool.podSubnet, { from: source, to, port, protocol }, trail),
  );
}

/** From a pod to a name: a service of the cluster, or whatever the network's name servers say. */
export function podToHost(from: FromPod, host: string, trail: Trail): boolean {
  const { world, cluster } = from;
  const names = cluster.pods.find(({ labels }) => labels["k8s-app"] === "kube-dns");
  if (names !== undefined) {
    const question = { ...from, port: 53, protocol: "Udp" as const };
    if (!podToPod(question, names, trail)) return false;
  }
  const service = serviceNamed(from, host);
  if (service !== undefined) return podToService(from, service, trail);
  // The name servers of the cluster forward from the nodes that they run on.
  const resolver = cluster.pools.find(({ reserved }) => reserved) ?? cluster.pools[0];
  if (resolver === undefined) return false;
  const answer = resolve(
    world,
    resolver.subnet,
    host,
    (subnet, server, inner) =>
      deliver(world, subnet, { from: nodeOf(resolver), to: server, port: 53, protocol: "Udp" }, inner),
    trail,
  );
  if (answer === undefined) return false;
  return answer.addresses.every((address) => podToAddress(from, { label: host, host, address }, trail));
}

function podToService(from: FromPod, service: KubernetesService, trail: Trail): boolean {
  const pods = podsBehind(from.cluster, service);
  const decided = { node: service.node };
  if (pods.length === 0)
    return trail.stop(
      "load balancer",
      "load-balancer.backends",
      `no pod stands behind ${service.namespace}/${service.name}`,
      decided,
    );
  trail.pass(
    "dns",
    "cluster.service",
    `${service.namespace}/${service.name} is a service of the cluster`,
    decided,
  );
  return pods.every((pod) => {
    const port = targetPort(service, pod, from.port);
    if (port === undefined)
      return trail.stop(
        "load balancer",
        "load-balancer.rule",
        `${service.namespace}/${service.name} has no port ${from.port}`,
        decided,
      );
    return podToPod({ ...from, port }, pod, trail);
  });
}

/** From a node or another machine of the network to a pod. */
export function machineToPod(
  world: World,
  machine: End,
  { cluster, pod, port, protocol }: FromPod,
  trail: Trail,
): boolean {
  const own = cluster.pools.some(({ subnet }) => subnet === machine.subnet);
  if (own) {
    const packet = { from: machine, to: podEnd(cluster, pod, 1), port, protocol };
    return (
      machine.subnet !== undefined &&
      letsOut(packet, machine.subnet, trail) &&
      workPools(cluster).every(({ subnet }) => letsIn(packet, subnet, trail)) &&
      mayEnter({ cluster, pod, peer: { kind: "node" }, packet }, trail)
    );
  }
  return toFrontends(cluster, pod, trail, (end, frontPort) =>
    machine.subnet === undefined
      ? false
      : deliver(world, machine.subnet, { from: machine, to: end, port: frontPort, protocol }, trail),
  );
}

/** Tries the load balancer addresses that lead to a pod: from outside of its cluster a pod has no other. */
export function toFrontends(
  cluster: Cluster,
  pod: Pod,
  trail: Trail,
  reach: (frontend: End, port: number) => boolean,
): boolean {
  const serving = cluster.services.filter(
    (service) => service.frontend?.address !== undefined && podsBehind(cluster, service).includes(pod),
  );
  if (serving.length === 0)
    return trail.stop(
      "load balancer",
      "cluster.overlay",
      `${pod.namespace}/${pod.name} has no address outside of ${cluster.name}, and no load balancer leads to it`,
      { node: cluster.node },
    );
  return serving.some((service) => {
    const end: End = {
      label: `load balancer of ${service.namespace}/${service.name}`,
      address: service.frontend?.address,
      subnet: service.frontend?.subnet,
    };
    const port = service.ports[0]?.port ?? 0;
    trail.note(
      "load balancer",
      "load-balancer.frontend",
      `from outside, ${pod.name} is behind ${describe(end)} on port ${port}`,
      {
        node: service.node,
      },
    );
    return reach(end, port);
  });
}
