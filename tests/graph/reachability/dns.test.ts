import { expect } from "chai";
import { formatAddress, parseAddress } from "../../../graph/reachability/address.ts";
import { firewallAt, resolvePublicly } from "../../../graph/reachability/dns.ts";
import { Trail } from "../../../graph/reachability/trail.ts";
import { worldOf } from "../../../graph/reachability/world/world.ts";
import type { Properties } from "../../../lib/properties.ts";
import { ids, Sketch } from "../support/sketch.ts";
import { urnOf, vaultZone, apiZone, apiHost, network, answer, isPublic } from "../support/answers.ts";

describe("who answers for names", () => {
  const through = (firewall: string, policy: Properties = { dnsSettings: { enableProxy: true } }) =>
    network([firewall]).firewall("n", "10.1.9.0/26", [], { policy });

  it("is Azure DNS where a network names no server, or the platform's address", () => {
    for (const servers of [[], ["168.63.129.16"], ["168.63.129.16", "10.8.0.4"], ["dns.example.com"]]) {
      const told = answer(network(servers), "example.com");
      expect(told).to.include({ isPrivate: false });
      expect([servers, told.asked.length]).to.deep.equal([servers, 0]);
      expect(told.last).to.deep.include({
        stage: "dns",
        outcome: "pass",
        rule: "dns.public",
        text: "Azure DNS as n sees it: example.com is a public address",
        resource: undefined,
      });
    }
  });

  it("is the first of several servers", () => {
    const { asked } = answer(network(["10.1.8.4", "10.1.8.5"]), "example.com");
    expect(asked).to.deep.equal([
      { label: "the name server", address: parseAddress("10.1.8.4"), subnet: undefined },
    ]);
  });

  it("is nobody where the server is out of reach", () => {
    const told = answer(network(["10.1.8.4"]), "example.com", false);
    expect(told.addresses).to.equal(undefined);
    expect(told.trail.steps).to.have.length(1);
    expect(told.last).to.deep.include({
      stage: "dns",
      outcome: "stop",
      rule: "dns.server",
      text: "a cannot reach its name server 10.1.8.4: nothing is resolved",
      resource: urnOf("network:VirtualNetwork", "n"),
    });
  });

  it("is not certain where the server is outside of the graph: it is taken to forward to Azure DNS of the network", () => {
    const told = answer(network(["10.1.8.4"]), "example.com");
    expect([told.addresses, told.trail.certain]).to.deep.equal([["unknown"], false]);
    expect(told.trail.steps[0]).to.deep.include({
      stage: "dns",
      outcome: "note",
      rule: "dns.custom-server",
      text: "the name server 10.1.8.4 is not part of the graph; it is taken to forward to Azure DNS of n",
      resource: urnOf("network:VirtualNetwork", "n"),
    });
    expect(told.last.text).to.equal("the name server 10.1.8.4: example.com is a public address");
    const zoned = network(["10.1.8.4"])
      .zone(vaultZone, ["n"])
      .vault("kv")
      .subnet("n", "pe", "10.1.2.0/24")
      .endpoint(
        "n",
        "pe",
        "pe-kv",
        { id: ids.vault("kv"), group: "vault" },
        { address: "10.1.2.4", zone: vaultZone },
      );
    expect(answer(zoned, "kv.vault.azure.net").addresses).to.deep.equal(["10.1.2.4"]);
  });

  it("is a firewall with its DNS proxy on, which asks as its own network sees it", () => {
    const told = answer(through("10.1.9.4"), "example.com");
    expect([told.addresses, told.trail.certain]).to.deep.equal([["unknown"], true]);
    expect(told.asked.map(({ label, address, subnet }) => [label, address, subnet?.name])).to.deep.equal([
      ["fw", parseAddress("10.1.9.4"), "AzureFirewallSubnet"],
    ]);
    expect(told.trail.steps).to.have.length(1);
    expect(told.last.text).to.equal("fw, which asks Azure DNS as n sees it: example.com is a public address");
  });

  it("is nobody behind a firewall whose DNS proxy is off", () => {
    for (const policy of [{}, { dnsSettings: { enableProxy: false } }]) {
      const told = answer(through("10.1.9.4", policy), "example.com");
      expect(told.addresses).to.equal(undefined);
      expect(told.last).to.deep.include({
        stage: "dns",
        outcome: "stop",
        rule: "dns.proxy",
        text: "fw is the name server, and its DNS proxy is off: nobody answers",
        resource: urnOf("network:FirewallPolicy", "child"),
        decidedBy: "dnsSettings.enableProxy",
      });
    }
    const bare = network(["10.1.9.4"])
      .subnet("n", "AzureFirewallSubnet", "10.1.9.0/26")
      .add("network:AzureFirewall", "fw", "/subscriptions/s/fw", {
        ipConfigurations: [{ subnet: { id: ids.subnet("n", "AzureFirewallSubnet") } }],
      });
    const told = answer(bare, "example.com");
    expect([told.addresses, told.last.rule, told.last.resource]).to.deep.equal([
      undefined,
      "dns.proxy",
      urnOf("network:AzureFirewall", "fw"),
    ]);
  });

  it("is not certain where the firewall forwards to servers of one's own", () => {
    const servers = (...list: string[]) =>
      answer(through("10.1.9.4", { dnsSettings: { enableProxy: true, servers: list } }), "example.com");
    const told = servers("168.63.129.16", "10.8.0.4");
    expect([told.addresses, told.trail.certain]).to.deep.equal([["unknown"], false]);
    expect(told.trail.steps[0]).to.deep.include({
      stage: "dns",
      outcome: "note",
      rule: "dns.custom-server",
      text: "fw forwards to 168.63.129.16, 10.8.0.4, taken to forward to Azure DNS",
      resource: urnOf("network:FirewallPolicy", "child"),
    });
    expect(servers("168.63.129.16").trail.certain).to.equal(true);
  });

  it("is a firewall of the network itself or of a directly peered one", () => {
    const hub = () =>
      new Sketch()
        .network("n", "10.2.0.0/16", ["10.1.9.4"])
        .subnet("n", "a", "10.2.0.0/24")
        .network("hub", "10.1.0.0/16")
        .firewall("hub", "10.1.9.0/26", [], { policy: { dnsSettings: { enableProxy: true } } });
    expect(answer(hub().peer("n", "hub"), "example.com").last.text).to.equal(
      "fw, which asks Azure DNS as hub sees it: example.com is a public address",
    );
    expect(answer(hub(), "example.com").last.text).to.contain("the name server 10.1.9.4");
    const world = worldOf(hub().peer("n", "hub").graph());
    const [n, other] = world.networks;
    if (n === undefined || other === undefined) return expect.fail("no networks");
    const at = (own: typeof n, address: string) => firewallAt(world, own, parseAddress(address) ?? 0)?.name;
    expect([at(n, "10.1.9.4"), at(other, "10.1.9.4"), at(n, "10.1.9.5")]).to.deep.equal([
      "fw",
      "fw",
      undefined,
    ]);
  });
});

