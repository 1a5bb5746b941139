import { graphOf, type Graph, type GraphNode } from "../../../graph/model.ts";
import { readManifests } from "../../../graph/readers/manifests.ts";
import { toNode } from "../../../graph/readers/node.ts";
import type { Properties } from "../../../lib/properties.ts";

const base = "/subscriptions/s/resourceGroups/rg/providers";

/** Short ids of hand-made resources. */
export const ids = {
  network: (name: string) => `${base}/Microsoft.Network/virtualNetworks/${name}`,
  subnet: (network: string, name: string) => `${ids.network(network)}/subnets/${name}`,
  group: (name: string) => `${base}/Microsoft.Network/networkSecurityGroups/${name}`,
  asg: (name: string) => `${base}/Microsoft.Network/applicationSecurityGroups/${name}`,
  routes: (name: string) => `${base}/Microsoft.Network/routeTables/${name}`,
  policy: (name: string) => `${base}/Microsoft.Network/firewallPolicies/${name}`,
  vault: (name: string) => `${base}/Microsoft.KeyVault/vaults/${name}`,
  account: (name: string) => `${base}/Microsoft.Storage/storageAccounts/${name}`,
  endpoint: (name: string) => `${base}/Microsoft.Network/privateEndpoints/${name}`,
  zone: (name: string) => `${base}/Microsoft.Network/privateDnsZones/${name}`,
  cluster: (name: string) => `${base}/Microsoft.ContainerService/managedClusters/${name}`,
};

export interface RuleSketch {
  readonly priority: number;
  readonly allow?: boolean;
  readonly direction?: "Inbound" | "Outbound";
  readonly from?: string;
  readonly to?: string;
  readonly port?: string;
  readonly fromGroup?: string;
  readonly toGroup?: string;
}

/** A security rule; what is left out matches everything. */
export function rule({ priority, allow = true, direction = "Outbound", ...rest }: RuleSketch): Properties {
  return {
    name: `rule-${priority}`,
    priority,
    direction,
    access: allow ? "Allow" : "Deny",
    protocol: "*",
    sourcePortRange: "*",
    destinationPortRange: rest.port ?? "*",
    ...(rest.fromGroup === undefined
      ? { sourceAddressPrefix: rest.from ?? "*" }
      : { sourceApplicationSecurityGroups: [{ id: ids.asg(rest.fromGroup) }] }),
    ...(rest.toGroup === undefined
      ? { destinationAddressPrefix: rest.to ?? "*" }
      : { destinationApplicationSecurityGroups: [{ id: ids.asg(rest.toGroup) }] }),
  };
}

export interface SubnetSketch {
  readonly rules?: readonly Properties[];
  readonly routes?: readonly Properties[];
  readonly more?: Properties;
}

/** Hand-made resources, one call each. */
export class Sketch {
  readonly nodes: GraphNode[] = [];
  readonly stack: string;

  constructor(stack = "s") {
    this.stack = stack;
  }

  add(type: string, name: string, id: string, inputs: Properties, outputs: Properties = {}): this {
    const token = type.includes(":") && !type.startsWith("bulkhead") ? `azure-native:${type}` : type;
    const urn = `urn:pulumi:${this.stack}::p::${token}::${name}`;
    this.nodes.push(toNode(this.stack, { urn, type: token, custom: true, id, inputs, outputs }));
    return this;
  }

  network(name: string, space: string, dnsServers: readonly string[] = []): this {
    return this.add("network:VirtualNetwork", name, ids.network(name), {
      addressSpace: { addressPrefixes: [space] },
      dhcpOptions: { dnsServers },
    });
  }

  subnet(
    network: string,
    name: string,
    prefix: string,
    { rules, routes, more = {} }: SubnetSketch = {},
  ): this {
    if (rules !== undefined)
      this.add("network:NetworkSecurityGroup", `nsg-${name}`, ids.group(name), { securityRules: rules });
    if (routes !== undefined) this.add("network:RouteTable", `rt-${name}`, ids.routes(name), { routes });
    return this.add("network:Subnet", name, ids.subnet(network, name), {
      addressPrefix: prefix,
      ...(rules === undefined ? {} : { networkSecurityGroup: { id: ids.group(name) } }),
      ...(routes === undefined ? {} : { routeTable: { id: ids.routes(name) } }),
      ...more,
    });
  }

  peer(from: string, to: string): this {
    const id = `${ids.network(from)}/virtualNetworkPeerings/${to}`;
    return this.add("network:VirtualNetworkPeering", `${from}-${to}`, id, {
      remoteVirtualNetwork: { id: ids.network(to) },
    });
  }

  /** A firewall at the first usable address of its subnet, with a policy and, above it, perhaps a parent. */
  firewall(
    network: string,
    prefix: string,
    collections: readonly Properties[],
    {
      parent,
      policy = {},
      publicAddress = true,
    }: { parent?: readonly Properties[]; policy?: Properties; publicAddress?: boolean } = {},
  ): this {
    this.subnet(network, "AzureFirewallSubnet", prefix);
    if (parent !== undefined) {
      this.add("network:FirewallPolicy", "parent", ids.policy("parent"), {});
      this.collections("parent", parent);
    }
    this.add("network:FirewallPolicy", "child", ids.policy("child"), {
      ...(parent === undefined ? {} : { basePolicy: { id: ids.policy("parent") } }),
      ...policy,
    });
    this.collections("child", collections);
    const address = `${base}/Microsoft.Network/publicIPAddresses/pip`;
    if (publicAddress) this.add("network:PublicIPAddress", "pip", address, {}, { ipAddress: "203.0.113.4" });
    return this.add("network:AzureFirewall", "fw", `${base}/Microsoft.Network/azureFirewalls/fw`, {
      firewallPolicy: { id: ids.policy("child") },
      ipConfigurations: [
        {
          subnet: { id: ids.subnet(network, "AzureFirewallSubnet") },
          ...(publicAddress ? { publicIPAddress: { id: address } } : {}),
        },
      ],
    });
  }

