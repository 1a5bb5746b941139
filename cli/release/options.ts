/** Options of `release` that need reading. */
import { UserError } from "../../config/userError.ts";
import { readYaml } from "../../config/yamlText.ts";
import { workloadComponents } from "../../lib/workload/components.ts";

type Value = readonly [keys: readonly string[], value: unknown];

/** Reads `--set workload.requireDigests=true`: a dotted key of the stamp's configuration, and YAML. */
export function valueOption(text: string): Value {
  const at = text.indexOf("=");
  const keys = text.slice(0, Math.max(0, at)).split(".");
  if (at < 1 || keys.some((key) => !/^[A-Za-z0-9-]+$/.test(key)))
    throw new UserError({
      key: "--set",
      problem: `'${text}' is no key and value.`,
      remedy: "Write it like --set cluster.kubernetesVersion=1.34.",
    });
  const written = text.slice(at + 1);
  const value = readYaml(written, { key: "--set" }).content;
  // A version such as 1.30 is a text, and would become the number 1.3.
  return [keys, typeof value === "number" && written.includes(".") ? written : value];
}

/** Reads `--image catalog-api=2.0.0@sha256:…`: tag, digest, or both. */
export function imageOption(text: string): Value[] {
  const match = /^([a-z-]+)=([^@]*)(?:@(.+))?$/.exec(text);
  const [, id = "", tag = "", digest] = match ?? [];
  if (!Object.hasOwn(workloadComponents, id) || (tag === "" && digest === undefined))
    throw new UserError({
      key: "--image",
      problem: `'${text}' names no image of the workload.`,
      remedy: `Write it like --image catalog-api=2.0.0@sha256:…; there are ${Object.keys(workloadComponents).join(", ")}.`,
    });
  const place = ["workload", "components", id];
  // Without a new digest the old one would go on deciding, whatever the tag says.
  const values: Value[] = [[[...place, "digest"], digest]];
  return tag === "" ? values : [[[...place, "tag"], tag], ...values];
}

/** Reads `--steps 10,50`. */
export function stepsOption(text: string): number[] {
  const steps = text === "" ? [] : text.split(",").map(Number);
  if (steps.every((step) => Number.isInteger(step) && step > 0 && step < 100)) return steps;
  throw new UserError({
    key: "--steps",
    problem: `'${text}' is no list of percentages.`,
    remedy: "Write whole numbers from 1 to 99 that rise, such as 10,50; 100 comes by itself.",
  });
}
