import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import GithubSlugger from "github-slugger";
import { fromMarkdown } from "mdast-util-from-markdown";
import { projectRoot } from "../support/runStack.ts";

type Root = ReturnType<typeof fromMarkdown>;
type Nodes = Root | Root["children"][number];

/** A page of Markdown, with what the tests look at. */
export interface Page {
  /** Below the project's root, with slashes. */
  readonly file: string;
  readonly links: readonly { readonly url: string; readonly line: number }[];
  readonly anchors: ReadonlySet<string>;
  readonly code: readonly Code[];
}

/** Code of a page: a block with its language, or a piece within a sentence. */
export interface Code {
  readonly text: string;
  /** "" for a block without a language, undefined within a sentence. */
  readonly language: string | undefined;
  readonly line: number;
}

const skipped = new Set(["node_modules", ".git", ".rehearsal", ".bulkhead", "coverage", "dist", "local"]);

/** Every page of the project, of packages left out. */
export function pageFiles(folder = projectRoot): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const place = path.join(folder, entry.name);
      if (entry.isDirectory()) return skipped.has(entry.name) ? [] : pageFiles(place);
      return entry.name.endsWith(".md") ? [place] : [];
    })
    .sort();
}

function textOf(node: Nodes): string {
  if ("value" in node) return node.value;
  return "children" in node ? node.children.map((child) => textOf(child)).join("") : "";
}

/** Reads the text of a page. */
export function readText(file: string, text: string): Page {
  const links: { url: string; line: number }[] = [];
  const anchors = new Set<string>();
  const code: Code[] = [];
  const slugger = new GithubSlugger();
  const visit = (node: Nodes): void => {
    const line = node.position?.start.line ?? 0;
    if (node.type === "link" || node.type === "image" || node.type === "definition")
      links.push({ url: node.url, line });
    if (node.type === "heading") anchors.add(slugger.slug(textOf(node)));
    if (node.type === "html")
      for (const [, name] of node.value.matchAll(/(?:id|name)="([^"]+)"/g)) anchors.add(name ?? "");
    if (node.type === "code") code.push({ text: node.value, language: node.lang ?? "", line });
    if (node.type === "inlineCode") code.push({ text: node.value, language: undefined, line });
    if ("children" in node) for (const child of node.children) visit(child);
  };
  visit(fromMarkdown(text));
  return { file, links, anchors, code };
}

const pages = new Map<string, Page>();

/** Reads a page once. @param place absolute. */
export function readPage(place: string): Page {
  const known = pages.get(place);
  if (known !== undefined) return known;
  const file = path.relative(projectRoot, place).split(path.sep).join("/");
  const page = readText(file, readFileSync(place, "utf8"));
  pages.set(place, page);
  return page;
}
