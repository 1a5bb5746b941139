import { expect } from "chai";
import type { End } from "../../../graph/reachability/ends.ts";
import { routeOf } from "../../../graph/reachability/routing.ts";
import type { Properties } from "../../../lib/properties.ts";
import { at, named, subnetOf } from "../support/hops.ts";
import { ids, Sketch, toFirewall } from "../support/sketch.ts";

const route = (
  addressPrefix: string,
  nextHopType: string,
  nextHopIpAddress?: string,
  name = addressPrefix,
): Properties => ({
  name,
  addressPrefix,
  nextHopType,
  ...(nextHopIpAddress === undefined ? {} : { nextHopIpAddress }),
});

/** Subnet a of network n, and network m beside it. */
function sketch(routes?: readonly Properties[], more: Properties = {}, space = "10.1.0.0/16"): Sketch {
  return new Sketch()
    .network("n", space)
    .subnet("n", "a", "10.1.0.0/24", { more, ...(routes === undefined ? {} : { routes }) })
    .network("m", "10.2.0.0/16")
    .subnet("m", "c", "10.2.0.0/24");
}

const from = (own: Sketch, to: End) => routeOf(subnetOf(own.graph(), "n", "a"), to);

/** What a person reads of the route, and the rule behind it. */
const told = (own: Sketch, to: End) => {
  const { text, rule } = from(own, to);
  return `${rule}: ${text}`;
};

const kind = (own: Sketch, to: End) => from(own, to).hop.kind;

const internet = "route.default: system route 0.0.0.0/0 to the Internet";

describe("system routes", () => {
  it("lead to the network's own ranges, from the first address to the last", () => {
    expect(told(sketch(), at("10.1.0.0"))).to.equal("route.network: system route 10.1.0.0/16 to n");
    expect(told(sketch(), at("10.1.255.255"))).to.equal("route.network: system route 10.1.0.0/16 to n");
    const { hop, node, name } = from(sketch(), at("10.1.7.7"));
    expect(hop.kind === "network" && hop.network.name).to.equal("n");
    expect([node, name]).to.deep.equal([undefined, undefined]);
  });

  it("lead to each range of a directly peered network, and no further", () => {
    const peered = sketch().peer("n", "m").network("o", "10.3.0.0/16").peer("m", "o");
    expect(told(peered, at("10.2.0.1"))).to.equal(
      "route.peering: system route 10.2.0.0/16 to the peered network m",
    );
    const { hop } = from(peered, at("10.2.0.1"));
    expect(hop.kind === "network" && hop.network.name).to.equal("m");
    expect(told(peered, at("10.3.0.1"))).to.equal("route.reserved: system route 10.0.0.0/8 to nowhere");
  });

  it("drop the reserved ranges that nothing else routes", () => {
    for (const [address, prefix] of [
      ["10.0.255.255", "10.0.0.0/8"],
      ["10.2.0.1", "10.0.0.0/8"],
      ["172.16.0.0", "172.16.0.0/12"],
      ["172.31.255.255", "172.16.0.0/12"],
      ["192.168.0.1", "192.168.0.0/16"],
      ["100.64.0.1", "100.64.0.0/10"],
    ] as const) {
      expect(told(sketch(), at(address))).to.equal(`route.reserved: system route ${prefix} to nowhere`);
      expect(kind(sketch(), at(address))).to.equal("none");
    }
    for (const address of [
      "9.255.255.255",
      "11.0.0.0",
      "172.15.255.255",
      "172.32.0.0",
      "100.128.0.0",
      "198.51.100.7",
    ])
      expect(told(sketch(), at(address)), address).to.equal(internet);
  });

  it("drop no reserved range that the network has for itself, in full or as a part of a larger one", () => {
    expect(told(sketch(undefined, {}, "10.0.0.0/8"), at("10.77.0.1"))).to.equal(
      "route.network: system route 10.0.0.0/8 to n",
    );
    expect(told(sketch(undefined, {}, "100.0.0.0/8"), at("100.64.0.1"))).to.equal(
      "route.network: system route 100.0.0.0/8 to n",
    );
    const several = new Sketch()
      .add("network:VirtualNetwork", "n", ids.network("n"), {
        addressSpace: { addressPrefixes: ["10.1.0.0/16", "100.0.0.0/8"] },
      })
      .subnet("n", "a", "10.1.0.0/24");
    expect(told(several, at("100.64.0.1"))).to.equal("route.network: system route 100.0.0.0/8 to n");
    expect(told(sketch(undefined, {}, "10.0.0.0/8"), at("192.168.0.1"))).to.equal(
      "route.reserved: system route 192.168.0.0/16 to nowhere",
    );
  });

  it("drop no reserved range once everything is led to an appliance or a gateway", () => {
    const table = [
      [route("0.0.0.0/0", "VirtualAppliance", "10.1.9.4"), "appliance"],
      [route("0.0.0.0/0", "VirtualNetworkGateway"), "gateway"],
      [route("0.0.0.0/0", "Internet"), "none"],
      [route("0.0.0.0/0", "None"), "none"],
      [route("0.0.0.0/1", "VirtualAppliance", "10.1.9.4"), "none"],
      [route("AzureCloud", "VirtualAppliance", "10.1.9.4"), "none"],
    ] as const;
    for (const [own, expected] of table)
      expect(kind(sketch([own]), at("10.99.0.1")), `${String(own["name"])} ${expected}`).to.equal(expected);
    expect(told(sketch([route("0.0.0.0/0", "Internet")]), at("10.99.0.1"))).to.match(/^route\.reserved: /);
    expect(kind(sketch([route("10.9.0.0/16", "None"), toFirewall]), at("10.99.0.1"))).to.equal("appliance");
  });

  it("lead everything else to the Internet, addresses that nobody knows among them", () => {
    expect(told(sketch(), at("198.51.100.7"))).to.equal(internet);
    expect(told(sketch(), named("example.com"))).to.equal(internet);
    expect(kind(sketch(), named("example.com"))).to.equal("internet");
  });

  it("have no say about the platform's own addresses, and neither have others", () => {
    for (const address of ["168.63.129.16", "169.254.169.254"]) {
      const routed = sketch([route(`${address}/32`, "None"), toFirewall]);
      expect(from(routed, at(address))).to.deep.equal({
        hop: { kind: "platform" },
        text: "the platform's own addresses are answered on the host, whatever routes say",
        rule: "route.platform",
        node: undefined,
        name: undefined,
      });
    }
    expect(told(sketch(), at("168.63.129.17"))).to.equal(internet);
  });
});

