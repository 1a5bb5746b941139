import { expect } from "chai";
import { throughGateway } from "../../../graph/reachability/frontDoor.ts";
import { Trail } from "../../../graph/reachability/trail.ts";
import { worldOf } from "../../../graph/reachability/world/world.ts";
import type { Properties } from "../../../lib/properties.ts";
import { deployment, networkPolicy, rule, service } from "../support/sketch.ts";
import {
  linkId,
  urnOf,
  objectUrn,
  clusterUrn,
  serviceUrn,
  originUrn,
  annotation,
  internal,
  gateway,
  httpRoute,
  toB,
  origin,
  stamp,
  toPod,
  texts,
  lastOf,
  stops,
} from "../support/frontDoorScenes.ts";

describe("an origin of Front Door", () => {
  it("is told with its host name, its group and its approval", () => {
    const told = toPod(origin(stamp(), "origin"));
    expect(told.allowed).to.equal(true);
    expect(told.steps[0]).to.deep.include({
      stage: "front door",
      outcome: "pass",
      rule: "front-door.origin",
      text: "Front Door sends to the origin stamp.example.com of api",
      resource: originUrn,
    });
    expect(told.steps[1]).to.deep.include({
      stage: "private link",
      outcome: "pass",
      rule: "front-door.approval",
      text: "the private link connection of origin is approved",
      resource: originUrn,
    });
  });

  it("gets nothing while it is disabled, without a route, or before somebody approves its connection", () => {
    stops(
      toPod(origin(stamp(), "origin", { enabledState: "Disabled" })),
      "front door",
      "front-door.enabled",
      "origin origin is disabled",
      originUrn,
    );
    stops(
      toPod(origin(stamp(), "origin", { group: "other" })),
      "front door",
      "front-door.route",
      "no enabled route of Front Door leads to other, the group of origin",
      originUrn,
    );
    stops(
      toPod(origin(stamp(), "origin", { link: { status: "Pending" } })),
      "private link",
      "front-door.approval",
      "nobody has approved the private link connection of origin ('let me in'): it stays pending",
      originUrn,
    );
  });

  it("leads to its own cluster only", () => {
    const text = "no origin of Front Door leads to aks";
    const none = stamp();
    stops(toPod(none), "front door", "front-door.no-origin", text, clusterUrn);
    const open = origin(stamp(), "origin", { link: null });
    stops(toPod(open), "front door", "front-door.no-origin", text, clusterUrn);
    for (const id of [
      linkId.replace("PLS", "other"),
      linkId.replace("/RG/", "/elsewhere/"),
      "/subscriptions/s/pls",
      "",
    ]) {
      const named = stamp({ objects: [gateway({ "pls-resource-group": "rg" })] });
      const told = toPod(origin(named, "origin", { link: { privateLink: { id } } }));
      stops(told, "front door", "front-door.no-origin", text, clusterUrn);
    }
  });

  it("finds the private link service by name and, where the service names one, by resource group", () => {
    const found = (group: Record<string, string>) =>
      toPod(origin(stamp({ objects: [gateway(group), service("b", "b"), toB()] }), "origin")).allowed;
    expect(found({ "pls-resource-group": "Rg" })).to.equal(true);
    expect(found({ "pls-resource-group": "mc_rg" })).to.equal(false);
    // AKS makes it in a group of its own name where nothing is said.
    expect(found({})).to.equal(true);
    expect(found({ "pls-name": "Pls" })).to.equal(true);
  });

  it("is not confused by another service whose private link service has the same name in another group", () => {
    const twin = service(
      "twin",
      "b",
      { type: "LoadBalancer" },
      annotation({ ...internal, "load-balancer-ipv4": "10.1.1.9", "pls-resource-group": "elsewhere" }),
    );
    const objects = [twin, gateway({ "pls-resource-group": "rg" }), service("b", "b"), toB()];
    const told = toPod(origin(stamp({ objects }), "origin"), "a");
    expect(told.allowed).to.equal(true);
    expect(texts(told).join("\n")).to.contain("443 of w/gateway").and.not.contain("w/twin");
  });

  it("need not be the only one: another that is open carries the request", () => {
    const sketch = origin(stamp(), "off", { enabledState: "Disabled" });
    const told = toPod(origin(sketch, "origin"));
    expect(told.allowed).to.equal(true);
    expect(texts(told)).to.include("stop: origin off is disabled");
    expect(toPod(origin(sketch, "off2", { enabledState: "Disabled" })).allowed).to.equal(true);
    const both = origin(origin(stamp(), "one", { enabledState: "Disabled" }), "two", { group: "other" });
    expect(toPod(both).allowed).to.equal(false);
  });
});

