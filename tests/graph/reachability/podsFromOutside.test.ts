import { expect } from "chai";
import { machineToPod, podToForeignPod } from "../../../graph/reachability/pods.ts";
import type { Properties } from "../../../lib/properties.ts";
import { deployment, ids, rule, service, Sketch } from "../support/sketch.ts";
import {
  clusterUrn,
  objectUrn,
  plainNetwork,
  network,
  podSubnets,
  type Scene,
  sceneOf,
  machineIn,
  texts,
  lastOf,
  into,
  shut,
  entrance,
} from "../support/podScenes.ts";

describe("from a machine to a pod", () => {
  const enter = (sketch: Sketch, from: string, port = 8080, pod = "a") => {
    const scene = sceneOf(sketch);
    const machine = machineIn(scene.world, from);
    return { allowed: machineToPod(machine, scene.from(pod, port), scene.trail), trail: scene.trail };
  };

  it("a node reaches pods directly: its security group out, that of the pods' pool in, the pod's policy", () => {
    const { allowed, trail } = enter(network([], { nodeRules: [rule({ priority: 100 })] }), "nodes");
    // The pod range is not part of VirtualNetwork, so that nodes need a rule for it to come in.
    expect(allowed).to.equal(false);
    expect(lastOf(trail).text).to.equal(
      "nodes on nodes, inbound: default rule DenyAllInBound (65500) denies a machine (10.1.0.20) to w/a (192.168.0.11) Tcp 8080",
    );
    const open = [rule({ priority: 100 }), rule({ priority: 100, direction: "Inbound" })];
    const let_in = enter(network([], { nodeRules: open }), "nodes");
    expect(let_in.allowed).to.equal(true);
    expect(texts(let_in.trail)).to.deep.equal([
      "pass: nodes on nodes, outbound: rule-100 (100) allows a machine (10.1.0.20) to w/a (192.168.0.11) Tcp 8080",
      "pass: nodes on nodes, inbound: rule-100 (100) allows a machine (10.1.0.20) to w/a (192.168.0.11) Tcp 8080",
      "pass: no network policy selects w/a for ingress: everything is allowed",
    ]);
    expect(
      enter(network([], { nodeRules: [rule({ priority: 100, allow: false })] }), "nodes").allowed,
    ).to.equal(false);
  });

  it("a node of a reserved pool is a node as well", () => {
    const { allowed, trail } = enter(network([], { nodeRules: [] }), "system");
    expect(allowed).to.equal(false);
    expect(texts(trail)).to.deep.equal([
      "stop: system on system, outbound: rule-100 (100) denies a machine (10.1.2.20) to w/a (192.168.0.11) Tcp 8080",
    ]);
  });

  it("to a pod's policies a node is a node, which no address block means", () => {
    const { allowed, trail } = enter(network([into("a", [{ ipBlock: { cidr: "0.0.0.0/0" } }])]), "nodes");
    expect(allowed).to.equal(false);
    expect(lastOf(trail).text).to.equal(
      "none of the network policies that select w/a (into-a) lets it be reached by a node on Tcp 8080",
    );
  });

  it("every pool that takes ordinary pods has to let a node in", () => {
    const more = {
      agentPoolProfiles: ["nodes", "pods"].map((name) => ({ name, vnetSubnetID: ids.subnet("n", name) })),
    };
    const closed = [rule({ priority: 100, direction: "Inbound", allow: false })];
    expect(enter(network([], { more }), "nodes").allowed).to.equal(true);
    expect(enter(network([], { more, podRules: closed }), "nodes").allowed).to.equal(false);
    expect(enter(network([], { more, nodeRules: closed }), "nodes").allowed).to.equal(false);
  });

  it("the subnet for pods has the say where pods have addresses there", () => {
    const closed = [rule({ priority: 100, direction: "Inbound", to: "10.1.6.0/24", allow: false })];
    expect(enter(network([], { more: podSubnets, podRules: closed }), "nodes").allowed).to.equal(false);
    expect(enter(network([], { more: podSubnets, nodeRules: closed }), "nodes").allowed).to.equal(true);
  });

  it("other machines reach no pod of an overlay network without a load balancer", () => {
    const { allowed, trail } = enter(network(), "b");
    expect(allowed).to.equal(false);
    expect(trail.steps).to.have.length(1);
    expect(lastOf(trail)).to.include({
      stage: "load balancer",
      outcome: "stop",
      rule: "cluster.overlay",
      text: "w/a has no address outside of aks, and no load balancer leads to it",
      resource: clusterUrn,
    });
    // Services inside of the cluster have no address in the network, nor does one that leads to other pods count.
    expect(enter(network([service("inside", "a"), entrance()]), "b", 8080, "b").allowed).to.equal(false);
    const nowhere = service("public", "a", { type: "LoadBalancer" });
    expect(lastOf(enter(network([nowhere]), "b").trail).rule).to.equal("cluster.overlay");
  });

  it("a load balancer's address is asked on the port that leads to the pod's", () => {
    const { allowed, trail } = enter(network([entrance()]), "b");
    expect(allowed).to.equal(true);
    expect(trail.steps[0]).to.include({
      stage: "load balancer",
      outcome: "note",
      rule: "load-balancer.frontend",
      text: "from outside, a is behind load balancer of w/entrance (10.1.1.4) on port 443",
      resource: objectUrn("core/v1:Service", "entrance"),
    });
    const two = entrance("entrance", {
      ports: [
        { port: 80, targetPort: 9090 },
        { port: 443, targetPort: "http" },
      ],
    });
    const rules = [
      rule({ priority: 100, direction: "Inbound", port: "443" }),
      rule({ priority: 200, direction: "Inbound", allow: false }),
    ];
    expect(enter(network([two], { nodeRules: rules }), "b", 8080).allowed).to.equal(true);
    expect(enter(network([two], { nodeRules: rules }), "b", 9090).allowed).to.equal(false);
  });

  it("a port that no load balancer leads to is not reached", () => {
    const { allowed, trail } = enter(network([entrance()]), "b", 443);
    expect(allowed).to.equal(false);
    expect(lastOf(trail)).to.include({
      stage: "load balancer",
      outcome: "stop",
      rule: "load-balancer.rule",
      text: "no port of the load balancers in front of w/a leads to its port 443",
      resource: clusterUrn,
    });
  });

  it("one of several load balancers is enough", () => {
    const second = entrance(
      "second",
      {},
      {
        "service.beta.kubernetes.io/azure-load-balancer-ipv4": "10.1.3.99",
      },
    );
    const { allowed, trail } = enter(network([second, entrance()]), "b");
    expect(allowed).to.equal(true);
    expect(texts(trail)).to.include("stop: nobody in n has load balancer of w/second (10.1.3.99)");
  });

  it("the machine's own way to the load balancer decides too", () => {
    const closed = [rule({ priority: 100, to: "10.1.1.4", allow: false })];
    const { allowed, trail } = enter(network([entrance()], { bRules: closed }), "b");
    expect([allowed, lastOf(trail).decidedBy]).to.deep.equal([false, "rule-100"]);
  });

  it("pods with addresses of the network are reached at them, as far as groups and policies let it", () => {
    const more = podSubnets;
    const open = enter(network([], { more, podRules: [] }), "b");
    expect(open.allowed).to.equal(true);
    expect(texts(open.trail).join("\n")).to.contain("a machine (10.1.1.20) to w/a (10.1.6.11) Tcp 8080");
    const closed = [rule({ priority: 100, direction: "Inbound", allow: false })];
    const { allowed, trail } = enter(network([], { more, podRules: closed }), "b");
    expect([allowed, lastOf(trail).decidedBy]).to.deep.equal([false, "rule-100"]);
    const refused = enter(network([shut("a")], { more }), "b");
    expect(refused.allowed).to.equal(false);
    expect(lastOf(refused.trail).text).to.contain("lets it be reached by a machine on Tcp 8080");
    const block = (cidr: string) =>
      enter(network([into("a", [{ ipBlock: { cidr } }])], { more }), "b").allowed;
    expect([block("10.1.1.0/24"), block("10.1.2.0/24")]).to.deep.equal([true, false]);
  });

  it("where a pod's own address is closed, its load balancer may still be open", () => {
    const closed = [rule({ priority: 100, direction: "Inbound", to: "10.1.6.0/24", allow: false })];
    const options = { more: podSubnets, podRules: closed };
    expect(enter(network([entrance()], options), "b").allowed).to.equal(true);
    expect(enter(network([entrance(), shut("a")], options), "b").allowed).to.equal(false);
  });

  it("a pod may be in any of its pools' subnets: all of them have to be open", () => {
    const more = {
      ...plainNetwork,
      agentPoolProfiles: ["pods", "system"].map((name) => ({
        name,
        vnetSubnetID: ids.subnet("n", "nodes"),
        podSubnetID: ids.subnet("n", name),
      })),
    };
    const closed = [rule({ priority: 100, direction: "Inbound", allow: false })];
    const system = (port: number) => rule({ priority: 90, direction: "Inbound", port: String(port) });
    expect(enter(network([], { more, podRules: [system(8080)] }), "b").allowed).to.equal(true);
    expect(enter(network([], { more, podRules: closed }), "b").allowed).to.equal(false);
  });

  it("a pod in the host's network is reached at its node", () => {
    const host = deployment("h", 9100, "w", { hostNetwork: true });
    expect(enter(network([host]), "b", 9100, "h").allowed).to.equal(true);
    const closed = [rule({ priority: 100, direction: "Inbound", to: "10.1.0.0/24", allow: false })];
    expect(enter(network([host], { nodeRules: closed }), "b", 9100, "h").allowed).to.equal(false);
  });
});

