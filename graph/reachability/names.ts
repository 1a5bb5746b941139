/** The names by which questions call the ends of flows. */
import { textsAt } from "../../lib/properties.ts";
import {
  holds,
  metadataAddress,
  notPublicRanges,
  parsePrefix,
  partsOf,
  platformAddress,
  type Range,
} from "./address.ts";
import type { End } from "./ends.ts";
import type { Source, Target } from "./judge.ts";
import { nodeOf } from "./pods.ts";
import { globalRoles, serviceRoles, subnetRoles } from "./roles.ts";
import type { Cluster, Machines, Pod, SecurityGroup, Service, Subnet, World } from "./world/types.ts";

/** A question that cannot be understood; `known` lists what could have been meant. */
export class QuestionError extends Error {
  readonly known: readonly string[];

  constructor(problem: string, known: readonly string[] = []) {
    super(problem);
    this.known = known;
  }
}

/** The global stack of a stack's environment. */
function globalOf(stack: string): string {
  return [...stack.split(".").slice(0, -1), "global"].join(".");
}

/** A host of a subnet that no other resource of the graph takes: behind Azure's four and whatever came first. */
const someHost = 10;

/** The address of that host; Azure's smallest subnets end before it, and their last usable address stands for it. */
function someAddress({ prefixes }: Subnet): number | undefined {
  const [prefix] = prefixes;
  return prefix === undefined ? undefined : Math.min(prefix.first + someHost, prefix.last - 1);
}

const remembered = new WeakMap<World, Map<string, Names>>();

/** What a name of a role means in one stack. */
export class Names {
  readonly #world: World;
  readonly stack: string;
  readonly clusters: readonly Cluster[];
  readonly pods: readonly { readonly cluster: Cluster; readonly pod: Pod }[];
  readonly #subnets: ReadonlyMap<string, Subnet>;
  readonly #services: ReadonlyMap<string, Service>;
  #roles: readonly string[] | undefined;

  constructor(world: World, stack: string) {
    this.#world = world;
    this.stack = stack;
    this.clusters = world.clusters.filter(({ node }) => node.stack === stack);
    this.pods = this.clusters.flatMap((cluster) =>
      cluster.pods.filter(({ namespace }) => namespace !== "kube-system").map((pod) => ({ cluster, pod })),
    );
    const own = world.networks.filter(({ node }) => node.stack === stack);
    this.#subnets = new Map(
      own.flatMap(({ subnets }) => subnets.map((subnet) => [subnet.name, subnet] as const)),
    );
    this.#services = new Map(
      world.services.map((service) => [`${service.node.stack}|${service.node.name}`, service]),
    );
  }

  /** The names of a stack; they are put together once. */
  static of(world: World, stack: string): Names {
    const stacks = remembered.get(world) ?? new Map<string, Names>();
    remembered.set(world, stacks);
    const names = stacks.get(stack) ?? new Names(world, stack);
    stacks.set(stack, names);
    return names;
  }

  #subnet(role: string): Subnet | undefined {
    const name = role.startsWith("subnet:") ? role.slice("subnet:".length) : subnetRoles[role];
    return name === undefined ? undefined : this.#subnets.get(name);
  }

  #pod(role: string): { cluster: Cluster; pod: Pod } | undefined {
    const name = role.slice("pod:".length);
    return this.pods.find(({ pod }) => pod.name === name || `${pod.namespace}/${pod.name}` === name);
  }

  #service(role: string): { service: Service; groupId: string } | undefined {
    const meant = serviceRoles[role];
    if (meant === undefined) return undefined;
    const stack = globalRoles.has(role) ? globalOf(this.stack) : this.stack;
    const service = this.#services.get(`${stack}|${meant.node}`);
    return service === undefined ? undefined : { service, groupId: meant.groupId };
  }

  /** Every role that has something to stand for in this stack. */
  roles(): readonly string[] {
    this.#roles ??= this.#allRoles();
    return this.#roles;
  }

  #allRoles(): string[] {
    const subnets = Object.keys(subnetRoles).filter((role) => this.#subnet(role) !== undefined);
    const services = Object.keys(serviceRoles).filter((role) => this.#service(role) !== undefined);
    return [
      ...(this.clusters.length > 0 ? ["nodes", "api-server"] : []),
      ...subnets,
      ...this.pods.map(({ pod }) => `pod:${pod.name}`),
      ...services,
    ];
  }

  /** Cards of machines in the subnet, or one that could be there. */
  #machines(subnet: Subnet): End[] {
    const own = this.#world.machines.filter((machines) => machines.subnet === subnet);
    return own.length > 0 ? own.map((machines) => machineEnd(machines)) : [someMachine(subnet)];
  }

  /** Machines by the name of their scale set, card or pool. */
  #named(role: string): End[] {
    return this.#world.machines
      .filter(({ name, node }) => node.stack === this.stack && name === role)
      .map(machineEnd);
  }

  source(role: string): Source[] | undefined {
    if (role === "nodes") return this.#nodes().map((end) => ({ kind: "machine", end }));
    if (role.startsWith("pod:")) {
      const found = this.#pod(role);
      return found === undefined ? undefined : [{ kind: "pod", ...found }];
    }
    const named = this.#named(role);
    if (named.length > 0) return named.map((end) => ({ kind: "machine", end }));
    const subnet = this.#subnet(role);
    return subnet === undefined
      ? undefined
      : this.#machines(subnet).map((end) => ({ kind: "machine" as const, end }));
  }

  #nodes(): End[] {
    return this.clusters.flatMap(({ pools }) => pools).map(nodeOf);
  }

  target(role: string): Target[] | undefined {
    if (role === "nodes") return this.#nodes().map((end) => ({ kind: "address", end }));
    if (role === "api-server")
      return this.clusters.flatMap(({ apiServer }) =>
        apiServer.host === undefined ? [] : [{ kind: "host" as const, host: apiServer.host }],
      );
    if (role.startsWith("pod:")) {
      const found = this.#pod(role);
      return found === undefined ? undefined : [{ kind: "pod", ...found }];
    }
    const service = this.#service(role);
    if (service !== undefined) {
      const found = service.service.hosts.find(({ groupId }) => groupId === service.groupId);
      return found === undefined ? undefined : [{ kind: "host", host: found.host }];
    }
    const named = this.#named(role);
    if (named.length > 0) return named.map((end) => ({ kind: "address", end }));
    const subnet = this.#subnet(role);
    if (subnet === undefined) return undefined;
    const special = this.#occupants(role, subnet);
    return (special.length > 0 ? special : this.#machines(subnet)).map((end) => ({ kind: "address", end }));
  }

  /** What a subnet is there for, where that is no machine. */
  #occupants(role: string, subnet: Subnet): End[] {
    if (role === "private-endpoints")
      return this.#world.endpoints
        .filter((endpoint) => endpoint.subnet === subnet)
        .flatMap(({ name, addresses }) => addresses.map((address) => ({ label: name, address, subnet })));
    if (role === "ingress")
      return this.clusters
        .flatMap(({ services }) => services)
        .filter(({ frontend }) => frontend?.subnet === subnet)
        .map(({ frontend, name }) => ({
          label: `load balancer of ${name}`,
          address: frontend?.address,
          subnet,
        }));
    return this.#world.firewalls
      .filter((firewall) => firewall.subnet === subnet)
      .map(({ name, privateAddress }) => ({ label: name, address: privateAddress, subnet }));
  }

  /** The port on which a pod of that name answers first. */
  podPort(role: string): number | undefined {
    const pod = this.#pod(role)?.pod;
    return pod === undefined ? undefined : [...pod.ports.values()][0];
  }
}

