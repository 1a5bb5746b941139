/** Sizes of texts and boxes. Fonts differ from viewer to viewer, so widths are estimated on the safe side. */
import type { Item, ServiceBox, SubnetBox } from "./types.ts";

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Font sizes in pixels. */
export const fonts = { title: 20, region: 16, head: 12.5, item: 12, detail: 11 } as const;
/** Width of an average character in parts of the font size; wide sans-serif and fixed-width fonts stay below. */
const characterWidth = { plain: 0.6, bold: 0.65, fixed: 0.61 } as const;

export function textWidth(text: string, size: number, face: keyof typeof characterWidth = "plain"): number {
  return text.length * size * characterWidth[face];
}

export const box = {
  padding: 10,
  /** From a box's border to the text of an item, past its symbol. */
  indent: 34,
  headHeight: 34,
  itemHeight: 17,
  detailHeight: 14,
  itemGap: 5,
} as const;

export function itemSize({ text, details }: Item): Size {
  return {
    width:
      box.indent +
      box.padding +
      Math.max(
        textWidth(text, fonts.item, "bold"),
        ...details.map((detail) => textWidth(detail, fonts.detail)),
      ),
    height: box.itemHeight + details.length * box.detailHeight,
  };
}

function stacked(items: readonly Item[]): Size {
  const sizes = items.map(itemSize);
  return {
    width: Math.max(0, ...sizes.map(({ width }) => width)),
    height: sizes.reduce((sum, { height }) => sum + height, 0) + Math.max(0, sizes.length - 1) * box.itemGap,
  };
}

export function subnetSize({ name, prefix, items }: SubnetBox): Size {
  const inside = stacked(items);
  const head = Math.max(textWidth(name, fonts.head, "bold"), textWidth(prefix, fonts.detail, "fixed"));
  return {
    width: Math.ceil(Math.max(inside.width, head + 2 * box.padding, 140)),
    height: Math.ceil(box.headHeight + (items.length > 0 ? inside.height + 14 : 6)),
  };
}

export function serviceSize({ items }: ServiceBox): Size {
  const { width, height } = stacked(items);
  const mark = items.some(({ frontDoor }) => frontDoor) ? 14 : 0;
  return { width: Math.ceil(Math.max(width + mark, 104)), height: Math.ceil(height + 16) };
}
