/** What lives in the subnets of a stack. */
import { armName, ofType, type Graph, type GraphNode } from "../model.ts";
import { isObject, numberAt, objectsAt, textAt, textsAt, type Properties } from "../../lib/properties.ts";
import type { Item, SubnetBox } from "./types.ts";

/** Annotations of a service with which cloud-provider-azure is told what to make (its document on private link services). */
const annotations = {
  balancerSubnet: "service.beta.kubernetes.io/azure-load-balancer-internal-subnet",
  linkSubnet: "service.beta.kubernetes.io/azure-pls-ip-configuration-subnet",
  linkName: "service.beta.kubernetes.io/azure-pls-name",
} as const;

/** A private link service that the cluster's cloud controller makes, with the subnets that it and its load balancer use. */
export interface Entrance {
  readonly linkName: string;
  readonly linkSubnet: string | undefined;
  readonly balancerSubnet: string | undefined;
  readonly release: string;
}

function annotationsIn(value: unknown): Properties[] {
  if (Array.isArray(value)) return value.flatMap(annotationsIn);
  if (!isObject(value)) return [];
  const own = annotations.balancerSubnet in value ? [value] : [];
  return [...own, ...Object.values(value).flatMap(annotationsIn)];
}

/** Entrances that the values of a stack's Helm releases ask for. */
export function entrancesOf(graph: Graph, stack: string): Entrance[] {
  const releases = graph.byType.get("kubernetes:helm.sh/v3:Release") ?? [];
  return releases
    .filter((release) => release.stack === stack)
    .flatMap((release) =>
      annotationsIn(release.inputs["values"]).map((found) => {
        const text = (key: string) => {
          const value = found[key];
          return typeof value === "string" ? value : undefined;
        };
        return {
          linkName: text(annotations.linkName) ?? "",
          linkSubnet: text(annotations.linkSubnet),
          balancerSubnet: text(annotations.balancerSubnet),
          release: textAt(release.inputs, "name") ?? release.name,
        };
      }),
    );
}

function poolItem(pool: Properties, cluster: string): Item {
  const name = textAt(pool, "name") ?? textAt(pool, "agentPoolName") ?? "pool";
  const least = numberAt(pool, "minCount") ?? numberAt(pool, "count") ?? 0;
  const most = numberAt(pool, "maxCount") ?? least;
  const size = (textAt(pool, "vmSize") ?? "").replace(/^Standard_/, "");
  const zones = textsAt(pool, "availabilityZones[]");
  return {
    kind: "nodes",
    text: `${textAt(pool, "mode") === "System" ? "System" : "User"} nodes`,
    details: [
      `${name} in ${cluster}`,
      `${least === most ? least : `${least} to ${most}`} × ${size}`,
      ...(zones.length > 0 ? [`zones ${zones.join(", ")}`] : []),
    ],
  };
}

/** Makes the subnets' items, by id of the subnet in lower case. */
class Contents {
  private readonly items = new Map<string, Item[]>();

  add(subnet: string | undefined, item: Item): void {
    if (subnet === undefined) return;
    const key = subnet.toLowerCase();
    const list = this.items.get(key);
    if (list === undefined) this.items.set(key, [item]);
    else list.push(item);
  }

  of(id: string): readonly Item[] {
    return this.items.get(id.toLowerCase()) ?? [];
  }
}

function addMachines(contents: Contents, nodes: readonly GraphNode[]): void {
  for (const node of nodes) {
    const card = "virtualMachineProfile.networkProfile.networkInterfaceConfigurations[]";
    const size = (textAt(node.inputs, "sku.name") ?? "").replace(/^Standard_/, "");
    const count = numberAt(node.inputs, "sku.capacity");
    contents.add(textsAt(node.inputs, `${card}.ipConfigurations[].subnet.id`)[0], {
      kind: "machines",
      text: "Machines",
      details: [armName(node), ...(count === undefined ? [] : [`${count} × ${size}`])],
    });
  }
}

