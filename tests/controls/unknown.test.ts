import { expect } from "chai";
import { catalogue } from "../../controls/catalogue/index.ts";
import { evaluate } from "../../controls/evaluate.ts";
import { exampleResources } from "../../controls/resource.ts";
import type { Control, ExampleResource } from "../../controls/types.ts";
import { unknownText } from "../../controls/unknown.ts";

type Path = readonly (string | number)[];

/** Paths of everything inside a value, objects and lists as well as texts and numbers. */
function pathsIn(value: unknown): Path[] {
  if (typeof value !== "object" || value === null) return [];
  const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return keys.flatMap((key) => [
    [key],
    ...pathsIn((value as Record<string | number, unknown>)[key]).map((rest) => [key, ...rest]),
  ]);
}

function withUnknown(value: unknown, [first, ...rest]: Path): unknown {
  if (first === undefined) return unknownText;
  const copy = structuredClone(value) as Record<string | number, unknown>;
  copy[first] = withUnknown(copy[first], rest);
  return copy;
}

/** Every variant of an example in which one value is not known yet. */
function variants(example: readonly ExampleResource[]): { what: string; resources: ExampleResource[] }[] {
  return example.flatMap(({ props }, index) =>
    pathsIn(props).map((path) => ({
      what: `${index}.${path.join(".")}`,
      resources: example.map((resource, other) =>
        other === index
          ? { ...resource, props: withUnknown(props, path) as ExampleResource["props"] }
          : resource,
      ),
    })),
  );
}

function outcomes(control: Control, resources: readonly ExampleResource[]): string[] {
  const settings = { controls: {}, today: "2026-11-21" };
  const { findings } = evaluate([control], exampleResources(resources), settings);
  return findings.map(({ outcome }) => outcome);
}

describe("controls and values that are not known yet", () => {
  for (const control of catalogue) {
    it(`${control.id} passes nothing that it would refuse, whatever is unknown`, () => {
      for (const example of control.refuses)
        for (const { what, resources } of variants(example))
          expect(outcomes(control, resources), `${what} of what it refuses`).not.to.be.empty;
    });

    it(`${control.id} refuses nothing for being unknown`, () => {
      for (const example of control.accepts)
        for (const { what, resources } of variants(example))
          expect(outcomes(control, resources), `${what} of what it accepts`).not.to.include("refused");
    });
  }
});
