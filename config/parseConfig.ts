import { z } from "zod";
import { shown } from "../lib/printable.ts";
import { suggest } from "../lib/suggest.ts";
import { UserError } from "./userError.ts";

/**
 * Parses the values of one stack file, defaults filled in.
 *
 * @param file base name of the file, for messages.
 * @throws UserError for the first mistake. Misspelt keys come before missing ones, which they usually
 *   explain.
 */
export function parseConfig<Schema extends z.ZodType>(
  schema: Schema,
  values: Readonly<Record<string, unknown>>,
  file: string,
): z.output<Schema> {
  // A program parses its configuration once, which takes less time than to compile a parser for it.
  const result = schema.safeParse(values, { reportInput: true, jitless: true });
  if (result.success) return result.data;
  const { issues } = result.error;
  const issue = issues.find(({ code }) => code === "unrecognized_keys") ?? issues[0];
  if (issue === undefined) throw result.error;
  throw toUserError(schema, issue, file);
}

function toUserError(schema: z.ZodType, issue: z.core.$ZodIssue, file: string): UserError {
  const key = formatPath(issue.path);
  switch (issue.code) {
    case "unrecognized_keys": {
      const misspelt = issue.keys[0] ?? "";
      const known = keysAt(schema, issue.path);
      const [meant] = suggest(misspelt, known);
      const remedy =
        meant === undefined ? `Known keys here: ${known.join(", ")}.` : `Did you mean '${meant}'?`;
      return new UserError({
        file,
        key: formatPath([...issue.path, misspelt]),
        problem: "There is no such key.",
        remedy,
      });
    }
    case "invalid_type":
      return wrongType(schema, issue, file, key);
    case "invalid_value": {
      const allowed = issue.values.map(String);
      const remedy = `Choose ${allowed.map((value) => `"${value}"`).join(" or ")}.`;
      return new UserError({
        file,
        key,
        problem: `${shown(issue.input)} is not possible here.`,
        remedy,
      });
    }
    case "too_small":
    case "too_big":
      return outOfBounds(issue, file, key);
    case "invalid_union": {
      const inner = issueInside(issue);
      if (inner !== undefined) return toUserError(schema, inner, file);
      return new UserError({ file, key, problem: sentence(issue.message), remedy: "Correct the value." });
    }
    case "custom": {
      const remedy: unknown = issue.params?.["remedy"];
      return new UserError({
        file,
        key,
        problem: sentence(issue.message),
        remedy: textOr(remedy, "Correct the value."),
      });
    }
    default:
      return new UserError({ file, key, problem: sentence(issue.message), remedy: "Correct the value." });
  }
}

/** What is wrong inside of the alternative that was meant: the one whose outer shape fits. */
function issueInside(issue: z.core.$ZodIssueInvalidUnion): z.core.$ZodIssue | undefined {
  const inner = issue.errors
    .map(([first]) => first)
    .find((first) => first !== undefined && (first.path.length > 0 || first.code === "unrecognized_keys"));
  return inner === undefined ? undefined : { ...inner, path: [...issue.path, ...inner.path] };
}

function wrongType(
  schema: z.ZodType,
  issue: z.core.$ZodIssueInvalidType,
  file: string,
  key: string,
): UserError {
  if (issue.input === undefined) {
    const example = z.globalRegistry.get(schemaAt(schema, issue.path) ?? schema)?.["examples"];
    const sample = Array.isArray(example) && example.length > 0 ? `, for example ${String(example[0])}` : "";
    return new UserError({ file, key, problem: "It is missing.", remedy: `Add it${sample}.` });
  }
  // What stands in the place of a section may be one of its values, and meant for nobody.
  const given =
    typeof issue.input === "string" && ["object", "array", "record"].includes(issue.expected)
      ? "A text"
      : shown(issue.input);
  const remedy =
    issue.expected === "string" && ["number", "boolean"].includes(typeof issue.input)
      ? `Put it in quotes: "${given}".`
      : `Write ${article(issue.expected)} ${issue.expected}.`;
  return new UserError({
    file,
    key,
    problem: `${given} is not ${article(issue.expected)} ${issue.expected}.`,
    remedy,
  });
}

function outOfBounds(
  issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig,
  file: string,
  key: string,
): UserError {
  if (issue.origin !== "number" && issue.origin !== "int") {
    return new UserError({ file, key, problem: sentence(issue.message), remedy: "Correct the value." });
  }
  const small = issue.code === "too_small";
  const bound = small ? `at least ${String(issue.minimum)}` : `at most ${String(issue.maximum)}`;
  const problem = `${shown(issue.input)} is too ${small ? "small" : "large"}.`;
  return new UserError({ file, key, problem, remedy: `Write ${bound}.` });
}

/** "cluster.userPools[0].name" */
function formatPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    return text === "" ? String(part) : `${text}.${String(part)}`;
  }, "");
}

function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  const found = unwrap(schemaAt(schema, path));
  return found instanceof z.ZodObject ? Object.keys(found.shape) : [];
}

function schemaAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): z.core.$ZodType | undefined {
  return path.reduce<z.core.$ZodType | undefined>((current, part) => {
    const inner = unwrap(current);
    if (inner instanceof z.ZodObject)
      return (inner.shape as Record<PropertyKey, z.core.$ZodType | undefined>)[part];
    return inner instanceof z.ZodArray ? inner.element : undefined;
  }, schema);
}

/** The schema behind its default values; of alternatives the one with keys. */
function unwrap(schema: z.core.$ZodType | undefined): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodUnion) return schema.options.find((option) => option instanceof z.ZodObject);
  return schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault ? unwrap(schema.unwrap()) : schema;
}

function article(noun: string): string {
  return /^[aeio]/.test(noun) ? "an" : "a";
}

function sentence(message: string): string {
  return /[.!?]$/.test(message) ? message : `${message}.`;
}

function textOr(value: unknown, fallback: string): string {
  return typeof value === "string" ? value : fallback;
}