describe("user-defined routes", () => {
  it("lead to the hops that a route table may name", () => {
    const table = [
      ["VirtualAppliance", { kind: "appliance", address: 10 * 2 ** 24 + 2 ** 16 + 9 * 2 ** 8 + 4 }],
      ["Internet", { kind: "internet" }],
      ["VirtualNetworkGateway", { kind: "gateway" }],
      ["None", { kind: "none" }],
    ] as const;
    for (const [type, hop] of table) {
      const own = sketch([
        route("198.51.100.0/24", type, type === "VirtualAppliance" ? "10.1.9.4" : undefined, "r"),
      ]);
      const found = from(own, at("198.51.100.7"));
      expect(found.hop).to.deep.equal(hop);
      expect(found.text).to.equal(`a: r (198.51.100.0/24) to ${type}`);
      expect([found.rule, found.name, found.node?.name]).to.deep.equal(["route.user-first", "r", "rt-a"]);
    }
    const { hop } = from(sketch([route("10.2.0.0/16", "VnetLocal")]), at("10.2.0.1"));
    expect(hop.kind === "network" && hop.network.name).to.equal("n");
    expect(
      from(sketch([route("198.51.100.0/24", "VirtualAppliance")]), at("198.51.100.7")).hop,
    ).to.deep.equal({
      kind: "appliance",
      address: undefined,
    });
  });

  it("lose to a longer prefix and win for the same one", () => {
    const own = (...routes: Properties[]) => told(sketch(routes), at("10.1.1.10"));
    expect(own(route("10.0.0.0/15", "None"))).to.equal("route.network: system route 10.1.0.0/16 to n");
    expect(own(route("10.1.0.0/16", "None"))).to.equal(
      "route.user-first: a: 10.1.0.0/16 (10.1.0.0/16) to None",
    );
    expect(own(route("10.1.0.0/16", "None"), route("10.1.1.0/24", "VnetLocal"))).to.equal(
      "route.user-first: a: 10.1.1.0/24 (10.1.1.0/24) to VnetLocal",
    );
    expect(own(route("10.1.1.0/24", "VnetLocal"), route("10.1.0.0/16", "None"))).to.equal(
      "route.user-first: a: 10.1.1.0/24 (10.1.1.0/24) to VnetLocal",
    );
    expect(told(sketch([route("10.2.0.0/16", "None")]).peer("n", "m"), at("10.2.0.1"))).to.equal(
      "route.user-first: a: 10.2.0.0/16 (10.2.0.0/16) to None",
    );
    expect(told(sketch([route("0.0.0.0/0", "None")]), at("198.51.100.7"))).to.equal(
      "route.user-first: a: 0.0.0.0/0 (0.0.0.0/0) to None",
    );
    expect(told(sketch([route("198.51.100.8/29", "None")]), at("198.51.100.7"))).to.equal(internet);
  });

  it("hold an address that nobody knows only where they hold all addresses", () => {
    expect(kind(sketch([toFirewall]), named("example.com"))).to.equal("appliance");
    expect(
      kind(sketch([route("0.0.0.0/1", "None"), route("128.0.0.0/1", "None")]), named("example.com")),
    ).to.equal("internet");
  });

  it("are each subnet's own", () => {
    const own = sketch([toFirewall]).subnet("n", "b", "10.1.1.0/24");
    expect(routeOf(subnetOf(own.graph(), "n", "b"), at("198.51.100.7")).hop.kind).to.equal("internet");
  });

  describe("for service tags", () => {
    const host = named("acc.blob.core.windows.net");

    it("hold the names whose service the tag stands for", () => {
      const own = sketch([route("Storage", "Internet", undefined, "direct"), toFirewall]);
      expect(told(own, host)).to.equal("route.tag: a: direct (Storage) to Internet");
      expect(from(own, host).name).to.equal("direct");
      expect(kind(own, named("kv.vault.azure.net"))).to.equal("appliance");
      expect(kind(own, named("example.com"))).to.equal("appliance");
      expect(kind(own, at("198.51.100.7"))).to.equal("appliance");
      expect(kind(own, { ...host, address: at("198.51.100.7").address })).to.equal("internet");
    });

    it("hold no private address: a name may lead to a private endpoint", () => {
      const own = sketch([route("Storage", "None")]);
      expect(told(own, { ...host, address: at("10.1.2.4").address })).to.equal(
        "route.network: system route 10.1.0.0/16 to n",
      );
    });

    it("beat the service endpoint, and a service's tag beats that of all of Azure, in whatever order", () => {
      const endpoint = { serviceEndpoints: [{ service: "Microsoft.Storage" }] };
      const storage = route("Storage", "Internet");
      const cloud = route("AzureCloud", "None");
      expect(told(sketch([cloud, storage], endpoint), host)).to.equal(
        "route.tag: a: Storage (Storage) to Internet",
      );
      expect(told(sketch([storage, cloud], endpoint), host)).to.equal(
        "route.tag: a: Storage (Storage) to Internet",
      );
      expect(told(sketch([cloud], endpoint), host)).to.equal("route.tag: a: AzureCloud (AzureCloud) to None");
    });

    it("lose to a route for the same prefix that names addresses", () => {
      const to = { ...host, address: at("198.51.100.7").address };
      const own = [route("Storage", "None"), route("198.0.0.0/8", "Internet")];
      expect(told(sketch(own), to)).to.equal("route.user-first: a: 198.0.0.0/8 (198.0.0.0/8) to Internet");
      expect(told(sketch(own.toReversed()), to)).to.equal(
        "route.user-first: a: 198.0.0.0/8 (198.0.0.0/8) to Internet",
      );
    });
  });
});

