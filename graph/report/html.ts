/** Small pieces of HTML; every text is escaped where it enters. */
import { escapeMarkup } from "../markup.ts";

/** A cell: its text, and how it stands out. */
export interface Cell {
  readonly text: string;
  readonly look?: "good" | "bad" | "weak" | "number" | "code" | "strong";
}

function cell(tag: "td" | "th", content: string | Cell): string {
  const { text, look } = typeof content === "string" ? { text: content, look: undefined } : content;
  const shown = look === "code" ? `<code>${escapeMarkup(text)}</code>` : escapeMarkup(text);
  return `<${tag}${look === undefined ? "" : ` class="${look}"`}${tag === "th" ? ' scope="col"' : ""}>${shown}</${tag}>`;
}

/** A table that scrolls sideways on its own where it is too wide. */
export function table(
  caption: string,
  head: readonly (string | Cell)[],
  rows: readonly (readonly (string | Cell)[])[],
): string {
  const line = (tag: "td" | "th", cells: readonly (string | Cell)[]) =>
    `<tr>${cells.map((content) => cell(tag, content)).join("")}</tr>`;
  return `<div class="scroll" tabindex="0" role="region" aria-label="${escapeMarkup(caption)}"><table><caption>${escapeMarkup(caption)}</caption><thead>${line("th", head)}</thead><tbody>${rows.map((row) => line("td", row)).join("")}</tbody></table></div>`;
}

export function paragraph(text: string): string {
  return `<p>${escapeMarkup(text)}</p>`;
}

/** Closed until somebody wants to know. */
export function details(summary: string, content: string): string {
  return `<details><summary>${escapeMarkup(summary)}</summary>${content}</details>`;
}

/** A drawing made by this program, in a frame that scrolls. */
export function figure(svg: string, label: string): string {
  return `<figure class="scroll drawing" tabindex="0" role="region" aria-label="${escapeMarkup(label)}">${svg}</figure>`;
}
