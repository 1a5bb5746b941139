/** Places of everything on paper: the inside of each stack by ELK, the stacks on a grid. */
import ElkModule, { type ELK, type ElkExtendedEdge, type ElkNode } from "elkjs/lib/elk.bundled.js";
import { fonts, serviceSize, subnetSize, textWidth, type Size } from "./measure.ts";
import type { Layout, PlacedCard, PlacedFrame, PlacedLine, Point, Rectangle, Row } from "./places.ts";
import { entryLines, sharedLines } from "./trunks.ts";
import type { Link, ServiceBox, StackCard, Topology } from "./types.ts";

const networkId = "network";
/** Room in a network's frame for its name. */
const networkHead = 40;

const options = {
  "elk.algorithm": "layered",
  "elk.direction": "DOWN",
  "elk.hierarchyHandling": "INCLUDE_CHILDREN",
  "elk.edgeRouting": "ORTHOGONAL",
  "elk.layered.spacing.nodeNodeBetweenLayers": "34",
  "elk.layered.spacing.edgeNodeBetweenLayers": "14",
  "elk.layered.spacing.edgeEdgeBetweenLayers": "10",
  "elk.spacing.nodeNode": "16",
  "elk.spacing.edgeNode": "14",
  "elk.spacing.edgeEdge": "10",
  "elk.layered.nodePlacement.strategy": "NETWORK_SIMPLEX",
  "elk.layered.considerModelOrder.strategy": "NODES_AND_EDGES",
  "elk.padding": "[top=44,left=14,bottom=16,right=14]",
  // Coordinates from the drawing's corner, not from each parent's.
  "elk.json.shapeCoords": "ROOT",
  "elk.json.edgeCoords": "ROOT",
} as const;

/** Nothing stands above the box that users come in by. */
const entranceOptions = { "elk.layered.layering.layerConstraint": "FIRST" } as const;

function toElk(card: StackCard): ElkNode {
  const subnets = card.subnets.map((subnet): ElkNode => ({
    id: subnet.id,
    ...subnetSize(subnet),
    ...(subnet.id === card.entrance ? { layoutOptions: entranceOptions } : {}),
  }));
  const least = textWidth(`${card.network}  ${card.addressSpace}`, fonts.head, "bold") + 40;
  return {
    id: "card",
    layoutOptions: options,
    children: [
      {
        id: networkId,
        children: subnets,
        layoutOptions: {
          "elk.padding": `[top=${networkHead},left=14,bottom=14,right=14]`,
          "elk.nodeSize.constraints": "MINIMUM_SIZE",
          // Height and width: ELK reads them before it turns what runs downwards.
          "elk.nodeSize.minimum": `(60,${Math.ceil(least)})`,
        },
      },
      ...card.services.map((service): ElkNode => ({ id: service.id, ...serviceSize(service) })),
    ],
    edges: card.links.map(({ from, to }, index): ElkExtendedEdge => ({
      id: String(index),
      sources: [from],
      targets: [to],
    })),
  };
}

function rectangle({ x = 0, y = 0, width = 0, height = 0 }: ElkNode): Rectangle {
  return { x, y, width, height };
}

function lineOf(edge: ElkExtendedEdge, { kind }: Link): PlacedLine[] {
  return (edge.sections ?? []).map(({ startPoint, bendPoints = [], endPoint }) => ({
    kind,
    points: [startPoint, ...bendPoints, endPoint],
  }));
}

/** The network's frame over the whole width of its card, whatever its services need. */
function widened(network: Rectangle, width: number): Rectangle {
  return { ...network, x: 14, width: Math.max(width - 28, network.width) };
}

async function placeCard(elk: ELK, card: StackCard): Promise<PlacedCard> {
  const placed = await elk.layout(toElk(card));
  const network = placed.children?.find(({ id }) => id === networkId) ?? { id: networkId };
  const find = (id: string) =>
    rectangle(
      [...(network.children ?? []), ...(placed.children ?? [])].find((node) => node.id === id) ?? { id },
    );
  return {
    card,
    x: 0,
    y: 0,
    width: Math.ceil(placed.width ?? 0),
    height: Math.ceil(placed.height ?? 0),
    network: widened(rectangle(network), placed.width ?? 0),
    subnets: card.subnets.map((subnet) => ({ ...find(subnet.id), subnet })),
    services: card.services.map((service) => ({ ...find(service.id), service })),
    lines: (placed.edges ?? []).flatMap((edge) => {
      const link = card.links[Number(edge.id)];
      return link === undefined ? [] : lineOf(edge, link);
    }),
  };
}

/** Distances of the grid, in pixels. */
const gap = { margin: 36, head: 44, gutter: 30, column: 36, row: 84, band: 30, card: 26 } as const;
/** Drawings wider than this take another row of regions. */
const widest = 4;

/** Columns of the grid: rows as equally filled as can be. */
export function columnsFor(frames: number): number {
  const rows = Math.ceil(frames / widest);
  return Math.max(1, Math.ceil(frames / Math.max(1, rows)));
}

