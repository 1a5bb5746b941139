/** The tables of what is done about which failure. Pure. */
import azure from "./data/azure.json" with { type: "json" };
import engine from "./data/engine.json" with { type: "json" };
import keys from "./data/keys.json" with { type: "json" };
import type { StackKind } from "../../config/stackName.ts";
import type { Failure } from "./failure.ts";

/**
 * `retry`: the same request may succeed after a wait. `retry-after-grant`: it may so long as a role that was assigned a moment ago is
 * not known everywhere. `stop`: it fails until somebody changes something.
 */
export type Reaction = "retry" | "retry-after-grant" | "stop";

/** What is known of a kind of failure. */
export interface Known {
  readonly id: string;
  readonly reaction: Reaction;
  /** The first pause, in seconds, of what is tried again. */
  readonly pauseSeconds?: number;
  /** What a stack file may decide about it. */
  readonly group?: string;
  /** Half a sentence: why it failed. */
  readonly cause: string;
  /** What to do; `{stack}` and `{verb}` stand for those of the run. */
  readonly remedy: string;
}

interface AzureRow extends Known {
  readonly codes: readonly string[];
  /** A pattern for the message, without account of case. */
  readonly message?: string;
}

interface EngineRow extends Known {
  readonly pattern: string;
}

const azureRows = azure.rows as readonly AzureRow[];
const engineRows = engine.rows as readonly EngineRow[];

/** All codes of Azure Resource Manager that have a row. */
export const knownCodes: ReadonlySet<string> = new Set(azureRows.flatMap(({ codes }) => codes));

/** The rows with a message go first: they are the exceptions from what the code alone means. */
const inOrder = [...azureRows].sort(
  (a, b) => Number(b.message !== undefined) - Number(a.message !== undefined),
);

/** Codes that say nothing themselves where another one stands below them. */
const wrappers = new Set(["BadRequest", "Conflict", "DeploymentFailed", "ResourceDeploymentFailure"]);

function rowNamed(id: string): AzureRow {
  const row = azureRows.find((candidate) => candidate.id === id);
  if (row === undefined) throw new Error(`The table has no row '${id}'.`);
  return row;
}

/** What a status says by itself, of codes that the table does not know (RFC 9110 and 6585). */
const byStatus: Readonly<Record<number, string>> = {
  400: "request",
  401: "sign-in",
  403: "not-allowed",
  404: "missing",
  408: "transient",
  409: "conflict",
  412: "precondition",
  429: "throttled",
  500: "transient",
  502: "transient",
  503: "transient",
  504: "transient",
};

/** The code that a failure is judged by: the first one known, an inner one before one that only wraps it. */
export function decisiveCode({ codes }: Failure): string | undefined {
  const known = codes.filter((code) => knownCodes.has(code));
  return known.find((code) => !wrappers.has(code)) ?? known[0] ?? codes[0];
}

/** What is known of a failure; undefined for what no table has. */
export function knownOf(failure: Failure): Known | undefined {
  const engineRow = engineRows.find(({ pattern }) => new RegExp(pattern, "i").test(failure.text));
  const code = decisiveCode(failure);
  const azureRow = inOrder.find(
    ({ codes, message }) =>
      code !== undefined &&
      codes.includes(code) &&
      (message === undefined || new RegExp(message, "is").test(failure.text)),
  );
  const statusRow = failure.status === undefined ? undefined : byStatus[failure.status];
  return azureRow ?? engineRow ?? (statusRow === undefined ? undefined : rowNamed(statusRow));
}

/** The key of a stack file that decides about a refused resource. */
export function keyOf(
  group: string | undefined,
  resource: string | undefined,
  kind: StackKind,
): string | undefined {
  const type = resource?.split(" ")[0];
  return keys.rows.find(
    (row) =>
      row.group === group &&
      row.stack === kind &&
      (row.types === undefined || (type !== undefined && row.types.includes(type))),
  )?.key;
}
