/** Ways to break a graph: each stands for a mistake that somebody could make in the program or by hand. */
import { graphOf, type Graph, type GraphNode } from "../../../graph/model.ts";
import { formatAddress } from "../../../graph/reachability/address.ts";
import { Names } from "../../../graph/reachability/names.ts";
import { worldOf } from "../../../graph/reachability/world/world.ts";
import { objectsAt, type Properties } from "../../../lib/properties.ts";

/** Changes a graph on behalf of one stack. */
export type Mutation = (graph: Graph, stack: string) => Graph;

export const all =
  (...mutations: readonly Mutation[]): Mutation =>
  (graph, stack) =>
    mutations.reduce((changed, mutate) => mutate(changed, stack), graph);

function edit(
  graph: Graph,
  test: (node: GraphNode) => boolean,
  change: (node: GraphNode) => Partial<GraphNode>,
): Graph {
  let hits = 0;
  const nodes = graph.nodes.map((node) => {
    if (!test(node)) return node;
    hits += 1;
    return { ...node, ...change(node) };
  });
  if (hits === 0) throw new Error("The mutation changes nothing.");
  return graphOf(nodes);
}

const isType = (type: string) => (node: GraphNode) => node.type === `azure-native:${type}`;

/** The stack itself, or the next stamp, as `{other}` and `{stamp}` of the statements mean. */
type Whose = "own" | "every";
const owned = (whose: Whose, stack: string) => (node: GraphNode) => whose === "every" || node.stack === stack;

const everything = (direction: string, access: string): Properties => ({
  name: `mutation-${direction}`,
  priority: 1,
  direction,
  access,
  protocol: "*",
  sourceAddressPrefix: "*",
  sourcePortRange: "*",
  destinationAddressPrefix: "*",
  destinationPortRange: "*",
});

const groups =
  (access: string, whose: Whose): Mutation =>
  (graph, stack) =>
    edit(
      graph,
      (node) => isType("network:NetworkSecurityGroup")(node) && owned(whose, stack)(node),
      ({ inputs }) => ({
        inputs: {
          ...inputs,
          securityRules: [
            everything("Inbound", access),
            everything("Outbound", access),
            ...objectsAt(inputs, "securityRules[]"),
          ],
        },
      }),
    );

/** Security groups that let everything through; the rules that were there stay. */
export const openGroups = groups("Allow", "own");
export const openAllGroups = groups("Allow", "every");
export const shutGroups = groups("Deny", "own");

const ruleGroups =
  (change: (collections: readonly Properties[]) => readonly Properties[], whose: Whose): Mutation =>
  (graph, stack) =>
    edit(
      graph,
      (node) => isType("network:FirewallPolicyRuleCollectionGroup")(node) && owned(whose, stack)(node),
      ({ inputs }) => ({
        inputs: { ...inputs, ruleCollections: change(objectsAt(inputs, "ruleCollections[]")) },
      }),
    );

/** A firewall that lets everything through, past what the organisation denies. */
export const openFirewall = ruleGroups(
  () => [
    {
      name: "mutation",
      priority: 100,
      action: { type: "Allow" },
      rules: [
        {
          name: "everything",
          ruleType: "NetworkRule",
          sourceAddresses: ["*"],
          ipProtocols: ["Any"],
          destinationAddresses: ["*"],
          destinationPorts: ["*"],
        },
      ],
    },
  ],
  "every",
);

export const shutFirewall = ruleGroups(() => [], "every");

/** A destination translation to whatever a role stands for. */
export const translateTo =
  (role: string): Mutation =>
  (graph, stack) => {
    const target = Names.of(worldOf(graph), stack).target(role)?.[0];
    if (target?.kind !== "address") throw new Error(`${role} has no address.`);
    const rule = {
      name: "in",
      ruleType: "NatRule",
      sourceAddresses: ["*"],
      ipProtocols: ["TCP"],
      destinationAddresses: ["*"],
      destinationPorts: ["*"],
      translatedAddress: formatAddress(target.end.address ?? 0),
      translatedPort: "443",
    };
    const dnat = { name: "dnat", priority: 50, action: { type: "DNAT" }, rules: [rule] };
    return ruleGroups((collections) => [dnat, ...collections], "own")(graph, stack);
  };

/** Gives a service its public address back. */
export const publish =
  (name: string): Mutation =>
  (graph) => {
    const open = { publicNetworkAccess: "Enabled" };
    return edit(
      graph,
      (node) => node.custom && node.name === name,
      ({ inputs }) => ({
        inputs: {
          ...inputs,
          ...open,
          networkRuleSet: { defaultAction: "Allow" },
          properties: {
            ...(inputs["properties"] as Properties | undefined),
            ...open,
            networkAcls: { defaultAction: "Allow" },
          },
        },
      }),
    );
  };

/** Makes API servers public. */
export const publishApiServers: Mutation = (graph) =>
  edit(graph, isType("containerservice:ManagedCluster"), ({ inputs, name, stack }) => ({
    inputs: { ...inputs, apiServerAccessProfile: { enablePrivateCluster: false } },
    outputs: { fqdn: `${name}.${stack}.hcp.example.azmk8s.io` },
  }));

