/** The drawing as one self-contained SVG: no fonts, no style sheets and no images from elsewhere. */
import { escapeMarkup } from "../markup.ts";
import type { Layout, PlacedCard, PlacedFrame, PlacedLine, Point, Rectangle } from "./places.ts";
import { box, fonts, itemSize } from "./measure.ts";
import { symbols } from "./symbols.ts";
import type { Item, LinkKind, ServiceBox, SubnetBox, Topology } from "./types.ts";

/** Dark on light; lines differ by colour and by dash, so that they can be told apart without colours. */
const colours = {
  paper: "#ffffff",
  ink: "#1b2430",
  quiet: "#4a5768",
  frame: "#f3f5f8",
  frameLine: "#c9d1dc",
  network: "#ffffff",
  networkLine: "#7f93ad",
  subnet: "#f8fafc",
  subnetLine: "#d3dae4",
  service: "#eef6f0",
  serviceLine: "#9ac2a6",
  elsewhere: "#ffffff",
  internet: "#fff5ea",
  internetLine: "#e0ae74",
  door: "#e9f1fd",
  doorLine: "#6f9fe0",
} as const;

const lines: Readonly<Record<LinkKind, { colour: string; dash: string; text: string }>> = {
  entry: { colour: "#1a5fc4", dash: "", text: "requests, from Front Door by private link" },
  private: { colour: "#217a43", dash: "5 3", text: "private endpoints" },
  egress: { colour: "#b4580a", dash: "1.5 3.5", text: "the way out, by the firewall" },
  operators: { colour: "#6b3fa0", dash: "8 3 2 3", text: "operators" },
};

function round(value: number): string {
  return String(Math.round(value * 10) / 10);
}

interface TextStyle {
  readonly size: number;
  readonly bold?: boolean;
  readonly fixed?: boolean;
  readonly quiet?: boolean;
  readonly anchor?: "middle" | "end";
}

function text(
  content: string,
  x: number,
  y: number,
  { size, bold, fixed, quiet, anchor }: TextStyle,
): string {
  const attributes = [
    `x="${round(x)}" y="${round(y)}" font-size="${size}"`,
    bold ? 'font-weight="600"' : "",
    fixed ? 'font-family="ui-monospace, Menlo, Consolas, monospace"' : "",
    quiet ? `fill="${colours.quiet}"` : "",
    anchor === undefined ? "" : `text-anchor="${anchor}"`,
  ];
  return `<text ${attributes.filter((attribute) => attribute !== "").join(" ")}>${escapeMarkup(content)}</text>`;
}

function rectangle(
  { x, y, width, height }: Rectangle,
  fill: string,
  line: string,
  radius: number,
  more = "",
): string {
  return `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" rx="${radius}" fill="${fill}" stroke="${line}"${more}/>`;
}

function moved<Shape extends Point>(shape: Shape, by: Point): Shape {
  return { ...shape, x: shape.x + by.x, y: shape.y + by.y };
}

/** A path with rounded corners. */
export function pathOf(points: readonly Point[], radius = 6): string {
  const corner = (at: Point, towards: Point, by: number): Point => {
    const length = Math.hypot(towards.x - at.x, towards.y - at.y);
    const part = length === 0 ? 0 : Math.min(by, length / 2) / length;
    return { x: at.x + (towards.x - at.x) * part, y: at.y + (towards.y - at.y) * part };
  };
  return points
    .map((point, index) => {
      const before = points[index - 1];
      const after = points[index + 1];
      if (before === undefined) return `M${round(point.x)} ${round(point.y)}`;
      if (after === undefined) return `L${round(point.x)} ${round(point.y)}`;
      const start = corner(point, before, radius);
      const end = corner(point, after, radius);
      return `L${round(start.x)} ${round(start.y)}Q${round(point.x)} ${round(point.y)} ${round(end.x)} ${round(end.y)}`;
    })
    .join("");
}

function line({ kind, points, arrow = true }: PlacedLine, by: Point = { x: 0, y: 0 }): string {
  const { colour, dash } = lines[kind];
  const dashes = dash === "" ? "" : ` stroke-dasharray="${dash}"`;
  return `<path d="${pathOf(points.map((point) => moved(point, by)))}" fill="none" stroke="${colour}" stroke-width="1.6" stroke-linecap="round"${dashes}${arrow ? ` marker-end="url(#arrow-${kind})"` : ""}/>`;
}

