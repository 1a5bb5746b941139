import { expect } from "chai";
import type { Properties } from "../../../lib/properties.ts";
import { cardOf, provider, short, Stack, subnetId, texts, topology, ways } from "../support/drawn.ts";
import { ids } from "../support/sketch.ts";

describe("what a drawing says of a stack with a network", () => {
  it("is its region, its network by its Azure name, its whole address space, and its subnets", () => {
    const card = cardOf(
      new Stack("stamp-x")
        .vnet({
          location: "westeurope",
          addressSpace: { addressPrefixes: ["10.1.0.0/16", "10.2.0.0/16"] },
        })
        .place("empty"),
    );
    expect(card).to.deep.equal({
      stack: "stamp-x",
      region: "westeurope",
      network: "stamp-x",
      addressSpace: "10.1.0.0/16, 10.2.0.0/16",
      subnets: [
        { id: subnetId("stamp-x", "empty").toLowerCase(), name: "empty", prefix: "10.1.0.0/24", items: [] },
      ],
      services: [],
      links: [],
      entrance: undefined,
      toGlobal: undefined,
    });
  });

  it("stands in the frame of its region, which has the name that people use, or ARM's", () => {
    const { regions } = topology(
      new Stack("a").vnet({ location: "eastus" }),
      new Stack("b").vnet({ location: "marseast" }),
      new Stack("c").vnet({ location: "eastus" }),
      new Stack("d").vnet({}),
    );
    expect(
      regions.map(({ region, title, cards }) => [region, title, cards.map(({ stack }) => stack)]),
    ).to.deep.equal([
      ["eastus", "East US", ["a", "c"]],
      ["marseast", "marseast", ["b"]],
      ["", "", ["d"]],
    ]);
  });

  it("comes first in its region where it has an entrance, otherwise in the order of the stacks", () => {
    const serving = (name: string) => new Stack(name).vnet().entrance("link", "ingress");
    const { regions } = topology(
      new Stack("ops-1").vnet(),
      serving("stamp-1"),
      new Stack("ops-2").vnet(),
      serving("stamp-2"),
    );
    const cards = regions.flatMap((region) => region.cards);
    expect(cards.map(({ stack }) => stack)).to.deep.equal(["stamp-1", "stamp-2", "ops-1", "ops-2"]);
    expect(cards.map(({ entrance }) => entrance && short(entrance))).to.deep.equal([
      "link",
      "link",
      undefined,
      undefined,
    ]);
  });
});

