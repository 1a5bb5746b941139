/** The network as the evaluation sees it: what the graph's resources mean, without their ARM shapes. */
import type { Graph, GraphNode } from "../../model.ts";
import type { Properties } from "../../../lib/properties.ts";
import type { Prefix } from "../address.ts";

export interface Network {
  readonly id: string;
  readonly name: string;
  readonly node: GraphNode;
  readonly prefixes: readonly Prefix[];
  /** Name servers that machines are told; none means Azure DNS. */
  readonly dnsServers: readonly string[];
  readonly subnets: Subnet[];
  /** Networks that this side of a peering leads to. */
  readonly peers: Network[];
  readonly endpoints: Endpoint[];
}

export interface Subnet {
  readonly id: string;
  readonly name: string;
  readonly node: GraphNode;
  readonly network: Network;
  readonly prefixes: readonly Prefix[];
  readonly securityGroup: SecurityGroup | undefined;
  readonly routeTable: RouteTable | undefined;
  /** `privateEndpointNetworkPolicies`: what applies to private endpoints in the subnet. */
  readonly endpointPolicies: string;
  readonly linkServicePolicies: string;
  /** Services with a service endpoint, for example "Microsoft.Storage". */
  readonly serviceEndpoints: readonly string[];
  /** Whether machines get an address of Microsoft's to go out with; undefined where the template says nothing. */
  readonly defaultOutbound: boolean | undefined;
  readonly natGateway: string | undefined;
}

export interface SecurityGroup {
  readonly name: string;
  readonly node: GraphNode;
  /** Rules of both directions, default rules included, by priority. */
  readonly rules: readonly SecurityRule[];
}

export interface SecurityRule {
  readonly name: string;
  readonly priority: number;
  readonly direction: "Inbound" | "Outbound";
  readonly allow: boolean;
  /** "Tcp", "Udp", "Icmp", "Esp", "Ah" or "*". */
  readonly protocol: string;
  readonly sources: readonly string[];
  readonly destinations: readonly string[];
  readonly sourcePorts: readonly string[];
  readonly destinationPorts: readonly string[];
  /** Ids of application security groups, in lower case. */
  readonly sourceGroups: readonly string[];
  readonly destinationGroups: readonly string[];
  readonly isDefault: boolean;
}

export interface RouteTable {
  readonly name: string;
  readonly node: GraphNode;
  readonly routes: readonly UserRoute[];
}

export interface UserRoute {
  readonly name: string;
  /** A prefix, or the name of a service tag. */
  readonly prefix: Prefix | string;
  readonly hop: string;
  readonly hopAddress: number | undefined;
}

export interface Firewall {
  readonly name: string;
  readonly node: GraphNode;
  readonly privateAddress: number;
  readonly subnet: Subnet;
  readonly publicAddresses: readonly string[];
  /** The policies that apply, the topmost parent first. */
  readonly policies: readonly FirewallPolicy[];
}

export interface FirewallPolicy {
  readonly name: string;
  readonly node: GraphNode;
  readonly dnsProxy: boolean;
  readonly dnsServers: readonly string[];
  readonly threatIntelligence: string;
  readonly intrusionDetection: string;
  /** `snat.privateRanges`; undefined for the default. */
  readonly snatRanges: readonly string[] | undefined;
  /** Rule collections in the order in which Azure goes through them. */
  readonly collections: readonly RuleCollection[];
}

export interface RuleCollection {
  readonly name: string;
  readonly group: string;
  readonly node: GraphNode;
  /** "Allow", "Deny" or "DNAT". */
  readonly action: string;
  readonly rules: readonly FirewallRule[];
}

export interface FirewallRule {
  readonly name: string;
  readonly kind: "network" | "application" | "nat";
  readonly sources: readonly string[];
  /** Addresses, ranges, service tags; IP groups are unfolded. */
  readonly destinations: readonly string[];
  readonly destinationFqdns: readonly string[];
  readonly destinationPorts: readonly string[];
  /** Network rules: "TCP", "UDP", "ICMP", "Any". Application rules: "Https:443" and the like. */
  readonly protocols: readonly string[];
  readonly targetFqdns: readonly string[];
  readonly fqdnTags: readonly string[];
  readonly terminateTls: boolean;
  readonly translatedAddress: string | undefined;
  readonly translatedPort: number | undefined;
}

/** A private endpoint. */
export interface Endpoint {
  readonly id: string;
  readonly name: string;
  readonly node: GraphNode;
  readonly subnet: Subnet;
  readonly addresses: readonly number[];
  readonly groupId: string;
  readonly targetId: string;
  readonly approved: boolean;
  /** Ids of application security groups, in lower case. */
  readonly groups: readonly string[];
}

export interface Zone {
  readonly id: string;
  readonly name: string;
  readonly node: GraphNode;
  readonly links: readonly ZoneLink[];
  /** Addresses by full name. */
  readonly records: Map<string, number[]>;
}

export interface ZoneLink {
  readonly networkId: string;
  /** Azure DNS asks the public DNS where the zone has no record. */
  readonly fallsBack: boolean;
}

/** A platform service with host names and a firewall of its own. */
export interface Service {
  readonly id: string;
  readonly name: string;
  readonly node: GraphNode;
  /** Host names, each with the private link group that answers for it. */
  readonly hosts: readonly { readonly host: string; readonly groupId: string }[];
  readonly access: ServiceAccess;
}