function item(content: Item, x: number, y: number): string {
  return [
    `<path transform="translate(${round(x + box.padding)} ${round(y - 1)})" d="${symbols[content.kind]}" fill="none" stroke="${colours.ink}" stroke-width="1.2" stroke-linecap="round" stroke-linejoin="round"/>`,
    text(content.text, x + box.indent, y + 11.5, { size: fonts.item, bold: true }),
    ...content.details.map((detail, index) =>
      text(detail, x + box.indent, y + box.itemHeight + 9 + index * box.detailHeight, {
        size: fonts.detail,
        quiet: true,
      }),
    ),
  ].join("");
}

function subnet(place: Rectangle, { name, prefix, items }: SubnetBox): string {
  const parts = [
    rectangle(place, colours.subnet, colours.subnetLine, 6),
    text(name, place.x + box.padding, place.y + 16, { size: fonts.head, bold: true }),
    text(prefix, place.x + box.padding, place.y + 30, { size: fonts.detail, fixed: true, quiet: true }),
  ];
  let y = place.y + box.headHeight + 6;
  for (const content of items) {
    parts.push(item(content, place.x, y));
    y += itemSize(content).height + box.itemGap;
  }
  return parts.join("");
}

function service(place: Rectangle, { items, place: where }: ServiceBox): string {
  const [fill, border] =
    where === "internet"
      ? [colours.internet, colours.internetLine]
      : where === "elsewhere"
        ? [colours.elsewhere, colours.serviceLine]
        : [colours.service, colours.serviceLine];
  const parts = [rectangle(place, fill, border, 8, where === "elsewhere" ? ' stroke-dasharray="4 3"' : "")];
  let y = place.y + 9;
  for (const content of items) {
    parts.push(item(content, place.x, y));
    if (content.frontDoor)
      parts.push(mark(place.x + place.width - 11, y + 7, "Front Door reads it over a private link"));
    y += itemSize(content).height + box.itemGap;
  }
  return parts.join("");
}

/** The sign of what Front Door reads. */
function mark(x: number, y: number, title?: string): string {
  const inside = title === undefined ? "" : `<title>${escapeMarkup(title)}</title>`;
  return `<circle cx="${round(x)}" cy="${round(y)}" r="4" fill="${lines.entry.colour}">${inside}</circle>`;
}

function card(placed: PlacedCard): string {
  const { card: content } = placed;
  const network = moved(placed.network, placed);
  return [
    `<g role="group" aria-label="${escapeMarkup(content.stack)}">`,
    rectangle(placed, colours.paper, colours.frameLine, 10),
    text(content.stack, placed.x + 14, placed.y + 24, { size: 14, bold: true }),
    rectangle(network, colours.network, colours.networkLine, 8, ' stroke-width="1.4"'),
    text(content.network, network.x + 14, network.y + 23, { size: fonts.head, bold: true }),
    text(content.addressSpace, network.x + network.width - 14, network.y + 23, {
      size: fonts.detail,
      fixed: true,
      quiet: true,
      anchor: "end",
    }),
    ...placed.subnets.map((shape) => subnet(moved(shape, placed), shape.subnet)),
    ...placed.services.map((shape) => service(moved(shape, placed), shape.service)),
    ...placed.lines.map((shape) => line(shape, placed)),
    "</g>",
  ].join("");
}

function frame({ cards, title, ...place }: PlacedFrame): string {
  return [
    rectangle(place, colours.frame, colours.frameLine, 14),
    text(title, place.x + 30, place.y + 29, { size: fonts.region, bold: true }),
    ...cards.map(card),
  ].join("");
}

function door(place: Rectangle, { frontDoor }: Topology): string {
  if (frontDoor === undefined) return "";
  return [
    rectangle(place, colours.door, colours.doorLine, 10, ' stroke-width="1.4"'),
    `<path transform="translate(${round(place.x + 14)} ${round(place.y + 13)})" d="${symbols.gateway}" fill="none" stroke="${lines.entry.colour}" stroke-width="1.4" stroke-linecap="round"/>`,
    text(`Front Door  ${frontDoor.name}`, place.x + 42, place.y + 25, { size: 14, bold: true }),
    ...frontDoor.lines.map((content, index) =>
      text(content, place.x + 42, place.y + 43 + index * 15, { size: fonts.detail, quiet: true }),
    ),
  ].join("");
}