  collections(policy: string, ruleCollections: readonly Properties[], priority = 1000): this {
    const id = `${ids.policy(policy)}/ruleCollectionGroups/group-${priority}`;
    return this.add("network:FirewallPolicyRuleCollectionGroup", `${policy}-${priority}`, id, {
      priority,
      ruleCollections,
    });
  }

  vault(name: string, properties: Properties = { publicNetworkAccess: "Disabled" }): this {
    return this.add("keyvault:Vault", name, ids.vault(name), { properties });
  }

  /** A private endpoint with its records in a zone. */
  endpoint(
    network: string,
    subnet: string,
    name: string,
    target: { readonly id: string; readonly group: string },
    {
      address,
      zone,
      more = {},
      link = {},
    }: { address?: string; zone?: string; more?: Properties; link?: Properties } = {},
  ): this {
    this.add(
      "network:PrivateEndpoint",
      name,
      ids.endpoint(name),
      {
        subnet: { id: ids.subnet(network, subnet) },
        privateLinkServiceConnections: [
          { privateLinkServiceId: target.id, groupIds: [target.group], ...link },
        ],
        ...more,
      },
      address === undefined ? {} : { customDnsConfigs: [{ ipAddresses: [address] }] },
    );
    if (zone === undefined) return this;
    return this.add(
      "network:PrivateDnsZoneGroup",
      `${name}-records`,
      `${ids.endpoint(name)}/privateDnsZoneGroups/default`,
      {
        privateDnsZoneConfigs: [{ privateDnsZoneId: ids.zone(zone) }],
      },
    );
  }

  zone(name: string, networks: readonly string[], link: Properties = {}): this {
    this.add("privatedns:PrivateZone", name, ids.zone(name), {});
    for (const network of networks)
      this.add(
        "privatedns:VirtualNetworkLink",
        `${name}-${network}`,
        `${ids.zone(name)}/virtualNetworkLinks/${network}`,
        {
          virtualNetwork: { id: ids.network(network) },
          ...link,
        },
      );
    return this;
  }

  /** A private overlay cluster with one pool in a subnet, and objects as charts would render them. */
  cluster(network: string, subnet: string, objects: readonly Properties[] = [], more: Properties = {}): this {
    this.add(
      "containerservice:ManagedCluster",
      "aks",
      ids.cluster("aks"),
      {
        agentPoolProfiles: [{ name: "pool", vnetSubnetID: ids.subnet(network, subnet) }],
        apiServerAccessProfile: { enablePrivateCluster: true },
        networkProfile: {
          networkPluginMode: "overlay",
          networkDataplane: "cilium",
          podCidr: "192.168.0.0/16",
          serviceCidr: "172.16.0.0/16",
        },
        ...more,
      },
      { privateFQDN: "aks-1.privatelink.eastus.azmk8s.io" },
    );
    const urn = `urn:pulumi:${this.stack}::p::kubernetes:helm.sh/v3:Release::r`;
    const release = toNode(this.stack, {
      urn,
      type: "kubernetes:helm.sh/v3:Release",
      custom: true,
      inputs: {},
    });
    this.nodes.push(...readManifests(release, objects));
    return this;
  }

  graph(): Graph {
    return graphOf(this.nodes);
  }
}

/** A filter collection of one rule. */
export function collection(name: string, rules: Properties, action = "Allow", priority = 100): Properties {
  return { name, priority, action: { type: action }, rules: [{ name: `${name}-rule`, ...rules }] };
}

/** An application rule for hosts. */
export const hosts = (...targetFqdns: string[]): Properties => ({
  ruleType: "ApplicationRule",
  sourceAddresses: ["*"],
  protocols: [{ protocolType: "Https", port: 443 }],
  targetFqdns,
});

/** A network rule for addresses. */
export const addresses = (
  destination: string,
  ports: readonly string[] = ["*"],
  more: Properties = {},
): Properties => ({
  ruleType: "NetworkRule",
  sourceAddresses: ["*"],
  ipProtocols: ["TCP", "UDP"],
  destinationAddresses: [destination],
  destinationPorts: ports,
  ...more,
});

/** Sends everything to the firewall of `firewall()` in 10.1.9.0/26. */
export const toFirewall: Properties = {
  name: "to-firewall",
  addressPrefix: "0.0.0.0/0",
  nextHopType: "VirtualAppliance",
  nextHopIpAddress: "10.1.9.4",
};

export function deployment(name: string, port: number, namespace = "w", pod: Properties = {}): Properties {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace },
    spec: {
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [{ ports: [{ name: "http", containerPort: port }] }], ...pod },
      },
    },
  };
}

export function networkPolicy(name: string, spec: Properties, namespace = "w"): Properties {
  return { apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy", metadata: { name, namespace }, spec };
}

export function service(
  name: string,
  app: string,
  more: Properties = {},
  annotations: Properties = {},
  namespace = "w",
): Properties {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, namespace, annotations },
    spec: { selector: { app }, ports: [{ port: 443, targetPort: "http" }], ...more },
  };
}
