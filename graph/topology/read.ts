/** Reads from the graph what a drawing shows. Nothing is drawn that no resource of the graph states. */
import { regions as knownRegions } from "../../lib/regions.ts";
import { armName, nodeById, ofType, type Graph, type GraphNode } from "../model.ts";
import { objectsAt, textAt, textsAt, type Properties } from "../../lib/properties.ts";
import { frontDoorTargets, serviceKind, sharedServices } from "./services.ts";
import { entrancesOf, readSubnets } from "./subnets.ts";
import type {
  FrontDoorBox,
  Item,
  Link,
  RegionFrame,
  ServiceBox,
  StackCard,
  SubnetBox,
  Topology,
} from "./types.ts";

/** Azure takes one connection for an endpoint, in either list. */
function connectionOf(endpoint: GraphNode): Properties | undefined {
  return [
    ...objectsAt(endpoint.inputs, "privateLinkServiceConnections[]"),
    ...objectsAt(endpoint.inputs, "manualPrivateLinkServiceConnections[]"),
  ][0];
}

interface Target {
  readonly id: string;
  readonly subnet: string;
  /** Sub-resources of the service; none of a private link service. */
  readonly groups: readonly string[];
  readonly stack: string | undefined;
}

function targetsOf(graph: Graph, endpoints: readonly GraphNode[]): Target[] {
  return endpoints.map((endpoint) => {
    const connection = connectionOf(endpoint);
    const id = (textAt(connection, "privateLinkServiceId") ?? "").toLowerCase();
    return {
      id,
      subnet: (textAt(endpoint.inputs, "subnet.id") ?? "").toLowerCase(),
      groups: textsAt(connection, "groupIds[]"),
      stack: nodeById(graph, id)?.stack,
    };
  });
}

/** The stack's own services in one box, those of one kind in one line. */
function ownServices(
  targets: readonly Target[],
  read: ReadonlySet<string>,
): [ServiceBox, readonly Target[]][] {
  if (targets.length === 0) return [];
  const byText = new Map<string, Target[]>();
  for (const target of targets) {
    const [, text] = serviceKind(target.id);
    byText.set(text, [...(byText.get(text) ?? []), target]);
  }
  const items = [...byText].map(([text, same]): Item => {
    const ids = [...new Set(same.map(({ id }) => id))];
    const groups = [...new Set(same.flatMap((target) => target.groups))];
    return {
      kind: serviceKind(same[0]?.id ?? "")[0],
      text: ids.length > 1 ? `${ids.length} × ${text}` : text,
      details: groups.length === 0 ? [] : [groups.join(", ")],
      frontDoor: ids.some((id) => read.has(id)),
    };
  });
  return [[{ id: "services", items, place: "here" }, targets]];
}

/** Boxes for the services of other stacks: one for all stacks that the same kinds of service are reached in. */
function foreignServices(targets: readonly Target[]): [ServiceBox, readonly Target[]][] {
  const byStack = new Map<string, Target[]>();
  for (const target of targets) {
    const stack = target.stack ?? "another platform";
    byStack.set(stack, [...(byStack.get(stack) ?? []), target]);
  }
  const alike = new Map<string, { stacks: string[]; texts: string[]; targets: Target[] }>();
  for (const [stack, own] of byStack) {
    const texts = [...new Set(own.map(({ id }) => serviceKind(id)[1]))];
    const key = [...texts].sort().join(", ");
    const known = alike.get(key) ?? { stacks: [], texts, targets: [] };
    alike.set(key, { ...known, stacks: [...known.stacks, stack], targets: [...known.targets, ...own] });
  }
  return [...alike.values()].map(({ stacks, texts, targets: same }) => {
    const [first = ""] = stacks;
    const text = stacks.length === 1 ? `Stack ${first}` : `${stacks.length} other stacks`;
    const item: Item = { kind: serviceKind(same[0]?.id ?? "")[0], text, details: texts };
    return [{ id: `stack:${first}`, items: [item], place: "elsewhere" }, same];
  });
}

