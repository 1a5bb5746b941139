/** Flows that begin or end at a pod. */
import { formatAddress, holds } from "./address.ts";
import { deliver } from "./deliver.ts";
import { resolve } from "./dns.ts";
import { describe, type End, type Protocol } from "./ends.ts";
import { podsBehind, targetPort, workPools } from "./loadBalancer.ts";
import { mayEnter, mayLeave, type Peer } from "./policies.ts";
import { letsIn, letsOut } from "./securityGroups.ts";
import type { Trail } from "./trail.ts";
import type { Cluster, Frontend, KubernetesService, Pod, Pool, Subnet, World } from "./world/types.ts";

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

/** The subnet whose security group and routes a pod on a node of the pool meets. */
function subnetOf({ subnet, podSubnet = subnet }: Pool, pod: Pod): Subnet {
  return pod.hostNetwork ? subnet : podSubnet;
}

/** A pod as security groups see it: with an address of the pod range, of its pool's subnet for pods, or with its node's. */
function podEnd({ podPrefix }: Cluster, pod: Pod, index: number, pool: Pool | undefined): End {
  const label = `${pod.namespace}/${pod.name}`;
  if (pool === undefined || (podPrefix !== undefined && !pod.hostNetwork))
    return { label, address: podPrefix === undefined ? undefined : podPrefix.first + someHost + index };
  if (pod.hostNetwork) return { ...nodeOf(pool), label };
  const subnet = subnetOf(pool, pod);
  return { label, address: (subnet.prefixes[0]?.first ?? 0) + someHost + index, subnet };
}

/** A pod as others outside of its cluster see it: behind its node's address, or with one of its own. */
function seenOutside(cluster: Cluster, pod: Pod, pool: Pool): End {
  return cluster.podPrefix === undefined ? podEnd(cluster, pod, 0, pool) : nodeOf(pool);
}

/** A pod as policies of other pods see it: in the host's network it is its node. */
function peerOf(pod: Pod): Peer {
  return pod.hostNetwork ? { kind: "node" } : { kind: "pod", pod };
}

/** From one pod to another of the same cluster. Security groups of the nodes see the addresses of pods. */
export function podToPod(from: FromPod, to: Pod, trail: Trail): boolean {
  const { cluster, pod, port, protocol } = from;
  const pools = workPools(cluster);
  const packet = {
    from: podEnd(cluster, pod, 0, pools[0]),
    to: podEnd(cluster, to, 1, pools[0]),
    port,
    protocol,
  };
  return (
    mayLeave({ cluster, pod, peer: peerOf(to), packet }, trail) &&
    pools.every(
      (pool) => letsOut(packet, subnetOf(pool, pod), trail) && letsIn(packet, subnetOf(pool, to), trail),
    ) &&
    mayEnter({ cluster, pod: to, peer: peerOf(pod), packet }, trail)
  );
}

/** The service that a name inside the cluster stands for: `name`, `name.namespace`, `name.namespace.svc.cluster.local`. */
function serviceNamed({ cluster, pod }: FromPod, host: string): KubernetesService | undefined {
  const [name, namespace = pod.namespace, ...rest] = host.split(".");
  if (!["", "svc", "svc.cluster.local"].includes(rest.join("."))) return undefined;
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
  const pools = workPools(cluster);
  if (pools.length === 0) return withoutNodes(cluster, trail);
  const peer: Peer =
    address !== undefined && isNode(cluster, address) ? { kind: "node" } : { kind: "outside", end: to };
  const source = podEnd(cluster, pod, 0, pools[0]);
  if (!mayLeave({ cluster, pod, peer, packet: { from: source, to, port, protocol } }, trail)) return false;
  if (!pod.hostNetwork && cluster.podPrefix !== undefined)
    trail.note("route", "cluster.overlay", `outside of the cluster ${pod.name} has the address of its node`, {
      node: cluster.node,
    });
  return pools.every((pool) =>
    deliver(world, subnetOf(pool, pod), { from: seenOutside(cluster, pod, pool), to, port, protocol }, trail),
  );
}