describe("the name of an API server", () => {
  const cluster = (more: Properties = {}) => network().cluster("n", "a", [], more);

  it("is answered from the zone of the cluster's network", () => {
    const told = answer(cluster().zone(apiZone, ["n"]), apiHost);
    expect(told).to.deep.include({ addresses: ["10.1.0.4"], isPrivate: true });
    expect(told.last.text).to.equal(
      `Azure DNS as n sees it: ${apiHost} is 10.1.0.4, from the private zone ${apiZone}`,
    );
    expect(answer(cluster(), apiHost).last.rule).to.equal("dns.unlinked");
    expect(answer(cluster().zone(apiZone, ["n"]), "aks-2.privatelink.eastus.azmk8s.io").last.rule).to.equal(
      "dns.no-record",
    );
  });

  it("is answered in another network by an endpoint of that network, if it has one", () => {
    const other = () => {
      const sketch = new Sketch()
        .network("n", "10.2.0.0/16")
        .subnet("n", "a", "10.2.0.0/24")
        .network("c", "10.1.0.0/16")
        .subnet("c", "nodes", "10.1.0.0/24")
        .cluster("c", "nodes");
      return sketch.zone(apiZone, ["n"]);
    };
    const none = answer(other(), apiHost);
    expect([none.addresses, none.last.rule]).to.deep.equal([undefined, "dns.no-record"]);
    const target = { id: ids.cluster("aks"), group: "management" };
    const sketch = other()
      .vault("kv")
      .endpoint("n", "a", "pe-kv", { id: ids.vault("kv"), group: "vault" }, { address: "10.2.0.8" })
      .endpoint("n", "a", "pe-aks", target, { address: "10.2.0.9" });
    expect(answer(sketch, apiHost).addresses).to.deep.equal(["10.2.0.9"]);
    // The name has one address, however many the endpoint has.
    const more = other().endpoint("n", "a", "pe-aks", target, {
      address: "10.2.0.9",
      more: { ipConfigurations: [{ privateIPAddress: "10.2.0.10" }] },
    });
    expect(answer(more, apiHost).addresses).to.deep.equal(["10.2.0.9"]);
  });

  it("has no address while the graph does not say where the cluster's nodes are", () => {
    const told = answer(cluster({ agentPoolProfiles: [] }).zone(apiZone, ["n"]), apiHost);
    expect([told.addresses, told.last.rule]).to.deep.equal([undefined, "dns.no-record"]);
  });

  it("is not in the public DNS, even for a link that asks there", () => {
    const sketch = new Sketch()
      .network("n", "10.2.0.0/16")
      .subnet("n", "a", "10.2.0.0/24")
      .network("c", "10.1.0.0/16")
      .subnet("c", "nodes", "10.1.0.0/24")
      .cluster("c", "nodes")
      .zone(apiZone, ["n"], { resolutionPolicy: "NxDomainRedirect" });
    expect(answer(sketch, apiHost).last.rule).to.equal("dns.no-record");
  });

  it("is public where the cluster is", () => {
    const host = "aks-1.hcp.eastus.azmk8s.io";
    const graph = (isPrivate: boolean) => {
      const sketch = network().add(
        "containerservice:ManagedCluster",
        "aks",
        ids.cluster("aks"),
        {
          agentPoolProfiles: [{ name: "pool", vnetSubnetID: ids.subnet("n", "a") }],
          apiServerAccessProfile: { enablePrivateCluster: isPrivate },
        },
        { fqdn: host },
      );
      return sketch;
    };
    expect(answer(graph(false), host)).to.deep.include(isPublic);
    expect(answer(graph(true), host).last.rule).to.equal("dns.unlinked");
  });
});

