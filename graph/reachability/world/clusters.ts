/** AKS clusters: pools, API server, and what rendered charts put into them. */
import { armName, ofType, type Graph, type GraphNode } from "../../model.ts";
import {
  flagAt,
  isText,
  numberAt,
  objectsAt,
  textAt,
  textsAt,
  valueAt,
  type Properties,
} from "../../../lib/properties.ts";
import { parsePrefix } from "../address.ts";
import { asNetworkPolicy } from "./cilium.ts";
import { readKubernetesServices } from "./frontends.ts";
import { labelsAt } from "./labels.ts";
import type { ApiServer, Cluster, Network, NetworkPolicy, Pod, Pool, Subnet } from "./types.ts";

/** Azure keeps the first four addresses of a subnet; AKS takes the next free one for the API server. */
const firstUsable = 4;

/** The rendered objects of a stack, by kind. */
export type Objects = (kind: string) => readonly GraphNode[];

/** Objects of helm's tests exist only while somebody runs them. */
function isTest(node: GraphNode): boolean {
  return (labelsAt(node.inputs, "metadata.annotations")["helm.sh/hook"] ?? "").split(",").includes("test");
}

/** Kinds of objects that make pods, and where they describe them. */
const podTemplates: Readonly<Record<string, (node: GraphNode) => unknown>> = {
  Deployment: (node) => valueAt(node.inputs, "spec.template"),
  DaemonSet: (node) => valueAt(node.inputs, "spec.template"),
  StatefulSet: (node) => valueAt(node.inputs, "spec.template"),
  ReplicaSet: (node) => valueAt(node.inputs, "spec.template"),
  Job: (node) => valueAt(node.inputs, "spec.template"),
  CronJob: (node) => valueAt(node.inputs, "spec.jobTemplate.spec.template"),
  Pod: (node) => node.inputs,
};
const podKinds = Object.keys(podTemplates);

/** The name servers of every AKS cluster, which no chart of ours installs. */
function nameServers(cluster: GraphNode): Pod {
  return {
    name: "kube-dns",
    namespace: "kube-system",
    labels: { "k8s-app": "kube-dns" },
    node: cluster,
    ports: new Map([["dns", 53]]),
    hostNetwork: false,
  };
}

function podsOf(objects: Objects): Pod[] {
  const nodes = Object.entries(podTemplates).flatMap(([kind, templateOf]) =>
    objects(kind).map((node) => [node, templateOf(node)] as const),
  );
  return nodes.map(([node, template]) => {
    const ports = objectsAt(template, "spec.containers[].ports[]").flatMap((port): [string, number][] => {
      const name = textAt(port, "name");
      const number = numberAt(port, "containerPort");
      return name === undefined || number === undefined ? [] : [[name, number]];
    });
    return {
      name: node.name,
      namespace: textAt(node.inputs, "metadata.namespace") ?? "default",
      labels: labelsAt(template, "metadata.labels"),
      node,
      ports: new Map(ports),
      hostNetwork: flagAt(template, "spec.hostNetwork") ?? false,
    };
  });
}

function policiesOf(objects: Objects): NetworkPolicy[] {
  const policy = (node: GraphNode, spec: Properties): NetworkPolicy => ({
    name: node.name,
    namespace: textAt(node.inputs, "metadata.namespace") ?? "default",
    node,
    spec,
  });
  return [
    ...objects("NetworkPolicy").map((node) =>
      policy(node, (valueAt(node.inputs, "spec") ?? {}) as Properties),
    ),
    ...objects("CiliumNetworkPolicy").flatMap((node) => {
      const spec = asNetworkPolicy(valueAt(node.inputs, "spec"));
      return spec === undefined ? [] : [policy(node, spec)];
    }),
  ];
}

/** Labels of namespaces; each has its own name as one (Kubernetes: "Automatic labelling"). */
function namespacesOf(objects: Objects, used: readonly string[]): Map<string, Record<string, string>> {
  const nameLabel = (name: string) => ({ "kubernetes.io/metadata.name": name });
  const namespaces = new Map(used.map((name) => [name, nameLabel(name) as Record<string, string>]));
  for (const node of objects("Namespace"))
    namespaces.set(node.name, { ...labelsAt(node.inputs, "metadata.labels"), ...nameLabel(node.name) });
  return namespaces;
}

