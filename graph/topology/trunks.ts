/** Lines between stacks and what they share: they run between the regions, on both sides and along each row. */
import type { PlacedLine, Point, Rectangle, Row } from "./places.ts";
import type { LinkKind } from "./types.ts";

/** Lines along a row run that far above its frames, and below them. */
const busAbove = 26;
const busBelow = 24;

/** Front Door's private links: down to each row, along it, and into every stack's entrance from the left. */
export function entryLines(door: Rectangle, rows: readonly Row[], left: number): PlacedLine[] {
  const from = { x: door.x + door.width / 2, y: door.y + door.height };
  const firstBus = (rows[0]?.top ?? 0) - busAbove;
  const trunk = left - 22;
  return rows.flatMap(({ top, frames }, index) => {
    const bus = top - busAbove;
    const branches = frames.flatMap((frame) =>
      frame.cards.flatMap((placed): Point[][] => {
        const entrance = placed.subnets.find(({ subnet }) => subnet.id === placed.card.entrance);
        if (entrance === undefined) return [];
        const x = frame.x + 14;
        const y = placed.y + entrance.y + entrance.height / 2;
        return [
          [
            { x, y: bus },
            { x, y },
            { x: placed.x + entrance.x, y },
          ],
        ];
      }),
    );
    const ends = branches.map(([first]) => first?.x ?? from.x);
    if (ends.length === 0) return [];
    const start = index === 0 ? from.x : trunk;
    const down: PlacedLine[] =
      index === 0
        ? [plain("entry", from, { x: from.x, y: bus })]
        : [
            plain(
              "entry",
              { x: Math.min(from.x, ...ends), y: firstBus },
              { x: trunk, y: firstBus },
              { x: trunk, y: bus },
            ),
          ];
    return [
      ...down,
      plain("entry", { x: Math.min(start, ...ends), y: bus }, { x: Math.max(start, ...ends), y: bus }),
      ...branches.map((points): PlacedLine => ({ kind: "entry", points })),
    ];
  });
}

/** A line that ends in another one. */
function plain(kind: LinkKind, ...points: readonly Point[]): PlacedLine {
  return { kind, points, arrow: false };
}

/** From every stack's reference to shared services down to the band that shows them. */
export function sharedLines(band: Rectangle, rows: readonly Row[], right: number): PlacedLine[] {
  const trunk = right + 22;
  return rows.flatMap(({ bottom, frames }, index) => {
    const lastRow = index === rows.length - 1;
    const end = lastRow ? band.y : bottom + busBelow;
    const branches = frames.flatMap((frame) =>
      frame.cards.flatMap((placed, position): Point[][] => {
        const from = placed.services.find(({ service }) => service.id === placed.card.toGlobal);
        if (from === undefined) return [];
        const x = placed.x + from.x + from.width / 2;
        const y = placed.y + from.y + from.height;
        const below = placed.y + placed.height - 6;
        const gutter = frame.x + frame.width - 14;
        return position === frame.cards.length - 1
          ? [
              [
                { x, y },
                { x, y: end },
              ],
            ]
          : [
              [
                { x, y },
                { x, y: below },
                { x: gutter, y: below },
                { x: gutter, y: end },
              ],
            ];
      }),
    );
    if (lastRow) return branches.map((points): PlacedLine => ({ kind: "private", points }));
    const first = Math.min(...branches.map((points) => points.at(-1)?.x ?? trunk));
    return [
      ...branches.map((points) => plain("private", ...points)),
      {
        kind: "private",
        points: [
          { x: first, y: end },
          { x: trunk, y: end },
          { x: trunk, y: band.y + 20 + 10 * index },
          { x: band.x + band.width, y: band.y + 20 + 10 * index },
        ],
      },
    ];
  });
}