const without =
  (test: (node: GraphNode) => boolean, whose: Whose = "own"): Mutation =>
  (graph, stack) => {
    const kept = graph.nodes.filter((node) => !(test(node) && owned(whose, stack)(node)));
    if (kept.length === graph.nodes.length) throw new Error("The mutation changes nothing.");
    return graphOf(kept);
  };

const isKind = (kind: string, name?: string) => (node: GraphNode) =>
  node.type.startsWith("kubernetes:") &&
  node.type.endsWith(`:${kind}`) &&
  (name === undefined || node.name === name);

export const withoutPolicies = without(isKind("NetworkPolicy"), "every");
export const withoutPolicy = (name: string): Mutation => without(isKind("NetworkPolicy", name));
export const withoutRoute = (name: string): Mutation => without(isKind("HTTPRoute", name));
export const unlinkZones = without(isType("privatedns:VirtualNetworkLink"));
export const withoutRecords = (name: string): Mutation =>
  without((node) => isType("network:PrivateDnsZoneGroup")(node) && node.name.startsWith(name));

/** Takes one security rule away wherever it stands. */
export const withoutRule =
  (name: string): Mutation =>
  (graph, stack) =>
    edit(
      graph,
      (node) =>
        isType("network:NetworkSecurityGroup")(node) &&
        node.stack === stack &&
        objectsAt(node.inputs, "securityRules[]").some((rule) => rule["name"] === name),
      ({ inputs }) => ({
        inputs: {
          ...inputs,
          securityRules: objectsAt(inputs, "securityRules[]").filter((rule) => rule["name"] !== name),
        },
      }),
    );

/** Rejects the connections of private endpoints. */
export const rejectEndpoints: Mutation = (graph, stack) =>
  edit(
    graph,
    (node) => isType("network:PrivateEndpoint")(node) && node.stack === stack,
    ({ inputs }) => ({
      inputs: {
        ...inputs,
        privateLinkServiceConnections: objectsAt(inputs, "privateLinkServiceConnections[]").map((link) => ({
          ...link,
          privateLinkServiceConnectionState: { status: "Rejected" },
        })),
      },
    }),
  );

export const withdrawApprovals: Mutation = (graph, stack) =>
  edit(
    graph,
    (node) => node.type === "bulkhead:edge:PrivateLinkApproval" && node.stack === stack,
    ({ outputs }) => ({ outputs: { ...outputs, status: "Pending" } }),
  );

export const disable =
  (type: string): Mutation =>
  (graph) =>
    edit(graph, isType(type), ({ inputs }) => ({ inputs: { ...inputs, enabledState: "Disabled" } }));

/** Joins all networks with each other. */
export const peerNetworks: Mutation = (graph) => {
  const { networks } = worldOf(graph);
  const peerings = networks.flatMap((from) =>
    networks
      .filter((to) => to !== from)
      .map((to): GraphNode => {
        const id = `${from.id}/virtualNetworkPeerings/to-${to.name}`;
        return {
          ...from.node,
          urn: id,
          id,
          type: "azure-native:network:VirtualNetworkPeering",
          inputs: { remoteVirtualNetwork: { id: to.id } },
        };
      }),
  );
  return graphOf([...graph.nodes, ...peerings]);
};

/** Gives Front Door an origin at the host that a role stands for. */
export const originAt =
  (role: string): Mutation =>
  (graph, stack) => {
    const target = Names.of(worldOf(graph), stack).target(role)?.[0];
    const origin = graph.byType.get("azure-native:cdn:AFDOrigin")?.[0];
    if (target?.kind !== "host" || origin === undefined) throw new Error(`${role} has no host.`);
    const inputs = { hostName: target.host, originGroupName: "mutation", enabledState: "Enabled" };
    return graphOf([
      ...graph.nodes,
      { ...origin, urn: "mutation-origin", id: `${origin.id ?? ""}-mutation`, inputs },
    ]);
  };

/** A service and a route to a component that has none. */
export const routeTo =
  (component: string): Mutation =>
  (graph, stack) => {
    const find = (kind: string, name: string) =>
      graph.nodes.find((node) => node.stack === stack && isKind(kind, name)(node));
    const [service, route, pods] = [
      find("Service", "catalog-api"),
      find("HTTPRoute", "catalog-api"),
      find("Deployment", component),
    ];
    if (service === undefined || route === undefined || pods === undefined) throw new Error("No charts.");
    const labels = (pods.inputs["spec"] as { selector: { matchLabels: Properties } }).selector.matchLabels;
    const metadata = { name: component, namespace: "workload" };
    return graphOf([
      ...graph.nodes,
      {
        ...service,
        urn: "m-service",
        id: "m-service",
        name: component,
        inputs: { metadata, spec: { selector: labels, ports: [{ port: 80, targetPort: 8080 }] } },
      },
      {
        ...route,
        urn: "m-route",
        id: "m-route",
        name: component,
        inputs: { metadata, spec: { rules: [{ backendRefs: [{ name: component, port: 80 }] }] } },
      },
    ]);
  };