describe("service endpoints", () => {
  const endpoints = (...services: string[]) => ({
    serviceEndpoints: services.map((service) => ({ service })),
  });

  it("lead the service's names past a route for everything", () => {
    const table = [
      ["Microsoft.Storage", "acc.blob.core.windows.net", "Storage"],
      ["Microsoft.Storage.Global", "acc.table.core.windows.net", "Storage"],
      ["Microsoft.KeyVault", "kv.vault.azure.net", "AzureKeyVault"],
      ["Microsoft.AzureCosmosDB", "db.documents.azure.com", "AzureCosmosDB"],
      ["Microsoft.ContainerRegistry", "reg.azurecr.io", "AzureContainerRegistry"],
      ["Microsoft.EventHub", "ns.servicebus.windows.net", "EventHub"],
      ["Microsoft.AzureActiveDirectory", "login.microsoftonline.com", "AzureActiveDirectory"],
    ] as const;
    for (const [service, host, tag] of table) {
      const own = sketch([toFirewall], endpoints(service));
      expect(told(own, named(host))).to.equal(
        `route.service-endpoint: system route ${tag} to the service endpoint for ${service}`,
      );
      expect(from(own, named(host)).hop).to.deep.equal({ kind: "serviceEndpoint", service });
      expect(kind(own, named("example.com")), service).to.equal("appliance");
    }
  });

  it("lead nobody else's names, and no private address", () => {
    const own = sketch([toFirewall], endpoints("Microsoft.KeyVault", "Microsoft.Web"));
    expect(kind(own, named("acc.blob.core.windows.net"))).to.equal("appliance");
    const known = (address: string) => at(address, { label: "kv", host: "kv.vault.azure.net" });
    expect(kind(own, known("198.51.100.7"))).to.equal("serviceEndpoint");
    expect(kind(own, known("10.1.2.4"))).to.equal("network");
    expect(kind(own, at("198.51.100.7"))).to.equal("appliance");
  });

  it("lose to a route that names the service's addresses", () => {
    const own = sketch([route("198.51.100.0/24", "None")], endpoints("Microsoft.KeyVault"));
    expect(kind(own, at("198.51.100.7", { host: "kv.vault.azure.net" }))).to.equal("none");
  });
});

