import { expect } from "chai";
import type { Properties } from "../../../lib/properties.ts";
import { ids, rule, service, Sketch } from "../support/sketch.ts";
import {
  providers,
  linkId,
  urnOf,
  clusterUrn,
  originUrn,
  gateway,
  toB,
  origin,
  stamp,
  toPod,
  toHost,
  texts,
  lastOf,
  stops,
} from "../support/frontDoorScenes.ts";

describe("an application gateway as the target of an origin", () => {
  interface GatewayOptions {
    readonly rules?: readonly Properties[];
    readonly nodeRules?: readonly Properties[];
    readonly objects?: readonly Properties[];
    readonly httpsPort?: number;
  }
  const plain = gateway({ "pls-create": "false" });
  function behind(options: GatewayOptions = {}): Sketch {
    const { rules, nodeRules, objects = [plain, service("b", "b"), toB()], httpsPort } = options;
    const id = `${providers}/Microsoft.Network/applicationGateways/agw`;
    const sketch = stamp({ objects, ...(nodeRules === undefined ? {} : { nodeRules }) })
      .subnet("n", "agw", "10.1.5.0/24", rules === undefined ? {} : { rules })
      .add("network:ApplicationGateway", "agw", id, {
        gatewayIPConfigurations: [{ subnet: { id: ids.subnet("n", "agw") } }],
      });
    return origin(sketch, "origin", {
      link: { privateLink: { id } },
      ...(httpsPort === undefined ? {} : { httpsPort }),
    });
  }

  it("opens a connection of its own from its subnet to the load balancer", () => {
    const told = toPod(
      behind({
        rules: [rule({ priority: 100, direction: "Inbound" })],
        nodeRules: [rule({ priority: 100, direction: "Inbound" })],
      }),
      "a",
    );
    expect(told.allowed).to.equal(true);
    expect(texts(told).slice(2, 6)).to.deep.equal([
      "pass: agw on agw, inbound: rule-100 (100) allows agw (10.1.5.4) to the listener (10.1.5.4) Tcp 443",
      "pass: agw opens a connection of its own to the load balancer",
      "pass: the load balancer sends port 443 of w/gateway to the nodes",
      "pass: nodes on nodes, inbound: rule-100 (100) allows agw (10.1.5.4) to the load balancer (10.1.1.4) Tcp 443",
    ]);
    expect(told.steps[3]).to.deep.include({
      stage: "load balancer",
      rule: "gateway.application-gateway",
      resource: urnOf("network:ApplicationGateway", "agw"),
    });
  });

  it("is stopped by its own security group, by that of the nodes, and by the load balancer's ports", () => {
    const closed = [rule({ priority: 100, direction: "Inbound", allow: false })];
    const own = toPod(behind({ rules: closed }), "a");
    expect([own.allowed, lastOf(own).resource]).to.deep.equal([
      false,
      urnOf("network:NetworkSecurityGroup", "nsg-agw"),
    ]);
    const nodes = toPod(behind({ nodeRules: closed }), "a");
    expect([nodes.allowed, lastOf(nodes).resource]).to.deep.equal([
      false,
      urnOf("network:NetworkSecurityGroup", "nsg-nodes"),
    ]);
    const port = toPod(behind({ httpsPort: 8443 }), "a");
    expect(port.allowed).to.equal(false);
    expect(lastOf(port).text).to.equal("the load balancer has no rule for port 8443 of w/gateway");
  });

  it("leads nowhere in a cluster without a load balancer", () => {
    stops(
      toPod(behind({ objects: [service("inside", "a")] }), "a"),
      "load balancer",
      "load-balancer.backends",
      "no load balancer of aks takes it on",
      clusterUrn,
    );
  });

  it("passes over services that have no load balancer, and sends on by routes", () => {
    const told = toPod(behind({ objects: [service("inside", "b"), plain, service("b", "b"), toB()] }));
    expect(told.allowed).to.equal(true);
    expect(texts(told).join("\n")).to.contain("443 of w/gateway");
    expect(toPod(behind({ objects: [plain] })).allowed).to.equal(false);
  });

  it("is the target, or not asked at all", () => {
    const sketch = behind().add("network:ApplicationGateway", "other", `${providers}/other`, {
      gatewayIPConfigurations: [{ subnet: { id: ids.subnet("n", "agw") } }],
    });
    const told = toPod(origin(sketch, "elsewhere", { link: { privateLink: { id: linkId } } }), "a");
    expect(told.allowed).to.equal(true);
    const alone = stamp({ objects: [plain] })
      .subnet("n", "agw", "10.1.5.0/24")
      .add("network:ApplicationGateway", "other", `${providers}/other`, {
        gatewayIPConfigurations: [{ subnet: { id: ids.subnet("n", "agw") } }],
      });
    expect(lastOf(toPod(origin(alone, "origin"), "a")).rule).to.equal("front-door.no-origin");
  });

  it("leads to the cluster of its own stack, and not to another's", () => {
    const elsewhere = new Sketch("t")
      .network("n2", "10.2.0.0/16")
      .subnet("n2", "agw2", "10.2.0.0/24")
      .add("network:ApplicationGateway", "agw2", linkId, {
        gatewayIPConfigurations: [{ subnet: { id: ids.subnet("n2", "agw2") } }],
      });
    const sketch = stamp({ objects: [plain, service("b", "b"), toB()] });
    sketch.nodes.push(...elsewhere.nodes);
    expect(lastOf(toPod(origin(sketch, "origin"))).rule).to.equal("front-door.no-origin");
  });
});