function poolsOf(graph: Graph, node: GraphNode, subnets: ReadonlyMap<string, Subnet>): Pool[] {
  const own = objectsAt(node.inputs, "agentPoolProfiles[]");
  const id = (node.id ?? "").toLowerCase();
  const further = ofType(graph, "containerservice:AgentPool")
    .filter((pool) => (pool.id ?? "").toLowerCase().startsWith(`${id}/agentpools/`))
    .map(({ inputs }) => inputs);
  return [...own, ...further].flatMap((pool) => {
    const subnet = subnets.get((textAt(pool, "vnetSubnetID") ?? "").toLowerCase());
    const taints = textsAt(pool, "nodeTaints[]");
    return subnet === undefined
      ? []
      : [
          {
            name: textAt(pool, "name") ?? textAt(pool, "agentPoolName") ?? "",
            subnet,
            podSubnet: subnets.get((textAt(pool, "podSubnetID") ?? "").toLowerCase()),
            groups: textsAt(pool, "networkProfile.applicationSecurityGroups[]").map((group) =>
              group.toLowerCase(),
            ),
            reserved: taints.some((taint) => taint.endsWith(":NoSchedule")),
          },
        ];
  });
}

function apiServerOf(
  node: GraphNode,
  pools: readonly Pool[],
  subnets: ReadonlyMap<string, Subnet>,
): ApiServer {
  const profile = valueAt(node.inputs, "apiServerAccessProfile");
  const isPrivate = flagAt(profile, "enablePrivateCluster") ?? false;
  const integrated = subnets.get((textAt(profile, "subnetId") ?? "").toLowerCase());
  const subnet = integrated ?? (isPrivate ? pools[0]?.subnet : undefined);
  const first = subnet?.prefixes[0]?.first;
  return {
    host: (textAt(node.outputs, "privateFQDN") ?? textAt(node.outputs, "fqdn"))?.toLowerCase(),
    address: first === undefined ? undefined : first + firstUsable,
    subnet,
    isPublic: !isPrivate,
    allowedRanges: textsAt(profile, "authorizedIPRanges[]"),
  };
}

/** Reads every cluster of the graph. */
export function readClusters(
  graph: Graph,
  subnets: ReadonlyMap<string, Subnet>,
  networks: readonly Network[],
): Cluster[] {
  const kinds = new Map<string, GraphNode[]>();
  for (const [type, nodes] of graph.byType) {
    if (!type.startsWith("kubernetes:") || type.startsWith("kubernetes:helm.sh/")) continue;
    for (const node of nodes) {
      if (isTest(node)) continue;
      const key = `${node.stack}|${type.split(":").at(-1) ?? ""}`;
      const list = kinds.get(key);
      if (list === undefined) kinds.set(key, [node]);
      else list.push(node);
    }
  }
  return ofType(graph, "containerservice:ManagedCluster").map((node) => {
    const objects: Objects = (kind) => kinds.get(`${node.stack}|${kind}`) ?? [];
    const pools = poolsOf(graph, node, subnets);
    const pods = [...podsOf(objects), nameServers(node)];
    const network = networks.find(({ id }) => id === pools[0]?.subnet.network.id);
    const overlay = isText(valueAt(node.inputs, "networkProfile.networkPluginMode"), "overlay");
    return {
      id: (node.id ?? node.urn).toLowerCase(),
      name: armName(node),
      node,
      pools,
      podPrefix: overlay ? parsePrefix(textAt(node.inputs, "networkProfile.podCidr") ?? "") : undefined,
      servicePrefix: parsePrefix(textAt(node.inputs, "networkProfile.serviceCidr") ?? ""),
      cilium: isText(valueAt(node.inputs, "networkProfile.networkDataplane"), "cilium"),
      apiServer: apiServerOf(node, pools, subnets),
      pods,
      policies: policiesOf(objects),
      namespaces: namespacesOf(objects, ["kube-system", ...new Set(pods.map(({ namespace }) => namespace))]),
      services: readKubernetesServices(objects("Service"), network),
      routes: objects("HTTPRoute").map((route) => ({
        name: route.name,
        namespace: textAt(route.inputs, "metadata.namespace") ?? "default",
        node: route,
        spec: (valueAt(route.inputs, "spec") ?? {}) as Properties,
      })),
      rendered: podKinds.some((kind) => objects(kind).length > 0),
    };
  });
}
