/** What pipelines say to people: previews as a comment, drift as an issue. Pure. */

/** Marks our own comment, so that the next run rewrites it instead of adding one. */
export const previewMarker = "<!-- bulkhead preview -->";

/** GitHub takes 65536 characters; room is left for the note that it was cut. */
const mostCharacters = 60_000;

interface PreviewedStack {
  readonly stack: string;
  readonly outcome: string;
  readonly changes: Readonly<Record<string, number>>;
  readonly errors: readonly string[];
}

/** What of a run's summary (`bulkhead preview --json`) is shown. */
export interface PreviewSummary {
  readonly ok: boolean;
  readonly stacks: readonly PreviewedStack[];
  readonly notes?: readonly string[];
  readonly controls?: string;
}

/**
 * Text of somebody else inside of Markdown: no markup, no mention, no line of its own. Resource names and Azure's error messages can
 * hold anything.
 */
export function plain(text: string): string {
  return text
    .replaceAll(/[\r\n]+/g, " ")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("@", "@\u200B")
    .replaceAll(/([\\`*_{}[\]()#!|~])/g, "\\$1");
}

function cut(text: string): string {
  return text.length <= mostCharacters
    ? text
    : `${text.slice(0, mostCharacters)}\n\nThe rest is left out; the job's log has all of it.\n`;
}

const columns = ["create", "update", "replace", "delete"] as const;

/** The preview of all stacks as a comment. What is replaced or deleted stands out: it is what a reviewer has to see. */
export function previewComment(summary: PreviewSummary, commit: string): string {
  const rows = summary.stacks.map(({ stack, outcome, changes }) => {
    const counts = columns.map((column) => {
      const count = changes[column] ?? 0;
      const alarming = count > 0 && (column === "replace" || column === "delete");
      return alarming ? `**${count}**` : String(count);
    });
    return `| ${plain(stack)} | ${plain(outcome)} | ${counts.join(" | ")} |`;
  });
  const errors = summary.stacks.flatMap(({ stack, errors: found }) =>
    found.map((error) => `- ${plain(stack)}: ${plain(error)}`),
  );
  const lost = summary.stacks.filter(
    ({ changes }) => (changes["replace"] ?? 0) + (changes["delete"] ?? 0) > 0,
  );
  return cut(
    [
      previewMarker,
      `### Preview of ${plain(commit.slice(0, 12))}`,
      "",
      `| stack | outcome | ${columns.join(" | ")} |`,
      `| --- | --- | ${columns.map(() => "---:").join(" | ")} |`,
      ...rows,
      "",
      ...(lost.length > 0
        ? [`Replaces or deletes something in ${lost.map(({ stack }) => plain(stack)).join(", ")}.`, ""]
        : []),
      ...(errors.length > 0 ? ["Errors:", "", ...errors, ""] : []),
      ...(summary.notes ?? []).map((note) => `${plain(note)}\n`),
      ...(summary.controls === undefined ? [] : [plain(summary.controls), ""]),
    ].join("\n"),
  );
}

interface DriftedResource {
  readonly name: string;
  readonly type: string;
  readonly change: string;
  readonly properties: readonly { readonly path: string }[];
}

/** What `bulkhead drift --json` says. */
export interface DriftReport {
  readonly environment: string;
  readonly outcome: "none" | "drift" | "unknown";
  readonly stacks: readonly {
    readonly stack: string;
    readonly outcome: string;
    readonly resources: readonly DriftedResource[];
    readonly unchecked: readonly string[];
    readonly errors: readonly string[];
  }[];
}

/** Title of the one issue of an environment. */
export function driftTitle({ environment }: Pick<DriftReport, "environment">): string {
  return `Drift in the environment ${environment}`;
}

/** The report as an issue. Values are left out: an issue has more readers than a state. */
export function driftBody(report: DriftReport, run: string): string {
  const lines = report.stacks.flatMap((stack) => {
    const resources = stack.resources.map(({ name, type, change, properties }) => {
      const paths = properties.map(({ path }) => plain(path)).join(", ");
      return `- ${plain(type)} ${plain(name)}: ${plain(change)}${paths === "" ? "" : ` (${paths})`}`;
    });
    const told = [
      ...stack.unchecked.map((text) => `- not checked: ${plain(text)}`),
      ...stack.errors.map((text) => `- could not tell: ${plain(text)}`),
    ];
    return resources.length + told.length === 0
      ? []
      : [`### ${plain(stack.stack)}`, "", ...resources, ...told, ""];
  });
  const what =
    report.outcome === "unknown"
      ? "Whether anything drifted could not be told."
      : "What Azure has differs from what the stack files say.";
  return cut(
    [
      what,
      "",
      ...lines,
      `The run: ${run}`,
      "",
      "Either put it back (`npx bulkhead up --only STACK`), or take it into the stack file in a pull request.",
      "",
    ].join("\n"),
  );
}
