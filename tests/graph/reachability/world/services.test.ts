import { expect } from "chai";
import { graphOf, type Graph } from "../../../../graph/model.ts";
import type { Service, ServiceAccess } from "../../../../graph/reachability/world/types.ts";
import { readServices } from "../../../../graph/reachability/world/services.ts";
import type { Properties } from "../../../../lib/properties.ts";
import { ids, Sketch } from "../../support/sketch.ts";

const base = "/subscriptions/s/resourceGroups/rg/providers";
const account = `${base}/Microsoft.DocumentDB/databaseAccounts/Db`;
const registryId = (name: string) => `${base}/Microsoft.ContainerRegistry/registries/${name}`;
const hub = `${base}/Microsoft.EventHub/namespaces/Orders`;
const subnet = ids.subnet("N", "A");

function only(graph: Graph): Service {
  const [service, ...more] = readServices(graph);
  if (service === undefined || more.length > 0) return expect.fail("not one service");
  return service;
}

const hostsOf = (graph: Graph): string[] =>
  only(graph).hosts.map(({ host, groupId }) => `${host} ${groupId}`);

const storage = (inputs: Properties, outputs: Properties = {}) =>
  new Sketch().add("storage:StorageAccount", "a", ids.account("Acc"), inputs, outputs).graph();
const vault = (properties: Properties) => new Sketch().vault("Kv", properties).graph();
const cosmos = (inputs: Properties) =>
  new Sketch().add("cosmosdb:DatabaseAccount", "db", account, inputs).graph();
const registry = (inputs: Properties) =>
  new Sketch().add("containerregistry:Registry", "r", registryId("Acr"), inputs).graph();
const events = (inputs: Properties, rules?: Properties) => {
  const made = new Sketch().add("eventhub:Namespace", "e", hub, inputs);
  return (
    rules === undefined
      ? made
      : made.add("eventhub:NamespaceNetworkRuleSet", "rules", `${hub}/networkRuleSets/default`, rules)
  ).graph();
};

