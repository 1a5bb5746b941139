/** A timeline as one self-contained SVG: a lane for each stack, a bar for each resource that takes its time. */
import { escapeMarkup } from "../markup.ts";
import { typeText } from "./text.ts";
import type { Operation, StackTimeline, Timeline } from "./timeline.ts";

const ink = "#1b2430";
const quiet = "#4a5768";
const grid = "#e1e6ee";
const colours = { critical: "#1a5fc4", other: "#b6c6dd" } as const;

const place = { margin: 28, label: 330, row: 19, bar: 12, lane: 44, top: 78, scale: 13 } as const;
/** Bars shorter than this many minutes are left out unless they decide. */
const shortest = 0.5;
const shortestDeciding = 0.2;
const mostBars = 18;

function barsOf({ operations, critical }: StackTimeline): { operation: Operation; decides: boolean }[] {
  const deciding = new Set(critical.map(({ node }) => node.urn));
  const long = operations
    .map((operation) => ({ operation, decides: deciding.has(operation.node.urn) }))
    .filter(
      ({ operation: { start, end }, decides }) => end - start >= (decides ? shortestDeciding : shortest),
    );
  const first = [...long].sort(
    (a, b) =>
      Number(b.decides) - Number(a.decides) ||
      b.operation.end - b.operation.start - (a.operation.end - a.operation.start),
  );
  const kept = new Set(first.slice(0, mostBars));
  return long
    .filter((bar) => kept.has(bar))
    .sort((a, b) => a.operation.start - b.operation.start || a.operation.end - b.operation.end);
}

/** Stacks with the same bars at the same time share a lane. */
function lanesOf(timeline: Timeline): { title: string; stack: StackTimeline }[] {
  const lanes: { names: string[]; stack: StackTimeline; key: string }[] = [];
  for (const stack of timeline.stacks) {
    const key = `${stack.start} ${stack.end} ${barsOf(stack)
      .map(({ operation }) => operation.node.name)
      .join("|")}`;
    const known = lanes.find((lane) => lane.key === key);
    if (known === undefined) lanes.push({ names: [stack.stack], stack, key });
    else known.names.push(stack.stack);
  }
  return lanes
    .sort((a, b) => a.stack.start - b.stack.start)
    .map(({ names, stack }) => ({
      title: names.length > 3 ? `${names[0] ?? ""} and ${names.length - 1} more` : names.join(", "),
      stack,
    }));
}

/** Draws the rollout: what decides its length in blue. */
export function drawTimeline(timeline: Timeline): string {
  const left = place.margin + place.label;
  const x = (minute: number) => Math.round((left + minute * place.scale) * 10) / 10;
  const width = x(timeline.minutes) + 70;
  let y: number = place.top;
  const parts: string[] = [];
  const text = (content: string, atX: number, atY: number, more = "") =>
    `<text x="${atX}" y="${atY}" ${more}>${escapeMarkup(content)}</text>`;
  for (const { title, stack } of lanesOf(timeline)) {
    parts.push(
      text(title, place.margin, y + 14, 'font-size="14" font-weight="600"'),
      text(
        `${(stack.end - stack.start).toFixed(1)} min`,
        x(stack.end) + 8,
        y + 14,
        `font-size="12" fill="${quiet}"`,
      ),
      `<rect x="${x(stack.start)}" y="${y + 5}" width="${x(stack.end) - x(stack.start)}" height="10" rx="3" fill="${ink}" opacity="0.75"/>`,
    );
    y += 26;
    for (const { operation, decides } of barsOf(stack)) {
      const { start, end, node } = operation;
      const label = `${typeText(operation).replace(/^[^: ]+:/, "")}  ${node.name}`;
      parts.push(
        text(
          label.length > 52 ? `${label.slice(0, 51)}…` : label,
          left - 10,
          y + 10,
          `font-size="11" text-anchor="end" fill="${decides ? ink : quiet}"${decides ? ' font-weight="600"' : ""}`,
        ),
        `<rect x="${x(start)}" y="${y}" width="${Math.max(2, x(end) - x(start))}" height="${place.bar}" rx="3" fill="${decides ? colours.critical : colours.other}"><title>${escapeMarkup(`${node.name}: ${start.toFixed(1)} to ${end.toFixed(1)} min`)}</title></rect>`,
      );
      y += place.row;
    }
    y += place.lane - 26;
  }
  const height = y + 14;
  const ticks = Array.from({ length: Math.floor(timeline.minutes / 5) + 1 }, (_, index) => index * 5);
  const title = `A first rollout takes ${timeline.minutes.toFixed(1)} minutes`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${Math.ceil(width)}" height="${height}" viewBox="0 0 ${Math.ceil(width)} ${height}" role="img" aria-labelledby="timeline-title timeline-description" font-family="'Segoe UI', system-ui, -apple-system, 'Helvetica Neue', Arial, sans-serif" fill="${ink}">`,
    `<title id="timeline-title">${escapeMarkup(title)}</title>`,
    `<desc id="timeline-description">${escapeMarkup(
      timeline.stacks
        .map(({ stack, start, end }) => `${stack} from ${start.toFixed(1)} to ${end.toFixed(1)} minutes`)
        .join("; "),
    )}.</desc>`,
    `<rect width="100%" height="100%" fill="#ffffff"/>`,
    text(title, place.margin, 30, 'font-size="17" font-weight="600"'),
    `<rect x="${place.margin}" y="42" width="14" height="10" rx="3" fill="${colours.critical}"/>`,
    text("decides how long it takes", place.margin + 20, 51, `font-size="11" fill="${quiet}"`),
    `<rect x="${place.margin + 180}" y="42" width="14" height="10" rx="3" fill="${colours.other}"/>`,
    text("runs beside it", place.margin + 200, 51, `font-size="11" fill="${quiet}"`),
    ...ticks.map(
      (tick) =>
        `<path d="M${x(tick)} 64V${height - 10}" stroke="${grid}"/>${text(String(tick), x(tick), 60, `font-size="11" text-anchor="middle" fill="${quiet}"`)}`,
    ),
    ...parts,
    "</svg>",
    "",
  ].join("\n");
}
