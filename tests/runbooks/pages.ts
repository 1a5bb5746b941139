/** The runbooks as tests read them. */
import { readFileSync, readdirSync } from "node:fs";
import * as path from "node:path";

const folder = path.resolve(import.meta.dirname, "..", "..", "docs", "runbooks");

export interface Page {
  /** Without ending. */
  readonly name: string;
  readonly text: string;
}

const read = (file: string): string => readFileSync(path.join(folder, file), "utf8");

/** Every runbook, without the index. */
export const pages: readonly Page[] = readdirSync(folder)
  .filter((file) => file.endsWith(".md") && file !== "README.md")
  .map((file) => ({ name: path.basename(file, ".md"), text: read(file) }));

/** The index, in lines. */
export const index: readonly string[] = read("README.md").split("\n");

/** The fenced blocks of one language, without the indentation of the list that they stand in. */
export function blocks({ text }: Page, language: string): string[] {
  return [...text.matchAll(/^( *)```(\S*)\n([^]*?)^\1```$/gm)]
    .filter(([, , tag]) => tag === language)
    .map(([, indent = "", , body = ""]) => body.replaceAll(new RegExp(`^${indent}`, "gm"), "").trimEnd());
}

/** Commands of a shell, one a line: those in blocks, and those that begin with a known tool in running text. */
export function commandsOf(page: Page): string[] {
  const inText = [
    ...page.text
      .replaceAll(/```[^]*?```/g, "")
      .matchAll(/`((?:npx bulkhead|npm run|pulumi|kubectl|az|helm) [^`]+)`/g),
  ];
  const lines = blocks(page, "sh").flatMap((block) => block.split("\n"));
  return [...lines, ...inText.map(([, command = ""]) => command.replaceAll(/\s+/g, " "))]
    .flatMap((line) => line.split(/ \| | && /))
    .map((line) => line.trim())
    .filter((line) => line !== "");
}
