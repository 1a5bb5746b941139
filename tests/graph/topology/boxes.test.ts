import { expect } from "chai";
import { graphOf, type Graph } from "../../../graph/model.ts";
import { toNode } from "../../../graph/readers/node.ts";
import { serviceKind, sharedServices, typeInId } from "../../../graph/topology/services.ts";
import { countBy, entrancesOf, readSubnets } from "../../../graph/topology/subnets.ts";
import type { Properties } from "../../../lib/properties.ts";
import { ids, Sketch } from "../support/sketch.ts";

const subnet = (name: string) => ids.subnet("n", name);
const at = (name: string) => ({ subnet: { id: subnet(name).toUpperCase() } });
const provider = (type: string, name: string) =>
  `/subscriptions/s/resourceGroups/rg/providers/${type}/${name}`;

/** One subnet for each thing that the drawing knows. */
function platform(): Sketch {
  const sketch = new Sketch("stamp-x").network("n", "10.1.0.0/16");
  for (const [index, name] of [
    "fw",
    "bastion",
    "gateway",
    "nodes",
    "api",
    "machines",
    "agents",
    "link",
    "ends",
    "none",
  ].entries())
    sketch.add("network:Subnet", name, subnet(name), {
      subnetName: name,
      addressPrefix: `10.1.${index}.0/24`,
    });
  return sketch
    .add("network:AzureFirewall", "fw", provider("Microsoft.Network/azureFirewalls", "afw"), {
      sku: { tier: "Premium" },
      ipConfigurations: [at("fw"), {}],
    })
    .add("network:BastionHost", "b", provider("Microsoft.Network/bastionHosts", "bas"), {
      ipConfigurations: [at("bastion")],
    })
    .add("network:ApplicationGateway", "g", provider("Microsoft.Network/applicationGateways", "agw"), {
      gatewayIPConfigurations: [at("gateway")],
    })
    .add("containerservice:ManagedCluster", "c", ids.cluster("aks"), {
      resourceName: "aks",
      apiServerAccessProfile: { subnetId: subnet("api") },
      agentPoolProfiles: [
        {
          name: "system",
          mode: "System",
          count: 3,
          vmSize: "Standard_D2s_v5",
          vnetSubnetID: subnet("nodes"),
        },
      ],
    })
    .add("containerservice:AgentPool", "p", `${ids.cluster("aks")}/agentPools/user`, {
      resourceName: "aks",
      agentPoolName: "user",
      count: 3,
      minCount: 2,
      maxCount: 9,
      vmSize: "Standard_F8s_v2",
      availabilityZones: ["1", "2"],
      vnetSubnetID: subnet("nodes"),
    })
    .add("containerservice:AgentPool", "q", `${ids.cluster("other")}/agentPools/user`, {
      resourceName: "other",
      vnetSubnetID: subnet("nodes"),
    })
    .add(
      "compute:VirtualMachineScaleSet",
      "m",
      provider("Microsoft.Compute/virtualMachineScaleSets", "vmss"),
      {
        sku: { name: "Standard_B2s", capacity: 2 },
        virtualMachineProfile: {
          networkProfile: { networkInterfaceConfigurations: [{ ipConfigurations: [at("machines")] }] },
        },
      },
    )
    .add("devopsinfrastructure:Pool", "a", provider("Microsoft.DevOpsInfrastructure/pools", "mdp"), {
      fabricProfile: { networkProfile: { subnetId: subnet("agents") } },
    })
    .add("network:PrivateEndpoint", "e1", ids.endpoint("e1"), at("ends"))
    .add("network:PrivateEndpoint", "e2", ids.endpoint("e2"), at("ends"));
}

/** A Helm release whose values ask for a load balancer and a private link service, however deep. */
const release = (values: Properties, inputs: Properties = { name: "gateway" }) =>
  toNode("stamp-x", {
    urn: "urn:pulumi:stamp-x::p::kubernetes:helm.sh/v3:Release::gateway-release",
    type: "kubernetes:helm.sh/v3:Release",
    custom: true,
    inputs: { ...inputs, values },
  });
