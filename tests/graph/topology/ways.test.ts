import { expect } from "chai";
import type { Properties } from "../../../lib/properties.ts";
import { cardOf, Stack, subnetId, texts, ways } from "../support/drawn.ts";
import { collection, ids } from "../support/sketch.ts";

describe("ways that a drawing shows inside of a stack", () => {
  it("lead from the entrance to the load balancer and on to the user nodes, not to system nodes", () => {
    const stack = new Stack("s")
      .vnet()
      .entrance("link", "ingress")
      .place("system")
      .place("user-1")
      .place("user-2")
      .pools({ system: "System", "user-1": "User", "user-2": "User" });
    expect(ways(cardOf(stack))).to.deep.equal([
      "entry: link -> ingress",
      "entry: ingress -> user-1",
      "entry: ingress -> user-2",
    ]);
  });

  it("lead to the user nodes of a subnet that has system nodes, too", () => {
    const stack = new Stack("s").vnet().entrance("link", "ingress").place("both").place("system");
    stack.add("containerservice:ManagedCluster", "aks", ids.cluster("aks"), {
      agentPoolProfiles: ["System", "User"].map((mode) => ({ mode, vnetSubnetID: subnetId("s", "both") })),
    });
    stack.add("containerservice:AgentPool", "pool", `${ids.cluster("aks")}/agentPools/p`, {
      mode: "System",
      vnetSubnetID: subnetId("s", "system"),
    });
    expect(ways(cardOf(stack))).to.deep.equal(["entry: link -> ingress", "entry: ingress -> both"]);
  });

  it("lead to system nodes where there are no others, and nowhere where both share a subnet", () => {
    const system = new Stack("s")
      .vnet()
      .entrance("link", "ingress")
      .place("nodes")
      .place("empty")
      .pools({ nodes: "System" });
    expect(ways(cardOf(system))).to.deep.equal(["entry: link -> ingress", "entry: ingress -> nodes"]);
    const together = new Stack("s").vnet().entrance("nodes", "nodes").pools({ nodes: "User" });
    expect(ways(cardOf(together))).to.deep.equal([]);
  });

  it("lead from an application gateway to the load balancer", () => {
    const stack = new Stack("s")
      .vnet()
      .entrance("link", "ingress")
      .place("gateway")
      .standing("ApplicationGateway", "applicationGateways", "gateway", "gatewayIPConfigurations");
    expect(ways(cardOf(stack))).to.deep.equal(["entry: link -> ingress", "entry: gateway -> ingress"]);
  });

  it("need both ends: no load balancer, no way in", () => {
    const stack = new Stack("s")
      .vnet()
      .place("gateway")
      .place("nodes")
      .standing("ApplicationGateway", "applicationGateways", "gateway", "gatewayIPConfigurations")
      .pools({ nodes: "User" });
    expect(ways(cardOf(stack))).to.deep.equal([]);
  });

  it("lead operators from Bastion to the jump boxes, or to the first machines where none is called so", () => {
    const ops = () => new Stack("ops").vnet().place("agents").place("jump-boxes").place("bastion");
    expect(ways(cardOf(ops().bastionIn("bastion").machines("agents").machines("jump-boxes")))).to.deep.equal([
      "operators: bastion -> jump-boxes",
    ]);
    expect(ways(cardOf(ops().bastionIn("bastion").machines("agents")))).to.deep.equal([
      "operators: bastion -> agents",
    ]);
    expect(ways(cardOf(ops().bastionIn("bastion")))).to.deep.equal([]);
    expect(ways(cardOf(ops().machines("jump-boxes")))).to.deep.equal([]);
  });

  it("lead from nodes and machines to private endpoints", () => {
    const stack = new Stack("s")
      .vnet()
      .place("nodes")
      .place("machines")
      .place("ends")
      .place("empty")
      .pools({ nodes: "User" })
      .machines("machines")
      .vault("kv")
      .to(ids.vault("kv"), "vault");
    expect(ways(cardOf(stack))).to.deep.equal([
      "private: nodes -> ends",
      "private: machines -> ends",
      "private: ends -> services",
    ]);
  });
});

describe("the way out of a stack in a drawing", () => {
  const rules = (sketch: Stack, name: string, ...collections: readonly Properties[]) =>
    sketch.add(
      "network:FirewallPolicyRuleCollectionGroup",
      name,
      `${ids.policy("p")}/ruleCollectionGroups/${name}`,
      {
        ruleCollections: collections,
      },
    );
  const stamp = () =>
    new Stack("s")
      .vnet()
      .place("nodes", "10.1.9.4")
      .place("machines", "10.1.9.4")
      .place("unrouted")
      .place("idle", "10.1.9.4")
      .pools({ nodes: "User", unrouted: "System" })
      .machines("machines");

  it("is the firewall that the default route of nodes and machines leads to, and the hosts that it lets through", () => {
    const stack = stamp().place("fw").firewallIn("fw");
    rules(
      stack,
      "one",
      collection("web", { ruleType: "ApplicationRule", targetFqdns: ["a.example", "b.example"] }),
      collection("time", { ruleType: "NetworkRule", destinationFqdns: ["ntp.example", "a.example"] }),
      collection("tags", { ruleType: "ApplicationRule", fqdnTags: ["AzureKubernetesService"] }),
      collection("never", { ruleType: "ApplicationRule", targetFqdns: ["denied.example"] }, "Deny"),
    );
    rules(stack, "two", collection("more", { ruleType: "ApplicationRule", targetFqdns: ["c.example"] }));
    const other = rules(
      new Stack("other"),
      "three",
      collection("theirs", { ruleType: "ApplicationRule", targetFqdns: ["d.example"] }),
    );
    const card = cardOf(stack, other);
    expect(texts(card)).to.deep.equal([["internet", "internet", "internet | Internet | 4 allowed hosts"]]);
    expect(ways(card)).to.deep.equal([
      "egress: nodes -> fw",
      "egress: machines -> fw",
      "egress: fw -> internet",
    ]);
  });

  it("says one host in the singular", () => {
    const stack = stamp().place("fw").firewallIn("fw");
    rules(stack, "one", collection("web", { ruleType: "ApplicationRule", targetFqdns: ["a.example"] }));
    expect(texts(cardOf(stack))).to.deep.equal([
      ["internet", "internet", "internet | Internet | 1 allowed host"],
    ]);
  });

  it("is a hub where the route leads to an address and the stack has no firewall", () => {
    const card = cardOf(stamp());
    expect(texts(card)).to.deep.equal([
      ["internet", "internet", "internet | Hub at 10.1.9.4 | the only way out"],
    ]);
    expect(ways(card)).to.deep.equal(["egress: nodes -> internet", "egress: machines -> internet"]);
  });

  it("is not drawn where no route for all addresses leads from nodes or machines to an address", () => {
    const partial = new Stack("s")
      .vnet()
      .place("nodes", "10.1.9.4", "10.0.0.0/8")
      .place("idle", "10.1.9.4")
      .place("fw")
      .firewallIn("fw")
      .pools({ nodes: "User" });
    const card = cardOf(partial);
    expect([texts(card), ways(card)]).to.deep.equal([[], []]);
    const straight = new Stack("s")
      .vnet()
      .subnet("s", "nodes", "10.1.0.0/24", {
        routes: [{ addressPrefix: "0.0.0.0/0", nextHopType: "Internet" }],
      })
      .pools({ nodes: "User" });
    expect(ways(cardOf(straight))).to.deep.equal([]);
  });
});