describe("from a pod to one of another cluster", () => {
  /** A second cluster in a network of its own, peered or not, behind a load balancer or not. */
  function far(objects: readonly Properties[], peered: boolean): Scene {
    const sketch = new Sketch("t")
      .network("m", "10.2.0.0/16")
      .subnet("m", "far-nodes", "10.2.0.0/24")
      .subnet("m", "b", "10.2.1.0/24")
      .add(
        "containerservice:ManagedCluster",
        "far",
        ids.cluster("far"),
        {
          agentPoolProfiles: [{ name: "work", vnetSubnetID: ids.subnet("m", "far-nodes") }],
          networkProfile: {
            networkPluginMode: "overlay",
            networkDataplane: "cilium",
            podCidr: "192.168.0.0/16",
          },
        },
        {},
      );
    const own = new Sketch("t").network("x", "10.9.0.0/16").subnet("x", "x", "10.9.0.0/24");
    own.cluster("x", "x", [deployment("a", 8080), ...objects]);
    sketch.nodes.push(...own.nodes.filter(({ type }) => type.startsWith("kubernetes:")));
    const near = network([]);
    near.nodes.push(...sketch.nodes);
    if (peered) near.peer("n", "m").peer("m", "n");
    return sceneOf(near);
  }
  const cross = ({ world, from, trail }: Scene, port = 8080) => {
    const cluster = world.clusters[1] ?? expect.fail("no second cluster");
    const pod = cluster.pods.find(({ name }) => name === "a") ?? expect.fail("no pod");
    const sender = from("b", port);
    return { allowed: podToForeignPod(sender, { ...sender, cluster, pod }, trail), trail };
  };

  it("no address leads there without a load balancer", () => {
    const { allowed, trail } = cross(far([], true));
    expect(allowed).to.equal(false);
    expect(lastOf(trail).text).to.equal(
      "w/a has no address outside of far, and no load balancer leads to it",
    );
  });

  it("a load balancer is reached from a peered network, under the sender's policies and its node's address", () => {
    const { allowed, trail } = cross(far([entrance()], true));
    expect(allowed).to.equal(true);
    expect(texts(trail)).to.include("note: outside of the cluster b has the address of its node");
    expect(texts(trail)[0]).to.equal(
      "note: from outside, a is behind load balancer of w/entrance (10.2.1.4) on port 443",
    );
    expect(cross(far([entrance()], false)).allowed).to.equal(false);
  });

  it("a sender without nodes in the graph is promised nothing", () => {
    const scene = sceneOf(network([], { more: { agentPoolProfiles: [] } }));
    const from = scene.from("a");
    expect(podToForeignPod(from, { ...from, pod: scene.pod("b") }, scene.trail)).to.equal(false);
    expect(lastOf(scene.trail).rule).to.equal("route.nobody");
  });
});