function frameOf(title: string, cards: readonly PlacedCard[], at: Point): PlacedFrame {
  const width = Math.max(...cards.map((card) => card.width)) + 2 * gap.gutter;
  let y = at.y + gap.head;
  const placed = cards.map((card) => {
    const moved = { ...card, x: at.x + gap.gutter, y };
    y += card.height + gap.card;
    return moved;
  });
  return { ...at, width, height: y - at.y - gap.card + gap.gutter, title, cards: placed };
}

/** The whole drawing. */
export async function layOut(topology: Topology): Promise<Layout> {
  // The package is CommonJS: depending on the loader the class is its export, or the default of it.
  const Elk: new () => ELK = "default" in ElkModule ? ElkModule.default : ElkModule;
  const elk = new Elk();
  const inside: { title: string; cards: PlacedCard[] }[] = [];
  for (const { title, cards } of topology.regions) {
    const placed: PlacedCard[] = [];
    for (const card of cards) placed.push(await placeCard(elk, card));
    inside.push({ title, cards: placed });
  }
  return compose(topology, inside);
}

function compose(topology: Topology, inside: readonly { title: string; cards: PlacedCard[] }[]): Layout {
  const columns = columnsFor(inside.length);
  const several = inside.length > columns;
  const left = gap.margin + (several ? gap.gutter : 0);
  const users = { x: 0, y: gap.margin - 12, width: 92, height: 30 };
  const doorSize = frontDoorSize(topology);
  const doorY = users.y + users.height + 30;
  let y = topology.frontDoor === undefined ? gap.margin : doorY + doorSize.height + gap.row - 20;
  let right = left;
  const frames: PlacedFrame[] = [];
  const rows: Row[] = [];
  for (let first = 0; first < inside.length; first += columns) {
    let x = left;
    const row = inside.slice(first, first + columns).map(({ title, cards }) => {
      const frame = frameOf(title, cards, { x, y });
      x += frame.width + gap.column;
      return frame;
    });
    right = Math.max(right, x - gap.column);
    const bottom = Math.max(...row.map((frame) => frame.y + frame.height));
    const even = row.map((frame) => ({ ...frame, height: bottom - frame.y }));
    rows.push({ top: y, bottom, frames: even });
    frames.push(...even);
    y = bottom + gap.row;
  }
  const width = Math.max(right + (several ? gap.gutter : 0), left + 560);
  const centre = width / 2 + (several ? 0 : gap.margin / 2);
  const { band, boxes } = sharedBand(topology, {
    left,
    right: Math.max(right, left + 560),
    y: y - gap.row + 56,
  });
  const door =
    topology.frontDoor === undefined ? undefined : { ...doorSize, x: centre - doorSize.width / 2, y: doorY };
  const lines = [
    ...(door === undefined ? [] : entryLines(door, rows, left)),
    ...(band === undefined ? [] : sharedLines(band, rows, right)),
  ];
  const bottom = band === undefined ? y - gap.row : band.y + band.height;
  return {
    width: width + gap.margin,
    height: bottom + 66,
    users: door === undefined ? undefined : { ...users, x: centre - users.width / 2 },
    frontDoor: door,
    frames,
    shared: band,
    sharedBoxes: boxes,
    lines,
    legend: { x: left, y: bottom + 36 },
  };
}

function frontDoorSize({ frontDoor }: Topology): Size {
  if (frontDoor === undefined) return { width: 0, height: 0 };
  const width = Math.max(260, ...frontDoor.lines.map((line) => textWidth(line, fonts.detail, "fixed") + 70));
  return { width: Math.ceil(width), height: 42 + frontDoor.lines.length * 15 };
}

function sharedBand(
  { shared }: Topology,
  { left, right, y }: { left: number; right: number; y: number },
): { band: Rectangle | undefined; boxes: (Rectangle & { service: ServiceBox })[] } {
  if (shared.length === 0) return { band: undefined, boxes: [] };
  const sizes = shared.map((service) => ({ service, ...serviceSize(service) }));
  const boxes: (Rectangle & { service: ServiceBox })[] = [];
  let line: (Rectangle & { service: ServiceBox })[] = [];
  let top = y + 40;
  // Each line of boxes is spread over the whole band.
  const flush = (): void => {
    const used = line.reduce((sum, { width }) => sum + width, 0);
    const space = (right - left - used) / (line.length + 1);
    let x = left + space;
    for (const placed of line) {
      boxes.push({ ...placed, x });
      x += placed.width + space;
    }
    top += Math.max(0, ...line.map(({ height }) => height)) + 16;
    line = [];
  };
  for (const size of sizes) {
    const used = line.reduce((sum, { width }) => sum + width + 14, 14);
    if (line.length > 0 && used + size.width + 14 > right - left) flush();
    line.push({ ...size, x: 0, y: top });
  }
  flush();
  return { band: { x: left, y, width: right - left, height: top - y }, boxes };
}
