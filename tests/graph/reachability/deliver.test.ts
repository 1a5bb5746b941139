import { expect } from "chai";
import type { Graph } from "../../../graph/model.ts";
import type { Properties } from "../../../lib/properties.ts";
import { end, noGroup, route, send, two, vault } from "../support/delivery.ts";
import { at, named } from "../support/hops.ts";
import { deployment, ids, rule, service, Sketch } from "../support/sketch.ts";

describe("a packet within a network", () => {
  it("passes the security groups and the route of both ends, in their order", () => {
    const { allowed, certain, hops } = send(two().graph(), at("10.1.1.10"));
    expect(hops).to.deep.equal([
      `security group (nsg.none): ${noGroup}`,
      "route (route.network): a: system route 10.1.0.0/16 to n",
      "security group (nsg.none): b has no security group: everything goes in",
    ]);
    expect([allowed, certain]).to.deep.equal([true, true]);
  });

  it("stops at its own subnet's security group before any route is asked", () => {
    const graph = new Sketch()
      .network("n", "10.1.0.0/16")
      .subnet("n", "a", "10.1.0.0/24", { rules: [rule({ priority: 100, allow: false })] })
      .subnet("n", "b", "10.1.1.0/24")
      .graph();
    const { allowed, hops } = send(graph, at("10.1.1.10"));
    expect(allowed).to.equal(false);
    expect(hops).to.deep.equal([
      "STOP security group (nsg.first-match): a on a, outbound: rule-100 (100) denies 10.1.0.10 to 10.1.1.10 Tcp 443 <nsg-a/rule-100>",
    ]);
  });

  it("names the user-defined route that it takes, and the one that drops it", () => {
    const passes = send(two({}, [route("10.1.1.0/24", "VnetLocal")]).graph(), at("10.1.1.10"));
    expect(passes.hops[1]).to.equal(
      "route (route.user-first): a: a: to-10.1.1.0/24 (10.1.1.0/24) to VnetLocal <rt-a/to-10.1.1.0/24>",
    );
    expect(passes.allowed).to.equal(true);
    const dropped = send(two({}, [route("10.1.1.0/24", "None")]).graph(), at("10.1.1.10"));
    expect(dropped.hops.at(-1)).to.equal(
      "STOP route (route.none): a: a: to-10.1.1.0/24 (10.1.1.0/24) to None, which drops it <rt-a/to-10.1.1.0/24>",
    );
    expect(dropped.allowed).to.equal(false);
  });

  it("is dropped by Azure's own route for private ranges, which the subnet stands for", () => {
    expect(end(two().graph(), at("10.9.0.10"))).to.equal(
      "STOP route (route.none): a: system route 10.0.0.0/8 to nowhere, which drops it <a>",
    );
  });

  it("reaches nobody at an address between the subnets", () => {
    const { allowed, hops } = send(two().graph(), at("10.1.2.0"));
    expect(allowed).to.equal(false);
    expect(hops.at(-1)).to.equal("STOP route (route.nobody): nobody in n has 10.1.2.0 <n>");
    expect(send(two().graph(), at("10.1.1.255")).allowed).to.equal(true);
  });

  it("arrives in any of the prefixes of a subnet", () => {
    const graph = new Sketch()
      .network("n", "10.1.0.0/16")
      .subnet("n", "a", "10.1.0.0/24")
      .add("network:Subnet", "b", ids.subnet("n", "b"), { addressPrefixes: ["10.1.1.0/24", "10.1.3.0/24"] })
      .graph();
    expect(send(graph, at("10.1.1.10")).allowed).to.equal(true);
    expect(send(graph, at("10.1.3.10")).allowed).to.equal(true);
    expect(send(graph, at("10.1.2.10")).allowed).to.equal(false);
  });

  it("cannot arrive at an address that nobody knows, even where a route leads it into the network", () => {
    expect(end(two({}, [route("0.0.0.0/0", "VnetLocal")]).graph(), named("example.com"))).to.equal(
      "STOP route (route.nobody): nobody in n has example.com <n>",
    );
  });

  it("finds the platform's own addresses on the host, past security groups and routes", () => {
    const graph = new Sketch()
      .network("n", "10.1.0.0/16")
      .subnet("n", "a", "10.1.0.0/24", {
        rules: [rule({ priority: 100, allow: false })],
        routes: [route("0.0.0.0/0", "None")],
      })
      .graph();
    for (const address of ["168.63.129.16", "169.254.169.254"])
      expect(send(graph, at(address), { port: 53 })).to.deep.equal({
        allowed: true,
        certain: true,
        hops: [
          "route (route.platform): a: the platform's own addresses are answered on the host, whatever routes say",
        ],
      });
  });

  it("is nobody's to judge behind a gateway, and is taken as let through", () => {
    const graph = two({}, [route("192.168.0.0/16", "VirtualNetworkGateway")]).graph();
    const { allowed, certain, hops } = send(graph, at("192.168.1.1"));
    expect([allowed, certain]).to.deep.equal([true, false]);
    expect(hops.at(-1)).to.equal(
      "note route (route.gateway): what lies behind the gateway is not part of the graph <rt-a/to-192.168.0.0/16>",
    );
  });

  it("is nobody's to judge behind an appliance that the graph does not have", () => {
    const known = send(
      two({}, [route("192.168.0.0/16", "VirtualAppliance", "10.1.1.4")]).graph(),
      at("192.168.1.1"),
    );
    expect([known.allowed, known.certain]).to.deep.equal([true, false]);
    expect(known.hops.at(-1)).to.equal(
      "note route (route.foreign-appliance): the appliance at 10.1.1.4 is not part of the graph: its rules decide <rt-a/to-192.168.0.0/16>",
    );
    const unknown = send(two({}, [route("192.168.0.0/16", "VirtualAppliance")]).graph(), at("192.168.1.1"));
    expect([unknown.allowed, unknown.certain]).to.deep.equal([true, false]);
    expect(unknown.hops.at(-1)).to.equal(
      "note route (route.foreign-appliance): the appliance at an unknown address is not part of the graph: its rules decide <rt-a/to-192.168.0.0/16>",
    );
  });
});

