import { expect } from "chai";
import { ask } from "../../../graph/reachability/ask.ts";
import { selects } from "../../../graph/reachability/policies.ts";
import { asNetworkPolicy } from "../../../graph/reachability/world/cilium.ts";
import type { Properties } from "../../../lib/properties.ts";
import { deployment, networkPolicy, Sketch } from "../support/sketch.ts";

/** Pods a and b in namespace w, c in namespace x, under these policies. */
function platform(policies: readonly Properties[]): Sketch {
  const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: "x", labels: { team: "x" } } };
  return new Sketch()
    .network("n", "10.1.0.0/16")
    .subnet("n", "nodes", "10.1.0.0/24")
    .subnet("n", "other", "10.1.1.0/24")
    .cluster("n", "nodes", [
      deployment("a", 8080),
      deployment("b", 8080),
      deployment("c", 8080, "x"),
      namespace,
      ...policies,
    ]);
}

/** A policy by which a may reach what the rule says, and nothing else. */
const fromA = (egress: readonly Properties[], more: Properties = {}) =>
  networkPolicy("a", {
    podSelector: { matchLabels: { app: "a" } },
    policyTypes: ["Egress"],
    egress,
    ...more,
  });
const flow = (policies: readonly Properties[], from: string, to: string) =>
  ask(platform(policies).graph(), { stack: "s", from, to }).flows[0]?.verdict;
const allowed = (policies: readonly Properties[], to: string, from = "pod:a") =>
  flow(policies, from, to)?.allowed;

describe("label selectors", () => {
  const labels = { app: "a", tier: "front" };
  const holds = (key: string, operator: string, ...values: string[]) =>
    selects({ matchExpressions: [{ key, operator, values }] }, labels);

  it("mean all when they are empty, and each label they name", () => {
    expect([selects({}, labels), selects(undefined, labels)]).to.deep.equal([true, true]);
    expect(selects({ matchLabels: { app: "a", tier: "front" } }, labels)).to.equal(true);
    expect(selects({ matchLabels: { app: "a", tier: "back" } }, labels)).to.equal(false);
    expect(selects({ matchLabels: { zone: "1" } }, labels)).to.equal(false);
  });

  it("compare with lists, and ask whether a label is there at all", () => {
    expect([holds("app", "In", "b", "a"), holds("app", "In", "b"), holds("zone", "In", "a")]).to.deep.equal([
      true,
      false,
      false,
    ]);
    expect([
      holds("app", "NotIn", "b"),
      holds("app", "NotIn", "a"),
      holds("zone", "NotIn", "a"),
    ]).to.deep.equal([true, false, true]);
    expect([holds("app", "Exists"), holds("zone", "Exists")]).to.deep.equal([true, false]);
    expect([holds("app", "DoesNotExist"), holds("zone", "DoesNotExist")]).to.deep.equal([false, true]);
    expect(holds("app", "Gt", "a")).to.equal(false);
  });

  it("hold only where labels and expressions both do", () => {
    const matchExpressions = [{ key: "tier", operator: "In", values: ["back"] }];
    expect(selects({ matchLabels: { app: "a" }, matchExpressions }, labels)).to.equal(false);
  });
});