/** The kinds of line that a drawing has, in the order of the legend. */
function usedKinds(layout: Layout): LinkKind[] {
  const used = new Set([
    ...layout.lines.map(({ kind }) => kind),
    ...layout.frames.flatMap(({ cards }) => cards.flatMap((placed) => placed.lines.map(({ kind }) => kind))),
  ]);
  return (Object.keys(lines) as LinkKind[]).filter((kind) => used.has(kind));
}

function legend(layout: Layout): string {
  let { x } = layout.legend;
  const { y } = layout.legend;
  const parts: string[] = [];
  const entry = (content: string, symbol: string): void => {
    parts.push(symbol, text(content, x + 38, y + 4, { size: fonts.detail, quiet: true }));
    x += 62 + content.length * fonts.detail * 0.54;
  };
  for (const kind of usedKinds(layout))
    entry(
      lines[kind].text,
      line({
        kind,
        points: [
          { x, y },
          { x: x + 28, y },
        ],
      }),
    );
  entry("read by Front Door", mark(x + 20, y));
  return parts.join("");
}

/** What somebody who cannot see the drawing is told. */
export function describe({ regions, shared, frontDoor }: Topology): string {
  const stacks = regions.map(
    ({ title, cards }) =>
      `${title} with ${cards.map(({ stack, network }) => `${stack} (${network})`).join(" and ")}`,
  );
  return [
    frontDoor === undefined
      ? ""
      : `Users reach Front Door ${frontDoor.name}, which leads by private link to each stamp. `,
    `Regions: ${stacks.join("; ")}. `,
    shared.length === 0
      ? ""
      : `Shared by all: ${shared.flatMap(({ items }) => items.map(({ text: name }) => name)).join(", ")}.`,
  ].join("");
}

/** Draws a topology. */
export function drawSvg(topology: Topology, layout: Layout): string {
  const count = topology.regions.length;
  const title = `The platform in ${count} region${count === 1 ? "" : "s"}`;
  const markers = (Object.keys(lines) as LinkKind[]).map(
    (kind) =>
      `<marker id="arrow-${kind}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 .8L7.5 4L0 7.2z" fill="${lines[kind].colour}"/></marker>`,
  );
  const { users, frontDoor, shared } = layout;
  const body = [
    ...layout.frames.map(frame),
    shared === undefined ? "" : rectangle(shared, colours.frame, colours.frameLine, 14),
    shared === undefined
      ? ""
      : text("Shared by all regions", shared.x + 30, shared.y + 26, { size: fonts.region, bold: true }),
    ...layout.sharedBoxes.map((shape) => service(shape, shape.service)),
    ...layout.lines.map((shape) => line(shape)),
    frontDoor === undefined ? "" : door(frontDoor, topology),
    users === undefined || frontDoor === undefined ? "" : drawUsers(users, frontDoor),
    legend(layout),
  ];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${round(layout.width)}" height="${round(layout.height)}" viewBox="0 0 ${round(layout.width)} ${round(layout.height)}" role="img" aria-labelledby="topology-title topology-description" font-family="'Segoe UI', system-ui, -apple-system, 'Helvetica Neue', Arial, sans-serif" fill="${colours.ink}">`,
    `<title id="topology-title">${escapeMarkup(title)}</title>`,
    `<desc id="topology-description">${escapeMarkup(describe(topology))}</desc>`,
    `<defs>${markers.join("")}</defs>`,
    `<rect width="100%" height="100%" fill="${colours.paper}"/>`,
    ...body.filter((part) => part !== ""),
    "</svg>",
    "",
  ].join("\n");
}

function drawUsers(users: Rectangle, frontDoor: Rectangle): string {
  const middle = users.x + users.width / 2;
  return [
    rectangle(users, colours.paper, colours.doorLine, 15),
    text("Users", middle, users.y + 20, { size: 13, bold: true, anchor: "middle" }),
    line({
      kind: "entry",
      points: [
        { x: middle, y: users.y + users.height },
        { x: middle, y: frontDoor.y },
      ],
    }),
  ].join("");
}
