import { expect } from "chai";
import { ofType, type Graph } from "../../../graph/model.ts";
import { columnsFor, layOut } from "../../../graph/topology/layout.ts";
import { drawMermaid } from "../../../graph/topology/mermaid.ts";
import type { Layout, PlacedCard, Rectangle } from "../../../graph/topology/places.ts";
import { readTopology } from "../../../graph/topology/read.ts";
import { escapeMarkup } from "../../../graph/markup.ts";
import { drawSvg, pathOf } from "../../../graph/topology/svg.ts";
import { textAt } from "../../../lib/properties.ts";
import { platformGraph, without, withStamps } from "../support/mocks.ts";

function overlap(one: Rectangle, other: Rectangle): boolean {
  return (
    one.x < other.x + other.width &&
    other.x < one.x + one.width &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height
  );
}

function within(inner: Rectangle, outer: Rectangle): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  );
}

function expectApart(boxes: readonly Rectangle[], what: string): void {
  boxes.forEach((box, index) => {
    for (const other of boxes.slice(index + 1)) expect(overlap(box, other), what).to.equal(false);
  });
}

function checkCard(card: PlacedCard): void {
  const own = { x: 0, y: 0, width: card.width, height: card.height };
  expectApart([...card.subnets, ...card.services], card.card.stack);
  expectApart([card.network, ...card.services], card.card.stack);
  for (const subnet of card.subnets) expect(within(subnet, card.network), subnet.subnet.name).to.equal(true);
  for (const part of [card.network, ...card.services]) expect(within(part, own)).to.equal(true);
}

function checkLayout(layout: Layout): void {
  const paper = { x: 0, y: 0, width: layout.width, height: layout.height };
  const large = [layout.users, layout.frontDoor, layout.shared, ...layout.frames].filter(
    (box) => box !== undefined,
  );
  expectApart(large, "large boxes");
  for (const box of large) expect(within(box, paper)).to.equal(true);
  for (const frame of layout.frames) {
    expectApart(frame.cards, frame.title);
    for (const card of frame.cards) {
      expect(within(card, frame), card.card.stack).to.equal(true);
      checkCard(card);
    }
  }
  expectApart(layout.sharedBoxes, "shared");
  for (const { points } of layout.lines)
    for (const { x, y } of points) expect(within({ x, y, width: 0, height: 0 }, paper)).to.equal(true);
}

async function svgOf(graph: Graph): Promise<string> {
  const topology = readTopology(graph);
  return drawSvg(topology, await layOut(topology));
}

