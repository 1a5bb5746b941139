/** A plan as pipelines read it. Pure. */
import { UserError } from "../../config/userError.ts";
import { defaultEnvironment } from "../environment.ts";
import type { FleetStack, Wave, WaveLimits } from "./waves.ts";

/** One runner's work. Every value is text: Azure Pipelines makes variables of them. */
export interface Job {
  /** Letters, digits and underscores, as Azure Pipelines wants the keys of a matrix. */
  readonly id: string;
  readonly step: "up" | "content";
  readonly stack: string;
  readonly kind: "global" | "ops" | "stamp" | "content";
  readonly region: string;
  /** `operations`: only a machine in an operations network reaches what the step needs. */
  readonly agents: "anywhere" | "operations";
  readonly command: string;
}

export interface PlannedWave {
  readonly number: number;
  readonly name: string;
  readonly jobs: readonly Job[];
  /** Share of the platform's requests that the wave's stamps answer. */
  readonly percentOfTraffic: number;
}

export interface Plan {
  readonly version: 1;
  /** "default" for stack files without a prefix. */
  readonly environment: string;
  readonly limits: WaveLimits;
  readonly waves: readonly PlannedWave[];
}

/**
 * Jobs of one matrix in GitHub Actions
 * (https://docs.github.com/en/actions/reference/limits, 2026-11: "job matrix 256 jobs per workflow run").
 */
export const mostMatrixJobs = 256;

function jobOf(step: Wave["step"], { stack, kind, region }: FleetStack, environment: string): Job {
  const suffix = environment === defaultEnvironment ? "" : ` --env ${environment}`;
  return {
    id: `${step === "content" ? "content_" : ""}${stack.replaceAll(/[^a-zA-Z0-9]/g, "_")}`,
    step,
    stack,
    kind: step === "content" ? "content" : kind,
    region,
    agents: step === "content" || kind === "stamp" ? "operations" : "anywhere",
    command: `npx bulkhead ${step}${suffix} --only ${stack}`,
  };
}

export function planOfWaves(
  waves: readonly Wave[],
  limits: WaveLimits,
  environment: string | undefined,
): Plan {
  const name = environment ?? defaultEnvironment;
  return {
    version: 1,
    environment: name,
    limits,
    waves: waves.map((wave, index) => ({
      number: index + 1,
      name: wave.name,
      jobs: wave.stacks.map((stack) => jobOf(wave.step, stack, name)),
      percentOfTraffic: Math.round(wave.stacks.reduce((sum, { traffic }) => sum + traffic, 0) * 1000) / 10,
    })),
  };
}

/** Names of waves by what pipelines do with them. */
function jobsNamed(plan: Plan, pattern: RegExp): PlannedWave[] {
  return plan.waves.filter(({ name }) => pattern.test(name));
}

const before = { global: /^global$/, operations: /^operations/, content: /^content$/ } as const;
const stampsPattern = /^stamps-/;

/**
 * Lines for GITHUB_OUTPUT. The waves of stamps are the matrix of an outer job, which calls a workflow with the jobs of one.
 *
 * @throws UserError for a matrix that GitHub would not take.
 */
export function githubLines(plan: Plan): string[] {
  const stamps = jobsNamed(plan, stampsPattern);
  const largest = Math.max(stamps.length, ...plan.waves.map(({ jobs }) => jobs.length));
  if (largest > mostMatrixJobs)
    throw new UserError({
      key: "--max-per-wave",
      problem: `A matrix of ${largest} is more than the ${mostMatrixJobs} that GitHub Actions takes.`,
      remedy: "Choose waves and jobs per wave between the two, or split the fleet with --only.",
    });
  const matrix = (include: readonly unknown[]): string => JSON.stringify({ include });
  const sections = Object.entries(before).map(
    ([name, pattern]) => [name, jobsNamed(plan, pattern).flatMap(({ jobs }) => jobs)] as const,
  );
  const has = (name: string): string => `has${name[0]?.toUpperCase() ?? ""}${name.slice(1)}`;
  return [
    `environment=${plan.environment}`,
    ...sections.map(([name, jobs]) => `${name}=${matrix(jobs)}`),
    `stamps=${matrix(stamps.map(({ name, jobs }) => ({ wave: name, jobs: matrix(jobs) })))}`,
    ...sections.map(([name, jobs]) => `${has(name)}=${String(jobs.length > 0)}`),
    `${has("stamps")}=${String(stamps.length > 0)}`,
  ];
}

/**
 * Logging commands of Azure Pipelines that set output variables: one matrix per stage.
 *
 * @param stages how many stages for waves of stamps the pipeline has, when it says so.
 * @throws UserError when the plan has more waves than the pipeline has stages.
 */
export function azureLines(plan: Plan, stages: number | undefined): string[] {
  const stamps = jobsNamed(plan, stampsPattern);
  if (stages !== undefined && stamps.length > stages)
    throw new UserError({
      key: "--max-waves",
      problem: `The plan has ${stamps.length} waves of stamps, and the pipeline has stages for ${stages}.`,
      remedy:
        "Give the pipeline more stages, or raise --max-per-wave or --max-percent. Pairs of regions stay apart in any case.",
    });
  const matrix = (jobs: readonly Job[]): string =>
    JSON.stringify(Object.fromEntries(jobs.map(({ id, ...fields }) => [id, fields])));
  const set = (name: string, value: string): string =>
    `##vso[task.setvariable variable=${name};isOutput=true]${value}`;
  const sections = Object.entries(before).flatMap(([name, pattern]) => {
    const jobs = jobsNamed(plan, pattern).flatMap((wave) => wave.jobs);
    return jobs.length === 0 ? [] : [set(name, matrix(jobs))];
  });
  return [
    set("environment", plan.environment),
    ...sections,
    ...stamps.map(({ jobs }, index) => set(`stamps${index + 1}`, matrix(jobs))),
    set("waves", String(stamps.length)),
  ];
}

/** Lines for people. */
export function planLines(plan: Plan): string[] {
  return plan.waves.flatMap(({ number, name, jobs, percentOfTraffic }) => {
    const share = percentOfTraffic === 0 ? "" : `, ${percentOfTraffic} % of the requests`;
    const stacks = jobs.length === 1 ? "1 stack" : `${jobs.length} stacks`;
    return [`${number}. ${name} (${stacks}${share})`, ...jobs.map(({ command }) => `   ${command}`)];
  });
}
