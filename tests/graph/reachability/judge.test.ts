import { expect } from "chai";
import type { Protocol } from "../../../graph/reachability/ends.ts";
import { type Target } from "../../../graph/reachability/judge.ts";
import type { Properties } from "../../../lib/properties.ts";
import { deployment, networkPolicy, rule, service, Sketch } from "../support/sketch.ts";
import { urnOf, plain, internet, frontDoor, host, machine, at, pod, verdictOf } from "../support/verdicts.ts";

describe("a verdict", () => {
  it("names the last reason that stopped a flow, and none for a flow that is allowed", () => {
    const graph = plain().graph();
    const open = verdictOf(graph, machine(graph, "10.1.0.10"), at(graph, "10.1.1.10"));
    expect([open.allowed, open.certain, open.stoppedBy]).to.deep.equal([true, true, undefined]);
    const shut = verdictOf(graph, machine(graph, "10.1.0.10"), at(graph, "10.1.77.10"));
    expect([shut.allowed, shut.stoppedBy]).to.deep.equal([false, shut.steps.at(-1)]);
  });

  it("is uncertain where somebody outside of the graph decides", () => {
    const graph = plain().graph();
    const told = verdictOf(graph, internet, at(graph, "198.51.100.7"));
    expect([told.allowed, told.certain]).to.deep.equal([true, false]);
    expect(told.steps).to.have.length(1);
    expect(told.steps[0]).to.deep.include({
      stage: "service",
      outcome: "note",
      rule: "internet.public",
      text: "who answers at this public address is not part of the graph",
    });
    const nobody: Target = { kind: "address", end: { label: "the Internet", address: undefined } };
    expect(verdictOf(graph, internet, nobody).certain).to.equal(false);
  });
});

describe("from a machine", () => {
  it("outside of every subnet nothing is sent", () => {
    const graph = plain().graph();
    const told = verdictOf(graph, machine(graph, "192.0.2.7"), at(graph, "10.1.1.10"));
    expect([told.allowed, told.steps]).to.deep.equal([false, []]);
  });

  it("a name is resolved first, with the machine's own way to the name server", () => {
    const sketch = new Sketch()
      .network("n", "10.1.0.0/16", ["10.1.1.53"])
      .subnet("n", "a", "10.1.0.0/24", { rules: [rule({ priority: 100, port: "53", allow: false })] })
      .subnet("n", "b", "10.1.1.0/24");
    const graph = sketch.graph();
    const told = verdictOf(graph, machine(graph, "10.1.0.10"), host("example.com"));
    expect(told.allowed).to.equal(false);
    expect(told.texts).to.deep.equal([
      "stop: a on a, outbound: rule-100 (100) denies 10.1.0.10 to the name server (10.1.1.53) Udp 53",
      "stop: a cannot reach its name server 10.1.1.53: nothing is resolved",
    ]);
  });

  it("every address that a name may have has to be open", () => {
    const sketch = (...ranges: string[]) =>
      new Sketch().network("n", "10.1.0.0/16").subnet("n", "a", "10.1.0.0/24", {
        rules: [
          ...ranges.map((to, index) => rule({ priority: 100 + index, to })),
          rule({ priority: 4000, allow: false }),
        ],
      });
    const signIn = (...ranges: string[]) => {
      const graph = sketch(...ranges).graph();
      return verdictOf(graph, machine(graph, "10.1.0.10"), host("login.microsoftonline.com"));
    };
    const all = ["20.20.32.0/19", "20.190.128.0/18", "20.231.128.0/19", "40.126.0.0/18"];
    expect(signIn(...all).allowed).to.equal(true);
    const told = signIn(...all.slice(0, 3));
    expect(told.allowed).to.equal(false);
    expect(told.why.text).to.contain("login.microsoftonline.com (40.126.0.0)");
  });

  it("the destination's port and protocol count", () => {
    const graph = new Sketch()
      .network("n", "10.1.0.0/16")
      .subnet("n", "a", "10.1.0.0/24")
      .subnet("n", "b", "10.1.1.0/24", {
        rules: [
          { ...rule({ priority: 100, direction: "Inbound", port: "22" }), protocol: "Tcp" },
          rule({ priority: 200, direction: "Inbound", allow: false }),
        ],
      })
      .graph();
    const reach = (port: number, protocol: Protocol) =>
      verdictOf(graph, machine(graph, "10.1.0.10"), at(graph, "10.1.1.10"), { port, protocol }).allowed;
    expect([reach(22, "Tcp"), reach(21, "Tcp"), reach(23, "Tcp"), reach(22, "Udp")]).to.deep.equal([
      true,
      false,
      false,
      false,
    ]);
  });

  it("a pod is reached on the port that is asked for", () => {
    const only = networkPolicy("a", {
      podSelector: {},
      policyTypes: ["Ingress"],
      ingress: [{ ports: [{ port: 8080 }] }],
    });
    const graph = plain()
      .cluster("n", "a", [deployment("a", 8080), only])
      .graph();
    const reach = (port: number) =>
      verdictOf(graph, machine(graph, "10.1.0.20"), pod(graph, "a"), { port }).allowed;
    expect([reach(8080), reach(443)]).to.deep.equal([true, false]);
  });
});