describe("services that a drawing shows behind a stack's private endpoints", () => {
  const own = () => new Stack("stamp-x").vnet().place("ends");

  it("are one box for the stack's own, those of one kind in one line with their count and sub-resources", () => {
    const stack = own()
      .vault("kv-a")
      .vault("kv-b")
      .add("storage:StorageAccount", "st", ids.account("st"), {})
      .to(ids.vault("kv-a"), "vault")
      .to(ids.vault("kv-b"), "vault")
      .to(ids.account("st"), "blob")
      .to(ids.account("st"), "table");
    const card = cardOf(stack);
    expect(texts(card)).to.deep.equal([
      ["services", "here", "vault | 2 × Key Vault | vault", "storage | Storage | blob, table"],
    ]);
    expect(ways(card)).to.deep.equal(["private: ends -> services"]);
  });

  it("have a line from each subnet whose endpoints lead there, and one only", () => {
    const stack = own()
      .place("more")
      .vault("kv")
      .to(ids.vault("kv"), "vault")
      .to(ids.vault("kv"), "managed")
      .to(ids.vault("kv"), "vault", subnetId("stamp-x", "more"));
    expect(ways(cardOf(stack))).to.deep.equal(["private: ends -> services", "private: more -> services"]);
  });

  it("are marked where Front Door reads one of a line over a private link of its own", () => {
    const stack = own()
      .vault("kv")
      .add("storage:StorageAccount", "data", ids.account("data"), {})
      .add("storage:StorageAccount", "spa", ids.account("spa"), {})
      .to(ids.vault("kv"), "vault")
      .to(ids.account("data"), "blob")
      .to(ids.account("spa"), "web")
      .add("cdn:AFDOrigin", "origin", provider("Microsoft.Cdn/profiles/p/originGroups/g/origins", "o"), {
        sharedPrivateLinkResource: { privateLink: { id: ids.account("spa") } },
      });
    const [box] = cardOf(stack).services;
    expect(box?.items.map(({ text, frontDoor }) => [text, frontDoor])).to.deep.equal([
      ["Key Vault", false],
      ["2 × Storage", true],
    ]);
  });

  it("name no sub-resource where the connection has none, as to a private link service", () => {
    const service = provider("Microsoft.Network/privateLinkServices", "pls");
    const stack = own().add("network:PrivateLinkService", "pls", service, {}).to(service, "");
    expect(texts(cardOf(stack))).to.deep.equal([["services", "here", "link | Private link service"]]);
  });

  it("are found by connections that somebody has to approve by hand, too", () => {
    const stack = own()
      .vault("kv")
      .add("network:PrivateEndpoint", "manual", ids.endpoint("manual"), {
        subnet: { id: subnetId("stamp-x", "ends") },
        manualPrivateLinkServiceConnections: [{ privateLinkServiceId: ids.vault("kv"), groupIds: ["vault"] }],
      });
    expect(texts(cardOf(stack))).to.deep.equal([["services", "here", "vault | Key Vault | vault"]]);
  });

  it("are of another platform where no stack of the graph has them, even where a preview knows no target", () => {
    const stack = own()
      .to(ids.vault("elsewhere"), "vault")
      .add("network:PrivateEndpoint", "unknown", ids.endpoint("unknown"), {
        subnet: { id: subnetId("stamp-x", "ends") },
        privateLinkServiceConnections: [{ groupIds: ["vault"] }],
      });
    const card = cardOf(stack);
    expect(texts(card)).to.deep.equal([
      ["stack:another platform", "elsewhere", "vault | Stack another platform | Key Vault | "],
    ]);
    expect(card.toGlobal).to.equal(undefined);
  });

  it("are one box for all stacks that have the same kinds, in whatever order, and one for each other set", () => {
    const redis = (name: string) => provider("Microsoft.X/a", name);
    const alike = ["a", "b"].map((name) =>
      new Stack(name).vault(`kv-${name}`).add("storage:StorageAccount", name, ids.account(`st-${name}`), {}),
    );
    const other = new Stack("c").add("x:A", "r", redis("r"), {}).vault("kv-c");
    const stack = own()
      .to(ids.vault("kv-a"), "vault")
      .to(ids.account("st-a"), "blob")
      .to(ids.account("st-b"), "blob")
      .to(ids.vault("kv-b"), "vault")
      .to(redis("r"), "a");
    const card = cardOf(stack, ...alike, other);
    expect(texts(card)).to.deep.equal([
      ["stack:a", "elsewhere", "vault | 2 other stacks | Key Vault | Storage"],
      ["stack:c", "elsewhere", "storage | Stack c | a"],
    ]);
    expect(ways(card)).to.deep.equal(["private: ends -> stack:a", "private: ends -> stack:c"]);
  });

  it("are not the same kinds because their names run into each other", () => {
    const things = (stack: string, ...types: readonly string[]) =>
      types.reduce(
        (made, type) => made.add(`x:${type}`, type, provider(`X/${type}`, stack), {}),
        new Stack(stack),
      );
    const stack = own()
      .to(provider("X/ab", "one"), "g")
      .to(provider("X/c", "one"), "g")
      .to(provider("X/a", "two"), "g")
      .to(provider("X/bc", "two"), "g");
    expect(
      cardOf(stack, things("one", "ab", "c"), things("two", "a", "bc")).services.map(({ id }) => id),
    ).to.deep.equal(["stack:one", "stack:two"]);
  });

  it("are drawn where the endpoint stands, whichever stack made it; not where nobody knows the subnet", () => {
    const global = new Stack("global")
      .vault("kv")
      .to(ids.vault("kv"), "vault", subnetId("stamp-x", "ends").toUpperCase())
      .to(ids.vault("kv"), "vault", subnetId("nowhere", "ends"))
      .add("network:PrivateEndpoint", "preview", ids.endpoint("preview"), {});
    const other = new Stack("stamp-y").vnet().place("ends");
    const cards = topology(own(), global, other).regions.flatMap((region) => region.cards);
    expect(cards.map((card) => [card.stack, texts(card)])).to.deep.equal([
      ["stamp-x", [["stack:global", "elsewhere", "vault | Stack global | Key Vault"]]],
      ["stamp-y", []],
    ]);
    expect(cards[0]?.subnets[0]?.items.map(({ text }) => text)).to.deep.equal(["1 private endpoint"]);
  });

  it("are shared by all regions where their stack has no network of its own", () => {
    const global = () => new Stack("global").vault("kv-global");
    const stamp = (name: string) => new Stack(name).vnet().place("ends").vault(`kv-${name}`);
    const toGlobal = own().to(ids.vault("kv-global"), "vault");
    expect(cardOf(toGlobal, global()).toGlobal).to.equal("stack:global");
    const toStamp = own().to(ids.vault("kv-stamp-y"), "vault");
    expect(cardOf(toStamp, stamp("stamp-y"), stamp("stamp-z")).toGlobal).to.equal(undefined);
    const toBoth = own().to(ids.vault("kv-stamp-y"), "vault").to(ids.vault("kv-global"), "vault");
    expect(cardOf(toBoth, stamp("stamp-y"), global()).toGlobal).to.equal("stack:stamp-y");
  });
});