describe("a packet to a private endpoint", () => {
  const denyAll = [rule({ priority: 100, allow: false, direction: "Inbound" })];

  function behind(policies: string | undefined, options: Parameters<Sketch["endpoint"]>[4] = {}): Graph {
    return two()
      .subnet("n", "pe", "10.1.2.0/24", {
        rules: denyAll,
        more: policies === undefined ? {} : { privateEndpointNetworkPolicies: policies },
      })
      .vault("kv")
      .endpoint("n", "pe", "pe-kv", vault, { address: "10.1.2.4", ...options })
      .graph();
  }

  it("passes by the security group of a subnet that applies none to endpoints, and the service's firewall", () => {
    const { allowed, hops } = send(behind(undefined), at("10.1.2.4"));
    expect(allowed).to.equal(true);
    expect(hops.slice(1)).to.deep.equal([
      "route (route.endpoint): a: system route 10.1.2.4/32 to the private endpoint pe-kv",
      "security group (endpoint.policies-off): pe applies no security group to private endpoints <pe>",
      "private link (endpoint.approved): the connection of pe-kv is approved <pe-kv>",
      "service (service.endpoint): kv lets in what comes by private endpoint, whatever its firewall says <kv>",
    ]);
  });

  it("meets the security group only where the subnet's policies have security groups in them", () => {
    const stopped = ["Enabled", "NetworkSecurityGroupEnabled"];
    for (const policies of ["Disabled", "RouteTableEnabled", ...stopped])
      expect(send(behind(policies), at("10.1.2.4")).allowed, policies).to.equal(!stopped.includes(policies));
    expect(end(behind("Enabled"), at("10.1.2.4"))).to.equal(
      "STOP security group (nsg.first-match): pe on pe, inbound: rule-100 (100) denies 10.1.0.10 to 10.1.2.4 Tcp 443 <nsg-pe/rule-100>",
    );
  });

  it("does not pass before the connection is approved", () => {
    const link = { privateLinkServiceConnectionState: { status: "Pending" } };
    expect(end(behind(undefined, { link }), at("10.1.2.4"))).to.equal(
      "STOP private link (endpoint.approved): the connection of pe-kv is not approved: nothing passes <pe-kv>",
    );
  });

  it("is answered for the sub-resource of the endpoint alone", () => {
    const account = { id: ids.account("acc"), group: "blob" };
    const graph = two()
      .subnet("n", "pe", "10.1.2.0/24")
      .add("storage:StorageAccount", "acc", ids.account("acc"), { publicNetworkAccess: "Disabled" })
      .endpoint("n", "pe", "pe-acc", account, { address: "10.1.2.4" })
      .graph();
    const as = (host: string) => at("10.1.2.4", { label: host, host });
    expect(send(graph, as("acc.blob.core.windows.net")).allowed).to.equal(true);
    expect(end(graph, as("acc.table.core.windows.net"))).to.equal(
      "STOP private link (endpoint.one-target): pe-acc answers for 'blob', not for 'table' <pe-acc>",
    );
    // A name that no service of the graph has may be an alias of whatever the endpoint answers for.
    expect(send(graph, as("files.example.com")).allowed).to.equal(true);
  });

  it("arrives at a service that the graph does not have", () => {
    const graph = two()
      .subnet("n", "pe", "10.1.2.0/24")
      .endpoint("n", "pe", "pe-else", { id: ids.vault("elsewhere"), group: "vault" }, { address: "10.1.2.4" })
      .graph();
    const { allowed, hops } = send(graph, at("10.1.2.4"));
    expect(allowed).to.equal(true);
    expect(hops.at(-1)).to.equal(
      "private link (endpoint.approved): the connection of pe-else is approved <pe-else>",
    );
  });

  it("is meant by rules for the endpoint's application security group, on the way out and on the way in", () => {
    const graph = new Sketch()
      .network("n", "10.1.0.0/16")
      .subnet("n", "a", "10.1.0.0/24", {
        rules: [rule({ priority: 100, toGroup: "vaults" }), rule({ priority: 200, allow: false })],
      })
      .subnet("n", "pe", "10.1.2.0/24", {
        rules: [
          rule({ priority: 100, direction: "Inbound", toGroup: "vaults" }),
          rule({ priority: 200, direction: "Inbound", allow: false }),
        ],
        more: { privateEndpointNetworkPolicies: "Enabled" },
      })
      .vault("kv")
      .endpoint("n", "pe", "pe-kv", vault, {
        address: "10.1.2.4",
        more: { applicationSecurityGroups: [{ id: ids.asg("vaults").toUpperCase() }] },
      })
      .endpoint("n", "pe", "pe-bare", vault, { address: "10.1.2.5" })
      .graph();
    expect(send(graph, at("10.1.2.4")).allowed).to.equal(true);
    expect(send(graph, at("10.1.2.5")).allowed).to.equal(false);
    expect(send(graph, at("10.1.2.9")).allowed).to.equal(false);
    // Whoever asks knows the groups of the card already.
    expect(send(graph, at("10.1.2.4", { groups: [] })).allowed).to.equal(false);
  });

  it("is meant by no application security group of another network, on the way out", () => {
    const graph = new Sketch()
      .network("n", "10.1.0.0/16")
      .subnet("n", "a", "10.1.0.0/24", {
        rules: [rule({ priority: 100, toGroup: "vaults" }), rule({ priority: 200, allow: false })],
      })
      .network("m", "10.2.0.0/16")
      .subnet("m", "pe", "10.2.0.0/24")
      .vault("kv")
      .endpoint("m", "pe", "pe-kv", vault, {
        address: "10.2.0.4",
        more: { applicationSecurityGroups: [{ id: ids.asg("vaults") }] },
      })
      .peer("n", "m")
      .graph();
    expect(send(graph, at("10.2.0.4")).hops).to.deep.equal([
      "STOP security group (nsg.first-match): a on a, outbound: rule-200 (200) denies 10.1.0.10 to 10.2.0.4 Tcp 443 <nsg-a/rule-200>",
    ]);
  });

  it("is led around the endpoint's own route to the endpoint all the same", () => {
    const graph = two({}, [route("10.1.2.4/32", "VnetLocal")])
      .subnet("n", "pe", "10.1.2.0/24")
      .vault("kv")
      .endpoint("n", "pe", "pe-kv", vault, { address: "10.1.2.4" })
      .graph();
    const { allowed, hops } = send(graph, at("10.1.2.4"));
    expect(allowed).to.equal(true);
    expect(hops.slice(1)).to.deep.equal([
      "route (route.endpoint-overridden): a: a: to-10.1.2.4/32 (10.1.2.4/32) to VnetLocal <rt-a/to-10.1.2.4/32>",
      "security group (endpoint.policies-off): pe applies no security group to private endpoints <pe>",
      "private link (endpoint.approved): the connection of pe-kv is approved <pe-kv>",
      "service (service.endpoint): kv lets in what comes by private endpoint, whatever its firewall says <kv>",
    ]);
  });
});

