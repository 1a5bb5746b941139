/** The sections of the report, each from the data of one reading of the graph. */
import { byMeter, dollars, type Estimate } from "../cost/estimate.ts";
import type { Matrix } from "../reachability/matrix.ts";
import { slaSources, slasDate, type FlowSla } from "../sla/sla.ts";
import type { Finding } from "../statements/check.ts";
import type { StageLength } from "../timeline/stages.ts";
import { drawTimeline } from "../timeline/svg.ts";
import { minutesText, typeText } from "../timeline/text.ts";
import type { Timeline } from "../timeline/timeline.ts";
import type { UnneededOrder } from "../timeline/unneeded.ts";
import { layOut } from "../topology/layout.ts";
import { drawSvg } from "../topology/svg.ts";
import type { Topology } from "../topology/types.ts";
import { escapeMarkup } from "../markup.ts";
import { details, figure, paragraph, table, type Cell } from "./html.ts";
import type { Section } from "./page.ts";

export async function topologySection(topology: Topology): Promise<Section> {
  const count = topology.regions.length;
  return {
    id: "topology",
    title: "Topology",
    figure: `${count} region${count === 1 ? "" : "s"}`,
    about: `${topology.regions.flatMap(({ cards }) => cards).length} networks`,
    html: figure(drawSvg(topology, await layOut(topology)), "Drawing of the platform"),
  };
}

const outcomes: Readonly<Record<Finding["outcome"], Cell>> = {
  holds: { text: "holds", look: "good" },
  broken: { text: "broken", look: "bad" },
  absent: { text: "does not apply" },
  outside: { text: "decided outside", look: "weak" },
};

/** Statements, those that are broken first. */
export function statementsSection(findings: readonly Finding[]): Section {
  const broken = findings.filter(({ outcome }) => outcome === "broken");
  const asked = findings.filter(({ outcome }) => outcome !== "absent");
  const statements = new Set(asked.map(({ statement }) => statement.id)).size;
  const order = ["broken", "outside", "holds", "absent"];
  const rows = [...findings]
    .sort((a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome))
    .map(({ statement, stack, outcome, because }) => [
      outcomes[outcome],
      { text: stack, look: "code" } as const,
      statement.text,
      { text: `${statement.from} → ${statement.to}`, look: "code" } as const,
      statement.expected,
      statement.seeds.join(", "),
      because ?? "",
    ]);
  const head = ["", "Stack", "Statement", "Flow", "Must be", "From text", "Decided by"];
  return {
    id: "statements",
    title: "Isolation statements",
    figure: broken.length === 0 ? `${statements} hold` : `${broken.length} broken`,
    about: `asked ${asked.length} times`,
    good: broken.length === 0,
    html:
      broken.length === 0
        ? details(`All ${statements} statements`, table("Statements", head, rows))
        : table("Statements", head, rows),
  };
}

const signs = { yes: "●", no: "·", partly: "◐" } as const;
const words = { yes: "reaches", no: "does not reach", partly: "reaches some of" } as const;

