/** What an evaluation says, as text for people and as data for programs. */
import type { Evaluation, Finding, Settings } from "../../controls/evaluate.ts";
import type { Control, Enforcement } from "../../controls/types.ts";

/** One control's line in the report. */
export interface ControlLine {
  readonly id: string;
  readonly title: string;
  readonly severity: Control["severity"];
  readonly enforcement: Enforcement;
  /** `absent` where no stack has anything that it is about. */
  readonly result: "met" | "refused" | "exempted" | "undecided" | "absent" | "disabled";
  readonly findings: readonly {
    readonly outcome: Finding["outcome"];
    readonly stack: string | undefined;
    readonly resource: string | undefined;
    readonly urn: string | undefined;
    readonly message: string;
  }[];
}

export interface ControlsReport {
  /** Where the resources come from: states, or a run of the programs. */
  readonly source: string;
  readonly stacks: readonly string[];
  readonly resources: number;
  /** Controls that had something to look at. */
  readonly evaluated: number;
  /** Refusals of mandatory controls. */
  readonly violations: number;
  /** Refusals of advisory controls. */
  readonly advice: number;
  readonly exempted: number;
  readonly undecided: number;
  readonly controls: readonly ControlLine[];
}

export function enforcementOf(control: Control, settings: Settings): Enforcement {
  return settings.controls[control.id]?.enforcement ?? control.enforcement;
}

export interface ReportRequest {
  readonly controls: readonly Control[];
  readonly evaluation: Evaluation;
  readonly settings: Settings;
  readonly source: string;
  readonly stacks: readonly string[];
  readonly resources: number;
}

export function controlsReport({ controls, evaluation, settings, ...about }: ReportRequest): ControlsReport {
  const found = Map.groupBy(evaluation.findings, ({ control }) => control);
  const lines = controls.map((control): ControlLine => {
    const findings = found.get(control.id) ?? [];
    const enforcement = enforcementOf(control, settings);
    return {
      id: control.id,
      title: control.title,
      severity: control.severity,
      enforcement,
      result: resultOf(enforcement, evaluation.evaluated.includes(control.id), findings),
      findings: findings.map(({ outcome, resource, message }) => ({
        outcome,
        stack: resource?.stack,
        resource: resource?.name,
        urn: resource?.urn,
        message,
      })),
    };
  });
  const count = (outcome: Finding["outcome"], ...levels: Enforcement[]): number =>
    lines
      .filter(({ enforcement }) => levels.length === 0 || levels.includes(enforcement))
      .flatMap(({ findings }) => findings.filter((finding) => finding.outcome === outcome)).length;
  return {
    ...about,
    evaluated: evaluation.evaluated.length,
    violations: count("refused", "mandatory"),
    advice: count("refused", "advisory"),
    exempted: count("exempted"),
    undecided: count("undecided"),
    controls: lines,
  };
}

function resultOf(
  enforcement: Enforcement,
  evaluated: boolean,
  findings: readonly Finding[],
): ControlLine["result"] {
  if (enforcement === "disabled") return "disabled";
  if (!evaluated) return "absent";
  for (const outcome of ["refused", "undecided", "exempted"] as const)
    if (findings.some((finding) => finding.outcome === outcome)) return outcome;
  return "met";
}

/** `82 controls evaluated on 707 resources: 0 violations, 1 exempted` */
export function summaryLine(report: ControlsReport): string {
  const { evaluated, resources, violations, advice, exempted, undecided } = report;
  const more = [
    [advice, "advisory"],
    [exempted, "exempted"],
    [undecided, "cannot be known yet"],
  ] as const;
  const rest = more.flatMap(([number, word]) => (number === 0 ? [] : [`${number} ${word}`]));
  return `${evaluated} controls evaluated on ${resources} resources: ${[`${violations} ${violations === 1 ? "violation" : "violations"}`, ...rest].join(", ")}`;
}

const marks: Readonly<Record<ControlLine["result"], string>> = {
  met: "✔",
  refused: "✖",
  exempted: "○",
  undecided: "?",
  absent: "-",
  disabled: "-",
};

/** What controls have to say against resources, without those that are content. */
export function findingLines(report: ControlsReport): string[] {
  return report.controls.flatMap(({ id, enforcement, findings }) =>
    findings.map(({ outcome, stack, resource, message }) => {
      const kind = outcome === "refused" ? enforcement : outcome;
      const where = resource === undefined ? "" : `${stack} ${resource}: `;
      return `${kind} ${id}: ${where}${message}`;
    }),
  );
}

/** The table of all controls and what came of them, then the findings. */
export function reportText(report: ControlsReport): string {
  const rows = report.controls.map(({ id, severity, enforcement, result }) => [
    `${marks[result]} ${id}`,
    severity,
    enforcement,
    result,
  ]);
  const findings = findingLines(report);
  return [
    ...table(["  control", "severity", "level", "result"], rows),
    ...(findings.length === 0 ? [] : ["", ...findings]),
    "",
    `${summaryLine(report)} (${report.stacks.join(", ")}; from ${report.source}).`,
  ].join("\n");
}

export function table(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  return [header, ...rows].map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}
