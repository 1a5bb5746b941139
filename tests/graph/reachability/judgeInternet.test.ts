import { expect } from "chai";
import type { Protocol } from "../../../graph/reachability/ends.ts";
import type { Properties } from "../../../lib/properties.ts";
import { addresses, collection, deployment, ids, rule, service, Sketch } from "../support/sketch.ts";
import {
  urnOf,
  clusterUrn,
  groupUrn,
  plain,
  internet,
  host,
  at,
  pod,
  verdictOf,
  type Translation,
  nat,
} from "../support/verdicts.ts";

describe("from the Internet to a name", () => {
  const ask = (sketch: Sketch, name: string) => verdictOf(sketch.graph(), internet, host(name));
  const door = (enabledState: string) =>
    plain().add(
      "cdn:AFDEndpoint",
      "fd",
      "/subscriptions/s/fd",
      { enabledState },
      { hostName: "fd.azurefd.net" },
    );

  it("Front Door is public while its endpoint is on", () => {
    const on = ask(door("Enabled"), "fd.azurefd.net");
    expect(on.allowed).to.equal(true);
    expect(on.steps[0]).to.deep.include({
      stage: "front door",
      outcome: "pass",
      rule: "front-door.public",
      text: "fd.azurefd.net is Front Door, which is public",
    });
    const off = ask(door("Disabled"), "fd.azurefd.net");
    expect([off.allowed, off.why.stage, off.why.rule, off.why.text]).to.deep.equal([
      false,
      "front door",
      "front-door.enabled",
      "fd.azurefd.net is switched off",
    ]);
  });

  it("private names do not resolve", () => {
    const told = ask(plain(), "kv.privatelink.vaultcore.azure.net");
    expect([told.allowed, told.why.rule]).to.deep.equal([false, "dns.unlinked"]);
  });

  it("a service's own firewall decides, and lists of addresses name nobody on the Internet", () => {
    const vault = (properties: Properties) => ask(plain().vault("kv", properties), "kv.vault.azure.net");
    expect(vault({ publicNetworkAccess: "Enabled" }).allowed).to.equal(true);
    const disabled = vault({ publicNetworkAccess: "Disabled" });
    expect([disabled.allowed, disabled.why.rule]).to.deep.equal([false, "service.public-access"]);
    const listed = vault({ networkAcls: { defaultAction: "Deny", ipRules: [{ value: "0.0.0.0/0" }] } });
    expect([listed.allowed, listed.why.rule]).to.deep.equal([false, "service.default-action"]);
  });

  it("a name of nobody in the graph is reached", () => {
    expect(ask(plain(), "example.com").allowed).to.equal(true);
  });

  it("a public API server is reached unless it lists who may ask", () => {
    const name = "aks-1.hcp.eastus.azmk8s.io";
    const cluster = (authorizedIPRanges: readonly string[]) =>
      ask(
        plain().add(
          "containerservice:ManagedCluster",
          "aks",
          ids.cluster("aks"),
          { apiServerAccessProfile: { enablePrivateCluster: false, authorizedIPRanges } },
          { fqdn: name },
        ),
        name,
      );
    expect(cluster([]).allowed).to.equal(true);
    const told = cluster(["203.0.113.0/24"]);
    expect([told.allowed, told.why]).to.deep.equal([
      false,
      {
        stage: "service",
        rule: "service.ip-rules",
        text: "aks lists the addresses that may ask its API server",
        resource: clusterUrn,
        decidedBy: undefined,
      },
    ]);
    // Another name is not that cluster's.
    const sketch = plain().add(
      "containerservice:ManagedCluster",
      "aks",
      ids.cluster("aks"),
      { apiServerAccessProfile: { authorizedIPRanges: ["203.0.113.0/24"] } },
      { fqdn: name },
    );
    expect(ask(sketch, "example.com").allowed).to.equal(true);
  });
});

