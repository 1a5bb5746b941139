import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import fc from "fast-check";
import { parse } from "yaml";
import { mergeLayers } from "../../../config/layers.ts";
import type { Properties } from "../../../lib/properties.ts";
import { isLocalChart } from "../../../rehearsal/azure/kubernetes/chart.ts";
import { releasesOf } from "../../support/releases.ts";
import { projectRoot } from "../../support/runStack.ts";
import { stampRun } from "../../support/stacks.ts";
import { hostileText, hostileValue } from "./values.ts";

/** Texts that mean something else where a template writes them without quotes. */
const injections = [
  "a\n---\napiVersion: v1\nkind: Secret\nmetadata: { name: injected }\n",
  "a\nb: c",
  "a: b",
  "x: {y",
  "a #b",
  "# comment",
  '"quoted',
  "'quoted",
  'a"b',
  "a\\b",
  '{{ fail "x" }}',
  "*a",
  "&a b",
  "!!int 3",
  "true",
  "null",
  "1e3",
  "0777",
  "- a",
  "%x",
  "@x",
  "é",
];

/** A value of a release of ours, replaced. */
export interface ChartCase {
  readonly chart: string;
  /** Where: "components.catalog-api.port". */
  readonly at: string;
  readonly values: Properties;
  readonly instead: unknown;
}

type Way = readonly (string | number)[];

function leaves(value: unknown, way: Way): Way[] {
  if (typeof value !== "object" || value === null) return [way];
  return Object.entries(value).flatMap(([key, inner]) =>
    leaves(inner, [...way, Array.isArray(value) ? Number(key) : key]),
  );
}

function replaced(values: Properties, way: Way, instead: unknown): Properties {
  const copy = structuredClone(values) as Record<string, unknown>;
  let place = copy as Record<string | number, unknown>;
  for (const step of way.slice(0, -1)) place = place[step] as Record<string | number, unknown>;
  place[way.at(-1) ?? ""] = instead;
  return copy;
}

/** Whether JSON can say it: helm takes nothing else. */
function isJson(value: unknown): boolean {
  const text: string | undefined = JSON.stringify(value);
  return text !== undefined && text.length < 3_000 && !text.includes("\\ud8") && !hasOddNumber(value);
}

function hasOddNumber(value: unknown): boolean {
  if (typeof value === "number") return !Number.isFinite(value);
  return typeof value === "object" && value !== null && Object.values(value).some(hasOddNumber);
}

export interface Charts {
  /** The values that the stamp's program gives each chart of ours. */
  readonly sound: Readonly<Record<string, Properties>>;
  readonly cases: fc.Arbitrary<ChartCase>;
  /** Whether the chart's schema takes these values, with the chart's own beneath them. */
  takes(given: ChartCase): boolean;
}

/** The charts that a stamp installs from the work tree, and their values with one of them replaced. */
export async function ourCharts(): Promise<Charts> {
  const releases = [...releasesOf(await stampRun()).values()].filter(({ inputs }) =>
    isLocalChart(String(inputs["chart"]), projectRoot),
  );
  const sound = Object.fromEntries(
    releases.map(({ inputs }) => [
      String(inputs["chart"]).split("/").at(-1) ?? "",
      (inputs["values"] ?? {}) as Properties,
    ]),
  );
  const places = Object.entries(sound).flatMap(([chart, values]) =>
    leaves(values, [])
      .filter((way) => way.length > 0)
      .map((way) => ({ chart, values, way })),
  );
  const instead = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...injections) },
    { weight: 1, arbitrary: hostileText.filter(isJson) },
    { weight: 1, arbitrary: hostileValue.filter(isJson) },
  );
  const checks = new Map(
    Object.keys(sound).map((chart) => {
      const read = (name: string) => readFileSync(join(projectRoot, "charts", chart, name), "utf8");
      const schema = JSON.parse(read("values.schema.json")) as object;
      const own = parse(read("values.yaml")) as Record<string, unknown>;
      return [chart, { own, check: new Ajv({ strict: false, allErrors: false }).compile(schema) }] as const;
    }),
  );
  return {
    sound,
    cases: fc.record({ place: fc.constantFrom(...places), instead }).map((made) => ({
      chart: made.place.chart,
      at: made.place.way.join("."),
      values: replaced(made.place.values, made.place.way, made.instead),
      instead: made.instead,
    })),
    takes: ({ chart, values }) => {
      const { own, check } = checks.get(chart) ?? {};
      const layers = [
        { file: "given", values },
        { file: "values.yaml", values: own ?? {} },
      ];
      return check?.(mergeLayers(layers)) ?? false;
    },
  };
}
