import { expect } from "chai";
import { drawMermaid } from "../../../graph/topology/mermaid.ts";
import type { Item, ServiceBox, StackCard, SubnetBox, Topology } from "../../../graph/topology/types.ts";

const item = (text: string, ...details: readonly string[]): Item => ({ kind: "nodes", text, details });

const subnet = (name: string, ...items: readonly Item[]): SubnetBox => ({
  id: `/subscriptions/s/subnets/${name}`,
  name,
  prefix: "10.1.0.0/24",
  items,
});

const service = (id: string, place: ServiceBox["place"], ...items: readonly Item[]): ServiceBox => ({
  id,
  place,
  items,
});

const card = (stack: string, more: Partial<StackCard> = {}): StackCard => ({
  stack,
  region: "eastus",
  network: `vnet-${stack}`,
  addressSpace: "10.1.0.0/16",
  subnets: [],
  services: [],
  links: [],
  entrance: undefined,
  toGlobal: undefined,
  ...more,
});

const platform = (cards: readonly StackCard[], more: Partial<Topology> = {}): Topology => ({
  frontDoor: undefined,
  regions: [{ region: "eastus", title: "East US", cards }],
  shared: [],
  ...more,
});

const lines = (topology: Topology) => drawMermaid(topology).split("\n");

describe("a flowchart in Mermaid", () => {
  it("is empty but for its direction where there is nothing to draw", () => {
    expect(drawMermaid({ frontDoor: undefined, regions: [], shared: [] })).to.equal("flowchart TB\n");
  });

  it("frames regions, stacks and networks, and ends what it begins", () => {
    expect(
      lines(platform([card("stamp-x", { subnets: [subnet("nodes", item("User nodes", "3 × D4"))] })])),
    ).to.deep.equal([
      "flowchart TB",
      '  subgraph n1["East US"]',
      '    subgraph n2["stamp-x"]',
      '      subgraph n3["vnet-stamp-x 10.1.0.0/16"]',
      '        n4["nodes<br/>10.1.0.0/24<br/>User nodes<br/>3 × D4"]',
      "      end",
      "    end",
      "  end",
      "",
    ]);
  });

  it("frames each region by itself", () => {
    const drawn = lines({
      frontDoor: undefined,
      regions: [
        { region: "eastus", title: "East US", cards: [] },
        { region: "westeurope", title: "West Europe", cards: [] },
      ],
      shared: [],
    });
    expect(drawn.slice(1, -1)).to.deep.equal([
      '  subgraph n1["East US"]',
      "  end",
      '  subgraph n2["West Europe"]',
      "  end",
    ]);
  });

  it("draws users, Front Door with what it says, and its way into every stack that has an entrance", () => {
    const link = subnet("link");
    const topology = platform(
      [card("a", { subnets: [link], entrance: link.id }), card("b", { subnets: [link] })],
      { frontDoor: { name: "afd", lines: ["shop.example", "2 origin groups"] } },
    );
    const drawn = lines(topology);
    expect(drawn.slice(1, 4)).to.deep.equal([
      "  users((Users))",
      '  frontDoor["Front Door afd<br/>shop.example<br/>2 origin groups"]',
      "  users ==> frontDoor",
    ]);
    const [box] = drawn.filter((line) => line.includes('["link'));
    const key = box?.trim().split("[")[0];
    expect(drawn.slice(-2)).to.deep.equal([`  frontDoor ==> ${key}`, ""]);
    expect(drawn.filter((line) => line.includes("frontDoor ==>"))).to.have.length(1);
  });

  it("draws no way in where there is no Front Door", () => {
    const link = subnet("link");
    const text = drawMermaid(platform([card("a", { subnets: [link], entrance: link.id })]));
    expect(text).to.not.match(/frontDoor|users|==>|undefined/);
  });

  it("draws services in rounded boxes and the Internet in a circle", () => {
    const services = [
      service("services", "here", item("Key Vault", "vault"), item("2 × Storage", "blob, web")),
      service("stack:global", "elsewhere", item("Stack global", "Cosmos DB")),
      service("internet", "internet", item("Internet", "4 allowed hosts")),
    ];
    expect(lines(platform([card("a", { services })])).slice(3, 8)).to.deep.equal([
      '      subgraph n3["vnet-a 10.1.0.0/16"]',
      "      end",
      '      n4(["Key Vault<br/>vault<br/>2 × Storage<br/>blob, web"])',
      '      n5(["Stack global<br/>Cosmos DB"])',
      '      n6(("Internet<br/>4 allowed hosts"))',
    ]);
  });

  it("draws what all regions share in a frame of its own, with a way there from each stack that uses it", () => {
    const uses = (stack: string) =>
      card(stack, {
        services: [service("stack:global", "elsewhere", item(stack))],
        toGlobal: "stack:global",
      });
    const topology = platform([uses("a"), card("b"), uses("c")], {
      shared: [service("cosmos", "here", item("Cosmos DB", "cosmos-1"))],
    });
    const drawn = lines(topology);
    const key = (text: string) =>
      drawn
        .find((line) => line.includes(`(["${text}`))
        ?.trim()
        .split("(")[0];
    expect(drawn.slice(-6)).to.deep.equal([
      '  subgraph shared["Shared by all regions"]',
      `    ${key("Cosmos DB")}(["Cosmos DB<br/>cosmos-1"])`,
      "  end",
      `  ${key("a")} --> shared`,
      `  ${key("c")} --> shared`,
      "",
    ]);
    const alone = drawMermaid({ ...topology, shared: [] });
    expect(alone).to.not.match(/shared|Shared|-->/);
  });

  it("has an arrow for each kind of way", () => {
    const [a, b] = [subnet("a"), subnet("b")];
    const kinds = ["entry", "private", "egress", "operators"] as const;
    const links = kinds.map((kind) => ({ from: a.id, to: b.id, kind }));
    expect(lines(platform([card("s", { subnets: [a, b], links })])).slice(-5)).to.deep.equal([
      "  n4 ==> n5",
      "  n4 --> n5",
      "  n4 -.-> n5",
      "  n4 -->|operators| n5",
      "",
    ]);
  });

  it("has one id for a box wherever it is named, and other ids for boxes of the same name in other stacks", () => {
    const [a, b] = [subnet("a"), subnet("b")];
    const stack = (name: string) =>
      card(name, {
        subnets: [a, b],
        services: [service("internet", "internet", item("Internet"))],
        links: [
          { from: a.id, to: b.id, kind: "entry" },
          { from: b.id, to: "internet", kind: "egress" },
        ],
      });
    const text = drawMermaid(platform([stack("one"), stack("two")]));
    const boxes = [...text.matchAll(/^ *(?:subgraph )?(\w+)[[(]/gm)].map(([, id]) => id);
    expect(boxes).to.have.length(1 + 2 * 5);
    expect(new Set(boxes).size).to.equal(boxes.length);
    expect(text.match(/n\d+ (==>|-\.->) n\d+/g)).to.deep.equal([
      "n4 ==> n5",
      "n5 -.-> n6",
      "n9 ==> n10",
      "n10 -.-> n11",
    ]);
  });

  it("spells signs that Mermaid would read as its own as entities, and leaves empty lines out", () => {
    const odd = subnet('a "b" <c> & "d" < e &', item("text", ""));
    const topology = platform([card("s", { subnets: [{ ...odd, prefix: "" }] })]);
    expect(lines(topology)[4]).to.equal(
      '        n4["a &quot;b&quot; &lt;c> &amp; &quot;d&quot; &lt; e &amp;<br/>text"]',
    );
  });
});