describe("network policies", () => {
  const toB = { to: [{ podSelector: { matchLabels: { app: "b" } } }] };

  it("open the ports they name, by number, by name and by range, for their protocol", () => {
    const on = (...ports: Properties[]) => [fromA([{ ...toB, ports }])];
    expect(allowed(on({ port: 8080 }), "pod:b:8080")).to.equal(true);
    expect(allowed(on({ port: 8081 }), "pod:b:8080")).to.equal(false);
    expect(allowed(on({ port: "http" }), "pod:b:8080")).to.equal(true);
    expect(allowed(on({ port: "metrics" }), "pod:b:8080")).to.equal(false);
    expect(allowed(on({ protocol: "TCP" }), "pod:b:8080")).to.equal(true);
    expect(allowed(on({ protocol: "UDP", port: 8080 }), "pod:b:8080")).to.equal(false);
    expect(allowed(on({ protocol: "UDP", port: 8080 }), "pod:b:8080/udp")).to.equal(true);
    expect(allowed(on({ port: 8000, endPort: 8080 }), "pod:b:8080")).to.equal(true);
    expect(allowed(on({ port: 8000, endPort: 8079 }), "pod:b:8080")).to.equal(false);
    expect(allowed(on({ port: 8081, endPort: 9000 }), "pod:b:8080")).to.equal(false);
    expect(allowed(on({ port: 1 }, { port: 8080 }), "pod:b:8080")).to.equal(true);
  });

  it("mean pods of their own namespace, unless they name another", () => {
    const toC = { podSelector: { matchLabels: { app: "c" } } };
    expect(allowed([fromA([{ to: [toC] }])], "pod:x/c:8080")).to.equal(false);
    expect(
      allowed([fromA([{ to: [{ namespaceSelector: { matchLabels: { team: "x" } } }] }])], "pod:x/c:8080"),
    ).to.equal(true);
    const elsewhere = { namespaceSelector: { matchLabels: { team: "y" } }, ...toC };
    expect(allowed([fromA([{ to: [elsewhere] }])], "pod:x/c:8080")).to.equal(false);
    expect(allowed([fromA([{ to: [{ namespaceSelector: {}, ...toC }] }])], "pod:x/c:8080")).to.equal(true);
  });

  it("let out to everybody where they name nobody, and bind no pods of other namespaces", () => {
    expect(allowed([fromA([{ ports: [{ port: 8080 }] }])], "pod:b:8080")).to.equal(true);
    expect(allowed([fromA([])], "pod:b:8080")).to.equal(false);
    const elsewhere = networkPolicy("all", { podSelector: {}, policyTypes: ["Egress", "Ingress"] }, "x");
    expect(allowed([elsewhere], "pod:b:8080")).to.equal(true);
  });

  it("are for what comes in, and for what leaves where they say so or have rules for it", () => {
    const untyped = (spec: Properties) => networkPolicy("p", { podSelector: {}, ...spec });
    const denied = flow([untyped({})], "pod:a", "pod:b:8080")?.stoppedBy;
    expect(denied?.text).to.contain("that select w/b (p) lets it be reached by w/a on Tcp 8080");
    const egress = flow([untyped({ egress: [] })], "pod:a", "pod:b:8080")?.stoppedBy;
    expect(egress?.text).to.contain("that select w/a (p) lets it reach w/b on Tcp 8080");
    expect(allowed([untyped({ policyTypes: ["Ingress"], ingress: [{}] })], "pod:b:8080")).to.equal(true);
  });

  it("open blocks of addresses but for what they leave out, and never to pods", () => {
    const block = (ipBlock: Properties) => [fromA([{ to: [{ ipBlock }] }])];
    expect(allowed(block({ cidr: "10.1.1.0/24" }), "10.1.1.9")).to.equal(true);
    expect(allowed(block({ cidr: "10.1.2.0/24" }), "10.1.1.9")).to.equal(false);
    expect(allowed(block({ cidr: "10.1.0.0/16", except: ["10.1.1.0/24"] }), "10.1.1.9")).to.equal(false);
    expect(allowed(block({ cidr: "10.1.0.0/16", except: ["10.1.2.0/24"] }), "10.1.1.9")).to.equal(true);
    expect(allowed(block({ cidr: "0.0.0.0/0" }), "pod:b:8080")).to.equal(false);
    const told = flow(block({ cidr: "0.0.0.0/0" }), "pod:a", "pod:b:8080")?.steps.map(({ rule }) => rule);
    expect(told).to.include("policy.cilium-blocks");
    expect(allowed(block({ cidr: "nonsense" }), "10.1.1.9")).to.equal(false);
  });

  it("mean a public address nobody knows only by all addresses without public exceptions", () => {
    const stops = (ipBlock: Properties) => {
      const steps = flow([fromA([{ to: [{ ipBlock }] }])], "pod:a", "internet")?.steps ?? [];
      return steps.some(({ rule, outcome }) => rule === "policy.union" && outcome === "stop");
    };
    expect(stops({ cidr: "0.0.0.0/0" })).to.equal(false);
    expect(stops({ cidr: "0.0.0.0/0", except: ["10.0.0.0/8"] })).to.equal(false);
    expect(stops({ cidr: "0.0.0.0/0", except: ["203.0.113.0/24"] })).to.equal(true);
    expect(stops({ cidr: "203.0.113.0/24" })).to.equal(true);
  });
});

