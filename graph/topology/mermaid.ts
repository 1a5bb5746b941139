/** The drawing as a Mermaid flowchart, for pages that draw it themselves. */
import type { Item, Link, LinkKind, ServiceBox, StackCard, SubnetBox, Topology } from "./types.ts";

const arrows: Readonly<Record<LinkKind, string>> = {
  entry: "==>",
  private: "-->",
  egress: "-.->",
  operators: "-->|operators|",
};

/** Text between quotation marks: Mermaid takes entities there. */
function quoted(lines: readonly string[]): string {
  const safe = lines
    .filter((line) => line !== "")
    .map((line) => line.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;"));
  return `"${safe.join("<br/>")}"`;
}

function itemLines({ text, details }: Item): string[] {
  return [text, ...details];
}

class Ids {
  private readonly ids = new Map<string, string>();

  /** Short ids: those of ARM hold signs that Mermaid gives a meaning. */
  of(key: string): string {
    const known = this.ids.get(key) ?? `n${this.ids.size + 1}`;
    this.ids.set(key, known);
    return known;
  }
}

function subnetLine(ids: Ids, card: StackCard, { id, name, prefix, items }: SubnetBox): string {
  return `${ids.of(`${card.stack} ${id}`)}[${quoted([name, prefix, ...items.flatMap(itemLines)])}]`;
}

function serviceLine(ids: Ids, scope: string, { id, items, place }: ServiceBox): string {
  const text = quoted(items.flatMap(itemLines));
  const key = ids.of(`${scope} ${id}`);
  return place === "internet" ? `${key}((${text}))` : `${key}([${text}])`;
}

function linkLine(ids: Ids, card: StackCard, { from, to, kind }: Link): string {
  return `${ids.of(`${card.stack} ${from}`)} ${arrows[kind]} ${ids.of(`${card.stack} ${to}`)}`;
}

function cardLines(ids: Ids, card: StackCard): string[] {
  return [
    `subgraph ${ids.of(card.stack)}[${quoted([card.stack])}]`,
    `  subgraph ${ids.of(`${card.stack} network`)}[${quoted([`${card.network} ${card.addressSpace}`])}]`,
    ...card.subnets.map((subnet) => `    ${subnetLine(ids, card, subnet)}`),
    "  end",
    ...card.services.map((service) => `  ${serviceLine(ids, card.stack, service)}`),
    "end",
  ];
}

/** The topology as the text of a flowchart. */
export function drawMermaid({ frontDoor, regions, shared }: Topology): string {
  const ids = new Ids();
  const cards = regions.flatMap((region) => region.cards);
  const door = "frontDoor";
  const band = "shared";
  const lines = [
    ...(frontDoor === undefined
      ? []
      : [
          "users((Users))",
          `${door}[${quoted([`Front Door ${frontDoor.name}`, ...frontDoor.lines])}]`,
          `users ==> ${door}`,
        ]),
    ...regions.flatMap((region) => [
      `subgraph ${ids.of(`region ${region.region}`)}[${quoted([region.title])}]`,
      ...region.cards.flatMap((card) => cardLines(ids, card)).map((line) => `  ${line}`),
      "end",
    ]),
    ...(shared.length === 0
      ? []
      : [
          `subgraph ${band}["Shared by all regions"]`,
          ...shared.map((service) => `  ${serviceLine(ids, band, service)}`),
          "end",
        ]),
    ...cards.flatMap((card) => card.links.map((link) => linkLine(ids, card, link))),
    ...cards.flatMap((card) =>
      card.entrance === undefined || frontDoor === undefined
        ? []
        : [`${door} ==> ${ids.of(`${card.stack} ${card.entrance}`)}`],
    ),
    ...cards.flatMap((card) =>
      card.toGlobal === undefined || shared.length === 0
        ? []
        : [`${ids.of(`${card.stack} ${card.toGlobal}`)} --> ${band}`],
    ),
  ];
  return ["flowchart TB", ...lines.map((line) => `  ${line}`), ""].join("\n");
}