describe("from Front Door to a name", () => {
  const account = ids.account("site");
  const blob = "site.blob.core.windows.net";
  const website = "site.z6.web.core.windows.net";
  const siteUrn = urnOf("storage:StorageAccount", "site");
  function site(
    hostName: string,
    link: Properties | null,
    access: Properties = { publicNetworkAccess: "Disabled" },
  ) {
    const sketch = stamp().add("storage:StorageAccount", "site", account, access, {
      primaryEndpoints: { web: `https://${website}/` },
    });
    return origin(sketch, "origin", { hostName, link });
  }
  const linked = (groupIds: string | undefined) => ({ privateLink: { id: account }, groupId: groupIds });

  it("only origins are connected to", () => {
    stops(
      toHost(origin(stamp(), "origin"), "other.example.com"),
      "front door",
      "front-door.no-origin",
      "Front Door has no origin other.example.com: it opens connections to origins only",
      undefined,
    );
  });

  it("an origin that is closed is not connected to", () => {
    const told = toHost(origin(stamp(), "origin", { enabledState: "Disabled" }), "stamp.example.com");
    expect(told.allowed).to.equal(false);
    expect(texts(told)).to.deep.equal(["stop: origin origin is disabled"]);
  });

  it("the same name in another group may be open", () => {
    const sketch = origin(origin(stamp(), "closed", { group: "other" }), "origin");
    const told = toHost(sketch, "stamp.example.com");
    expect(told.allowed).to.equal(true);
    expect(texts(told)[0]).to.equal(
      "stop: no enabled route of Front Door leads to other, the group of closed",
    );
  });

  it("a private link service decides where the origin leads to one", () => {
    expect(toHost(origin(stamp(), "origin"), "stamp.example.com").allowed).to.equal(true);
    const told = toHost(origin(stamp({ nat: {} }), "origin"), "stamp.example.com");
    expect([told.allowed, lastOf(told).rule]).to.deep.equal([false, "link-service.policies"]);
    const port = toHost(origin(stamp(), "origin", { httpsPort: 8443 }), "stamp.example.com");
    expect([port.allowed, lastOf(port).rule]).to.deep.equal([false, "load-balancer.rule"]);
  });

  it("what lies behind a private link to something outside of the graph is taken as open", () => {
    const told = toHost(
      origin(stamp(), "origin", { link: { privateLink: { id: "/foreign" } } }),
      "stamp.example.com",
    );
    expect(told.allowed).to.equal(true);
    expect(lastOf(told).rule).to.equal("front-door.approval");
  });

  it("a service lets in what comes by private link, whatever its firewall says", () => {
    for (const [host, group] of [
      [blob, "blob"],
      [website, "web"],
      [website, "Web"],
      [blob, undefined],
      ["www.example.com", "web"],
    ] as const) {
      const told = toHost(site(host, linked(group)), host);
      expect([host, group, told.allowed]).to.deep.equal([host, group, true]);
      expect(lastOf(told)).to.deep.include({
        stage: "service",
        outcome: "pass",
        rule: "service.endpoint",
        text: "site lets in what comes by private link",
        resource: siteUrn,
      });
    }
  });

  it("a private link answers for one part of a service only", () => {
    stops(
      toHost(site(website, linked("blob")), website),
      "private link",
      "endpoint.one-target",
      `the private link leads to 'blob' of site, and ${website} is its 'web'`,
      originUrn,
    );
  });

  it("without private link the service's own firewall decides about everybody", () => {
    const closed = toHost(site(blob, null), blob);
    expect([closed.allowed, lastOf(closed).rule]).to.deep.equal([false, "service.public-access"]);
    const denied = toHost(site(blob, null, { networkRuleSet: { defaultAction: "Deny" } }), blob);
    expect([denied.allowed, lastOf(denied).rule]).to.deep.equal([false, "service.default-action"]);
    const open = toHost(site(blob, null, {}), blob);
    expect([open.allowed, lastOf(open).rule]).to.deep.equal([true, "service.default-action"]);
    // No list of addresses or subnets names Front Door.
    const listed = {
      networkRuleSet: { defaultAction: "Deny", ipRules: [{ iPAddressOrRange: "0.0.0.0/0" }] },
    };
    expect(toHost(site(blob, null, listed), blob).allowed).to.equal(false);
  });

  it("a public origin outside of the graph is connected to", () => {
    const told = toHost(site("www.example.com", null), "www.example.com");
    expect(told.allowed).to.equal(true);
    expect(texts(told)).to.deep.equal(["pass: Front Door sends to the origin www.example.com of api"]);
  });
});
