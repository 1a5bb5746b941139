import { expect } from "chai";
import { nodeOf, podToAddress, podToPod } from "../../../graph/reachability/pods.ts";
import { formatAddress, parseAddress } from "../../../graph/reachability/address.ts";
import type { End } from "../../../graph/reachability/ends.ts";
import type { Properties } from "../../../lib/properties.ts";
import type { Sketch } from "../support/sketch.ts";
import { deployment, ids, rule } from "../support/sketch.ts";
import {
  clusterUrn,
  plainNetwork,
  type Options,
  network,
  podSubnets,
  nodeSubnets,
  sceneOf,
  end,
  texts,
  lastOf,
  into,
  shut,
  toNothing,
} from "../support/podScenes.ts";

describe("a node", () => {
  it("is known by its subnet, has an address there and the groups of its card", () => {
    const { cluster, world } = sceneOf(
      network([], {
        more: {
          agentPoolProfiles: [
            {
              name: "work",
              vnetSubnetID: ids.subnet("n", "nodes"),
              networkProfile: { applicationSecurityGroups: [ids.asg("Nodes")] },
            },
          ],
        },
      }),
    );
    const [pool] = cluster.pools;
    expect(pool === undefined ? undefined : nodeOf(pool)).to.deep.equal({
      label: "nodes in nodes",
      address: parseAddress("10.1.0.10"),
      subnet: world.subnets.get(ids.subnet("n", "nodes").toLowerCase()),
      groups: [ids.asg("nodes").toLowerCase()],
    });
  });
});

describe("from pod to pod", () => {
  const between = (sketch: Sketch, from = "a", to = "b", port = 8080) => {
    const scene = sceneOf(sketch);
    return { allowed: podToPod(scene.from(from, port), scene.pod(to), scene.trail), trail: scene.trail };
  };

  it("the sender's policy is asked, then the nodes' security groups out and in, then the receiver's policy", () => {
    const { allowed, trail } = between(
      network([toNothing("a", [{ ports: [{ port: 8080 }] }]), into("b", [{ podSelector: {} }])], {
        nodeRules: [rule({ priority: 100 }), rule({ priority: 100, direction: "Inbound" })],
      }),
    );
    expect(allowed).to.equal(true);
    expect(texts(trail)).to.deep.equal([
      "pass: network policy w/out-of-a lets w/a reach w/b on Tcp 8080",
      "pass: nodes on nodes, outbound: rule-100 (100) allows w/a (192.168.0.10) to w/b (192.168.0.11) Tcp 8080",
      "pass: nodes on nodes, inbound: rule-100 (100) allows w/a (192.168.0.10) to w/b (192.168.0.11) Tcp 8080",
      "pass: network policy w/into-b lets w/b be reached by w/a on Tcp 8080",
    ]);
  });

  it("each of these can stop the packet", () => {
    const podRange = "192.168.0.0/16";
    expect(between(network([toNothing("a")])).allowed).to.equal(false);
    expect(between(network([shut("b")])).allowed).to.equal(false);
    for (const direction of ["Outbound", "Inbound"] as const) {
      const { allowed, trail } = between(
        network([], {
          nodeRules: [
            rule({ priority: 100, direction, from: podRange, to: podRange, allow: false }),
            rule({ priority: 200 }),
            rule({ priority: 200, direction: "Inbound" }),
          ],
        }),
      );
      expect(allowed).to.equal(false);
      expect([lastOf(trail).outcome, lastOf(trail).decidedBy]).to.deep.equal(["stop", "rule-100"]);
    }
  });

  it("the security groups of pools that are closed to ordinary pods do not count", () => {
    expect(between(network()).allowed).to.equal(true);
  });

  it("the security group of the subnet for pods decides where pods have addresses there", () => {
    const closed = [rule({ priority: 100, direction: "Inbound", from: "10.1.6.0/24", allow: false })];
    const { allowed, trail } = between(network([], { podRules: closed, more: podSubnets }));
    expect(allowed).to.equal(false);
    expect(lastOf(trail).text).to.equal(
      "pods on pods, inbound: rule-100 (100) denies w/a (10.1.6.10) to w/b (10.1.6.11) Tcp 8080",
    );
    const everything = [
      rule({ priority: 100, allow: false }),
      rule({ priority: 100, direction: "Inbound", allow: false }),
    ];
    expect(between(network([], { nodeRules: everything, more: podSubnets })).allowed).to.equal(true);
    const outbound = [rule({ priority: 100, allow: false })];
    expect(between(network([], { podRules: outbound, more: podSubnets })).allowed).to.equal(false);
  });

  it("the security group of the nodes' subnet decides where pods have addresses there", () => {
    const closed = [rule({ priority: 100, from: "10.1.0.0/24", to: "10.1.0.0/24", allow: false })];
    const { allowed, trail } = between(network([], { nodeRules: closed, more: nodeSubnets }));
    expect(allowed).to.equal(false);
    expect(lastOf(trail).text).to.contain("w/a (10.1.0.10) to w/b (10.1.0.11)");
    expect(between(network([], { more: nodeSubnets })).allowed).to.equal(true);
  });

  it("a pod in the host's network is its node: for security groups, and for the policies of others", () => {
    const host = deployment("h", 8080, "w", { hostNetwork: true });
    const { allowed, trail } = between(network([host], { nodeRules: [] }), "h");
    // The default rule lets VirtualNetwork to VirtualNetwork; the pod range is no part of it, the node is.
    expect(allowed).to.equal(false);
    expect(lastOf(trail).text).to.contain("w/h (10.1.0.10) to w/b (192.168.0.11)");
    const labelled = into("b", [{ podSelector: { matchLabels: { app: "h" } } }]);
    const refused = between(network([host, labelled]), "h");
    expect(refused.allowed).to.equal(false);
    expect(lastOf(refused.trail).text).to.contain("lets it be reached by a node on Tcp 8080");
    const towards = toNothing("a", [{ to: [{ podSelector: { matchLabels: { app: "h" } } }] }]);
    expect(between(network([host, towards]), "a", "h").allowed).to.equal(false);
    expect(between(network([host, toNothing("a", [{}])]), "a", "h").allowed).to.equal(true);
  });

  it("a pod in the host's network has the address of its node's card, and the card's groups", () => {
    const host = deployment("h", 8080, "w", { hostNetwork: true });
    const more = {
      agentPoolProfiles: [
        {
          name: "work",
          vnetSubnetID: ids.subnet("n", "nodes"),
          networkProfile: { applicationSecurityGroups: [ids.asg("nodes")] },
        },
      ],
    };
    const closed = rule({ priority: 200, allow: false });
    const grouped = [rule({ priority: 100, fromGroup: "nodes" }), closed];
    const inward = rule({ priority: 100, direction: "Inbound" });
    const send = (from: string, to: string, rules: readonly Properties[]) =>
      between(network([host], { more, nodeRules: [...rules, inward] }), from, to).allowed;
    expect([send("h", "b", grouped), send("a", "b", grouped)]).to.deep.equal([true, false]);
    const addressed = [rule({ priority: 100, to: "10.1.0.10" }), closed];
    expect([send("a", "h", addressed), send("a", "b", addressed)]).to.deep.equal([true, false]);
  });

  it("a pod in the host's network meets the nodes' security group, and not that of the subnet for pods", () => {
    const host = deployment("h", 8080, "w", { hostNetwork: true });
    const closed = [rule({ priority: 100, allow: false })];
    const from = (options: Options) =>
      between(network([host], { ...options, more: podSubnets }), "h").allowed;
    expect([from({ podRules: closed }), from({ nodeRules: closed })]).to.deep.equal([true, false]);
    const into = [rule({ priority: 100, direction: "Inbound", allow: false })];
    const to = (options: Options) =>
      between(network([host], { ...options, more: podSubnets }), "a", "h").allowed;
    expect([to({ podRules: into }), to({ nodeRules: into })]).to.deep.equal([true, false]);
  });
});