function addCluster(contents: Contents, cluster: GraphNode, pools: readonly GraphNode[]): void {
  const name = armName(cluster);
  const own = objectsAt(cluster.inputs, "agentPoolProfiles[]");
  for (const pool of [...own, ...pools.map(({ inputs }) => inputs)])
    contents.add(textAt(pool, "vnetSubnetID"), poolItem(pool, name));
  contents.add(textAt(cluster.inputs, "apiServerAccessProfile.subnetId"), {
    kind: "api",
    text: "API server",
    details: [name],
  });
}

/** The subnets of a stack's networks, with everything that the graph places in them. */
export function readSubnets(graph: Graph, stack: string, endpoints: readonly GraphNode[]): SubnetBox[] {
  const here = (type: string) => ofType(graph, type).filter((node) => node.stack === stack);
  const contents = new Contents();
  for (const firewall of here("network:AzureFirewall")) {
    const addresses = objectsAt(firewall.inputs, "ipConfigurations[]").length;
    contents.add(textsAt(firewall.inputs, "ipConfigurations[].subnet.id")[0], {
      kind: "firewall",
      text: `Azure Firewall ${textAt(firewall.inputs, "sku.tier") ?? ""}`.trim(),
      details: [armName(firewall), `${addresses} public address${addresses === 1 ? "" : "es"}`],
    });
  }
  for (const bastion of here("network:BastionHost"))
    contents.add(textsAt(bastion.inputs, "ipConfigurations[].subnet.id")[0], {
      kind: "bastion",
      text: "Bastion",
      details: [armName(bastion)],
    });
  for (const gateway of here("network:ApplicationGateway"))
    contents.add(textsAt(gateway.inputs, "gatewayIPConfigurations[].subnet.id")[0], {
      kind: "gateway",
      text: "Application Gateway",
      details: [armName(gateway)],
    });
  for (const cluster of here("containerservice:ManagedCluster")) {
    const pools = here("containerservice:AgentPool").filter(
      ({ inputs }) => textAt(inputs, "resourceName") === textAt(cluster.inputs, "resourceName"),
    );
    addCluster(contents, cluster, pools);
  }
  addMachines(contents, here("compute:VirtualMachineScaleSet"));
  for (const pool of here("devopsinfrastructure:Pool"))
    contents.add(textAt(pool.inputs, "fabricProfile.networkProfile.subnetId"), {
      kind: "machines",
      text: "Build agents",
      details: [armName(pool)],
    });
  const byName = new Map(here("network:Subnet").map((node) => [textAt(node.inputs, "subnetName"), node.id]));
  for (const entrance of entrancesOf(graph, stack)) {
    contents.add(byName.get(entrance.linkSubnet), {
      kind: "link",
      text: "Private link service",
      details: [entrance.linkName],
    });
    contents.add(byName.get(entrance.balancerSubnet), {
      kind: "balancer",
      text: "Internal load balancer",
      details: [`of ${entrance.release}`],
    });
  }
  for (const [subnet, count] of countBy(endpoints, (node) => textAt(node.inputs, "subnet.id") ?? ""))
    contents.add(subnet, {
      kind: "endpoints",
      text: `${count} private endpoint${count === 1 ? "" : "s"}`,
      details: [],
    });
  return here("network:Subnet").map((node) => ({
    id: (node.id ?? node.urn).toLowerCase(),
    name: textAt(node.inputs, "subnetName") ?? node.name,
    prefix: textAt(node.inputs, "addressPrefix") ?? textsAt(node.inputs, "addressPrefixes[]")[0] ?? "",
    items: contents.of(node.id ?? ""),
  }));
}

/** How many of a list have each key, in order of appearance. */
export function countBy<Value>(values: readonly Value[], key: (value: Value) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(key(value), (counts.get(key(value)) ?? 0) + 1);
  return counts;
}