describe("a private link service", () => {
  it("brings requests in with an address of its NAT subnet, to the load balancer's", () => {
    const told = toPod(
      origin(stamp({ nodeRules: [rule({ priority: 100, direction: "Inbound" })] }), "origin"),
      "a",
    );
    expect(told.steps[2]).to.deep.include({
      stage: "private link",
      outcome: "pass",
      rule: "link-service.nat",
      text: "the private link service brings it in from Front Door behind nat (10.1.4.4)",
      resource: serviceUrn,
    });
    expect(texts(told).slice(3, 5)).to.deep.equal([
      "pass: the load balancer sends port 443 of w/gateway to the nodes",
      "pass: nodes on nodes, inbound: rule-100 (100) allows Front Door behind nat (10.1.4.4) to load balancer of w/gateway (10.1.1.4) Tcp 443",
    ]);
    const closed = [rule({ priority: 100, direction: "Inbound", from: "10.1.4.0/24", allow: false })];
    expect(toPod(origin(stamp({ nodeRules: closed }), "origin"), "a").allowed).to.equal(false);
  });

  it("needs an internal load balancer and a subnet for its addresses", () => {
    const text = "the private link service of gateway has no subnet to translate into";
    for (const objects of [
      [gateway({ "load-balancer-internal": "false" })],
      [gateway({ "pls-ip-configuration-subnet": "nowhere" })],
    ])
      stops(
        toPod(origin(stamp({ objects }), "origin"), "a"),
        "private link",
        "link-service.nat",
        text,
        serviceUrn,
      );
  });

  it("needs network policies off on that subnet", () => {
    const text = "nat keeps its policies for private link services: Azure makes none there";
    for (const nat of [{}, { privateLinkServiceNetworkPolicies: "Enabled" }])
      stops(
        toPod(origin(stamp({ nat }), "origin"), "a"),
        "private link",
        "link-service.policies",
        text,
        urnOf("network:Subnet", "nat"),
      );
  });

  it("takes the port of the origin, which is 443 unless it says otherwise", () => {
    const told = toPod(origin(stamp(), "origin", { httpsPort: 8443 }), "a");
    expect(told.allowed).to.equal(false);
    expect(lastOf(told).text).to.equal("the load balancer has no rule for port 8443 of w/gateway");
    const objects = [gateway({}, { ports: [{ port: 8443, targetPort: "http" }] })];
    expect(toPod(origin(stamp({ objects }), "origin", { httpsPort: 8443 }), "a").allowed).to.equal(true);
    expect(toPod(origin(stamp({ objects }), "origin"), "a").allowed).to.equal(false);
  });
});