describe("Front Door in a drawing", () => {
  const cdn = (type: string, name: string) => provider(`Microsoft.Cdn/profiles/afd/${type}`, name);
  const profile = () =>
    new Stack("global").add("cdn:Profile", "p", provider("Microsoft.Cdn/profiles", "afd"), {});
  const origin = (sketch: Stack, name: string, inputs: Properties) =>
    sketch.add("cdn:AFDOrigin", name, cdn("originGroups/g/origins", name), inputs);

  it("has its name, the first two host names, what is behind it, and how its firewall works", () => {
    const sketch = profile()
      .add("cdn:AFDEndpoint", "e", cdn("afdEndpoints", "e"), {}, { hostName: "e.azurefd.net" })
      .add("cdn:AFDEndpoint", "later", cdn("afdEndpoints", "later"), {}, { hostName: "later.azurefd.net" })
      .add("cdn:AFDCustomDomain", "preview", cdn("customDomains", "preview"), {})
      .add("cdn:AFDCustomDomain", "d", cdn("customDomains", "d"), { hostName: "shop.example" })
      .add("cdn:AFDOriginGroup", "g", cdn("originGroups", "g"), {})
      .add("cdn:AFDOriginGroup", "h", cdn("originGroups", "h"), {})
      .add(
        "frontdoor:Policy",
        "waf",
        provider("Microsoft.Network/frontdoorWebApplicationFirewallPolicies", "waf"),
        {
          policySettings: { mode: "Prevention" },
        },
      );
    origin(sketch, "on", { enabledState: "Enabled" });
    origin(sketch, "off", { enabledState: "Disabled" });
    // Azure enables what does not say otherwise.
    origin(sketch, "unsaid", {});
    expect(topology(sketch).frontDoor).to.deep.equal({
      name: "afd",
      lines: [
        "shop.example",
        "e.azurefd.net",
        "2 origin groups, 2 enabled origins",
        "Web application firewall: prevention",
      ],
    });
  });

  it("says less where it has less, and nothing where there is none", () => {
    const sketch = origin(profile(), "one", {});
    sketch.add("cdn:AFDOriginGroup", "g", cdn("originGroups", "g"), {});
    expect(topology(sketch).frontDoor?.lines).to.deep.equal(["1 origin group, 1 enabled origin"]);
    expect(topology(new Stack("s").vnet()).frontDoor).to.equal(undefined);
  });
});

describe("what a drawing shows below the regions", () => {
  it("are services of stacks without a network, not those of a stamp", () => {
    const { shared } = topology(
      new Stack("s").vnet().vault("kv-stamp"),
      new Stack("global").vault("kv-global"),
    );
    expect(shared.map(({ id }) => short(id))).to.deep.equal(["kv-global"]);
  });
});
