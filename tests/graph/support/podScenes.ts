/** Pods of hand-made clusters, and what is told of flows from and to them. */
import { expect } from "chai";
import { type FromPod } from "../../../graph/reachability/pods.ts";
import { parseAddress } from "../../../graph/reachability/address.ts";
import type { End, Protocol } from "../../../graph/reachability/ends.ts";
import { Trail } from "../../../graph/reachability/trail.ts";
import type { Cluster, Pod, World } from "../../../graph/reachability/world/types.ts";
import { worldOf } from "../../../graph/reachability/world/world.ts";
import type { Properties } from "../../../lib/properties.ts";
import { deployment, ids, networkPolicy, rule, service, Sketch } from "./sketch.ts";

export const clusterUrn = "urn:pulumi:s::p::azure-native:containerservice:ManagedCluster::aks";
export const objectUrn = (type: string, name: string) =>
  `urn:pulumi:s::p::kubernetes:helm.sh/v3:Release::r/kubernetes:${type}/w/${name}`;
export const plainNetwork = { networkProfile: { networkDataplane: "cilium", serviceCidr: "172.16.0.0/16" } };

export interface Options {
  readonly nodeRules?: readonly Properties[];
  readonly podRules?: readonly Properties[];
  readonly bRules?: readonly Properties[];
  readonly more?: Properties;
  readonly dns?: readonly string[];
}

/** Nodes in 10.1.0.0/24, a tainted pool in 10.1.2.0/24, addresses for pods in 10.1.6.0/24, another subnet b, an overlay cluster. */
export function network(
  objects: readonly Properties[] = [],
  { nodeRules, podRules, bRules, more = {}, dns = [] }: Options = {},
): Sketch {
  const rules = (own: readonly Properties[] | undefined) => (own === undefined ? {} : { rules: own });
  return new Sketch()
    .network("n", "10.1.0.0/16", dns)
    .subnet("n", "nodes", "10.1.0.0/24", rules(nodeRules))
    .subnet("n", "b", "10.1.1.0/24", rules(bRules))
    .subnet("n", "system", "10.1.2.0/24", { rules: [rule({ priority: 100, allow: false, port: "8080" })] })
    .subnet("n", "pods", "10.1.6.0/24", rules(podRules))
    .cluster("n", "nodes", [deployment("a", 8080), deployment("b", 8080), ...objects], {
      agentPoolProfiles: [
        { name: "work", vnetSubnetID: ids.subnet("n", "nodes") },
        {
          name: "system",
          vnetSubnetID: ids.subnet("n", "system"),
          nodeTaints: ["CriticalAddonsOnly=true:NoSchedule"],
        },
      ],
      ...more,
    });
}

/** Pools whose pods have addresses of the subnet for pods. */
export const podSubnets: Properties = {
  ...plainNetwork,
  agentPoolProfiles: [
    { name: "work", vnetSubnetID: ids.subnet("n", "nodes"), podSubnetID: ids.subnet("n", "pods") },
  ],
};
/** Pods with addresses of their nodes' subnet. */
export const nodeSubnets: Properties = {
  ...plainNetwork,
  agentPoolProfiles: [{ name: "work", vnetSubnetID: ids.subnet("n", "nodes") }],
};

export interface Scene {
  readonly world: World;
  readonly cluster: Cluster;
  readonly trail: Trail;
  readonly pod: (name: string) => Pod;
  readonly from: (name: string, port?: number, protocol?: Protocol) => FromPod;
}

export function sceneOf(sketch: Sketch, index = 0): Scene {
  const world = worldOf(sketch.graph());
  const cluster = world.clusters[index] ?? expect.fail("no cluster");
  const pod = (name: string): Pod =>
    cluster.pods.find((own) => own.name === name) ?? expect.fail(`no pod ${name}`);
  const from = (name: string, port = 8080, protocol: Protocol = "Tcp"): FromPod => ({
    world,
    cluster,
    pod: pod(name),
    port,
    protocol,
  });
  return { world, cluster, trail: new Trail(), pod, from };
}

export const end = (address: string, label = address): End => ({ label, address: parseAddress(address) });

export function machineIn(world: World, name: string): End & { subnet: NonNullable<End["subnet"]> } {
  const subnet = [...world.subnets.values()].find((own) => own.name === name) ?? expect.fail(`no ${name}`);
  return { label: "a machine", address: (subnet.prefixes[0]?.first ?? 0) + 20, subnet };
}

export const texts = ({ steps }: Trail) => steps.map(({ outcome, text }) => `${outcome}: ${text}`);
export const lastOf = ({ steps }: Trail) => steps.at(-1) ?? expect.fail("no reason is told");

/** The pod may be reached by what the peers are, on any port. */
export const into = (app: string, from: readonly Properties[]) =>
  networkPolicy(`into-${app}`, {
    podSelector: { matchLabels: { app } },
    policyTypes: ["Ingress"],
    ingress: from.length === 0 ? [] : [{ from }],
  });
export const shut = (app: string) => into(app, []);
export const toNothing = (app: string, egress: readonly Properties[] = []) =>
  networkPolicy(`out-of-${app}`, {
    podSelector: { matchLabels: { app } },
    policyTypes: ["Egress"],
    egress,
  });

export const internal: Properties = {
  "service.beta.kubernetes.io/azure-load-balancer-internal": "true",
  "service.beta.kubernetes.io/azure-load-balancer-internal-subnet": "b",
};
export const entrance = (name = "entrance", ports: Properties = {}, annotations: Properties = {}) =>
  service(name, "a", { type: "LoadBalancer", ...ports }, { ...internal, ...annotations });
