/** `reach`: whether somebody can reach somebody, by which rules, and what to configure where not. */
import type { Command } from "commander";
import { readStackFiles } from "../../config/stackFiles.ts";
import type { StackName } from "../../config/stackName.ts";
import { UserError } from "../../config/userError.ts";
import { ask, type JudgedFlow, type Reply } from "../../graph/reachability/ask.ts";
import { matrices, type Matrix } from "../../graph/reachability/matrix.ts";
import { QuestionError } from "../../graph/reachability/names.ts";
import { semanticRules, semanticSources } from "../../graph/reachability/semantics.ts";
import type { Step } from "../../graph/reachability/trail.ts";
import { projectRoot } from "../common.ts";
import { withGraphOptions } from "../graphOptions.ts";
import { loadGraph, type GraphRequest, type LoadedGraph } from "../graphSource.ts";

export interface ReachOptions {
  readonly stack?: string;
  readonly from?: string;
  readonly to?: string;
  readonly source?: "state" | "program" | undefined;
  readonly matrix?: true;
  readonly env?: string;
  readonly local?: true;
  readonly json?: true;
}

const mark: Readonly<Record<Step["outcome"], string>> = { pass: "ok  ", stop: "STOP", note: "    " };

/** One flow as lines: the verdict, every reason with the document behind it, and what to configure. */
export function flowLines({ from, to, port, protocol, verdict, advice }: JudgedFlow): string[] {
  const outcome = verdict.allowed
    ? verdict.certain
      ? "allowed"
      : "allowed as far as the graph shows"
    : "denied";
  return [
    `${from} -> ${to}:${port}/${protocol.toLowerCase()}: ${outcome}`,
    ...verdict.steps.map((step) => `  ${mark[step.outcome]} ${step.stage.padEnd(14)} ${step.text}`),
    ...(verdict.stoppedBy === undefined ? [] : [`  why: ${ruleText(verdict.stoppedBy)}`]),
    ...advice.map(({ file, text }) => `  to allow it: ${file}: ${text}`),
  ];
}

function ruleText({ rule }: Step): string {
  const { text, sources } = semanticRules[rule];
  const documents = sources.map((key) => {
    const source = semanticSources[key];
    return source === undefined ? key : `${source.path.split("/").at(-1) ?? key}, ${source.date}`;
  });
  return `${text} (${documents.join("; ")})`;
}

/** A matrix as a table; columns are numbered and listed below, so that it fits a terminal. */
export function matrixLines({ stack, columns, rows }: Matrix): string[] {
  const width = Math.max(...rows.map(({ from }) => from.length));
  const sign = { yes: "x", no: ".", partly: "~" } as const;
  const head = columns.map((_, index) => String(index + 1).padStart(3)).join("");
  return [
    `${stack}: who reaches whom (x yes, . no, ~ some of them)`,
    `  ${"".padEnd(width)}${head}`,
    ...rows.map(
      ({ from, cells }) => `  ${from.padEnd(width)}${cells.map((cell) => sign[cell].padStart(3)).join("")}`,
    ),
    ...columns.map((column, index) => `  ${String(index + 1).padStart(3)}  ${column}`),
  ];
}

/** The stacks that a question about one stack needs: those that it builds on, and those that its names mention. */
export function needed(options: ReachOptions): ((stack: StackName) => boolean) | undefined {
  const { stack: chosen, from = "", to = "" } = options;
  if (chosen === undefined || options.matrix) return undefined;
  return ({ kind, text }) =>
    kind !== "stamp" || text === chosen || [from, to].some((name) => name.startsWith(`${text}/`));
}

/** The stack that is meant when none is named: the only stamp there is. */
function usualStack({ stack, env }: ReachOptions): string {
  const stacks = readStackFiles(projectRoot, env).map((file) => file.stack);
  const known = stacks.map(({ text }) => text).join(", ");
  if (stack !== undefined) {
    if (stacks.some(({ text }) => text === stack)) return stack;
    throw new QuestionError(
      `There is no stack '${stack}'.`,
      stacks.map(({ text }) => text),
    );
  }
  const stamps = stacks.filter(({ kind }) => kind === "stamp");
  const [only] = stamps;
  if (stamps.length === 1 && only !== undefined) return only.text;
  throw new UserError({
    key: "--stack",
    problem: "More than one stack has names like these.",
    remedy: `Name it with --stack. There are: ${known}.`,
  });
}