describe("topology", function () {
  let graph: Graph;

  before(async () => {
    graph = await platformGraph();
  });

  it("shows every stack with a network, in the frame of its region", () => {
    const { regions } = readTopology(graph);
    expect(regions.map(({ title, cards }) => [title, cards.map(({ stack }) => stack)])).to.deep.equal([
      ["East US", ["stamp-eastus", "ops-eastus"]],
      ["West Europe", ["stamp-westeurope"]],
    ]);
  });

  it("shows every subnet, every endpoint and every shared service of the graph, and nothing else", () => {
    const { regions, shared } = readTopology(graph);
    const subnets = regions.flatMap(({ cards }) => cards.flatMap((card) => card.subnets));
    expect(subnets.map(({ id }) => id).sort()).to.deep.equal(
      ofType(graph, "network:Subnet")
        .map(({ id = "" }) => id.toLowerCase())
        .sort(),
    );
    const counted = subnets
      .flatMap(({ items }) => items)
      .filter(({ kind }) => kind === "endpoints")
      .reduce((sum, { text }) => sum + Number(text.split(" ")[0]), 0);
    expect(counted).to.equal(ofType(graph, "network:PrivateEndpoint").length);
    expect(shared.flatMap(({ items }) => items.map(({ text }) => text))).to.include.members([
      "Cosmos DB",
      "Container Registry",
      "Key Vault",
      "Firewall policy",
      "Log Analytics",
    ]);
  });

  it("draws the ways of a stamp: in from Front Door, to private endpoints, out by the firewall", () => {
    const card = readTopology(graph).regions[0]?.cards[0];
    const name = (id: string) => id.split("/").at(-1) ?? id;
    const ways = card?.links.map(({ from, to, kind }) => `${kind} ${name(from)} ${name(to)}`);
    expect(name(card?.entrance ?? "")).to.equal("snet-private-link");
    expect(ways).to.include.members([
      "entry snet-private-link snet-ingress",
      "entry snet-ingress snet-nodes-user",
      "private snet-nodes-user snet-private-endpoints",
      "private snet-private-endpoints services",
      "egress snet-nodes-system azurefirewallsubnet",
      "egress azurefirewallsubnet internet",
    ]);
  });

  it("shows where operators work: from Bastion to the jump boxes, to every stamp by private endpoints", () => {
    const ops = readTopology(graph).regions[0]?.cards[1];
    const name = (id: string) => id.split("/").at(-1) ?? id;
    expect(ops?.links.map(({ from, to, kind }) => `${kind} ${name(from)} ${name(to)}`)).to.include(
      "operators azurebastionsubnet snet-jump-boxes",
    );
    const stamps = ops?.services.flatMap(({ items }) => items).find(({ text }) => text === "2 other stacks");
    expect(stamps?.details).to.include("API server");
  });

  it("draws no way out where no route leads to a firewall", () => {
    const card = readTopology(without(graph, ({ type }) => type.endsWith(":RouteTable"))).regions[0]
      ?.cards[0];
    expect(card?.links.filter(({ kind }) => kind === "egress")).to.deep.equal([]);
    expect(card?.services.map(({ place }) => place)).to.not.include("internet");
  });

  it("draws the hub that a route leads to where the stack has no firewall", () => {
    const card = readTopology(without(graph, ({ type }) => type.endsWith(":AzureFirewall"))).regions[0]
      ?.cards[0];
    const hub = card?.services.find(({ place }) => place === "internet");
    expect(hub?.items[0]?.text).to.match(/^Hub at 10\./);
  });

  it("marks what Front Door reads only while an origin says so", () => {
    const read = (candidate: Graph) =>
      readTopology(candidate)
        .regions.flatMap(({ cards }) => cards.flatMap(({ services }) => services))
        .flatMap(({ items }) => items)
        .filter(({ frontDoor }) => frontDoor).length;
    expect(read(graph)).to.equal(2);
    const fewer = without(
      graph,
      ({ type, stack }) => type.endsWith(":AFDOrigin") && stack === "stamp-eastus",
    );
    expect(read(fewer)).to.equal(1);
  });

  for (const count of [2, 8]) {
    it(`lays out ${count} stamps without overlaps and within the paper`, async () => {
      checkLayout(await layOut(readTopology(withStamps(graph, count))));
    });
  }

  it("draws an SVG that says what it shows, holds every subnet, and asks nobody for anything", async () => {
    const svg = await svgOf(graph);
    expect(svg).to.match(/<title id="topology-title">The platform in 2 regions<\/title>/);
    expect(svg).to.match(/<desc id="topology-description">.*stamp-eastus.*stamp-westeurope/);
    for (const subnet of ofType(graph, "network:Subnet"))
      expect(svg).to.include(`>${textAt(subnet.inputs, "addressPrefix")}<`);
    expect(svg.replace('xmlns="http://www.w3.org/2000/svg"', "")).to.not.match(
      /https?:|@import|<image|<script/,
    );
  });

  it("draws the same from the same graph", async () => {
    expect(await svgOf(graph)).to.equal(await svgOf(graph));
  });

  it("writes a flowchart with every stack and every line", () => {
    const topology = readTopology(graph);
    const text = drawMermaid(topology);
    expect(text).to.match(/^flowchart TB\n/);
    expect(text.match(/^\s*subgraph /gm)).to.have.length(2 + 3 * 2 + 1);
    expect(text.match(/^\s*end$/gm)).to.have.length(2 + 3 * 2 + 1);
    expect(text).to.include('["snet-private-link<br/>10.10.15.16/28<br/>Private link service');
    const inside = topology.regions.flatMap(({ cards }) => cards.flatMap(({ links }) => links)).length;
    // Users, the way into each stamp, and of each stack the way to shared services.
    expect(text.match(/ (==>|-->|-\.->|-->\|operators\|) /g)).to.have.length(inside + 1 + 2 + 3);
  });

  it("fills rows evenly", () => {
    expect([1, 2, 4, 5, 8, 9].map(columnsFor)).to.deep.equal([1, 2, 4, 3, 4, 3]);
  });

  it("escapes what XML would misread, and rounds corners", () => {
    expect(escapeMarkup('<a & "b">')).to.equal("&lt;a &amp; &quot;b&quot;&gt;");
    expect(
      pathOf([
        { x: 0, y: 0 },
        { x: 0, y: 20 },
        { x: 20, y: 20 },
      ]),
    ).to.equal("M0 0L0 14Q0 20 6 20L20 20");
  });
});