describe("a gateway in the cluster", () => {
  const arrives = (objects: readonly Properties[]) =>
    toPod(origin(stamp({ objects: [gateway(), ...objects] }), "origin"));

  it("is itself reached without a route", () => {
    expect(toPod(origin(stamp({ objects: [gateway()] }), "origin"), "a").allowed).to.equal(true);
  });

  it("sends on what a route names, with its paths and headers", () => {
    const told = arrives([
      service("b", "b"),
      toB({
        matches: [
          { path: { value: "/api" }, headers: [{ name: "X-Azure-FDID" }, { name: "X-Zone" }] },
          { path: { value: "/v2" }, headers: [{ name: "X-Azure-FDID" }] },
        ],
      }),
    ]);
    expect(told.allowed).to.equal(true);
    expect(told.steps.find(({ stage }) => stage === "gateway")).to.deep.include({
      outcome: "pass",
      rule: "gateway.route",
      text: "HTTPRoute w/b sends /api, /v2 with the right X-Azure-FDID, X-Zone to w/b",
      resource: objectUrn("gateway.networking.k8s.io/v1:HTTPRoute", "b"),
      decidedBy: "b",
    });
  });

  it("sends on everything where a route names no paths", () => {
    const plain = (more: Properties) => texts(arrives([service("b", "b"), toB(more)])).join("\n");
    expect(plain({})).to.contain("pass: HTTPRoute w/b sends everything to w/b");
    expect(plain({ matches: [{ headers: [{ name: "X-Zone" }] }] })).to.contain(
      "HTTPRoute w/b sends everything with the right X-Zone to w/b",
    );
  });

  it("sends nothing to a pod that no route leads to", () => {
    const text = "no HTTPRoute leads to w/b";
    for (const objects of [
      [service("b", "b")],
      [service("b", "b"), toB({}, { name: "c" })],
      [service("b", "b"), toB({}, { namespace: "x" })],
      [service("b", "nobody"), toB()],
      [service("b", "b"), httpRoute("b", {})],
      // The route asks for a port that the service does not have, or that its pods do not name.
      [service("b", "b"), toB({}, { port: 80 })],
      [service("b", "b", { ports: [{ port: 443, targetPort: "grpc" }] }), toB()],
      [service("b", "b", { ports: [] }), toB({}, { port: undefined })],
    ])
      stops(arrives(objects), "gateway", "gateway.route", text, clusterUrn);
  });

  it("follows a route to the namespace that its backend names", () => {
    const far = service("b", "c", {}, {}, "x");
    const told = toPod(
      origin(
        stamp({ objects: [gateway(), far, toB({}, { namespace: "x" }), deployment("c", 9000, "x")] }),
        "origin",
      ),
      "c",
    );
    expect(told.allowed).to.equal(true);
    expect(texts(told).join("\n")).to.contain("to x/c");
  });

  it("looks at all routes and all their backends", () => {
    const told = arrives([
      service("b", "b"),
      service("c", "nobody"),
      httpRoute("first", { backendRefs: [{ name: "c", port: 443 }] }),
      httpRoute("second", {
        backendRefs: [
          { name: "c", port: 443 },
          { name: "b", port: 443 },
        ],
      }),
    ]);
    expect(told.allowed).to.equal(true);
    expect(texts(told).join("\n")).to.contain("HTTPRoute w/second sends everything to w/b");
  });

  it("asks the pod on the port behind the one that the route names", () => {
    const only = (port: number) =>
      networkPolicy("b", {
        podSelector: { matchLabels: { app: "b" } },
        policyTypes: ["Ingress"],
        ingress: [{ ports: [{ port }] }],
      });
    const ports = [
      { port: 9090, targetPort: 9091 },
      { port: 443, targetPort: "http" },
    ];
    const reached = (port: number, backend: Properties = {}) =>
      arrives([service("b", "b", { ports }), toB({}, backend), only(port)]).allowed;
    expect([reached(8080), reached(9091)]).to.deep.equal([true, false]);
    expect([reached(8080, { port: 9090 }), reached(9091, { port: 9090 })]).to.deep.equal([false, true]);
    // A backend without a port means the only one there is.
    expect([reached(9091, { port: undefined }), reached(8080, { port: undefined })]).to.deep.equal([
      true,
      false,
    ]);
  });

  it("has several pods, each of which has to be let through", () => {
    const world = worldOf(stamp().graph());
    const [cluster] = world.clusters;
    const [a, b] = cluster?.pods ?? [];
    if (cluster === undefined || a === undefined || b === undefined) return expect.fail("no pods");
    const lone = { ...a, name: "a2", labels: { app: "a2" } };
    const policy = networkPolicy("b", {
      podSelector: { matchLabels: { app: "b" } },
      policyTypes: ["Ingress"],
      ingress: [{ from: [{ podSelector: { matchLabels: { app: "a" } } }] }],
    });
    const policies = [{ name: "b", namespace: "w", node: cluster.node, spec: policy["spec"] as Properties }];
    const shut = { ...cluster, policies };
    expect(throughGateway(world, shut, [a], b, new Trail())).to.equal(true);
    expect(throughGateway(world, shut, [a, lone], b, new Trail())).to.equal(false);
    expect(throughGateway(world, cluster, [a, lone], b, new Trail())).to.equal(true);
  });
});