export interface ServiceAccess {
  readonly publicAccess: boolean;
  /** Whether everybody is let in who no rule names. */
  readonly open: boolean;
  readonly addresses: readonly string[];
  readonly subnetIds: readonly string[];
}

export interface Cluster {
  readonly id: string;
  readonly name: string;
  readonly node: GraphNode;
  readonly pools: readonly Pool[];
  readonly podPrefix: Prefix | undefined;
  readonly servicePrefix: Prefix | undefined;
  /** Cilium enforces policies; it tells pods and nodes from all other addresses. */
  readonly cilium: boolean;
  readonly apiServer: ApiServer;
  readonly pods: readonly Pod[];
  readonly policies: readonly NetworkPolicy[];
  readonly namespaces: ReadonlyMap<string, Readonly<Record<string, string>>>;
  readonly services: readonly KubernetesService[];
  readonly routes: readonly HttpRoute[];
  /** Whether the charts of the cluster's releases are part of the graph. */
  readonly rendered: boolean;
}

export interface Pool {
  readonly name: string;
  readonly subnet: Subnet;
  /** Where pods have addresses of their own; undefined where they are behind their node's. */
  readonly podSubnet: Subnet | undefined;
  /** Application security groups of the nodes' cards, ids in lower case. */
  readonly groups: readonly string[];
  /** Pods that say nothing about it are not put here. */
  readonly reserved: boolean;
}

export interface ApiServer {
  readonly host: string | undefined;
  /** Its address in the nodes' network; undefined for a public one. */
  readonly address: number | undefined;
  readonly subnet: Subnet | undefined;
  readonly isPublic: boolean;
  readonly allowedRanges: readonly string[];
}

export interface Pod {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly node: GraphNode;
  /** Numbers of named container ports. */
  readonly ports: ReadonlyMap<string, number>;
  readonly hostNetwork: boolean;
}

export interface NetworkPolicy {
  readonly name: string;
  readonly namespace: string;
  readonly node: GraphNode;
  readonly spec: Properties;
}

export interface KubernetesService {
  readonly name: string;
  readonly namespace: string;
  readonly node: GraphNode;
  readonly selector: Readonly<Record<string, string>>;
  readonly ports: readonly { readonly port: number; readonly target: number | string }[];
  /** Where an internal load balancer answers for it. */
  readonly frontend: Frontend | undefined;
}

/** A frontend that AKS makes for a service of type LoadBalancer. */
export interface Frontend {
  readonly subnet: Subnet | undefined;
  readonly address: number | undefined;
  readonly internal: boolean;
  /** The private link service in front, if annotations ask for one. */
  readonly linkService: LinkService | undefined;
  readonly floating: boolean;
}

export interface LinkService {
  readonly name: string;
  readonly resourceGroup: string | undefined;
  readonly natSubnet: Subnet | undefined;
}

export interface HttpRoute {
  readonly name: string;
  readonly namespace: string;
  readonly node: GraphNode;
  readonly spec: Properties;
}

/** An origin of Front Door. */
export interface Origin {
  readonly name: string;
  readonly node: GraphNode;
  readonly hostName: string;
  readonly httpsPort: number;
  readonly enabled: boolean;
  readonly groupName: string;
  /** An enabled route of the profile leads to its group. */
  readonly routed: boolean;
  readonly link: OriginLink | undefined;
}

export interface OriginLink {
  readonly targetId: string;
  readonly groupId: string | undefined;
  readonly requestMessage: string;
  readonly approved: boolean;
}

/** Machines of one kind: a scale set, a virtual machine, a pool of build agents. */
export interface Machines {
  readonly name: string;
  readonly node: GraphNode;
  readonly subnet: Subnet;
  readonly groups: readonly string[];
  readonly securityGroup: SecurityGroup | undefined;
  readonly hasPublicAddress: boolean;
}

/** An application gateway, which takes requests and opens connections of its own to its backends. */
export interface ApplicationGateway {
  readonly id: string;
  readonly name: string;
  readonly node: GraphNode;
  readonly subnet: Subnet;
  readonly isPublic: boolean;
  readonly backends: readonly string[];
}

/** Everything that decides about flows. */
export interface World {
  readonly graph: Graph;
  readonly networks: readonly Network[];
  readonly subnets: ReadonlyMap<string, Subnet>;
  readonly firewalls: readonly Firewall[];
  readonly endpoints: readonly Endpoint[];
  readonly zones: readonly Zone[];
  readonly services: readonly Service[];
  readonly clusters: readonly Cluster[];
  readonly origins: readonly Origin[];
  /** Names of Front Door, each with whether it is switched on. */
  readonly frontDoorHosts: ReadonlyMap<string, boolean>;
  readonly machines: readonly Machines[];
  readonly gateways: readonly ApplicationGateway[];
  readonly firewallByAddress: ReadonlyMap<number, readonly Firewall[]>;
  readonly serviceByHost: ReadonlyMap<string, { readonly service: Service; readonly groupId: string }>;
  readonly serviceById: ReadonlyMap<string, Service>;
  readonly endpointsByTarget: ReadonlyMap<string, readonly Endpoint[]>;
  readonly zonesByNetwork: ReadonlyMap<string, readonly Zone[]>;
}