describe("public names", () => {
  const publicly = (sketch: Sketch, host: string) => {
    const trail = new Trail();
    const found = resolvePublicly(worldOf(sketch.graph()), host, trail);
    return { found, last: trail.steps.at(-1) };
  };

  it("have an address that nobody knows, unless their owner publishes ranges", () => {
    expect(publicly(network(), "example.com").found).to.deep.equal({
      addresses: [undefined],
      isPrivate: false,
    });
    // The first addresses of the ranges that Microsoft publishes for signing in.
    const first = ["20.20.32.0", "20.190.128.0", "20.231.128.0", "40.126.0.0"];
    expect(answer(network(), "login.microsoftonline.com").addresses).to.deep.equal(first);
    expect(
      publicly(network(), "login.microsoftonline.com").found?.addresses.map((address) =>
        formatAddress(address ?? 0),
      ),
    ).to.deep.equal(first);
  });

  it("are resolved by the public DNS for whoever is on the Internet", () => {
    expect(publicly(network(), "example.com").last).to.deep.include({
      stage: "dns",
      outcome: "pass",
      rule: "dns.public",
      text: "public DNS: example.com is a public address",
    });
  });

  it("do not include those of private zones and private API servers", () => {
    for (const host of [`kv.${vaultZone}`, apiHost]) {
      const { found, last } = publicly(network().cluster("n", "a"), host);
      expect(found).to.equal(undefined);
      expect(last).to.deep.include({
        stage: "dns",
        outcome: "stop",
        rule: "dns.unlinked",
        text: `no public DNS knows ${host}`,
      });
    }
  });
});