describe("from the Internet to an address", () => {
  const hub = (...rules: readonly Translation[]) => plain().firewall("n", "10.1.9.0/26", [nat(...rules)]);
  const ask = (sketch: Sketch, address: string, options: { port?: number; protocol?: Protocol } = {}) => {
    const graph = sketch.graph();
    return verdictOf(graph, internet, at(graph, address), options);
  };

  it("no route leads to a private one, inside of the graph or not", () => {
    for (const [address, resource] of [
      ["10.1.1.10", urnOf("network:Subnet", "b")],
      ["192.168.3.4", undefined],
    ] as const) {
      const told = ask(plain(), address);
      expect([told.allowed, told.why]).to.deep.equal([
        false,
        {
          stage: "route",
          rule: "internet.private",
          text: `${address} is a private address: no route of the Internet leads there`,
          resource,
          decidedBy: undefined,
        },
      ]);
    }
  });

  it("a firewall's translation leads there, from the firewall's own address and on the translated port", () => {
    const told = ask(hub({ to: "10.1.1.10", port: 8443 }), "10.1.1.10");
    expect(told.allowed).to.equal(true);
    expect(told.steps[0]).to.deep.include({
      stage: "firewall",
      outcome: "pass",
      rule: "firewall.dnat",
      text: "in-rule of in translates to 10.1.1.10",
      resource: groupUrn,
      decidedBy: "in-rule",
    });
    const sketch = plain()
      .subnet("n", "c", "10.1.2.0/24", {
        rules: [
          rule({ priority: 100, direction: "Inbound", from: "10.1.9.4", port: "8443" }),
          rule({ priority: 200, direction: "Inbound", allow: false }),
        ],
      })
      .firewall("n", "10.1.9.0/26", [nat({ to: "10.1.2.10", port: 8443 })]);
    const through = ask(sketch, "10.1.2.10");
    expect(through.allowed).to.equal(true);
    expect(through.texts.at(-1)).to.equal(
      "pass: c on c, inbound: rule-100 (100) allows fw (10.1.9.4) to 10.1.2.10 Tcp 8443",
    );
    expect(ask(hub({ to: "10.1.1.11" }), "10.1.1.10").why.rule).to.equal("internet.private");
    expect(ask(hub({ to: "10.1.1.10", protocol: "UDP" }), "10.1.1.10").why.rule).to.equal("internet.private");
    expect(ask(hub({ to: "10.1.1.10", protocol: "UDP" }), "10.1.1.10", { protocol: "Udp" }).allowed).to.equal(
      true,
    );
  });

  it("a translation for some is told, and lets nobody else in", () => {
    const told = ask(hub({ to: "10.1.1.10", sources: ["198.51.100.0/24", "203.0.113.9"] }), "10.1.1.10");
    expect([told.allowed, told.why.rule]).to.deep.equal([false, "internet.private"]);
    expect(told.steps[0]).to.deep.include({
      stage: "firewall",
      outcome: "note",
      rule: "firewall.dnat",
      text: "in-rule of in translates for 198.51.100.0/24, 203.0.113.9 only",
      resource: groupUrn,
      decidedBy: "in-rule",
    });
    const later = hub({ to: "10.1.1.10", sources: ["198.51.100.7"] }, { name: "second", to: "10.1.1.10" });
    expect(ask(later, "10.1.1.10").allowed).to.equal(true);
  });

  it("a translation for 0.0.0.0/0 is one for everybody", () => {
    expect(ask(hub({ to: "10.1.1.10", sources: ["0.0.0.0/0"] }), "10.1.1.10").allowed).to.equal(true);
    expect(ask(hub({ to: "10.1.1.10", sources: ["0.0.0.0/1"] }), "10.1.1.10").allowed).to.equal(false);
  });

  it("a translation for some and for everybody is one for everybody", () => {
    const sources = ["198.51.100.0/24", "*"];
    expect(ask(hub({ to: "10.1.1.10", sources }), "10.1.1.10").allowed).to.equal(true);
  });

  it("one of several translations is enough", () => {
    const sketch = plain()
      .subnet("n", "c", "10.1.2.0/24", {
        rules: [
          rule({ priority: 100, direction: "Inbound", port: "443" }),
          rule({ priority: 200, direction: "Inbound", allow: false }),
        ],
      })
      .firewall("n", "10.1.9.0/26", [
        nat({ name: "web", to: "10.1.2.10", port: 80 }, { name: "tls", to: "10.1.2.10", port: 443 }),
      ]);
    const told = ask(sketch, "10.1.2.10");
    expect(told.allowed).to.equal(true);
    expect(told.texts).to.include("pass: tls of in translates to 10.1.2.10");
  });

  it("what stops a translated packet is the reason, and not that there were no translation", () => {
    const sketch = plain()
      .subnet("n", "c", "10.1.2.0/24", {
        rules: [rule({ priority: 100, direction: "Inbound", allow: false })],
      })
      .firewall("n", "10.1.9.0/26", [nat({ to: "10.1.2.10" })]);
    const told = ask(sketch, "10.1.2.10");
    expect([told.allowed, told.why.stage, told.why.decidedBy]).to.deep.equal([
      false,
      "security group",
      "rule-100",
    ]);
    const some = { name: "some", to: "10.1.2.10", sources: ["198.51.100.7"] };
    const more = plain()
      .subnet("n", "c", "10.1.2.0/24", {
        rules: [rule({ priority: 100, direction: "Inbound", allow: false })],
      })
      .firewall("n", "10.1.9.0/26", [nat({ to: "10.1.2.10" }, some)]);
    const noted = ask(more, "10.1.2.10");
    expect([noted.steps.at(-1)?.outcome, noted.why.decidedBy]).to.deep.equal(["note", "rule-100"]);
  });

  describe("of a machine with a public address", () => {
    const card = (sketch: Sketch, subnet: string, name = "jump") =>
      sketch.add("network:NetworkInterface", name, `/subscriptions/s/${name}`, {
        ipConfigurations: [{ subnet: { id: ids.subnet("n", subnet) }, publicIPAddress: { id: "/pip" } }],
      });
    const closedTo22 = [
      rule({ priority: 100, direction: "Inbound", port: "22", allow: false }),
      rule({ priority: 200, direction: "Inbound" }),
    ];

    it("its security group decides about the port", () => {
      const sketch = () =>
        card(
          new Sketch().network("n", "10.1.0.0/16").subnet("n", "c", "10.1.2.0/24", { rules: closedTo22 }),
          "c",
        );
      const open = ask(sketch(), "10.1.2.10");
      expect(open.allowed).to.equal(true);
      expect(open.steps[0]).to.deep.include({
        stage: "route",
        outcome: "pass",
        rule: "internet.own-address",
        text: "jump has a public address of its own",
        resource: urnOf("network:NetworkInterface", "jump"),
      });
      expect(open.texts[1]).to.equal(
        "pass: c on c, inbound: rule-200 (200) allows the Internet to 10.1.2.10 Tcp 443",
      );
      const shut = ask(sketch(), "10.1.2.10", { port: 22 });
      expect([shut.allowed, shut.why.decidedBy]).to.deep.equal([false, "rule-100"]);
    });

    it("without a rule for it nothing comes in from the Internet", () => {
      const sketch = new Sketch().network("n", "10.1.0.0/16").subnet("n", "c", "10.1.2.0/24", { rules: [] });
      const told = ask(card(sketch, "c"), "10.1.2.10");
      expect([told.allowed, told.why.decidedBy]).to.deep.equal([false, "DenyAllInBound"]);
    });

    it("replies that a route leads elsewhere are lost", () => {
      const routes = [
        {
          name: "to-fw",
          addressPrefix: "0.0.0.0/0",
          nextHopType: "VirtualAppliance",
          nextHopIpAddress: "10.1.9.4",
        },
      ];
      const sketch = new Sketch().network("n", "10.1.0.0/16").subnet("n", "c", "10.1.2.0/24", { routes });
      const told = ask(card(sketch, "c"), "10.1.2.10");
      expect([told.allowed, told.why]).to.deep.equal([
        false,
        {
          stage: "route",
          rule: "internet.own-address",
          text: "jump has a public address, and replies from c go elsewhere: c: to-fw (0.0.0.0/0) to VirtualAppliance",
          resource: urnOf("network:RouteTable", "rt-c"),
          decidedBy: "to-fw",
        },
      ]);
    });

    it("one in another subnet, or without such an address, does not matter", () => {
      expect(ask(card(plain(), "b"), "10.1.0.10").why.rule).to.equal("internet.private");
      const bare = plain().add("network:NetworkInterface", "bare", "/subscriptions/s/bare", {
        ipConfigurations: [{ subnet: { id: ids.subnet("n", "b") } }],
      });
      expect(ask(bare, "10.1.1.10").why.rule).to.equal("internet.private");
      expect(ask(card(bare, "b"), "10.1.1.10").allowed).to.equal(true);
    });

    it("its own address may be open where a translation to it is not, and a translation open where it is not", () => {
      const rules = [
        rule({ priority: 100, direction: "Inbound", from: "10.1.9.4", allow: false }),
        rule({ priority: 200, direction: "Inbound" }),
      ];
      const first = new Sketch()
        .network("n", "10.1.0.0/16")
        .subnet("n", "c", "10.1.2.0/24", { rules })
        .firewall("n", "10.1.9.0/26", [nat({ to: "10.1.2.10" })]);
      expect(ask(card(first, "c"), "10.1.2.10").allowed).to.equal(true);
    });
  });
});