describe("services", () => {
  it("are none in a graph without any", () => expect(readServices(new Sketch().graph())).to.deep.equal([]));

  it("are of every kind, by their ids in lower case and Azure's names", () => {
    const graphs = [storage({}), vault({}), cosmos({}), registry({}), events({})];
    const services = readServices(graphOf(graphs.flatMap(({ nodes }) => nodes)));
    expect(services.map(({ name }) => name)).to.deep.equal(["Acc", "Kv", "Db", "Acr", "Orders"]);
    expect(services[0]?.id).to.equal(ids.account("acc").toLowerCase());
  });

  describe("have host names", () => {
    it("of each part of a storage account, and of its pages where Azure told them", () => {
      const parts = ["blob", "table", "queue", "file", "dfs"].map(
        (part) => `acc.${part}.core.windows.net ${part}`,
      );
      expect(hostsOf(storage({}))).to.deep.equal(parts);
      expect(
        hostsOf(
          storage(
            {},
            {
              primaryEndpoints: { web: "https://acc.z13.web.core.windows.net/" },
              secondaryEndpoints: { web: "https://acc-secondary.z13.web.core.windows.net/" },
            },
          ),
        ),
      ).to.deep.equal([
        ...parts,
        "acc.z13.web.core.windows.net web",
        "acc-secondary.z13.web.core.windows.net web_secondary",
      ]);
    });

    it("of vaults and namespaces", () => {
      expect(hostsOf(vault({}))).to.deep.equal(["kv.vault.azure.net vault"]);
      expect(hostsOf(events({}))).to.deep.equal(["orders.servicebus.windows.net namespace"]);
    });

    it("of an account as a whole and in each of its regions", () => {
      const locations = [{ locationName: "West Europe" }, { locationName: "eastus" }];
      expect(hostsOf(cosmos({ locations }))).to.deep.equal([
        "db.documents.azure.com Sql",
        "db-westeurope.documents.azure.com Sql",
        "db-eastus.documents.azure.com Sql",
      ]);
    });

    it("of a registry and its data, at home and where its own replicas are", () => {
      const graph = new Sketch()
        .add("containerregistry:Registry", "r", registryId("Acr"), { location: "West US" })
        .add("containerregistry:Replication", "w", `${registryId("ACR")}/replications/westeurope`, {
          location: "westeurope",
        })
        .add("containerregistry:Replication", "e", `${registryId("acr")}/replications/eastus`, {
          location: "East US",
        })
        // A registry whose name begins with the same letters.
        .add("containerregistry:Replication", "o", `${registryId("acr2")}/replications/northeurope`, {
          location: "northeurope",
        })
        .graph();
      expect(hostsOf(graph)).to.deep.equal([
        "acr.azurecr.io registry",
        "acr.westus.data.azurecr.io registry",
        "acr.eastus.data.azurecr.io registry",
        "acr.westeurope.data.azurecr.io registry",
      ]);
    });
  });

  const kinds: readonly (readonly [
    what: string,
    access: (publicNetworkAccess: string | undefined, defaultAction: string | undefined) => ServiceAccess,
  ])[] = [
    [
      "a storage account",
      (publicNetworkAccess, defaultAction) =>
        only(storage({ publicNetworkAccess, networkRuleSet: { defaultAction } })).access,
    ],
    [
      "a vault",
      (publicNetworkAccess, defaultAction) =>
        only(vault({ publicNetworkAccess, networkAcls: { defaultAction } })).access,
    ],
    [
      "a registry",
      (publicNetworkAccess, defaultAction) =>
        only(registry({ publicNetworkAccess, networkRuleSet: { defaultAction } })).access,
    ],
    [
      "a namespace",
      (publicNetworkAccess, defaultAction) => only(events({ publicNetworkAccess }, { defaultAction })).access,
    ],
  ];
  for (const [what, access] of kinds)
    it(`close ${what} by the switch and by the default action, in any case, and by nothing else`, () => {
      const closed = (switched?: string) => !access(switched, undefined).publicAccess;
      expect([undefined, "Enabled", "SecuredByPerimeter", "Unheard"].filter(closed)).to.deep.equal([]);
      expect(["Disabled", "disabled"].filter(closed)).to.have.length(2);
      const open = (action?: string) => access(undefined, action).open;
      expect([undefined, "Allow", "Unheard"].filter(open)).to.have.length(3);
      expect(["Deny", "deny"].filter(open)).to.deep.equal([]);
    });

  it("list addresses and subnets, each in its own words", () => {
    const listed = (graph: Graph) => {
      const { addresses, subnetIds } = only(graph).access;
      return [addresses, subnetIds];
    };
    const both = [["203.0.113.7"], [subnet.toLowerCase()]];
    expect(
      listed(
        storage({
          networkRuleSet: {
            ipRules: [{ iPAddressOrRange: "203.0.113.7" }],
            virtualNetworkRules: [{ virtualNetworkResourceId: subnet }],
          },
        }),
      ),
    ).to.deep.equal(both);
    expect(
      listed(
        vault({
          networkAcls: { ipRules: [{ value: "203.0.113.7" }], virtualNetworkRules: [{ id: subnet }] },
        }),
      ),
    ).to.deep.equal(both);
    expect(
      listed(
        cosmos({ ipRules: [{ ipAddressOrRange: "203.0.113.7" }], virtualNetworkRules: [{ id: subnet }] }),
      ),
    ).to.deep.equal(both);
    expect(
      listed(
        events(
          {},
          { ipRules: [{ ipMask: "203.0.113.7" }], virtualNetworkRules: [{ subnet: { id: subnet } }] },
        ),
      ),
    ).to.deep.equal(both);
    expect(
      listed(registry({ networkRuleSet: { ipRules: [{ iPAddressOrRange: "203.0.113.7" }] } })),
    ).to.deep.equal([["203.0.113.7"], []]);
  });

  it("of a namespace go by its own rule set", () => {
    const graph = new Sketch()
      .add("eventhub:Namespace", "e", hub, {})
      .add("eventhub:NamespaceNetworkRuleSet", "rules", `${hub}2/networkRuleSets/default`, {
        defaultAction: "Deny",
      })
      .graph();
    expect(only(graph).access.open).to.equal(true);
  });

  it("of Cosmos DB are open without rules, and to whatever is in Azure by a rule that looks like an address", () => {
    const open = (inputs: Properties) => only(cosmos(inputs)).access.open;
    const rule = (ipAddressOrRange: string) => ({ ipRules: [{ ipAddressOrRange }] });
    expect([
      open({}),
      open({ isVirtualNetworkFilterEnabled: false }),
      open({ isVirtualNetworkFilterEnabled: true }),
      open(rule("203.0.113.7")),
      open({ ...rule("0.0.0.0"), isVirtualNetworkFilterEnabled: true }),
    ]).to.deep.equal([true, true, false, false, true]);
  });
});