const azure = "service.beta.kubernetes.io/azure-";
const entrance = {
  service: {
    annotations: {
      [`${azure}pls-create`]: "true",
      [`${azure}pls-name`]: "pls",
      [`${azure}pls-ip-configuration-subnet`]: "link",
      [`${azure}load-balancer-internal-subnet`]: "nodes",
    },
  },
};

const boxes = (graph: Graph) => {
  const endpoints = graph.nodes.filter(({ type }) => type === "azure-native:network:PrivateEndpoint");
  return new Map(
    readSubnets(graph, "stamp-x", endpoints).map(({ name, items }) => [
      name,
      items.map(({ kind, text, details }) => [kind, text, ...details]),
    ]),
  );
};

describe("boxes of the topology", () => {
  it("hold what the graph places in each subnet", () => {
    const sketch = platform();
    sketch.nodes.push(release(entrance));
    const found = boxes(sketch.graph());
    expect(Object.fromEntries(found)).to.deep.equal({
      fw: [["firewall", "Azure Firewall Premium", "afw", "2 public addresses"]],
      bastion: [["bastion", "Bastion", "bas"]],
      gateway: [["gateway", "Application Gateway", "agw"]],
      nodes: [
        ["nodes", "System nodes", "system in aks", "3 × D2s_v5"],
        ["nodes", "User nodes", "user in aks", "2 to 9 × F8s_v2", "zones 1, 2"],
        ["balancer", "Internal load balancer", "of gateway"],
      ],
      api: [["api", "API server", "aks"]],
      machines: [["machines", "Machines", "vmss", "2 × B2s"]],
      agents: [["machines", "Build agents", "mdp"]],
      link: [["link", "Private link service", "pls"]],
      ends: [["endpoints", "2 private endpoints"]],
      none: [],
    });
    const [first] = readSubnets(sketch.graph(), "stamp-x", []);
    expect(first).to.deep.include({ id: subnet("fw").toLowerCase(), name: "fw", prefix: "10.1.0.0/24" });
    expect(readSubnets(sketch.graph(), "stamp-y", [])).to.deep.equal([]);
  });

  it("say less where less is known", () => {
    const sketch = new Sketch("stamp-x")
      .add("network:Subnet", "logical", subnet("s"), { addressPrefixes: ["10.1.0.0/24", "fd00::/64"] })
      .add("network:AzureFirewall", "fw", provider("Microsoft.Network/azureFirewalls", "afw"), {
        ipConfigurations: [at("s")],
      })
      .add(
        "compute:VirtualMachineScaleSet",
        "m",
        provider("Microsoft.Compute/virtualMachineScaleSets", "vmss"),
        {
          virtualMachineProfile: {
            networkProfile: { networkInterfaceConfigurations: [{ ipConfigurations: [at("s")] }] },
          },
        },
      )
      .add("containerservice:ManagedCluster", "c", ids.cluster("aks"), {
        agentPoolProfiles: [{ vnetSubnetID: subnet("s") }],
      })
      .add("network:PrivateEndpoint", "e1", ids.endpoint("e1"), at("s"));
    expect(boxes(sketch.graph()).get("logical")).to.deep.equal([
      ["firewall", "Azure Firewall", "afw", "1 public address"],
      ["nodes", "User nodes", "pool in aks", "0 × "],
      ["machines", "Machines", "vmss"],
      ["endpoints", "1 private endpoint"],
    ]);
    expect(readSubnets(sketch.graph(), "stamp-x", [])[0]?.prefix).to.equal("10.1.0.0/24");
  });

  it("find entrances in the values of the stack's own releases, by their annotations", () => {
    const own = graphOf([release({ deep: [{ er: entrance }] }, {})]);
    expect(entrancesOf(own, "stamp-x")).to.deep.equal([
      { linkName: "pls", linkSubnet: "link", balancerSubnet: "nodes", release: "gateway-release" },
    ]);
    expect(entrancesOf(own, "stamp-y")).to.deep.equal([]);
    expect(entrancesOf(graphOf([release({ replicas: 3 })]), "stamp-x")).to.deep.equal([]);
    expect(entrancesOf(graphOf([]), "stamp-x")).to.deep.equal([]);
  });

  it("count in order of appearance", () => {
    expect([...countBy(["b", "a", "b"], (text) => text)]).to.deep.equal([
      ["b", 2],
      ["a", 1],
    ]);
  });
});