describe("between pods of a cluster whose nodes are not in the graph", () => {
  it("policies alone decide", () => {
    const host = deployment("h", 8080, "w", { hostNetwork: true });
    const without = (objects: readonly Properties[], sender: string, more: Properties) => {
      const scene = sceneOf(network([host, ...objects], { more: { ...more, agentPoolProfiles: [] } }));
      return podToPod(scene.from(sender), scene.pod("b"), scene.trail);
    };
    for (const more of [{}, plainNetwork])
      for (const sender of ["a", "h"])
        expect([without([], sender, more), without([shut("b")], sender, more)]).to.deep.equal([true, false]);
  });
});

describe("from a pod to an address", () => {
  const reach = (sketch: Sketch, to: End, from = "a", port = 443) => {
    const scene = sceneOf(sketch);
    return { allowed: podToAddress(scene.from(from, port), to, scene.trail), trail: scene.trail };
  };

  it("the packet has the node's address, which the destination's security group sees", () => {
    const { allowed, trail } = reach(
      network([], {
        bRules: [
          rule({ priority: 100, direction: "Inbound", from: "10.1.0.0/24" }),
          rule({ priority: 200, direction: "Inbound", allow: false }),
        ],
      }),
      end("10.1.1.10"),
    );
    expect(allowed).to.equal(true);
    expect(texts(trail).slice(1, 2)).to.deep.equal([
      "note: outside of the cluster a has the address of its node",
    ]);
    expect(trail.steps[1]).to.include({ stage: "route", rule: "cluster.overlay", resource: clusterUrn });
    expect(lastOf(trail).text).to.equal(
      "b on b, inbound: rule-100 (100) allows nodes in nodes (10.1.0.10) to 10.1.1.10 Tcp 443",
    );
  });

  it("the pod's own policy is asked first", () => {
    const { allowed, trail } = reach(network([toNothing("a")]), end("10.1.1.10"));
    expect(allowed).to.equal(false);
    expect(texts(trail)).to.deep.equal([
      "stop: none of the network policies that select w/a (out-of-a) lets it reach 10.1.1.10 on Tcp 443",
    ]);
  });

  it("an address of the pod range names no pod, up to the last one", () => {
    for (const address of ["192.168.0.0", "192.168.255.255"]) {
      const { allowed, trail } = reach(network(), end(address));
      expect(allowed).to.equal(false);
      expect(trail.steps).to.have.length(1);
      expect(lastOf(trail)).to.include({
        stage: "route",
        rule: "cluster.pod-address",
        text: `${address} is an address of a pod: ask for the pod by name`,
      });
    }
    expect(lastOf(reach(network(), end("192.167.255.255")).trail).rule).to.not.equal("cluster.pod-address");
    expect(reach(network(), { label: "the Internet", address: undefined }).allowed).to.equal(true);
  });

  it("addresses of nodes are nodes to policies, of any pool; those of other subnets are blocks", () => {
    const block = (cidr: string) => toNothing("a", [{ to: [{ ipBlock: { cidr } }] }]);
    const all = network([block("0.0.0.0/0")]);
    expect(reach(all, end("10.1.0.20")).allowed).to.equal(false);
    expect(reach(all, end("10.1.2.20")).allowed).to.equal(false);
    expect(reach(all, end("10.1.1.20")).allowed).to.equal(true);
  });

  it("a subnet of nodes may have several prefixes", () => {
    const sketch = network([toNothing("a", [{ to: [{ ipBlock: { cidr: "0.0.0.0/0" } }] }])], {
      more: { agentPoolProfiles: [{ name: "work", vnetSubnetID: ids.subnet("n", "wide") }] },
    }).add("network:Subnet", "wide", ids.subnet("n", "wide"), {
      addressPrefixes: ["10.1.20.0/24", "10.1.21.0/24"],
    });
    for (const address of ["10.1.20.20", "10.1.21.20"])
      expect([address, reach(sketch, end(address)).allowed]).to.deep.equal([address, false]);
    expect(reach(sketch, end("10.1.1.20")).allowed).to.equal(true);
  });

  it("the API server's address is no node's, though it is in a subnet of nodes", () => {
    const all = network([toNothing("a", [{ to: [{ ipBlock: { cidr: "10.1.0.0/24" } }] }])]);
    const { cluster } = sceneOf(all);
    const address = formatAddress(cluster.apiServer.address ?? 0);
    expect(address).to.equal("10.1.0.4");
    expect(reach(all, end(address)).allowed).to.equal(true);
    expect(reach(all, end("10.1.0.5")).allowed).to.equal(false);
  });

  it("a pod with an address of its own leaves from the subnet for pods", () => {
    const { allowed, trail } = reach(
      network([], {
        more: podSubnets,
        nodeRules: [rule({ priority: 100, allow: false })],
        podRules: [rule({ priority: 100 })],
      }),
      end("10.1.1.10"),
    );
    expect(allowed).to.equal(true);
    expect(texts(trail)).to.include(
      "pass: pods on pods, outbound: rule-100 (100) allows w/a (10.1.6.10) to 10.1.1.10 Tcp 443",
    );
    expect(texts(trail).join("\n")).to.not.contain("address of its node");
  });

  it("a pod in the host's network leaves from its node's subnet in either case, and nothing is said of translation", () => {
    const host = deployment("h", 8080, "w", { hostNetwork: true });
    for (const more of [{}, podSubnets]) {
      const { allowed, trail } = reach(
        network([host], { more, podRules: [rule({ priority: 100, allow: false })] }),
        end("10.1.1.10"),
        "h",
      );
      expect(allowed).to.equal(true);
      expect(texts(trail).join("\n"))
        .to.contain("nodes: system route")
        .and.not.contain("address of its node");
    }
  });

  it("every pool that takes ordinary pods has to let it out", () => {
    const pools = (...names: string[]) => ({
      agentPoolProfiles: names.map((name) => ({ name, vnetSubnetID: ids.subnet("n", name) })),
    });
    const open = network([], { more: pools("nodes", "pods") });
    expect(reach(open, end("10.1.1.10")).allowed).to.equal(true);
    const half = network([], {
      more: pools("nodes", "pods"),
      podRules: [rule({ priority: 100, allow: false })],
    });
    expect(reach(half, end("10.1.1.10")).allowed).to.equal(false);
  });

  it("without a pool in the graph nobody knows where packets go: nothing is promised", () => {
    const { allowed, trail } = reach(network([], { more: { agentPoolProfiles: [] } }), end("10.1.1.10"));
    expect(allowed).to.equal(false);
    expect(lastOf(trail)).to.include({
      stage: "route",
      outcome: "stop",
      rule: "route.nobody",
      text: "no subnet of the graph has nodes of aks: where its packets go is not known",
      resource: clusterUrn,
    });
  });
});