describe("a packet to what answers in a subnet", () => {
  it("is answered by a firewall for names only", () => {
    const graph = two().firewall("n", "10.1.9.0/26", []).graph();
    const asked = send(graph, at("10.1.9.4"), { port: 53, protocol: "Udp" });
    expect(asked.allowed).to.equal(true);
    expect(asked.hops.at(-1)).to.equal(
      "firewall (firewall.own-address): fw takes questions for names on port 53 <fw>",
    );
    const { allowed, hops } = send(graph, at("10.1.9.4"));
    expect(allowed).to.equal(false);
    expect(hops.at(-1)).to.equal(
      "STOP firewall (firewall.own-address): fw itself answers on no other port than 53 <fw>",
    );
  });

  it("is no firewall's where the same address belongs to another network's", () => {
    const graph = two().network("m", "10.1.0.0/16").firewall("m", "10.1.1.0/26", []).graph();
    expect(end(graph, at("10.1.1.4"))).to.equal(
      "security group (nsg.none): b has no security group: everything goes in",
    );
  });

  const stamp = (subnetRules: readonly Properties[], more: Properties = {}, cluster: Properties = {}) =>
    new Sketch()
      .network("n", "10.1.0.0/16")
      .subnet("n", "a", "10.1.0.0/24")
      .subnet("n", "nodes", "10.1.3.0/24", { rules: subnetRules, more })
      .subnet("n", "api", "10.1.4.0/28", { rules: subnetRules, more })
      .cluster("n", "nodes", [], cluster)
      .graph();
  const closed = [rule({ priority: 100, direction: "Inbound", allow: false })];

  it("is answered by a private API server past the security group, at its endpoint alone", () => {
    const { allowed, hops } = send(stamp(closed), at("10.1.3.4"));
    expect(allowed).to.equal(true);
    expect(hops.at(-1)).to.equal(
      "private link (cluster.api-endpoint): the API server of aks answers at its private endpoint in nodes, which applies no security group to it <aks>",
    );
    expect(send(stamp(closed), at("10.1.3.5")).allowed, "a node").to.equal(false);
    expect(send(stamp(closed), at("10.1.4.4")).allowed, "another subnet").to.equal(false);
  });

  it("meets the security group before a private API server whose subnet applies it to endpoints", () => {
    for (const [policies, allowed] of [
      ["Disabled", true],
      ["RouteTableEnabled", true],
      ["NetworkSecurityGroupEnabled", false],
      ["Enabled", false],
    ] as const)
      expect(
        send(stamp(closed, { privateEndpointNetworkPolicies: policies }), at("10.1.3.4")).allowed,
        policies,
      ).to.equal(allowed);
  });

  it("meets the security group of the subnet that an API server has of its own", () => {
    const integrated = {
      apiServerAccessProfile: { enablePrivateCluster: true, subnetId: ids.subnet("n", "api") },
    };
    expect(send(stamp(closed, {}, integrated), at("10.1.4.4")).allowed).to.equal(false);
    expect(send(stamp([], {}, integrated), at("10.1.4.4")).allowed).to.equal(true);
  });

  it("finds the API server in the subnet of the first of several pools", () => {
    const cluster = {
      agentPoolProfiles: [
        { name: "system", vnetSubnetID: ids.subnet("n", "nodes") },
        { name: "user", vnetSubnetID: ids.subnet("n", "api") },
      ],
    };
    expect(end(stamp(closed, {}, cluster), at("10.1.3.4"))).to.match(
      /^private link \(cluster\.api-endpoint\)/,
    );
  });

  it("is handed by a load balancer to the pods behind its frontend", () => {
    const graph = new Sketch()
      .network("n", "10.1.0.0/16")
      .subnet("n", "a", "10.1.0.0/24")
      .subnet("n", "nodes", "10.1.3.0/24")
      .subnet("n", "ingress", "10.1.5.0/28")
      .cluster("n", "nodes", [
        deployment("web", 8080),
        service(
          "web",
          "web",
          { type: "LoadBalancer" },
          {
            "service.beta.kubernetes.io/azure-load-balancer-internal": "true",
            "service.beta.kubernetes.io/azure-load-balancer-internal-subnet": "ingress",
          },
        ),
      ])
      .graph();
    expect(send(graph, at("10.1.5.4")).hops).to.include(
      "load balancer (load-balancer.rule): the load balancer sends port 443 of w/web to the nodes <r/kubernetes:core/v1:Service/w/web>",
    );
    expect(end(graph, at("10.1.5.4"), { port: 80 })).to.equal(
      "STOP load balancer (load-balancer.rule): the load balancer has no rule for port 80 of w/web <r/kubernetes:core/v1:Service/w/web>",
    );
  });
});