describe("services of the topology", () => {
  it("are known by the type in their id, or keep ARM's name for it", () => {
    expect(typeInId(ids.vault("kv"))).to.equal("microsoft.keyvault/vaults");
    expect(typeInId("no id")).to.equal("/");
    expect(serviceKind(ids.vault("kv"))).to.deep.equal(["vault", "Key Vault"]);
    expect(serviceKind(provider("Microsoft.Cache/Redis", "r"))).to.deep.equal(["storage", "redis"]);
  });

  it("are those of stacks without a network, with where they are", () => {
    const regions = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ locationName: `r${index}` }));
    const graph = new Sketch("global")
      .add("cosmosdb:DatabaseAccount", "c", provider("Microsoft.DocumentDB/databaseAccounts", "cosmos"), {
        locations: regions(2),
        enableMultipleWriteLocations: true,
      })
      .add("cosmosdb:DatabaseAccount", "d", provider("Microsoft.DocumentDB/databaseAccounts", "many"), {
        locations: regions(4),
      })
      .add("containerregistry:Registry", "r", provider("Microsoft.ContainerRegistry/registries", "cr"), {
        location: "eastus",
        sku: { name: "Premium" },
      })
      .add(
        "containerregistry:Replication",
        "rr",
        provider("Microsoft.ContainerRegistry/registries/cr/replications", "we"),
        {
          location: "westeurope",
        },
      )
      .add("keyvault:Vault", "k", ids.vault("kv"), {})
      .add("storage:StorageAccount", "s", ids.account("st"), { sku: { name: "Standard_ZRS" } })
      .add("network:FirewallPolicy", "f", ids.policy("parent"), {})
      .add(
        "operationalinsights:Workspace",
        "w",
        provider("Microsoft.OperationalInsights/workspaces", "log"),
        { location: "eastus" },
      )
      .add(
        "operationalinsights:Workspace",
        "v",
        provider("Microsoft.OperationalInsights/workspaces", "log-we"),
        {
          location: "eastus",
        },
      )
      .add("cdn:AFDOrigin", "o", provider("Microsoft.Cdn/profiles/afd/originGroups/g/origins", "o"), {
        sharedPrivateLinkResource: { privateLink: { id: ids.account("ST") } },
      })
      .graph();
    const shared = sharedServices(graph, new Set(["global"]));
    expect(
      shared.flatMap(({ items }) => items.map(({ kind, text, details }) => [kind, text, ...details])),
    ).to.deep.equal([
      ["database", "Cosmos DB", "cosmos", "r0, r1", "writes in every region"],
      ["database", "Cosmos DB", "many", "4 regions", "one write region"],
      ["registry", "Container Registry", "cr", "eastus, westeurope", "Premium"],
      ["vault", "Key Vault", "kv"],
      ["storage", "Storage", "st", "Standard_ZRS"],
      ["policy", "Firewall policy", "parent", "parent of every firewall's"],
      ["logs", "Log Analytics", "2 workspaces", "eastus"],
    ]);
    expect(shared.filter(({ items }) => items[0]?.frontDoor).map(({ id }) => id)).to.deep.equal([
      ids.account("st").toLowerCase(),
    ]);
    expect(new Set(shared.map(({ place }) => place))).to.deep.equal(new Set(["here"]));
    expect(sharedServices(graph, new Set(["stamp-x"]))).to.deep.equal([]);
  });
});