describe("Cilium's policies", () => {
  it("are read as network policies, with hosts on top", () => {
    const spec = {
      endpointSelector: { matchLabels: { app: "a" } },
      egress: [
        {
          toEndpoints: [
            { matchLabels: { "k8s:io.kubernetes.pod.namespace": "kube-system", "k8s:k8s-app": "kube-dns" } },
            { matchLabels: { app: "b" } },
          ],
          toPorts: [
            { ports: [{ port: "53", protocol: "ANY" }, { port: "443", protocol: "TCP" }, { port: "80" }] },
          ],
        },
        { toFQDNs: [{ matchName: "a.example.com" }, { matchPattern: "*.example.org" }] },
      ],
    };
    expect(asNetworkPolicy(spec)).to.deep.equal({
      podSelector: { matchLabels: { app: "a" } },
      policyTypes: ["Egress"],
      egress: [
        {
          to: [
            {
              podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
              namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
            },
            { podSelector: { matchLabels: { app: "b" } } },
          ],
          ports: [
            { protocol: "TCP", port: 53 },
            { protocol: "UDP", port: 53 },
            { protocol: "TCP", port: 443 },
            { protocol: "TCP", port: 80 },
            { protocol: "UDP", port: 80 },
          ],
        },
        { to: [{ hosts: ["a.example.com", "*.example.org"] }], ports: [] },
      ],
      ingress: [],
    });
  });

  it("are none without a rule: they would deny nothing", () => {
    for (const spec of [{}, { egress: [], ingress: [] }, undefined])
      expect(asNetworkPolicy(spec)).to.equal(undefined);
    const cilium = {
      apiVersion: "cilium.io/v2",
      kind: "CiliumNetworkPolicy",
      metadata: { name: "nothing", namespace: "w" },
      spec: { endpointSelector: {} },
    };
    expect(allowed([cilium], "pod:b:8080")).to.equal(true);
  });

  it("deny in the direction that they have rules for, and in no other", () => {
    const cilium = (spec: Properties) => ({
      apiVersion: "cilium.io/v2",
      kind: "CiliumNetworkPolicy",
      metadata: { name: "p", namespace: "w" },
      spec: { endpointSelector: { matchLabels: { app: "b" } }, ...spec },
    });
    const from = (app: string) => ({ ingress: [{ fromEndpoints: [{ matchLabels: { app } }] }] });
    expect(allowed([cilium(from("a"))], "pod:b:8080")).to.equal(true);
    expect(allowed([cilium(from("z"))], "pod:b:8080")).to.equal(false);
    // What b itself reaches is nobody's business here.
    expect(allowed([cilium(from("z"))], "pod:a:8080", "pod:b")).to.equal(true);
    const to = { egress: [{ toEndpoints: [{ matchLabels: { app: "z" } }] }] };
    expect(allowed([cilium(to)], "pod:b:8080")).to.equal(true);
    expect(allowed([cilium(to)], "pod:a:8080", "pod:b")).to.equal(false);
  });

  it("open to everybody where they name peers that are not told apart", () => {
    const spec = { ingress: [{ fromEntities: ["world"] }], egress: [{ toEntities: ["kube-apiserver"] }] };
    expect(asNetworkPolicy(spec)).to.deep.include({
      policyTypes: ["Egress", "Ingress"],
      egress: [{ to: [], ports: [] }],
      ingress: [{ from: [], ports: [] }],
    });
  });
});
