import { existsSync, statSync } from "node:fs";
import * as path from "node:path";
import { projectRoot } from "../support/runStack.ts";
import { readPage, type Page } from "./markdown.ts";

/** Where a link of a page leads within the project; undefined for one that leads elsewhere. */
export function targetOf(page: Page, url: string): { place: string; anchor: string } | undefined {
  if (/^[a-z][a-z0-9+.-]*:/i.test(url)) return undefined;
  const [file = "", anchor = ""] = url.split("#");
  const base = path.join(projectRoot, path.dirname(page.file));
  return {
    place: file === "" ? path.join(projectRoot, page.file) : path.resolve(base, decodeURIComponent(file)),
    anchor: decodeURIComponent(anchor),
  };
}

/** What is wrong with a link; undefined when it leads somewhere. Hosts of others are not asked. */
export function brokenLink(page: Page, url: string): string | undefined {
  const target = targetOf(page, url);
  if (target === undefined) {
    if (url.startsWith("mailto:")) return undefined;
    if (!URL.canParse(url)) return `'${url}' is no URL`;
    return url.startsWith("https://") ? undefined : `'${url}' is not https`;
  }
  const { place, anchor } = target;
  if (!place.startsWith(projectRoot)) return `'${url}' leads out of the project`;
  if (!existsSync(place)) return `'${url}' leads to no file`;
  if (anchor === "" || !place.endsWith(".md") || statSync(place).isDirectory()) return undefined;
  return readPage(place).anchors.has(anchor) ? undefined : `'${url}': the page has no heading for #${anchor}`;
}
