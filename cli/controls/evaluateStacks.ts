/** Controls held against the stacks of an environment: what `controls` shows, and what `up` asks before it begins. */
import { catalogue } from "../../controls/catalogue/index.ts";
import { evaluate } from "../../controls/evaluate.ts";
import type { Control } from "../../controls/types.ts";
import { projectRoot } from "../common.ts";
import { loadGraph, type GraphRequest } from "../graphSource.ts";
import { policyConfigFile, readPolicyConfig } from "./policyConfig.ts";
import { controlsReport, type ControlsReport } from "./report.ts";
import { resourcesOf } from "./resources.ts";

export interface EvaluationRequest extends GraphRequest {
  /** The stacks whose findings count; all when left out. The others are read too: some controls are about all of them. */
  readonly only?: readonly string[] | undefined;
  /** A policy configuration; the project's own when left out. */
  readonly policyConfig?: string | undefined;
  readonly controls?: readonly Control[];
}

/** @throws UserError for a policy configuration that is wrong, and whatever {@link loadGraph} throws. */
export async function evaluateStacks(request: EvaluationRequest): Promise<ControlsReport> {
  const { only, policyConfig = policyConfigFile(projectRoot), controls = catalogue } = request;
  const today = new Date().toISOString().slice(0, 10);
  const settings = readPolicyConfig(policyConfig, controls, today);
  const { graph, source } = await loadGraph(request);
  const all = resourcesOf(graph);
  const counts = (stack: string | undefined): boolean =>
    stack === undefined || (only?.includes(stack) ?? true);
  const { evaluated, findings } = evaluate(controls, all, settings);
  const stacks = graph.stacks.filter(counts);
  return controlsReport({
    controls,
    settings,
    evaluation: { evaluated, findings: findings.filter(({ resource }) => counts(resource?.stack)) },
    source: source === "program" ? "the programs, run in process" : "the states",
    stacks,
    resources: all.filter(({ stack }) => counts(stack)).length,
  });
}
