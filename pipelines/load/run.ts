/** Runs a load test in Azure Load Testing and judges it by its own criteria. */
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { parse } from "yaml";
import type { AzureCli } from "../azureCli.ts";

/** What is asked for. */
export interface LoadRequest {
  /** `catalog` or `catalog-during-failure`: a file of this folder. */
  readonly test: string;
  readonly baseUrl: string;
  readonly resource: string;
  readonly resourceGroup: string;
  /** Unique for the run: letters, digits, - and _. */
  readonly runId: string;
}

/** What came of it. */
export interface LoadResult {
  readonly passed: boolean;
  /** One line for each criterion. */
  readonly lines: readonly string[];
}

interface Criterion {
  readonly aggregate: string;
  readonly clientMetric: string;
  readonly condition: string;
  readonly value: number;
  readonly actualValue?: number;
  readonly result?: string;
}

interface TestRun {
  readonly status?: string;
  readonly testResult?: string;
  readonly portalUrl?: string;
  readonly passFailCriteria?: { readonly passFailMetrics?: Readonly<Record<string, Criterion>> };
}

const folder = import.meta.dirname;

/** Names of the tests that there are. */
export function loadTests(): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".yaml"))
    .map((name) => name.replace(/\.yaml$/, ""))
    .sort();
}

const ended = new Set(["DONE", "FAILED", "CANCELLED"]);

/** Between two looks, and how many of them: 20 minutes past the 11 that the test takes. */
const lookEvery = 30_000;
const mostLooks = 62;

function check({ test, baseUrl, runId }: LoadRequest): void {
  if (!loadTests().includes(test))
    throw new Error(`There is no load test '${test}'. There are: ${loadTests().join(", ")}.`);
  if (!URL.canParse(baseUrl) || new URL(baseUrl).protocol !== "https:" || new URL(baseUrl).pathname !== "/")
    throw new Error(`'${baseUrl}' has to be https:// and a host, without a path.`);
  // learn.microsoft.com/rest/api/loadtesting/dataplane/load-test-run/create-or-update-test-run: ^[a-z0-9_-]*$, 2 to 50.
  if (!/^[a-z0-9_-]{2,50}$/.test(runId)) throw new Error(`'${runId}' is no id of a test run.`);
}

/** Writes a copy of the definition with the address in it. */
function writeDefinition(test: string, baseUrl: string, target: string): { file: string; testId: string } {
  cpSync(folder, target, { recursive: true, filter: (name) => !name.endsWith(".ts") });
  for (const name of readdirSync(target).filter((file) => file.endsWith(".json"))) {
    const file = path.join(target, name);
    writeFileSync(file, readFileSync(file, "utf8").replaceAll("BASE_URL", new URL(baseUrl).origin));
  }
  const file = path.join(target, `${test}.yaml`);
  return { file, testId: (parse(readFileSync(file, "utf8")) as { testId: string }).testId };
}

/**
 * Creates or updates the test, runs it and waits for its end.
 *
 * @throws Error when Azure refuses, or the run does not end in time.
 */
export async function runLoadTest(
  request: LoadRequest,
  az: AzureCli,
  pause: (milliseconds: number) => Promise<void>,
): Promise<LoadResult> {
  check(request);
  const where = ["--load-test-resource", request.resource, "--resource-group", request.resourceGroup];
  const copy = mkdtempSync(path.join(tmpdir(), "bulkhead-load-"));
  try {
    const { file, testId } = writeDefinition(request.test, request.baseUrl, copy);
    const tests = (await az(["load", "test", "list", ...where])) as readonly { testId?: string }[];
    const verb = tests.some((known) => known.testId === testId) ? "update" : "create";
    await az(["load", "test", verb, ...where, "--test-id", testId, "--load-test-config-file", file]);
    const run = ["--test-run-id", request.runId];
    await az(["load", "test-run", "create", ...where, "--test-id", testId, ...run, "--no-wait"]);
    for (let look = 0; look < mostLooks; look += 1) {
      await pause(lookEvery);
      const found = (await az(["load", "test-run", "show", ...where, ...run])) as TestRun;
      if (found.status !== undefined && ended.has(found.status)) return judged(found);
    }
    throw new Error(
      `The run ${request.runId} had not ended after ${(mostLooks * lookEvery) / 60_000} minutes.`,
    );
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** A run that was stopped, or that has no criteria to fail, has not passed. */
function judged({ status, testResult, portalUrl, passFailCriteria }: TestRun): LoadResult {
  const criteria = Object.values(passFailCriteria?.passFailMetrics ?? {});
  const lines = criteria.map(
    ({ aggregate, clientMetric, condition, value, actualValue, result }) =>
      `${result === "passed" ? "ok    " : "failed"}  fails if ${aggregate}(${clientMetric}) ${condition} ${value}; it was ${actualValue ?? "not measured"}`,
  );
  return {
    passed: status === "DONE" && testResult === "PASSED" && criteria.length > 0,
    lines: [
      ...lines,
      `run ${status}, ${testResult ?? "without a result"}${portalUrl === undefined ? "" : `: ${portalUrl}`}`,
    ],
  };
}