/** Where an answer goes, and what it is read from; tests put others in their place. */
export interface ReachSurroundings {
  readonly load: (request: GraphRequest) => Promise<LoadedGraph>;
  readonly print: (text: string) => void;
  readonly say: (line: string) => void;
}

const usual: ReachSurroundings = {
  load: loadGraph,
  print: (text) => void process.stdout.write(`${text}\n`),
  say: (line) => void process.stderr.write(`${line}\n`),
};

/** Whether an answer depends on what the charts render. */
function needsCharts({ from = "", to = "", matrix }: ReachOptions): boolean {
  return matrix === true || [from, to].some((name) => /(^|\/)(pod:|ingress)/.test(name));
}

async function answer(options: ReachOptions, { load, print, say }: ReachSurroundings): Promise<number> {
  const { env, local, from, to, json, matrix } = options;
  const stack = matrix && options.stack === undefined ? undefined : usualStack(options);
  if (!matrix && (from === undefined || to === undefined))
    throw new QuestionError("A question needs --from and --to, or --matrix.");
  const { graph, notes, source } = await load({
    env,
    local,
    from: options.source,
    choose: needed({ ...options, ...(stack === undefined ? {} : { stack }) }),
    charts: needsCharts(options),
    say,
  });
  for (const note of notes) say(note);
  if (source === "program")
    say("Read from the stack files by running the programs: nothing needs to be deployed.");
  if (from === undefined || to === undefined) {
    const chosen = matrices(graph).filter((own) => stack === undefined || own.stack === stack);
    print(
      json ? JSON.stringify(chosen, null, 2) : chosen.map((own) => matrixLines(own).join("\n")).join("\n\n"),
    );
    return 0;
  }
  const reply = ask(graph, { stack, from, to });
  print(json ? JSON.stringify({ source, ...reply }, null, 2) : replyLines(reply).join("\n"));
  return reply.allowed ? 0 : 1;
}

/** The flows of a reply; where all end alike for alike reasons, one stands for all of them. */
export function replyLines({ flows, allowed, denied }: Reply): string[] {
  const alike = allowed || denied;
  const reasons = (flow: JudgedFlow) => flow.verdict.stoppedBy?.rule;
  const [first, ...others] = flows;
  if (first === undefined) return ["nothing to judge"];
  if (alike && others.every((other) => reasons(other) === reasons(first)))
    return [
      ...flowLines(first),
      ...others.map(
        (flow) => `and ${flow.from} -> ${flow.to}:${flow.port}: ${allowed ? "allowed" : "denied"} likewise`,
      ),
    ];
  return flows.flatMap(flowLines);
}

/** Exit code of a question that cannot be understood. */
const badQuestion = 2;

/** Answers a question and returns the exit code; a question that cannot be understood is answered with what is known. */
export async function reach(options: ReachOptions, surroundings: ReachSurroundings = usual): Promise<number> {
  try {
    return await answer(options, surroundings);
  } catch (error) {
    if (!(error instanceof QuestionError) && !(error instanceof UserError)) throw error;
    surroundings.say(`error: ${error.message}`);
    if (error instanceof QuestionError && error.known.length > 0)
      surroundings.say(`known: ${error.known.join(", ")}`);
    return badQuestion;
  }
}

export function addReachCommand(program: Command): void {
  withGraphOptions(program.command("reach"))
    .description("Say whether a flow is allowed, by which rules, and which key would allow it.")
    .option("--stack <name>", "the stack whose roles are meant")
    .option(
      "--from <who>",
      "nodes, pod:catalog-api, jump-boxes, agents, internet, front-door, an address or a range",
    )
    .option("--to <whom>", "a role, a host, an address or a range, with :port and /udp where not 443 and TCP")
    .option("--matrix", "every role to every other, as a table")
    .addHelpText(
      "after",
      `
Exit code: 0 allowed, 1 denied, 2 a question that cannot be understood.

Examples:
  npx bulkhead reach --stack stamp-eastus --from nodes --to pypi.org:443
  npx bulkhead reach --stack stamp-eastus --from pod:catalog-api --to key-vault --local
  npx bulkhead reach --stack stamp-eastus --from front-door --to pod:catalog-api --json
  npx bulkhead reach --matrix --local`,
    )
    .action(async (options: ReachOptions) => {
      process.exitCode = await reach(options);
    });
}
