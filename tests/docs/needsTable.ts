import * as path from "node:path";
import { needsOf } from "../../cli/doctor/needs.ts";
import { quotaMarkdown } from "../../cli/doctor/report.ts";
import { loadEnvironment } from "../../config/load.ts";
import { mergeGraphs } from "../../graph/model.ts";
import { readProgram } from "../../graph/readers/program.ts";
import { projectRoot } from "../support/runStack.ts";
import { globalRun, opsRun, stampRun } from "../support/stacks.ts";

export const page = path.join(projectRoot, "docs", "azure.md");

/** What the committed stacks want, as the page has it. */
export async function needsTable(): Promise<string> {
  const contexts = loadEnvironment(projectRoot, undefined);
  const graphs = [];
  const agents: Record<string, number> = {};
  const stamps: string[] = [];
  // One after the other: the mock monitor is one for the whole process.
  for (const context of contexts) {
    const { text } = context.stack;
    if (context.kind === "ops" && context.config.agents.type === "scaleSet")
      agents[text] = context.config.agents.maxCount;
    if (context.kind === "stamp") stamps.push(text);
    const run =
      context.kind === "global"
        ? await globalRun()
        : context.kind === "ops"
          ? await opsRun(text)
          : await stampRun(text);
    graphs.push(readProgram(text, run.resources));
  }
  return quotaMarkdown(needsOf(mergeGraphs(graphs), stamps, agents));
}

const marks = /(<!-- needs: [^>]*-->\n)[\s\S]*?(<!-- \/needs -->)/;

/** A page with the table between its marks. */
export function withTable(text: string, table: string): string {
  if (!marks.test(text)) throw new Error("docs/azure.md has no marks for the table of quotas.");
  return text.replace(marks, (_, begin: string, end: string) => `${begin}\n${table}\n\n${end}`);
}
