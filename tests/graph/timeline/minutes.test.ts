import { expect } from "chai";
import { graphOf, type GraphNode } from "../../../graph/model.ts";
import { toNode } from "../../../graph/readers/node.ts";
import { precedes, predecessors, rolloutMinutes } from "../../../graph/timeline/minutes.ts";
import type { Properties } from "../../../lib/properties.ts";

const urnOf = (name: string) => `urn:pulumi:s::p::t::${name}`;

/** A hand-made resource that waits for others. */
function resource(name: string, after: readonly string[] = [], more: Partial<GraphNode> = {}): GraphNode {
  const node = toNode("s", {
    urn: urnOf(name),
    type: "azure-native:made:Up",
    custom: true,
    dependencies: after.map(urnOf),
  });
  return { ...node, ...more };
}

/** A resource of Azure. */
function azure(
  name: string,
  type: string,
  armType: string,
  inputs: Properties,
  more: Partial<GraphNode> = {},
): GraphNode {
  return resource(name, [], { type: `azure-native:${type}`, armType, inputs, ...more });
}

const account = "Microsoft.DocumentDB/databaseAccounts";
const endpoint = "Microsoft.Network/privateEndpoints";
const rules = "Microsoft.Network/firewallPolicies/ruleCollectionGroups";

/** Minutes of made-up durations, each another power of ten, so that a sum tells what it is made of. */
const durations: Readonly<Record<string, number>> = {
  [`${account} create-1-region`]: 1000,
  [`${account} add-region`]: 100,
  [`${endpoint} create`]: 2,
  [`${endpoint} create-to-cosmos`]: 20,
  [`${rules} create-unattached`]: 3,
  [`${rules} update-attached`]: 30,
  "Microsoft.Network/virtualNetworks create": 4,
  "azure-native:made:Up create": 5,
  "helm-release install": 6,
  "Microsoft.Network/privateLinkServices/privateEndpointConnections approve": 7,
};

function typical(arm: string, operation: string): number {
  const minutes = durations[`${arm} ${operation}`];
  if (minutes === undefined) throw new Error(`nobody should ask for ${arm} ${operation}`);
  return minutes;
}

const minutesOf = (node: GraphNode, ...others: readonly GraphNode[]) =>
  rolloutMinutes(graphOf([node, ...others]), typical)(node);

describe("what a resource waits for", () => {
  it("are its dependencies in the graph, without itself", () => {
    const node = resource("node", ["other", "node", "gone"]);
    expect(predecessors(graphOf([node, resource("other")]), node)).to.deep.equal([urnOf("other")]);
  });

  it("is its parent where that is a resource, once, and not where it is a component or gone", () => {
    const child = resource("child", ["other"], { parent: urnOf("parent") });
    const other = resource("other");
    const parent = resource("parent");
    expect(predecessors(graphOf([child, other, parent]), child)).to.deep.equal([
      urnOf("other"),
      urnOf("parent"),
    ]);
    const both = { ...child, dependencies: [urnOf("parent")] };
    expect(predecessors(graphOf([both, parent]), both)).to.deep.equal([urnOf("parent")]);
    const component = { ...parent, custom: false };
    expect(predecessors(graphOf([child, other, component]), child)).to.deep.equal([urnOf("other")]);
    expect(predecessors(graphOf([child, other]), child)).to.deep.equal([urnOf("other")]);
    expect(predecessors(graphOf([other]), other)).to.deep.equal([]);
  });

  it("counts through others, by dependencies and by parents, and in one direction only", () => {
    const [first, middle, last, aside] = [
      resource("first"),
      resource("middle", ["first"]),
      resource("last", ["aside"], { parent: urnOf("middle") }),
      resource("aside"),
    ] as const;
    const graph = graphOf([first, middle, last, aside]);
    expect(precedes(graph, first, middle)).to.equal(true);
    expect(precedes(graph, first, last)).to.equal(true);
    expect(precedes(graph, aside, last)).to.equal(true);
    expect(precedes(graph, last, first)).to.equal(false);
    expect(precedes(graph, aside, middle)).to.equal(false);
    expect(precedes(graph, first, first)).to.equal(false);
  });

  it("is found where many ways lead, and searching ends in a circle that was read wrongly", () => {
    const diamond = graphOf([
      resource("top"),
      resource("left", ["top"]),
      resource("right", ["top"]),
      resource("bottom", ["left", "right"]),
    ]);
    const [top, , , bottom] = diamond.nodes;
    if (top === undefined || bottom === undefined) throw new Error("no nodes");
    expect(precedes(diamond, top, bottom)).to.equal(true);
    const circle = graphOf([resource("a", ["b"]), resource("b", ["a"])]);
    const [a] = circle.nodes;
    if (a === undefined) throw new Error("no nodes");
    expect(precedes(circle, top, a)).to.equal(false);
  });
});

