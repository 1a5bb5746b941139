import { join } from "node:path";
import { catalogue } from "../../../controls/catalogue/index.ts";
import { evaluate } from "../../../controls/evaluate.ts";
import { exampleResources } from "../../../controls/resource.ts";
import type { Control } from "../../../controls/types.ts";

/** What every control says to each example that it refuses, for review in a diff. */
export const messagesFile: string = join(import.meta.dirname, "..", "data", "messages.json");

/** For each example that a control refuses: the resources it speaks of, and what it says. */
export function messagesOf(control: Control): string[][] {
  return control.refuses.map((example) => {
    const { findings } = evaluate([control], exampleResources(example), {
      controls: {},
      today: "2026-11-21",
    });
    return findings.map(({ resource, message }) => `${resource?.name ?? "the stack"}: ${message}`);
  });
}

/** The file's text. */
export function messagesText(): string {
  const all = Object.fromEntries(catalogue.map((control) => [control.id, messagesOf(control)]));
  return `${JSON.stringify(all, undefined, 2)}\n`;
}
