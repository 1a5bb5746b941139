/** The shell scripts inside of pipelines. */
import { parse } from "yaml";

/** A script, with the place of its key in the document. */
export interface PipelineScript {
  readonly file: string;
  readonly place: string;
  readonly text: string;
}

const keys = new Set(["run", "bash", "script", "inlineScript"]);

/**
 * Every script of a workflow or of an Azure pipeline, as shellcheck can read it: expressions of the pipeline's own language, which
 * are replaced before a shell sees them, become a word.
 */
export function scriptsOf(file: string, text: string): PipelineScript[] {
  const found: PipelineScript[] = [];
  const walk = (value: unknown, place: string): void => {
    if (Array.isArray(value)) {
      value.forEach((item, index) => walk(item, `${place}/${index}`));
      return;
    }
    if (typeof value !== "object" || value === null) return;
    for (const [key, inner] of Object.entries(value as Record<string, unknown>)) {
      if (keys.has(key) && typeof inner === "string")
        found.push({ file, place: `${place}/${key}`, text: withoutExpressions(inner) });
      else walk(inner, `${place}/${key}`);
    }
  };
  walk(parse(text), "");
  return found;
}

function withoutExpressions(script: string): string {
  return `${script.replaceAll(/\$\{\{.*?\}\}/g, "expression")}\n`;
}