describe("from the Internet to a pod", () => {
  const internal = {
    "service.beta.kubernetes.io/azure-load-balancer-internal": "true",
    "service.beta.kubernetes.io/azure-load-balancer-internal-subnet": "b",
  };
  const gateway = service("gateway", "a", { type: "LoadBalancer" }, internal);
  const route: Properties = {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "HTTPRoute",
    metadata: { name: "b", namespace: "w" },
    spec: { rules: [{ backendRefs: [{ name: "b", port: 443 }] }] },
  };
  const ask = (objects: readonly Properties[], rules: readonly Translation[], name: string) => {
    const graph = plain()
      .cluster("n", "a", [deployment("a", 8443), deployment("b", 8080), ...objects])
      .firewall("n", "10.1.9.0/26", [nat(...rules), collection("all", addresses("*"))])
      .graph();
    return verdictOf(graph, internet, pod(graph, name));
  };
  const toGateway: Translation = { to: "10.1.1.4" };

  it("no address leads there without a translation to a load balancer", () => {
    for (const [objects, rules] of [
      [[gateway], []],
      [[service("inside", "a")], [toGateway]],
      [[gateway], [{ to: "10.1.1.5" }]],
    ] as const) {
      const told = ask(objects, rules, "a");
      expect([told.allowed, told.why]).to.deep.equal([
        false,
        {
          stage: "route",
          rule: "internet.private",
          text: "w/a has no public address, and no firewall translates to it",
          resource: clusterUrn,
          decidedBy: undefined,
        },
      ]);
    }
  });

  it("a translation to the load balancer leads to the pods behind it", () => {
    const told = ask([service("inside", "a"), gateway], [toGateway], "a");
    expect([told.allowed, told.texts[0]]).to.deep.equal([true, "pass: in-rule of in translates to 10.1.1.4"]);
  });

  it("behind a gateway a route has to lead to the pod", () => {
    const routed = ask([gateway, service("b", "b"), route], [toGateway], "b");
    expect(routed.allowed).to.equal(true);
    const told = ask([gateway, service("b", "b")], [toGateway], "b");
    expect([told.allowed, told.why.text]).to.deep.equal([false, "no HTTPRoute leads to w/b"]);
  });

  it("a port that the load balancer does not take is the reason", () => {
    const told = ask([gateway], [{ ...toGateway, port: 80 }], "a");
    expect([told.allowed, told.why.rule]).to.deep.equal([false, "load-balancer.rule"]);
  });
});
