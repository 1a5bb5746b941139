import { expect } from "chai";
import { mergeGraphs, type Graph } from "../../../graph/model.ts";
import { formatAddress } from "../../../graph/reachability/address.ts";
import { Names, QuestionError } from "../../../graph/reachability/names.ts";
import type { End } from "../../../graph/reachability/ends.ts";
import type { Source, Target } from "../../../graph/reachability/judge.ts";
import { worldOf } from "../../../graph/reachability/world/world.ts";
import type { Properties } from "../../../lib/properties.ts";
import { Sketch, deployment, ids, service } from "../support/sketch.ts";

const provider = "/subscriptions/s/resourceGroups/rg/providers";

/** What a graph of one stack is called by its names. */
const namesOf = (graph: Graph, stack = "s"): Names => Names.of(worldOf(graph), stack);

const endOf = (one: Source | Target): End =>
  one.kind === "machine" || one.kind === "address" ? one.end : expect.fail(`${one.kind} is no end`);
const told = ({ label, address }: End): string =>
  `${label} ${address === undefined ? "nowhere" : formatAddress(address)}`;
/** Each end as its label and address; undefined where the name stands for nobody. */
const ends = (found: readonly (Source | Target)[] | undefined): string[] | undefined =>
  found?.map((one) => told(endOf(one)));

/** A network card, as build agents and jump boxes have. */
function card(sketch: Sketch, name: string, subnet: string, more: Properties = {}): Sketch {
  return sketch.add(
    "network:NetworkInterface",
    name,
    `${provider}/Microsoft.Network/networkInterfaces/${name}`,
    {
      ipConfigurations: [
        {
          subnet: { id: ids.subnet("n", subnet) },
          applicationSecurityGroups: [{ id: ids.asg("Builders") }],
        },
      ],
      ...more,
    },
  );
}

const network = (stack = "s"): Sketch => new Sketch(stack).network("n", "10.1.0.0/16");

describe("a question that cannot be understood", () => {
  it("lists nothing where nothing could have been meant", () => {
    expect(new QuestionError("No.").known).to.deep.equal([]);
    expect(new QuestionError("No.", ["a"]).known).to.deep.equal(["a"]);
    expect(new QuestionError("No.").message).to.equal("No.");
  });
});

describe("names of subnets", () => {
  const planned: readonly (readonly [role: string, subnet: string])[] = [
    ["firewall", "AzureFirewallSubnet"],
    ["bastion", "AzureBastionSubnet"],
    ["ingress", "snet-ingress"],
    ["private-link", "snet-private-link"],
    ["private-endpoints", "snet-private-endpoints"],
    ["jump-boxes", "snet-jump-boxes"],
    ["agents", "snet-agents"],
  ];
  for (const [role, subnet] of planned)
    it(`have ${role} for ${subnet}, where there is one`, () => {
      const names = namesOf(network().subnet("n", subnet, "10.1.3.0/24").graph());
      expect(names.roles()).to.deep.equal([role]);
      expect(ends(names.source(role))).to.deep.equal([`${subnet} 10.1.3.10`]);
      expect(ends(names.target(role))).to.deep.equal([`${subnet} 10.1.3.10`]);
      const without = namesOf(network().graph());
      expect([without.roles(), without.source(role), without.target(role)]).to.deep.equal([
        [],
        undefined,
        undefined,
      ]);
    });

  it("mean any subnet by its own name behind 'subnet:'", () => {
    const names = namesOf(network().subnet("n", "snet-a", "10.1.3.0/24").graph());
    expect(ends(names.source("subnet:snet-a"))).to.deep.equal(["snet-a 10.1.3.10"]);
    expect(ends(names.target("subnet:snet-a"))).to.deep.equal(["snet-a 10.1.3.10"]);
    expect(names.source("subnet:snet-b")).to.equal(undefined);
    expect(names.target("snet-a")).to.equal(undefined);
  });

  it("mean the subnets of their own stack", () => {
    const other = new Sketch("t").network("m", "10.2.0.0/16").subnet("m", "snet-agents", "10.2.3.0/24");
    const graph = mergeGraphs([network().graph(), other.graph()]);
    expect(namesOf(graph).source("agents")).to.equal(undefined);
    expect(ends(namesOf(graph, "t").source("agents"))).to.deep.equal(["snet-agents 10.2.3.10"]);
  });

  it("have an address that lies inside, however small the subnet is", () => {
    const inside = (prefix: string) =>
      ends(namesOf(network().subnet("n", "snet-agents", prefix).graph()).source("agents"));
    expect(inside("10.1.3.0/28")).to.deep.equal(["snet-agents 10.1.3.10"]);
    // Of eight addresses, Azure keeps the first four and the last.
    expect(inside("10.1.3.8/29")).to.deep.equal(["snet-agents 10.1.3.14"]);
    expect(inside("given by a pool later")).to.deep.equal(["snet-agents nowhere"]);
  });
});

