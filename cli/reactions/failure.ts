/** Reads what azure-native, the engine and the sign-in say into its parts. Pure. */

/** A failure as far as its text tells. */
export interface Failure {
  /** Type and name of the resource, as in `ManagedCluster cluster`. */
  readonly resource: string | undefined;
  /** Every code that the text names, the outermost first. */
  readonly codes: readonly string[];
  /** HTTP status; 200 where Azure had accepted the request and failed afterwards. */
  readonly status: number | undefined;
  /** How long Azure asks to wait, in seconds. azure-native keeps the header to itself; some messages repeat it. */
  readonly retryAfterSeconds: number | undefined;
  /** What is left of the text. */
  readonly text: string;
}

/** As stackRun.ts puts a resource before what went wrong with it. */
const beforeText = /^([A-Z][A-Za-z0-9]*) ([^\s"']+): ([\s\S]*)$/;

/**
 * Where a status is written: by azure-native (`Status=409`, `status code 403`, `HTTP status: 503`), and by the SDK below it where
 * an answer is no JSON (`RESPONSE 503:`).
 */
const statusForms = [
  /\bStatus=(\d{3})\b/,
  /\bRESPONSE (\d{3}):/,
  /\bstatus code (\d{3})\b/,
  /\bHTTP status: (\d{3})\b/,
];

/** Where codes are written: by azure-native, by the SDK, in bodies that are passed on whole, and by provider/armError.ts. */
const codeForms = [
  /\bCode="([A-Za-z][A-Za-z0-9.]*)"/g,
  /\bERROR CODE: ([A-Za-z][A-Za-z0-9.]*)/g,
  /\\?"code\\?"\s*:\s*\\?"([A-Za-z][A-Za-z0-9.]*)\\?"/gi,
  /(?:^|\/ )([A-Z][a-z]+(?:[A-Z][A-Za-z0-9]*)+): /g,
];

const seconds: Readonly<Record<string, number>> = { second: 1, minute: 60, hour: 3600 };

/** How long to wait, as messages put it: "Please try again after '53' seconds", "can be retried in 14 seconds". */
function waitOf(text: string): number | undefined {
  const header = /Retry-After:?\s*'?(\d+)/i.exec(text)?.[1];
  if (header !== undefined) return Number(header);
  const [, amount, unit = ""] =
    /\b(?:try again|retried|retry)\b[^.]{0,60}?\b(?:in|after) '?(\d+)'? (second|minute|hour)/i.exec(text) ??
    [];
  return amount === undefined ? undefined : Number(amount) * (seconds[unit.toLowerCase()] ?? 1);
}

/** @param error one entry of what stackRun.ts collects, with or without a resource in front. */
export function failureOf(error: string): Failure {
  const [, type, name, rest] = beforeText.exec(error) ?? [];
  const text = rest ?? error;
  const status = statusForms.map((form) => form.exec(text)?.[1]).find((found) => found !== undefined);
  const found = codeForms
    .flatMap((form) => [...text.matchAll(form)])
    .sort((a, b) => a.index - b.index)
    .map(([, code = ""]) => code);
  return {
    resource: type === undefined || name === undefined ? undefined : `${type} ${name}`,
    codes: [...new Set(found)],
    status: status === undefined ? undefined : Number(status),
    retryAfterSeconds: waitOf(text),
    text,
  };
}
