/** Internal load balancers that AKS makes for services, and the pods behind them. */
import { describe, type End } from "./ends.ts";
import { mayEnter, selects } from "./policies.ts";
import { letsIn, type Packet } from "./securityGroups.ts";
import type { Trail } from "./trail.ts";
import type { Cluster, KubernetesService, Network, Pod, Pool, World } from "./world/types.ts";

/** A service of a cluster with the load balancer frontend that answers for it. */
export interface ServedFrontend {
  readonly cluster: Cluster;
  readonly service: KubernetesService;
}

/** Pools on which pods without tolerations run; all of them where every one is reserved. */
export function workPools(cluster: Cluster): readonly Pool[] {
  const open = cluster.pools.filter(({ reserved }) => !reserved);
  return open.length > 0 ? open : cluster.pools;
}

/** The service that has an address of the network as its frontend. */
export function frontendAt(world: World, network: Network, address: number): ServedFrontend | undefined {
  for (const cluster of world.clusters) {
    if (cluster.pools[0]?.subnet.network !== network) continue;
    const service = cluster.services.find(({ frontend }) => frontend?.address === address);
    if (service !== undefined) return { cluster, service };
  }
  return undefined;
}

/** The pods that a service sends to. */
export function podsBehind(cluster: Cluster, service: KubernetesService): Pod[] {
  return cluster.pods.filter(
    (pod) => pod.namespace === service.namespace && selects({ matchLabels: service.selector }, pod.labels),
  );
}

/** The port on which a pod answers for a port of its service. */
export function targetPort(service: KubernetesService, pod: Pod, port: number): number | undefined {
  const target = service.ports.find((entry) => entry.port === port)?.target;
  return typeof target === "string" ? pod.ports.get(target) : target;
}

/** What a packet meets behind a frontend: the nodes' security groups, then the pods' policies. */
export function enterFrontend({ cluster, service }: ServedFrontend, packet: Packet, trail: Trail): boolean {
  const name = `${service.namespace}/${service.name}`;
  const decided = { node: service.node };
  if (!service.ports.some(({ port }) => port === packet.port))
    return trail.stop(
      "load balancer",
      "load-balancer.rule",
      `the load balancer has no rule for port ${packet.port} of ${name}`,
      decided,
    );
  trail.pass(
    "load balancer",
    "load-balancer.rule",
    `the load balancer sends port ${packet.port} of ${name} to the nodes`,
    decided,
  );
  for (const { subnet } of workPools(cluster)) {
    // With a floating address the packet still bears the frontend's when it comes to a node.
    const to: End =
      service.frontend?.floating === false
        ? { label: `nodes in ${subnet.name}`, address: (subnet.prefixes[0]?.first ?? 0) + 5, subnet }
        : packet.to;
    if (!letsIn({ ...packet, to }, subnet, trail)) return false;
  }
  trail.note(
    "load balancer",
    "load-balancer.floating",
    service.frontend?.floating === false
      ? "packets reach nodes with the nodes' own addresses"
      : `packets reach nodes with the load balancer's address ${describe(packet.to)}`,
    decided,
  );
  const pods = podsBehind(cluster, service);
  if (pods.length === 0)
    return trail.stop(
      "load balancer",
      "load-balancer.backends",
      `no pod of the graph stands behind ${name}`,
      decided,
    );
  return pods.every((pod) =>
    mayEnter(
      {
        cluster,
        pod,
        peer: { kind: "outside", end: packet.from },
        packet: { ...packet, port: targetPort(service, pod, packet.port) ?? packet.port },
      },
      trail,
    ),
  );
}