/** How many host names the rules of a firewall's policies let through, FQDN tags not counted. */
function allowedHosts(graph: Graph, stack: string): number {
  const hosts = ofType(graph, "network:FirewallPolicyRuleCollectionGroup")
    .filter((group) => group.stack === stack)
    .flatMap(({ inputs }) => objectsAt(inputs, "ruleCollections[]"))
    .filter((collection) => textAt(collection, "action.type") === "Allow")
    .flatMap((collection) => [
      ...textsAt(collection, "rules[].targetFqdns[]"),
      ...textsAt(collection, "rules[].destinationFqdns[]"),
    ]);
  return new Set(hosts).size;
}

/** Where the default routes of subnets lead: subnet to next hop. */
function defaultRoutes(graph: Graph): Map<string, string> {
  const hops = new Map<string, string>();
  for (const subnet of ofType(graph, "network:Subnet")) {
    const table = nodeById(graph, textAt(subnet.inputs, "routeTable.id"));
    const route = objectsAt(table?.inputs, "routes[]").find(
      (candidate) => textAt(candidate, "addressPrefix") === "0.0.0.0/0",
    );
    const hop = textAt(route, "nextHopIpAddress");
    if (hop !== undefined) hops.set((subnet.id ?? subnet.urn).toLowerCase(), hop);
  }
  return hops;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function has(subnet: SubnetBox, ...kinds: readonly Item["kind"][]): boolean {
  return subnet.items.some(({ kind }) => kinds.includes(kind));
}

/** Boxes and lines of the way out: to the stack's own firewall, or to a hub outside. */
function wayOut(
  graph: Graph,
  stack: string,
  subnets: readonly SubnetBox[],
): { boxes: ServiceBox[]; links: Link[] } {
  const firewall = subnets.find((subnet) => has(subnet, "firewall"));
  const hops = defaultRoutes(graph);
  const working = subnets.filter((subnet) => has(subnet, "nodes", "machines") && hops.has(subnet.id));
  const [hop] = working.map(({ id }) => hops.get(id));
  if (hop === undefined) return { boxes: [], links: [] };
  const hosts = allowedHosts(graph, stack);
  const internet: ServiceBox = {
    id: "internet",
    items: [
      {
        kind: "internet",
        text: firewall === undefined ? `Hub at ${hop}` : "Internet",
        details: [firewall === undefined ? "the only way out" : counted(hosts, "allowed host")],
      },
    ],
    place: "internet",
  };
  const through = firewall?.id ?? internet.id;
  return {
    boxes: [internet],
    links: [
      ...working.map(({ id }): Link => ({ from: id, to: through, kind: "egress" })),
      ...(firewall === undefined ? [] : [{ from: firewall.id, to: internet.id, kind: "egress" } as const]),
    ],
  };
}

function linksInside(subnets: readonly SubnetBox[]): Link[] {
  const link = subnets.find((subnet) => has(subnet, "link"));
  const balancer = subnets.find((subnet) => has(subnet, "balancer"));
  const gateway = subnets.find((subnet) => has(subnet, "gateway"));
  const bastion = subnets.find((subnet) => has(subnet, "bastion"));
  const user = subnets.filter(({ items }) => items.some(({ text }) => text === "User nodes"));
  const nodes = user.length > 0 ? user : subnets.filter((subnet) => has(subnet, "nodes"));
  const machines = subnets.filter((subnet) => has(subnet, "machines"));
  const endpoints = subnets.find((subnet) => has(subnet, "endpoints"));
  const entry = (from: SubnetBox | undefined, to: SubnetBox | undefined): Link[] =>
    from === undefined || to === undefined || from === to
      ? []
      : [{ from: from.id, to: to.id, kind: "entry" }];
  const jump = machines.find(({ name }) => name.includes("jump")) ?? machines[0];
  return [
    ...entry(link, balancer),
    ...entry(gateway, balancer),
    ...nodes.flatMap((subnet) => entry(balancer, subnet)),
    ...(bastion === undefined || jump === undefined
      ? []
      : [{ from: bastion.id, to: jump.id, kind: "operators" } as const]),
    ...(endpoints === undefined
      ? []
      : [...nodes, ...machines].map(({ id }): Link => ({ from: id, to: endpoints.id, kind: "private" }))),
  ];
}

function readCard(graph: Graph, network: GraphNode, read: ReadonlySet<string>): StackCard {
  const { stack } = network;
  // A stack may have endpoints in another one's network: they are drawn where they stand.
  const endpoints = ofType(graph, "network:PrivateEndpoint").filter(
    ({ inputs }) => nodeById(graph, textAt(inputs, "subnet.id"))?.stack === stack,
  );
  const subnets = readSubnets(graph, stack, endpoints);
  const targets = targetsOf(graph, endpoints);
  const own = ownServices(
    targets.filter((target) => target.stack === stack),
    read,
  );
  const foreign = foreignServices(targets.filter((target) => target.stack !== stack));
  const out = wayOut(graph, stack, subnets);
  const toServices = [...own, ...foreign].flatMap(([box, same]) =>
    [...new Set(same.map(({ subnet }) => subnet))].map((from): Link => ({
      from,
      to: box.id,
      kind: "private",
    })),
  );
  const linkSubnet = entrancesOf(graph, stack)[0]?.linkSubnet;
  return {
    stack,
    region: textAt(network.inputs, "location") ?? "",
    network: armName(network),
    addressSpace: textsAt(network.inputs, "addressSpace.addressPrefixes[]").join(", "),
    subnets,
    services: [...[...own, ...foreign].map(([box]) => box), ...out.boxes],
    links: [...linksInside(subnets), ...toServices, ...out.links],
    entrance: subnets.find(({ name }) => name === linkSubnet)?.id,
    toGlobal: foreign.find(([, same]) => same.some((target) => isShared(graph, target.stack)))?.[0].id,
  };
}

/** Stacks without a network of their own are shared by all regions. */
function isShared(graph: Graph, stack: string | undefined): boolean {
  return (
    stack !== undefined && ofType(graph, "network:VirtualNetwork").every((network) => network.stack !== stack)
  );
}

function readFrontDoor(graph: Graph): FrontDoorBox | undefined {
  const [profile] = ofType(graph, "cdn:Profile");
  if (profile === undefined) return undefined;
  const [waf] = ofType(graph, "frontdoor:Policy");
  const mode = textAt(waf?.inputs, "policySettings.mode");
  const hosts = [
    ...ofType(graph, "cdn:AFDCustomDomain").map(({ inputs }) => textAt(inputs, "hostName")),
    ...ofType(graph, "cdn:AFDEndpoint").map(({ outputs }) => textAt(outputs, "hostName")),
  ].filter((host) => host !== undefined);
  const groups = ofType(graph, "cdn:AFDOriginGroup").length;
  const origins = ofType(graph, "cdn:AFDOrigin").filter(
    ({ inputs }) => textAt(inputs, "enabledState") !== "Disabled",
  ).length;
  return {
    name: armName(profile),
    lines: [
      ...hosts.slice(0, 2),
      `${counted(groups, "origin group")}, ${counted(origins, "enabled origin")}`,
      ...(mode === undefined ? [] : [`Web application firewall: ${mode.toLowerCase()}`]),
    ],
  };
}

/** The whole platform: regions in the order of their stacks, and what they share. */
export function readTopology(graph: Graph): Topology {
  const read = frontDoorTargets(graph);
  const networks = ofType(graph, "network:VirtualNetwork");
  const cards = networks.map((network) => readCard(graph, network, read));
  const frames = new Map<string, StackCard[]>();
  for (const card of cards) frames.set(card.region, [...(frames.get(card.region) ?? []), card]);
  const regional = new Set(networks.map(({ stack }) => stack));
  return {
    frontDoor: readFrontDoor(graph),
    regions: [...frames].map(([region, own]): RegionFrame => ({
      region,
      title: regionTitle(region),
      // What serves users first.
      cards: [...own].sort((a, b) => Number(a.entrance === undefined) - Number(b.entrance === undefined)),
    })),
    shared: sharedServices(graph, new Set(graph.stacks.filter((stack) => !regional.has(stack)))),
  };
}

/** "East US" for eastus; a region that is not in the table keeps its short name. */
function regionTitle(region: string): string {
  return knownRegions.get(region)?.displayName ?? region;
}