describe("routes to private endpoints", () => {
  const vault = { id: ids.vault("kv"), group: "vault" };

  function endpoint(policies: string | undefined, routes?: readonly Properties[], space?: string): Sketch {
    return sketch(routes, {}, space)
      .subnet("n", "pe", "10.1.2.0/24", {
        more: policies === undefined ? {} : { privateEndpointNetworkPolicies: policies },
      })
      .endpoint("n", "pe", "pe-kv", vault, { address: "10.1.2.4" });
  }

  it("lead to the endpoint itself, in its network and those that are directly peered", () => {
    const { hop } = from(endpoint(undefined), at("10.1.2.4"));
    expect(hop.kind === "endpoint" && hop.endpoint.name).to.equal("pe-kv");
    expect(told(endpoint(undefined), at("10.1.2.4"))).to.equal(
      "route.endpoint: system route 10.1.2.4/32 to the private endpoint pe-kv",
    );
    expect(kind(endpoint(undefined), at("10.1.2.5"))).to.equal("network");
    const afar = (peered: boolean) => {
      const own = sketch().endpoint("m", "c", "pe-far", vault, { address: "10.2.0.4" });
      return kind(peered ? own.peer("n", "m") : own, at("10.2.0.4"));
    };
    expect(afar(true)).to.equal("endpoint");
    expect(afar(false)).to.equal("none");
  });

  it("give way to a route for that very address alone, where route tables do not apply to endpoints", () => {
    for (const policies of [undefined, "Disabled", "NetworkSecurityGroupEnabled"]) {
      for (const prefix of ["10.1.2.4/31", "10.1.2.0/24", "10.1.0.0/16", "0.0.0.0/0"])
        expect(kind(endpoint(policies, [route(prefix, "None")]), at("10.1.2.4")), prefix).to.equal(
          "endpoint",
        );
      expect(told(endpoint(policies, [route("10.1.2.4/32", "None")]), at("10.1.2.4"))).to.equal(
        "route.endpoint-overridden: a: 10.1.2.4/32 (10.1.2.4/32) to None",
      );
    }
  });

  it("give way to routes as long as the network's range, where route tables apply to endpoints", () => {
    for (const policies of ["Enabled", "RouteTableEnabled"])
      for (const [prefix, hop] of [
        ["0.0.0.0/0", "endpoint"],
        ["10.0.0.0/8", "endpoint"],
        ["10.0.0.0/15", "endpoint"],
        ["10.1.0.0/16", "none"],
        ["10.1.2.0/24", "none"],
        ["10.1.2.4/32", "none"],
        ["10.1.3.0/24", "endpoint"],
      ] as const)
        expect(
          kind(endpoint(policies, [route(prefix, "None")]), at("10.1.2.4")),
          `${policies} ${prefix}`,
        ).to.equal(hop);
  });

  it("give way to the longest of those routes", () => {
    const routes = [route("10.1.0.0/16", "None"), route("10.1.2.0/24", "VnetLocal"), toFirewall];
    for (const own of [routes, routes.toReversed()])
      expect(told(endpoint("Enabled", own), at("10.1.2.4"))).to.equal(
        "route.endpoint-overridden: a: 10.1.2.0/24 (10.1.2.0/24) to VnetLocal",
      );
  });

  it("are measured against the range of the endpoint's own network that holds it", () => {
    const own = (prefix: string) =>
      new Sketch()
        .add("network:VirtualNetwork", "n", ids.network("n"), {
          addressSpace: { addressPrefixes: ["10.1.0.0/16", "10.8.0.0/20"] },
        })
        .subnet("n", "a", "10.1.0.0/24", { routes: [route(prefix, "None")] })
        .subnet("n", "pe", "10.8.0.0/24", { more: { privateEndpointNetworkPolicies: "Enabled" } })
        .endpoint("n", "pe", "pe-kv", vault, { address: "10.8.0.4" });
    expect(kind(own("10.8.0.0/16"), at("10.8.0.4"))).to.equal("endpoint");
    expect(kind(own("10.8.0.0/20"), at("10.8.0.4"))).to.equal("none");
  });
});