describe("how long a resource of a first rollout takes", () => {
  it("is what its type takes to be created, by its ARM type where it has one", () => {
    const network = azure("n", "network:VirtualNetwork", "Microsoft.Network/virtualNetworks", {});
    expect(minutesOf(network)).to.equal(4);
    expect(minutesOf(resource("n"))).to.equal(5);
  });

  it("is no time for components, for what stays in the program, and for objects of a chart", () => {
    expect(minutesOf(resource("c", [], { custom: false }))).to.equal(0);
    expect(minutesOf(resource("r", [], { type: "random:index/randomString:RandomString" }))).to.equal(0);
    expect(minutesOf(resource("p", [], { type: "kubernetes:apps/v1:Deployment" }))).to.equal(0);
  });

  it("is a Helm installation for a release and an approval for a private link connection", () => {
    expect(minutesOf(resource("r", [], { type: "kubernetes:helm.sh/v3:Release" }))).to.equal(6);
    expect(minutesOf(resource("a", [], { type: "bulkhead:edge:PrivateLinkApproval" }))).to.equal(7);
  });

  it("grows with the regions of a Cosmos DB account, which has one at least", () => {
    const of = (count: number) =>
      minutesOf(
        azure("a", "cosmosdb:DatabaseAccount", account, {
          locations: Array.from({ length: count }, () => ({})),
        }),
      );
    expect([0, 1, 2, 4].map(of)).to.deep.equal([1000, 1000, 1100, 1300]);
  });

  describe("for a private endpoint", () => {
    const to = (target: string, list = "privateLinkServiceConnections") =>
      minutesOf(
        azure("e", "network:PrivateEndpoint", endpoint, {
          [list]: [{ privateLinkServiceId: `/subscriptions/s/providers/${target}/x` }],
        }),
      );

    it("is longer to Cosmos DB, however the id is spelt and whoever approves the connection", () => {
      expect(to(account)).to.equal(20);
      expect(to(account.toUpperCase())).to.equal(20);
      expect(to(account, "manualPrivateLinkServiceConnections")).to.equal(20);
    });

    it("is the usual to anything else, and where a preview does not know the target", () => {
      expect(to("Microsoft.KeyVault/vaults")).to.equal(2);
      expect(to(`${account}More`)).to.equal(2);
      expect(minutesOf(azure("e", "network:PrivateEndpoint", endpoint, {}))).to.equal(2);
      const unknown = { privateLinkServiceConnections: [{ groupIds: ["sql"] }] };
      expect(minutesOf(azure("e", "network:PrivateEndpoint", endpoint, unknown))).to.equal(2);
    });
  });

  describe("for the rules of a firewall policy", () => {
    const policyId = (name: string) => `/subscriptions/s/firewallPolicies/${name}`;
    const policy = (name: string) =>
      azure(name, "network:FirewallPolicy", "p", { firewallPolicyName: name }, { id: policyId(name) });
    const group = (after: readonly string[] = []) =>
      azure(
        "group",
        "network:FirewallPolicyRuleCollectionGroup",
        rules,
        { firewallPolicyName: "own" },
        {
          dependencies: after.map(urnOf),
        },
      );
    const firewall = (name: string, of: string, after: readonly string[] = []) =>
      azure(
        name,
        "network:AzureFirewall",
        "f",
        { firewallPolicy: { id: policyId(of).toUpperCase() } },
        {
          dependencies: after.map(urnOf),
        },
      );

    it("is short while no firewall has the policy", () => {
      expect(minutesOf(group(), policy("own"))).to.equal(3);
      expect(minutesOf(group(), policy("own"), policy("other"), firewall("fw", "other"))).to.equal(3);
      // A firewall of which the preview does not know the policy.
      expect(minutesOf(group(), policy("own"), firewall("fw", "unknown"))).to.equal(3);
    });

    it("is short where the firewall waits for the rules, directly or through others", () => {
      expect(minutesOf(group(), policy("own"), firewall("fw", "own", ["group"]))).to.equal(3);
      const between = resource("between", ["group"]);
      expect(minutesOf(group(), policy("own"), between, firewall("fw", "own", ["between"]))).to.equal(3);
    });

    it("is long where a firewall that has the policy may be there already", () => {
      expect(minutesOf(group(), policy("own"), firewall("fw", "own"))).to.equal(30);
      expect(minutesOf(group(["fw"]), policy("own"), firewall("fw", "own"))).to.equal(30);
      const [waits, does] = [firewall("one", "own", ["group"]), firewall("two", "own")];
      expect(minutesOf(group(), policy("own"), waits, does)).to.equal(30);
    });
  });

  it("is asked of the table once for a resource", () => {
    const asked: string[] = [];
    const node = resource("n");
    const minutes = rolloutMinutes(graphOf([node]), (arm, operation) => asked.push(`${arm} ${operation}`));
    expect([minutes(node), minutes(node)]).to.deep.equal([1, 1]);
    expect(asked).to.deep.equal(["azure-native:made:Up create"]);
  });
});