function someMachine(subnet: Subnet): End {
  return { label: subnet.name, address: someAddress(subnet), subnet };
}

function machineEnd({ name, subnet, groups, securityGroup }: Machines): End {
  return {
    label: name,
    address: someAddress(subnet),
    subnet,
    groups,
    card: securityGroup,
  };
}

/** The ranges among texts of rules, which name tags and other things as well. */
function rangesIn(texts: readonly string[]): Range[] {
  return texts.flatMap((text) => parsePrefix(text) ?? []);
}

const one = (address: number): Range => ({ first: address, last: address });

function inSecurityGroup(group: SecurityGroup | undefined): Range[] {
  return (group?.rules ?? []).flatMap(({ sources, destinations }) => rangesIn([...sources, ...destinations]));
}

/** Where network policies may list address blocks. */
const blocks = ["egress[].to[]", "ingress[].from[]"].flatMap((peers) => [
  `${peers}.ipBlock.cidr`,
  `${peers}.ipBlock.except[]`,
]);

/** Every range by which routes, rules and policies may treat addresses of one range differently. */
function boundaries({ networks, subnets, machines, firewalls, endpoints, clusters }: World): Range[] {
  return [
    ...notPublicRanges,
    one(platformAddress),
    one(metadataAddress),
    ...networks.flatMap(({ prefixes }) => prefixes),
    ...[...subnets.values()].flatMap(({ securityGroup, routeTable, prefixes }) => [
      ...prefixes,
      ...inSecurityGroup(securityGroup),
      ...(routeTable?.routes ?? []).flatMap(({ prefix }) => (typeof prefix === "string" ? [] : [prefix])),
    ]),
    ...machines.flatMap(({ securityGroup }) => inSecurityGroup(securityGroup)),
    ...firewalls.flatMap(({ privateAddress, policies }) => [
      one(privateAddress),
      ...policies.flatMap(({ snatRanges }) => rangesIn(snatRanges ?? [])),
      ...policies
        .flatMap(({ collections }) => collections.flatMap(({ rules }) => rules))
        .flatMap(({ sources, destinations, translatedAddress }) =>
          rangesIn([...sources, ...destinations, translatedAddress ?? ""]),
        ),
    ]),
    ...endpoints.flatMap(({ addresses }) => addresses.map(one)),
    ...clusters.flatMap(({ podPrefix, apiServer, services, policies }) => [
      ...[podPrefix].flatMap((prefix) => prefix ?? []),
      ...[apiServer.address, ...services.map(({ frontend }) => frontend?.address)].flatMap((address) =>
        address === undefined ? [] : one(address),
      ),
      ...policies.flatMap(({ spec }) => rangesIn(blocks.flatMap((path) => textsAt(spec, path)))),
    ]),
  ];
}

/** Ends for an address or a range: one for each part that rules could treat differently. Undefined for other texts. */
export function addressEnds(world: World, text: string): End[] | undefined {
  const range = parsePrefix(text);
  if (range === undefined) return undefined;
  return partsOf(range, boundaries(world)).map((address) => {
    const subnet = [...world.subnets.values()].find(({ prefixes }) =>
      prefixes.some((prefix) => holds(prefix, address)),
    );
    return { label: text, address, subnet };
  });
}