/** Nothing leaves a cluster whose nodes are in no subnet of the graph. */
function withoutNodes(cluster: Cluster, trail: Trail): false {
  return trail.stop(
    "route",
    "route.nobody",
    `no subnet of the graph has nodes of ${cluster.name}: where its packets go is not known`,
    { node: cluster.node },
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
  if (resolver === undefined) return withoutNodes(cluster, trail);
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

/** A machine whose subnet is known. */
export type Machine = End & { readonly subnet: Subnet };

/** From a node or another machine of the network to a pod. */
export function machineToPod(machine: Machine, to: FromPod, trail: Trail): boolean {
  const { world, cluster, pod, port, protocol } = to;
  const own = cluster.pools.some(({ subnet }) => subnet === machine.subnet);
  if (!own)
    return outsideToPod(machine, to, trail, (end, endPort) =>
      deliver(world, machine.subnet, { from: machine, to: end, port: endPort, protocol }, trail),
    );
  const pools = workPools(cluster);
  const packet = { from: machine, to: podEnd(cluster, pod, 1, pools[0]), port, protocol };
  return (
    letsOut(packet, machine.subnet, trail) &&
    pools.every((pool) => letsIn(packet, subnetOf(pool, pod), trail)) &&
    mayEnter({ cluster, pod, peer: { kind: "node" }, packet }, trail)
  );
}

/** From a pod to one of another cluster. */
export function podToForeignPod(from: FromPod, to: FromPod, trail: Trail): boolean {
  const { cluster, pod } = from;
  const [pool] = workPools(cluster);
  if (pool === undefined) return withoutNodes(cluster, trail);
  return outsideToPod(seenOutside(cluster, pod, pool), to, trail, (end, port) =>
    podToAddress({ ...from, port }, end, trail),
  );
}

/** Carries a packet to an address and port outside of the sender's cluster. */
type Reach = (end: End, port: number) => boolean;

/** From outside of a pod's cluster: at the pod's own address, where it has one there, or at a load balancer's. */
function outsideToPod(source: End, to: FromPod, trail: Trail, reach: Reach): boolean {
  const { cluster, pod, port, protocol } = to;
  if (cluster.podPrefix !== undefined && !pod.hostNetwork) return toFrontends(to, trail, reach);
  const peer: Peer = { kind: "outside", end: source };
  const direct = workPools(cluster).every((pool) => {
    const end = podEnd(cluster, pod, 1, pool);
    return (
      reach(end, port) &&
      mayEnter({ cluster, pod, peer, packet: { from: source, to: end, port, protocol } }, trail)
    );
  });
  return direct || (frontendsOf(to).length > 0 && toFrontends(to, trail, reach));
}

/** The services whose load balancers send to a pod. */
function frontendsOf({ cluster, pod }: FromPod): (KubernetesService & { readonly frontend: Frontend })[] {
  return cluster.services.flatMap((service) => {
    const { frontend } = service;
    return frontend?.address !== undefined && podsBehind(cluster, service).includes(pod)
      ? [{ ...service, frontend }]
      : [];
  });
}

/** Tries the load balancers that lead to a pod, on the ports that lead to the one that is asked for. */
function toFrontends(to: FromPod, trail: Trail, reach: Reach): boolean {
  const { cluster, pod, port } = to;
  const name = `${pod.namespace}/${pod.name}`;
  const decided = { node: cluster.node };
  const serving = frontendsOf(to);
  if (serving.length === 0)
    return trail.stop(
      "load balancer",
      "cluster.overlay",
      `${name} has no address outside of ${cluster.name}, and no load balancer leads to it`,
      decided,
    );
  const ways = serving.flatMap((service) =>
    service.ports
      .filter((entry) => targetPort(service, pod, entry.port) === port)
      .map((entry) => ({ service, port: entry.port })),
  );
  if (ways.length === 0)
    return trail.stop(
      "load balancer",
      "load-balancer.rule",
      `no port of the load balancers in front of ${name} leads to its port ${port}`,
      decided,
    );
  return ways.some(({ service, port: frontPort }) => {
    const { address, subnet } = service.frontend;
    const end: End = { label: `load balancer of ${service.namespace}/${service.name}`, address, subnet };
    trail.note(
      "load balancer",
      "load-balancer.frontend",
      `from outside, ${pod.name} is behind ${describe(end)} on port ${frontPort}`,
      { node: service.node },
    );
    return reach(end, frontPort);
  });
}
