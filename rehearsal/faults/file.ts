/** Fault files: YAML or JSON, checked before anything is started. */
import * as path from "node:path";
import { z } from "zod";
import { parseConfig } from "../../config/parseConfig.ts";
import { readText } from "../../config/textFile.ts";
import { UserError } from "../../config/userError.ts";
import { readYaml } from "../../config/yamlText.ts";
import { resourceTypes } from "../../lib/resourceTypes.ts";
import { suggest } from "../../lib/suggest.ts";
import { faultIds, faultRow, type FaultId } from "./catalogue.ts";
import { operations, otherTypes, type FaultRow, type Parameter } from "./model.ts";
import { canMeet, fits, type FaultEntry, type FaultPlan } from "./plan.ts";

/** Every type that a request of a rehearsal can be about. */
const knownTypes: readonly string[] = [
  ...new Set([...[...resourceTypes.values()].map(({ arm }) => arm), ...Object.values(otherTypes)]),
];

/** How many entries a fault file may have. */
export const mostFaults = 200;

function parameterSchema({ description, default: usual, least, most, choices }: Parameter): z.ZodType {
  const schema =
    choices !== undefined
      ? z.preprocess((value) => (typeof value === "number" ? String(value) : value), z.enum(choices))
      : least !== undefined && most !== undefined
        ? z.int().min(least).max(most)
        : z.string().min(1);
  const described = schema.meta({ description });
  return usual === undefined ? described : described.optional();
}

/** The schema of an entry of one fault, its own parameters included. */
export function entrySchema(row: FaultRow): z.ZodObject {
  return z.strictObject({
    fault: z.literal(row.id).meta({ description: row.title }),
    type: z.string().min(1).default("*").meta({
      description: "ARM type of the resource, as a glob; any that the fault can meet when left out.",
    }),
    name: z.string().min(1).default("*").meta({ description: "Name of the resource, as a glob." }),
    stack: z.string().min(1).default("*").meta({ description: "Stack, as a glob." }),
    operation: z
      .enum(operations)
      .optional()
      .meta({ description: "The kind of request; any that the fault can meet when left out." }),
    after: z
      .int()
      .min(0)
      .max(100_000)
      .default(0)
      .meta({ description: "How many matching requests pass unharmed first." }),
    times: z
      .int()
      .min(1)
      .max(100_000)
      .optional()
      .meta({
        description: `How many requests meet it; when left out ${row.times ?? "every one, until the faults end"}.`,
      }),
    ...Object.fromEntries(
      Object.entries(row.parameters).map(([name, parameter]) => [name, parameterSchema(parameter)]),
    ),
  });
}

const fileSchema = z.strictObject({
  faults: z.array(z.record(z.string(), z.unknown())).max(mostFaults),
});

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Errors of an entry name the entry: `faults[2].retryAfterSeconds`. */
function within<T>(place: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { file, key, problem, remedy } = error;
    throw new UserError({
      file,
      key: key === undefined || key === "" ? place : `${place}.${key}`,
      problem,
      remedy,
    });
  }
}

function rowOf(value: unknown, file: string): FaultRow {
  if (typeof value === "string" && faultIds.includes(value)) return faultRow(value);
  const [meant] = typeof value === "string" ? suggest(value, faultIds) : [];
  throw new UserError({
    file,
    key: "fault",
    problem:
      value === undefined ? "It names no fault." : `${JSON.stringify(value)} is no fault of the catalogue.`,
    remedy: meant === undefined ? "`npx bulkhead faults` lists them." : `Did you mean '${meant}'?`,
  });
}

/** A type that no request is about would never match, and the mistake would pass for a platform that stands everything. */
function checkType(type: string, row: FaultRow, file: string): void {
  const known = knownTypes.filter((arm) => canMeet(row, arm));
  if (known.some((arm) => fits(type, arm))) return;
  const [meant] = suggest(type, known);
  throw new UserError({
    file,
    key: "type",
    problem: knownTypes.some((arm) => fits(type, arm))
      ? `${row.id} does not meet '${type}'.`
      : `No type of the platform fits '${type}'.`,
    remedy:
      meant === undefined
        ? row.types === undefined
          ? "Give an ARM type such as Microsoft.Network/azureFirewalls, or a glob such as Microsoft.Network/*."
          : `Give one of: ${row.types.join(", ")}.`
        : `Did you mean '${meant}'?`,
  });
}

function checkOperation(entry: FaultEntry, row: FaultRow, file: string): void {
  if (entry.operation === undefined || row.operations.includes(entry.operation)) return;
  throw new UserError({
    file,
    key: "operation",
    problem: `${row.id} does not meet '${entry.operation}'.`,
    remedy: `Give ${row.operations.join(" or ")}, or leave the key out.`,
  });
}

function entryOf(value: Readonly<Record<string, unknown>>, file: string): FaultEntry {
  const row = rowOf(value["fault"], file);
  const parsed = parseConfig(entrySchema(row), value, file);
  const parameters = Object.entries(row.parameters).map(([name, parameter]) => [
    name,
    parsed[name] ?? parameter.default,
  ]);
  const entry: FaultEntry = {
    fault: row.id as FaultId,
    type: String(parsed["type"]),
    name: String(parsed["name"]),
    stack: String(parsed["stack"]),
    operation: operations.find((operation) => operation === parsed["operation"]),
    after: Number(parsed["after"]),
    times: typeof parsed["times"] === "number" ? parsed["times"] : row.times,
    parameters: Object.fromEntries(parameters) as FaultEntry["parameters"],
  };
  checkType(entry.type, row, file);
  checkOperation(entry, row, file);
  return entry;
}

/**
 * The faults that a value describes, as it stands in a fault file.
 *
 * @param file name for messages.
 * @throws UserError for the first mistake, with file, key and remedy.
 */
export function parseFaults(content: unknown, file: string): FaultPlan {
  if (!isRecord(content)) {
    throw new UserError({
      file,
      problem: "A fault file is a list of faults.",
      remedy: "Begin it with `faults:`.",
    });
  }
  const { faults } = parseConfig(fileSchema, content, file);
  return {
    faults: faults.map((value, index) => within(`faults[${index}]`, () => entryOf(value, file))),
  };
}

/**
 * Reads a fault file.
 *
 * @throws UserError for a file that cannot be read, for YAML that is none, and for the first mistake in it.
 */
export function readFaultFile(file: string): FaultPlan {
  const shown = path.basename(file);
  return parseFaults(readYaml(readText(file, { file: shown }), { file: shown }).content, shown);
}