describe("names of machines", () => {
  it("are those of their cards, with what the cards belong to", () => {
    const sketch = card(network().subnet("n", "snet-agents", "10.1.3.0/24"), "nic-agent", "snet-agents", {
      networkSecurityGroup: { id: ids.group("card") },
    }).add("network:NetworkSecurityGroup", "nsg-card", ids.group("card"), { securityRules: [] });
    const names = namesOf(sketch.graph());
    expect(ends(names.source("nic-agent"))).to.deep.equal(["nic-agent 10.1.3.10"]);
    expect(ends(names.target("nic-agent"))).to.deep.equal(["nic-agent 10.1.3.10"]);
    const [source] = names.source("nic-agent") ?? [];
    const end = endOf(source ?? expect.fail("nobody sends"));
    expect(end.groups).to.deep.equal([ids.asg("Builders").toLowerCase()]);
    expect(end.card?.name).to.equal("card");
    expect(end.subnet?.name).to.equal("snet-agents");
  });

  it("stand for their subnet's role, and for no machine of another subnet", () => {
    const sketch = network()
      .subnet("n", "snet-agents", "10.1.3.0/24")
      .subnet("n", "snet-jump-boxes", "10.1.4.0/24");
    const names = namesOf(card(card(sketch, "nic-1", "snet-agents"), "nic-2", "snet-agents").graph());
    expect(ends(names.source("agents"))).to.deep.equal(["nic-1 10.1.3.10", "nic-2 10.1.3.10"]);
    expect(ends(names.target("agents"))).to.deep.equal(["nic-1 10.1.3.10", "nic-2 10.1.3.10"]);
    expect(ends(names.source("jump-boxes"))).to.deep.equal(["snet-jump-boxes 10.1.4.10"]);
  });

  it("mean machines of their own stack", () => {
    const other = new Sketch("t").network("m", "10.2.0.0/16");
    const sketch = card(network().subnet("n", "snet-agents", "10.1.3.0/24"), "nic-1", "snet-agents");
    const graph = mergeGraphs([sketch.graph(), other.graph()]);
    expect(namesOf(graph, "t").source("nic-1")).to.equal(undefined);
    expect(namesOf(graph).source("nic-2")).to.equal(undefined);
  });
});