describe("from a pod", () => {
  it("pods, addresses and names are asked for as such", () => {
    const graph = plain()
      .cluster("n", "a", [deployment("a", 8080), deployment("b", 8080), service("api", "b")])
      .graph();
    const from = pod(graph, "a");
    expect(verdictOf(graph, from, pod(graph, "b")).texts.at(-1)).to.contain("w/b for ingress");
    expect(verdictOf(graph, from, at(graph, "10.1.1.10")).texts.at(-1)).to.contain("b has no security group");
    expect(verdictOf(graph, from, host("api")).texts).to.include("pass: w/api is a service of the cluster");
    expect(verdictOf(graph, from, host("api"), { port: 80 }).allowed).to.equal(false);
  });

  it("a pod of another cluster is reached through its load balancer only", () => {
    const internal = {
      "service.beta.kubernetes.io/azure-load-balancer-internal": "true",
      "service.beta.kubernetes.io/azure-load-balancer-internal-subnet": "b",
    };
    const entrance = service("entrance", "b", { type: "LoadBalancer" }, internal);
    const two = (objects: readonly Properties[]) => {
      const sketch = plain().cluster("n", "a", [deployment("a", 8080)]);
      const other = new Sketch("t")
        .network("m", "10.2.0.0/16")
        .subnet("m", "x", "10.2.0.0/24")
        .subnet("m", "b", "10.2.1.0/24")
        .cluster("m", "x", [deployment("b", 8080), ...objects]);
      sketch.nodes.push(...other.nodes);
      return sketch.peer("n", "m").peer("m", "n").graph();
    };
    const bare = two([]);
    const told = verdictOf(bare, pod(bare, "a"), pod(bare, "b", "t"), { port: 8080 });
    expect([told.allowed, told.why]).to.deep.equal([
      false,
      {
        stage: "load balancer",
        rule: "cluster.overlay",
        text: "w/b has no address outside of aks, and no load balancer leads to it",
        resource: urnOf("containerservice:ManagedCluster", "aks", "t"),
        decidedBy: undefined,
      },
    ]);
    const served = two([entrance]);
    expect(verdictOf(served, pod(served, "a"), pod(served, "b", "t"), { port: 8080 }).allowed).to.equal(true);
  });
});

describe("from Front Door", () => {
  it("pods and names are reached through origins, addresses are not", () => {
    const graph = plain()
      .cluster("n", "a", [deployment("a", 8443)])
      .graph();
    const why = (target: Target) => {
      const told = verdictOf(graph, frontDoor, target);
      expect(told.allowed).to.equal(false);
      return told.why;
    };
    expect(why(pod(graph, "a")).text).to.equal("no origin of Front Door leads to aks");
    expect(why(host("example.com")).text).to.contain("Front Door has no origin example.com");
    const noAddress = {
      stage: "front door",
      rule: "front-door.no-origin",
      text: "Front Door opens connections to its origins only, and they have names",
      decidedBy: undefined,
    };
    expect(why(at(graph, "10.1.1.10"))).to.deep.equal({
      ...noAddress,
      resource: urnOf("network:Subnet", "b"),
    });
    expect(why(at(graph, "198.51.100.7"))).to.deep.equal({ ...noAddress, resource: undefined });
  });
});
