import { expect } from "chai";
import { podToHost } from "../../../graph/reachability/pods.ts";
import type { Trail } from "../../../graph/reachability/trail.ts";
import { deployment, ids, networkPolicy, rule, service, Sketch } from "../support/sketch.ts";
import {
  clusterUrn,
  objectUrn,
  network,
  nodeSubnets,
  sceneOf,
  texts,
  lastOf,
  into,
  toNothing,
} from "../support/podScenes.ts";

describe("from a pod to a name", () => {
  const api = service("api", "b");
  const ask = (sketch: Sketch, host: string, port = 443) => {
    const scene = sceneOf(sketch);
    return { allowed: podToHost(scene.from("a", port), host, scene.trail), trail: scene.trail };
  };
  const isService = (trail: Trail) => trail.steps.some((step) => step.rule === "cluster.service");

  it("the cluster's name servers are asked on port 53 over UDP", () => {
    const open = ask(network([toNothing("a", [{ ports: [{ protocol: "UDP", port: 53 }] }])]), "example.com");
    expect(texts(open.trail)[0]).to.equal(
      "pass: network policy w/out-of-a lets w/a reach kube-system/kube-dns on Udp 53",
    );
    const { allowed, trail } = ask(
      network([toNothing("a", [{ ports: [{ protocol: "TCP", port: 53 }, { port: 443 }] }])]),
      "example.com",
    );
    expect(allowed).to.equal(false);
    expect(texts(trail)).to.deep.equal([
      "stop: none of the network policies that select w/a (out-of-a) lets it reach kube-system/kube-dns on Udp 53",
    ]);
  });

  it("a service is found by its name, with the namespace, and with the cluster's domain", () => {
    const other = service("far", "c", {}, {}, "x");
    const sketch = network([api, other, deployment("c", 8080, "x")]);
    for (const host of ["api", "api.w", "api.w.svc", "api.w.svc.cluster.local", "far.x"]) {
      const { allowed, trail } = ask(sketch, host);
      expect([host, allowed, isService(trail)]).to.deep.equal([host, true, true]);
    }
    // Another's service needs its namespace, and names that only begin alike are the Internet's.
    for (const host of ["far", "api.x", "w.api", "api.w.example.com", "api.w.svc.example.com", "www.api.w"])
      expect([host, isService(ask(sketch, host).trail)]).to.deep.equal([host, false]);
  });

  it("a service leads to the port of its pods", () => {
    const { allowed, trail } = ask(network([api, into("b", [{ podSelector: {} }])]), "api");
    expect(allowed).to.equal(true);
    const named = trail.steps.find((step) => step.rule === "cluster.service");
    expect(named).to.include({
      stage: "dns",
      outcome: "pass",
      text: "w/api is a service of the cluster",
      resource: objectUrn("core/v1:Service", "api"),
    });
    expect(lastOf(trail).text).to.equal("network policy w/into-b lets w/b be reached by w/a on Tcp 8080");
  });

  it("a service takes no other port than its own", () => {
    const { allowed, trail } = ask(network([api]), "api", 8080);
    expect(allowed).to.equal(false);
    expect(lastOf(trail)).to.include({
      stage: "load balancer",
      outcome: "stop",
      rule: "load-balancer.rule",
      text: "w/api has no port 8080",
      resource: objectUrn("core/v1:Service", "api"),
    });
  });

  it("a service without pods leads nowhere", () => {
    const { allowed, trail } = ask(network([service("api", "nobody")]), "api");
    expect(allowed).to.equal(false);
    expect(isService(trail)).to.equal(false);
    expect(lastOf(trail)).to.include({
      stage: "load balancer",
      outcome: "stop",
      rule: "load-balancer.backends",
      text: "no pod stands behind w/api",
      resource: objectUrn("core/v1:Service", "api"),
    });
  });

  it("every pod behind a service has to take it: nobody knows which one is chosen", () => {
    const twin = {
      ...deployment("b2", 8080),
      spec: {
        template: {
          metadata: { labels: { app: "b", twin: "yes" } },
          spec: { containers: [{ ports: [{ name: "http", containerPort: 8080 }] }] },
        },
      },
    };
    expect(ask(network([api, twin]), "api").allowed).to.equal(true);
    const closed = networkPolicy("closed", {
      podSelector: { matchLabels: { twin: "yes" } },
      policyTypes: ["Ingress"],
    });
    expect(ask(network([api, twin, closed]), "api").allowed).to.equal(false);
  });

  it("other names are asked by the nodes of the reserved pool, where the name servers run", () => {
    const sketch = (systemMayAsk: boolean) =>
      new Sketch()
        .network("n", "10.1.0.0/16", ["10.8.0.4"])
        .network("m", "10.8.0.0/16")
        .subnet("m", "servers", "10.8.0.0/24")
        .peer("n", "m")
        .subnet("n", "nodes", "10.1.0.0/24", {
          rules: systemMayAsk ? [rule({ priority: 100, port: "53", to: "10.8.0.4", allow: false })] : [],
        })
        .subnet("n", "system", "10.1.2.0/24", {
          rules: systemMayAsk ? [] : [rule({ priority: 100, port: "53", allow: false })],
        })
        .cluster("n", "nodes", [deployment("a", 8080)], {
          ...nodeSubnets,
          agentPoolProfiles: [
            { name: "work", vnetSubnetID: ids.subnet("n", "nodes") },
            {
              name: "system",
              vnetSubnetID: ids.subnet("n", "system"),
              nodeTaints: ["CriticalAddonsOnly=true:NoSchedule"],
            },
          ],
        });
    const answered = ask(sketch(true), "example.com");
    expect(answered.allowed).to.equal(true);
    expect(texts(answered.trail).join("\n")).to.contain(
      "system on system, outbound: default rule AllowVnetOutBound (65000) allows nodes in system (10.1.2.10) to the name server (10.8.0.4) Udp 53",
    );
    const refused = ask(sketch(false), "example.com");
    expect(refused.allowed).to.equal(false);
    expect(lastOf(refused.trail).text).to.equal(
      "system cannot reach its name server 10.8.0.4: nothing is resolved",
    );
  });

  it("the answer's address is where the packet goes, under the name that was asked for", () => {
    const target = { id: ids.vault("kv"), group: "vault" };
    const zone = "privatelink.vaultcore.azure.net";
    const sketch = network()
      .vault("kv")
      .endpoint("n", "b", "pe-kv", target, { address: "10.1.1.9", zone })
      .zone(zone, ["n"]);
    const { allowed, trail } = ask(sketch, "kv.vault.azure.net");
    expect(allowed).to.equal(true);
    expect(texts(trail)).to.include("pass: no network policy selects w/a for egress: everything is allowed");
    expect(lastOf(trail).text).to.equal(
      "kv lets in what comes by private endpoint, whatever its firewall says",
    );
    const closed = network([toNothing("a", [{ ports: [{ protocol: "UDP", port: 53 }] }])])
      .vault("kv")
      .endpoint("n", "b", "pe-kv", target, { address: "10.1.1.9", zone })
      .zone(zone, ["n"]);
    const refused = ask(closed, "kv.vault.azure.net");
    expect(refused.allowed).to.equal(false);
    expect(lastOf(refused.trail).text).to.contain("reach kv.vault.azure.net on Tcp 443");
  });

  it("every address that a name may have has to be open", () => {
    const ranges = ["20.20.32.0/19", "20.190.128.0/18", "20.231.128.0/19", "40.126.0.0/18"];
    const signIn = (open: readonly string[]) =>
      ask(
        network([
          toNothing("a", [
            { ports: [{ protocol: "UDP", port: 53 }] },
            { to: open.map((cidr) => ({ ipBlock: { cidr } })) },
          ]),
        ]),
        "login.microsoftonline.com",
      ).allowed;
    expect([signIn(ranges), signIn(ranges.slice(0, 3))]).to.deep.equal([true, false]);
  });

  it("a name that does not exist stops it", () => {
    const { allowed, trail } = ask(network(), "x.privatelink.vaultcore.azure.net");
    expect([allowed, lastOf(trail).rule]).to.deep.equal([false, "dns.unlinked"]);
  });

  it("the only pool asks where none is reserved, and without pools nobody does", () => {
    const open = ask(network([], { more: nodeSubnets }), "example.com");
    expect(open.allowed).to.equal(true);
    const none = ask(network([], { more: { agentPoolProfiles: [] } }), "example.com");
    expect(none.allowed).to.equal(false);
    expect(lastOf(none.trail)).to.include({ outcome: "stop", rule: "route.nobody", resource: clusterUrn });
  });
});