describe("names of a cluster", () => {
  const cluster = (objects: readonly Properties[] = []): Sketch =>
    network().subnet("n", "snet-nodes", "10.1.0.0/24").cluster("n", "snet-nodes", objects);

  it("are those of its nodes, its API server and its pods, but for the system's", () => {
    const graph = cluster([deployment("a", 8080), deployment("b", 9090, "v")]).graph();
    const names = namesOf(graph);
    expect(names.roles()).to.deep.equal(["nodes", "api-server", "pod:a", "pod:b"]);
    expect(ends(names.source("nodes"))).to.deep.equal(["nodes in snet-nodes 10.1.0.10"]);
    expect(ends(names.target("nodes"))).to.deep.equal(["nodes in snet-nodes 10.1.0.10"]);
    expect(names.target("api-server")).to.deep.equal([
      { kind: "host", host: "aks-1.privatelink.eastus.azmk8s.io" },
    ]);
    expect(names.target("pod:kube-dns")).to.equal(undefined);
  });

  it("are absent where there is none", () => {
    const names = namesOf(network().graph());
    expect(names.roles()).to.deep.equal([]);
    expect([names.source("nodes"), names.target("nodes"), names.target("api-server")]).to.deep.equal([
      [],
      [],
      [],
    ]);
  });

  it("leave out an API server whose host Azure has not told yet", () => {
    const sketch = network().subnet("n", "snet-nodes", "10.1.0.0/24");
    sketch.add("containerservice:ManagedCluster", "aks", ids.cluster("aks"), {
      agentPoolProfiles: [{ name: "pool", vnetSubnetID: ids.subnet("n", "snet-nodes") }],
    });
    expect(namesOf(sketch.graph()).target("api-server")).to.deep.equal([]);
  });

  it("mean a pod by its name, or by its namespace and name", () => {
    const names = namesOf(cluster([deployment("a", 8080), deployment("a", 9090, "v")]).graph());
    const namespaces = (found: readonly (Source | Target)[] | undefined) =>
      found?.map((one) => (one.kind === "pod" ? `${one.pod.namespace}/${one.pod.name}` : one.kind));
    expect(namespaces(names.source("pod:a"))).to.deep.equal(["w/a"]);
    expect(namespaces(names.source("pod:v/a"))).to.deep.equal(["v/a"]);
    expect(namespaces(names.target("pod:a"))).to.deep.equal(["w/a"]);
    expect(namespaces(names.target("pod:v/a"))).to.deep.equal(["v/a"]);
    expect([names.source("pod:b"), names.target("pod:w/b"), names.source("a")]).to.deep.equal([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("have the first port that a pod names", () => {
    const two = {
      ...deployment("two", 0),
      spec: {
        template: {
          spec: {
            containers: [
              {
                ports: [
                  { name: "web", containerPort: 8443 },
                  { name: "metrics", containerPort: 9100 },
                ],
              },
            ],
          },
        },
      },
    };
    const none = { ...deployment("none", 0), spec: { template: { spec: { containers: [] } } } };
    const names = namesOf(cluster([two, none]).graph());
    expect(names.podPort("pod:two")).to.equal(8443);
    expect(names.podPort("pod:none")).to.equal(undefined);
    expect(names.podPort("pod:nobody")).to.equal(undefined);
  });

  it("have load balancers where services are let in, each with its address", () => {
    const internal = (name: string, subnet: string, ip: string) =>
      service(
        name,
        name,
        { type: "LoadBalancer", loadBalancerIP: ip },
        {
          "service.beta.kubernetes.io/azure-load-balancer-internal": "true",
          "service.beta.kubernetes.io/azure-load-balancer-internal-subnet": subnet,
        },
      );
    const names = namesOf(
      cluster([
        internal("gateway", "snet-ingress", "10.1.5.7"),
        internal("other", "snet-nodes", "10.1.0.99"),
        service("inside", "inside"),
      ])
        .subnet("n", "snet-ingress", "10.1.5.0/24")
        .graph(),
    );
    expect(ends(names.target("ingress"))).to.deep.equal(["load balancer of gateway 10.1.5.7"]);
    const [target] = names.target("ingress") ?? [];
    expect(endOf(target ?? expect.fail("nobody answers")).subnet?.name).to.equal("snet-ingress");
  });
});

describe("names of services", () => {
  /** A stack with every service of the platform under its logical name. */
  function services(stack: string, suffix: string): Sketch {
    const account = (name: string) => `${provider}/Microsoft.Storage/storageAccounts/${name}${suffix}`;
    const site = { primaryEndpoints: { web: `https://spa${suffix}.z6.web.core.windows.net/` } };
    return new Sketch(stack)
      .add("keyvault:Vault", "vault-vault", ids.vault(`kv${suffix}`), {})
      .add("keyvault:Vault", "certificates-vault", ids.vault(`certs${suffix}`), {})
      .add(
        "eventhub:Namespace",
        "event-hubs-namespace",
        `${provider}/Microsoft.EventHub/namespaces/ev${suffix}`,
        {},
      )
      .add("storage:StorageAccount", "storage-data", account("data"), {})
      .add("storage:StorageAccount", "storage-spa", account("spa"), {}, site)
      .add("storage:StorageAccount", "flow-logs-account", account("flow"), {})
      .add("storage:StorageAccount", "storage-account", account("content"), {})
      .add("storage:StorageAccount", "archive-account", account("archive"), {})
      .add(
        "cosmosdb:DatabaseAccount",
        "cosmos-account",
        `${provider}/Microsoft.DocumentDB/databaseAccounts/db${suffix}`,
        { locations: [{ locationName: "East US" }] },
      )
      .add(
        "containerregistry:Registry",
        "registry-registry",
        `${provider}/Microsoft.ContainerRegistry/registries/cr${suffix}`,
        { location: "eastus" },
      );
  }
  const graph = () =>
    mergeGraphs([
      services("global", "g").graph(),
      services("stamp-x", "x").graph(),
      services("prod.global", "pg").graph(),
      services("prod.stamp-x", "px").graph(),
    ]);
  const host = (role: string, stack: string) =>
    namesOf(graph(), stack)
      .target(role)
      ?.map((target) => (target.kind === "host" ? target.host : target.kind));

  const hosts: readonly (readonly [role: string, host: string])[] = [
    ["key-vault", "kv#.vault.azure.net"],
    ["certificates", "certs#.vault.azure.net"],
    ["event-hubs", "ev#.servicebus.windows.net"],
    ["data-blob", "data#.blob.core.windows.net"],
    ["data-table", "data#.table.core.windows.net"],
    ["website", "spa#.z6.web.core.windows.net"],
    ["website-blob", "spa#.blob.core.windows.net"],
    ["flow-logs", "flow#.blob.core.windows.net"],
  ];
  const globalHosts: readonly (readonly [role: string, host: string])[] = [
    ["cosmos", "db#.documents.azure.com"],
    ["registry", "cr#.azurecr.io"],
    ["global-vault", "kv#.vault.azure.net"],
    ["global-storage", "content#.blob.core.windows.net"],
    ["archive", "archive#.blob.core.windows.net"],
  ];
  for (const [role, name] of hosts)
    it(`have ${role} of the stack that asks`, () => {
      expect(host(role, "stamp-x")).to.deep.equal([name.replace("#", "x")]);
      expect(host(role, "prod.stamp-x")).to.deep.equal([name.replace("#", "px")]);
    });
  for (const [role, name] of globalHosts)
    it(`have ${role} of the global stack of the same environment`, () => {
      expect(host(role, "stamp-x")).to.deep.equal([name.replace("#", "g")]);
      expect(host(role, "global")).to.deep.equal([name.replace("#", "g")]);
      expect(host(role, "prod.stamp-x")).to.deep.equal([name.replace("#", "pg")]);
    });

  it("are all known to a stack, and send nothing", () => {
    const names = namesOf(graph(), "stamp-x");
    const all = [...hosts, ...globalHosts].map(([role]) => role);
    expect(names.roles()).to.have.members(all);
    for (const role of all) expect(names.source(role), role).to.equal(undefined);
  });

  it("are unknown where the stack has no such resource", () => {
    const names = namesOf(services("stamp-y", "y").graph(), "stamp-y");
    expect(names.roles()).to.have.members(hosts.map(([role]) => role));
    expect(names.target("cosmos")).to.equal(undefined);
    expect(
      namesOf(new Sketch("stamp-z").network("n", "10.1.0.0/16").graph(), "stamp-z").target("key-vault"),
    ).to.equal(undefined);
  });

  it("stand for nobody before the service has a host of that kind", () => {
    const account = `${provider}/Microsoft.Storage/storageAccounts/spa`;
    const sketch = new Sketch().add("storage:StorageAccount", "storage-spa", account, {});
    expect(namesOf(sketch.graph()).target("website")).to.equal(undefined);
  });
});

describe("who is in a subnet that has a purpose", () => {
  const target = { id: ids.vault("kv"), group: "vault" };

  it("is each private endpoint, with its address", () => {
    const sketch = network()
      .subnet("n", "snet-private-endpoints", "10.1.1.0/24")
      .subnet("n", "elsewhere", "10.1.2.0/24")
      .endpoint("n", "snet-private-endpoints", "pe-1", target, { address: "10.1.1.8" })
      .endpoint("n", "snet-private-endpoints", "pe-2", target)
      .endpoint("n", "elsewhere", "pe-3", target);
    const found = namesOf(sketch.graph()).target("private-endpoints");
    expect(ends(found)).to.deep.equal(["pe-1 10.1.1.8", "pe-2 10.1.1.4"]);
    expect(found?.map((one) => endOf(one).subnet?.name)).to.deep.equal([
      "snet-private-endpoints",
      "snet-private-endpoints",
    ]);
  });

  it("is each address of a private endpoint that has several", () => {
    const account = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.DocumentDB/databaseAccounts/db";
    const sketch = network()
      .subnet("n", "snet-private-endpoints", "10.1.1.0/24")
      .endpoint(
        "n",
        "snet-private-endpoints",
        "pe",
        { id: account, group: "Sql" },
        {
          more: {
            customDnsConfigs: [],
            ipConfigurations: [{ privateIPAddress: "10.1.1.8" }, { privateIPAddress: "10.1.1.9" }],
          },
        },
      );
    expect(ends(namesOf(sketch.graph()).target("private-endpoints"))).to.deep.equal([
      "pe 10.1.1.8",
      "pe 10.1.1.9",
    ]);
  });

  it("is the firewall of that subnet", () => {
    const sketch = network().firewall("n", "10.1.9.0/26", []);
    const found = namesOf(sketch.graph()).target("firewall");
    expect(ends(found)).to.deep.equal(["fw 10.1.9.4"]);
    expect(ends(namesOf(sketch.graph()).target("subnet:AzureFirewallSubnet"))).to.deep.equal(["fw 10.1.9.4"]);
    expect(found?.map((one) => endOf(one).subnet?.name)).to.deep.equal(["AzureFirewallSubnet"]);
    const other = new Sketch("t")
      .network("m", "10.2.0.0/16")
      .subnet("m", "AzureFirewallSubnet", "10.2.9.0/26");
    const both = mergeGraphs([sketch.graph(), other.graph()]);
    expect(ends(namesOf(both, "t").target("firewall"))).to.deep.equal(["AzureFirewallSubnet 10.2.9.10"]);
  });
});

describe("the names of a stack", () => {
  it("are put together once for a graph", () => {
    const world = worldOf(network().subnet("n", "snet-agents", "10.1.3.0/24").graph());
    expect(Names.of(world, "s")).to.equal(Names.of(world, "s"));
    expect(Names.of(world, "t")).not.to.equal(Names.of(world, "s"));
    expect(Names.of(world, "s").roles()).to.equal(Names.of(world, "s").roles());
  });
});