function matrixTable({ stack, columns, rows }: Matrix): string {
  const head = columns.map((column) => `<th scope="col"><span>${escapeMarkup(column)}</span></th>`).join("");
  const body = rows
    .map(
      ({ from, cells }) =>
        `<tr><th scope="row">${escapeMarkup(from)}</th>${cells
          .map(
            (cell, index) =>
              `<td class="cell ${cell}" title="${escapeMarkup(`${from} ${words[cell]} ${columns[index] ?? ""}`)}">${signs[cell]}</td>`,
          )
          .join("")}</tr>`,
    )
    .join("");
  return `<h3>${escapeMarkup(stack)}</h3><div class="scroll" tabindex="0" role="region" aria-label="${escapeMarkup(`Who reaches whom in ${stack}`)}"><table class="matrix"><thead><tr><th scope="col">from, to</th>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}

export function matrixSection(matrices: readonly Matrix[]): Section {
  const flows = matrices.flatMap(({ rows }) => rows.flatMap(({ cells }) => cells));
  const open = flows.filter((cell) => cell !== "no").length;
  return {
    id: "matrix",
    title: "Who reaches whom",
    figure: `${open} of ${flows.length}`,
    about: "flows are open",
    html:
      paragraph("● reaches, · does not, ◐ some of them; each on its usual port.") +
      matrices.map(matrixTable).join(""),
  };
}

/** What the section of controls needs of an evaluation. */
export interface ControlsData {
  readonly evaluated: number;
  readonly resources: number;
  readonly violations: number;
  readonly controls: readonly {
    readonly id: string;
    readonly title: string;
    readonly severity: string;
    readonly enforcement: string;
    readonly result: string;
    readonly findings: readonly {
      readonly stack: string | undefined;
      readonly resource: string | undefined;
      readonly message: string;
    }[];
  }[];
}

const looks: Readonly<Partial<Record<string, NonNullable<Cell["look"]>>>> = {
  met: "good",
  refused: "bad",
  exempted: "weak",
  undecided: "weak",
};

function resultCell(result: string): Cell {
  const look = looks[result];
  return look === undefined ? { text: result } : { text: result, look };
}

export function controlsSection({ evaluated, resources, violations, controls }: ControlsData): Section {
  const findings = controls.flatMap(({ id, findings: found }) =>
    found.map(({ stack, resource, message }) => [
      { text: id, look: "code" } as const,
      `${stack ?? ""} ${resource ?? ""}`.trim(),
      message,
    ]),
  );
  const rows = controls.map(({ id, title, severity, enforcement, result }) => [
    { text: id, look: "code" } as const,
    title,
    severity,
    enforcement,
    resultCell(result),
  ]);
  return {
    id: "controls",
    title: "Controls",
    figure: violations === 0 ? `${evaluated} met` : `${violations} violated`,
    about: `evaluated on ${resources} resources`,
    good: violations === 0,
    html:
      (findings.length === 0 ? "" : table("Findings", ["Control", "Where", "What"], findings)) +
      details(
        `All ${controls.length} controls`,
        table("Controls", ["Control", "Title", "Severity", "Level", "Result"], rows),
      ),
  };
}

function number(text: string): Cell {
  return { text, look: "number" };
}

export function timelineSection(
  timeline: Timeline,
  serial: readonly StageLength[],
  comparable: number,
  unneeded: readonly UnneededOrder[],
): Section {
  const chain = timeline.critical.flatMap((name) => {
    const stack = timeline.stacks.find((candidate) => candidate.stack === name);
    return (stack?.critical ?? []).map((step) => [
      { text: name, look: "code" } as const,
      number(step.start.toFixed(1)),
      number(step.end.toFixed(1)),
      typeText(step),
      step.node.name,
    ]);
  });
  const total = serial.reduce((sum, { minutes }) => sum + minutes, 0);
  return {
    id: "timeline",
    title: "Rollout",
    figure: minutesText(timeline.minutes),
    about: "from nothing, at least",
    html:
      figure(drawTimeline(timeline), "Drawing of the rollout") +
      details(
        "The chain that decides",
        table("The chain that decides", ["Stack", number("Begin"), number("End"), "Type", "Resource"], chain),
      ) +
      paragraph(
        `Stage after stage, in the order of the reference pipeline, global stack and stamps would take ${minutesText(total)}; in the order of their dependencies ${minutesText(comparable)}. ` +
          (unneeded.length === 0
            ? "Every order on the chain is carried by an input or has a stated reason."
            : `${unneeded.length} orders on the chains have no known reason.`),
      ),
  };
}

export function costSection(estimate: Estimate): Section {
  const range = (name: string, least: number, most: number, look?: "strong") => [
    look === undefined ? name : { text: name, look },
    number(dollars(least)),
    number(dollars(most)),
  ];
  const perStack = estimate.stacks.map(({ stack, least, most }) =>
    details(
      `${stack}: ${dollars(least)} to ${dollars(most)}`,
      table(
        stack,
        ["Meter", number("Resources"), number("Least"), number("Most")],
        byMeter(estimate.lines.filter((line) => line.stack === stack)).map((row) => [
          row.meter,
          number(String(row.count)),
          number(dollars(row.least)),
          number(dollars(row.most)),
        ]),
      ),
    ),
  );
  const missing = estimate.unpriced.map(({ type, count, reason, units }) => [
    { text: type, look: "code" } as const,
    number(String(count)),
    reason,
    units.join("; "),
  ]);
  return {
    id: "cost",
    title: "Cost",
    figure: `$ ${dollars(estimate.least)}`,
    about: "a month at least, without use",
    html:
      paragraph(
        `An estimate with list prices of ${estimate.date}, in USD a month. Least and most: what autoscaling may go down and up to.`,
      ) +
      table(
        "Cost by stack",
        ["Stack", number("Least"), number("Most")],
        [
          ...estimate.stacks.map(({ stack, least, most }) => range(stack, least, most)),
          range("All", estimate.least, estimate.most, "strong"),
          range(
            `A release, once: stamps side by side for ${estimate.release.hours} h`,
            estimate.release.least,
            estimate.release.most,
          ),
        ],
      ) +
      perStack.join("") +
      details(
        "What is in no sum",
        table("What is in no sum", ["Type", number("Resources"), "Why", "Unit prices"], missing),
      ),
  };
}

/** Percent with as many digits as tell promises apart. */
function percentText(percent: number): string {
  return `${percent.toFixed(4)} %`;
}

export function slaSection(flows: readonly FlowSla[]): Section {
  const worst = Math.min(...flows.filter(({ id }) => id !== "new-pod").map(({ percent }) => percent));
  return {
    id: "sla",
    title: "Service levels",
    figure: `${worst.toFixed(3)} %`,
    about: "is the least that users are promised",
    html:
      paragraph(
        `What Azure's agreements promise together, of a month, from a table of ${slasDate}. Regions count as independent, and Front Door's way around a failed one as immediate: both are better than what happens.`,
      ) +
      table(
        "Flows",
        ["Flow", number("All regions"), number("One region"), number("Minutes down"), "Weakest"],
        flows.map(({ title, percent, oneRegion, minutesDown, weakest }) => [
          title,
          number(percentText(percent)),
          number(percentText(oneRegion)),
          number(minutesDown.toFixed(1)),
          weakest,
        ]),
      ) +
      flows
        .map(({ title, parts }) =>
          details(
            title,
            table(
              title,
              ["Part", number("Promise"), "Where", "Source"],
              parts.map(({ sla, regional }) => [
                sla.service,
                number(`${sla.percent} %`),
                regional ? "each region" : "shared",
                slaSources[sla.source] ?? "",
              ]),
            ),
          ),
        )
        .join(""),
  };
}
