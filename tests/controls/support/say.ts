import { catalogue } from "../../../controls/catalogue/index.ts";
import { evaluate, type ControlSettings } from "../../../controls/evaluate.ts";
import { exampleResources } from "../../../controls/resource.ts";
import type { ExampleResource } from "../../../controls/types.ts";

/** What one control says to resources: messages of what it refuses, and other outcomes by their name. */
export function say(
  id: string,
  resources: readonly ExampleResource[],
  settings: ControlSettings = {},
): string[] {
  const control = catalogue.find((candidate) => candidate.id === id);
  if (control === undefined) throw new Error(`There is no control ${id}.`);
  const { findings } = evaluate([control], exampleResources(resources), {
    controls: { [id]: settings },
    today: "2026-11-21",
  });
  return findings.map(({ outcome, message }) => (outcome === "refused" ? message : `${outcome}: ${message}`));
}
