/** Whether the statements hold on a graph, and which rule is to blame where one does not. */
import type { Graph } from "../model.ts";
import { ask, type JudgedFlow, type Reply } from "../reachability/ask.ts";
import { QuestionError } from "../reachability/names.ts";
import type { Step } from "../reachability/trail.ts";
import { textAt } from "../../lib/properties.ts";
import { worldOf } from "../reachability/world/world.ts";
import { opsStatements } from "./data/ops.ts";
import { stampStatements } from "./data/stamp.ts";
import type { Statement } from "./types.ts";

/** Every statement. */
export const statements: readonly Statement[] = [...stampStatements, ...opsStatements];

/** A statement asked of one stack. */
export interface Finding {
  readonly statement: Statement;
  readonly stack: string;
  /**
   * `absent` where the stack has no such end, for example no website; `outside` where somebody decides who is not part of
   * the graph, for example a hub's firewall.
   */
  readonly outcome: "holds" | "broken" | "absent" | "outside";
  /** What decides about it: the rule to blame for a broken one. */
  readonly because: string | undefined;
}

interface Places {
  readonly stamps: readonly string[];
  readonly ops: readonly string[];
}

const places = new WeakMap<Graph, Places>();

/** Stamps are stacks with a cluster, operations stacks those with a network and none. */
function placesOf(graph: Graph): Places {
  const found = places.get(graph) ?? findPlaces(graph);
  places.set(graph, found);
  return found;
}

function findPlaces(graph: Graph): Places {
  const world = worldOf(graph);
  const stamps = [...new Set(world.clusters.map(({ node }) => node.stack))];
  const networks = [...new Set(world.networks.map(({ node }) => node.stack))];
  return { stamps, ops: networks.filter((stack) => !stamps.includes(stack) && /(^|\.)ops-/.test(stack)) };
}

/** The ends with placeholders filled in; undefined where nobody fits. */
function filled(statement: Statement, stack: string, { stamps, ops }: Places): [string, string] | undefined {
  const index = stamps.indexOf(stack);
  const other = stamps.length > 1 && index >= 0 ? stamps[(index + 1) % stamps.length] : undefined;
  const values: Readonly<Record<string, string | undefined>> = { other, stamp: stamps[0], ops: ops[0] };
  let missing = false;
  const fill = (text: string) =>
    text.replaceAll(/\{(\w+)\}/g, (_, key: string) => {
      missing ||= values[key] === undefined;
      return values[key] ?? "";
    });
  const ends: [string, string] = [fill(statement.from), fill(statement.to)];
  return missing ? undefined : ends;
}

function decisive(step: Step): string {
  return step.decidedBy === undefined ? step.text : `${step.decidedBy}: ${step.text}`;
}

/** For a flow that should not be: the rule that let it through last. For one that should: the one that stopped it. */
function blame({ verdict }: JudgedFlow): string {
  if (verdict.stoppedBy !== undefined) return decisive(verdict.stoppedBy);
  const rules = verdict.steps.filter(
    ({ outcome, decidedBy }) => outcome === "pass" && decidedBy !== undefined,
  );
  const firewall = rules.findLast(({ stage }) => stage === "firewall");
  const step = firewall ?? rules.at(-1) ?? verdict.steps.at(-1);
  return step === undefined ? "nothing decides about it" : decisive(step);
}

function findingOf(statement: Statement, stack: string, reply: Reply): Finding {
  const wanted = statement.expected === "allowed";
  const wrong = reply.flows.find(({ verdict }) => verdict.allowed !== wanted);
  const shown = wrong ?? reply.flows[0];
  return {
    statement,
    stack,
    outcome: wrong === undefined ? "holds" : wrong.verdict.certain ? "broken" : "outside",
    because: shown === undefined ? undefined : blame(shown),
  };
}

/** A network isolated cluster takes what it starts with from a cache in the own registry. */
function applies(graph: Graph, { unless }: Statement, stack: string): boolean {
  if (unless === undefined) return true;
  return !worldOf(graph).clusters.some(
    ({ node }) => node.stack === stack && textAt(node.inputs, "bootstrapProfile.artifactSource") === "Cache",
  );
}

/** Asks one statement of one stack. */
export function checkStatement(graph: Graph, statement: Statement, stack: string): Finding {
  const ends = filled(statement, stack, placesOf(graph));
  const absent: Finding = { statement, stack, outcome: "absent", because: undefined };
  if (ends === undefined || !applies(graph, statement, stack)) return absent;
  const [from, to] = ends;
  try {
    return findingOf(statement, stack, ask(graph, { stack, from, to }));
  } catch (error) {
    if (error instanceof QuestionError) return absent;
    throw error;
  }
}

/** Asks every statement of every stack that it is about. */
export function checkStatements(graph: Graph): Finding[] {
  const { stamps, ops } = placesOf(graph);
  return statements.flatMap((statement) =>
    (statement.of === "stamp" ? stamps : ops).map((stack) => checkStatement(graph, statement, stack)),
  );
}

/** The findings as lines for people: one that sums up, and two for each statement that is broken. */
export function findingLines(findings: readonly Finding[]): string[] {
  const broken = findings.filter(({ outcome }) => outcome === "broken");
  const outside = findings.filter(({ outcome }) => outcome === "outside").length;
  const holding = findings.filter(({ outcome }) => outcome === "holds").length;
  const asked = new Set(
    findings.filter(({ outcome }) => outcome !== "absent").map(({ statement }) => statement.id),
  );
  return [
    `${asked.size} isolation statements, asked ${holding + broken.length + outside} times: ${
      broken.length === 0 ? "all hold" : `${broken.length} broken`
    }${outside === 0 ? "" : `, ${outside} decided outside of the graph`}`,
    ...broken.flatMap(({ statement, stack, because }) => [
      `  broken in ${stack}: ${statement.text} (${statement.from} -> ${statement.to} must be ${statement.expected})`,
      `    ${because ?? ""}`,
    ]),
  ];
}
