import { globSync } from "node:fs";
import type { MutantCoverage } from "@stryker-mutator/api/core";
import {
  determineHitLimitReached,
  DryRunStatus,
  TestStatus,
  toMutantRunResult,
  type DryRunOptions,
  type DryRunResult,
  type MutantRunOptions,
  type MutantRunResult,
  type TestResult,
  type TestRunner,
  type TestRunnerCapabilities,
} from "@stryker-mutator/api/test-runner";
import Mocha from "mocha";
import type { Area } from "./areas.ts";

/** What instrumented code and its runner share: which mutant is on, which test asks, what was covered. */
interface Shared {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  mutantCoverage?: MutantCoverage;
  hitCount?: number | undefined;
  hitLimit?: number | undefined;
}

/** A test that takes longer is asked about a mutant only when no quicker one has noticed it. */
const slowMilliseconds = 250;

const hasFailed = ({ status }: TestResult): boolean => status === TestStatus.Failed;

/** Mocha's grep asks one thing of a pattern. Thousands of titles in one expression would be slow. */
class Titles extends RegExp {
  readonly #titles: ReadonlySet<string>;

  constructor(titles: readonly string[]) {
    super("");
    this.#titles = new Set(titles);
  }

  override test(title: string): boolean {
    return this.#titles.has(title);
  }
}

/**
 * Runs mocha 12 in process for Stryker, whose own runner knows mocha's files up to version 11. Two things are its own. What a `before`
 * hook covers counts for every test of its suite, not as code that runs while files load. And a kill is believed only when the test
 * that failed passes again without the mutant: tests that keep what they made would fail for ever after, and every later mutant with
 * them. Where it does not pass, the error makes Stryker start a new process and ask again.
 */
export class MochaInProcess implements TestRunner {
  readonly #files: readonly string[];
  readonly #area: Area;
  readonly #shared: Shared;
  /** How long each test took when it ran last. */
  readonly #milliseconds = new Map<string, number>();
  #mocha: Mocha | undefined;

  constructor(area: Area) {
    this.#area = area;
    this.#files = area.tests.flatMap((pattern) => globSync(pattern).sort());
    const scope = globalThis as typeof globalThis & { __stryker__?: Shared };
    this.#shared = scope.__stryker__ ??= {};
  }

  /** Mutants are switched on after loading only (`ignoreStatic`), so that there is nothing to load again. */
  capabilities(): TestRunnerCapabilities {
    return { reloadEnvironment: true };
  }

  async dryRun({ disableBail }: DryRunOptions): Promise<DryRunResult> {
    const result = await this.#run({ bail: !disableBail, coverage: true });
    const coverage = this.#shared.mutantCoverage;
    if (result.status === DryRunStatus.Complete && coverage !== undefined) result.mutantCoverage = coverage;
    return result;
  }

  async mutantRun(options: MutantRunOptions): Promise<MutantRunResult> {
    if (options.mutantActivation === "static")
      throw new Error("Static mutants are not run: set ignoreStatic.");
    const { activeMutant, disableBail, hitLimit, sandboxFileName, testFilter = [] } = options;
    const relevant = this.#area.relevant ?? (() => true);
    const only = testFilter.filter((title) => relevant(title, sandboxFileName));
    const how = { bail: !disableBail, mutant: activeMutant.id, hitLimit };
    const isSlow = (title: string): boolean => (this.#milliseconds.get(title) ?? 0) > slowMilliseconds;
    let result = await this.#run({ ...how, only: only.filter((title) => !isSlow(title)) });
    if (result.status === DryRunStatus.Complete && !result.tests.some(hasFailed) && only.some(isSlow)) {
      const { tests } = result;
      result = await this.#run({ ...how, only: only.filter(isSlow) });
      if (result.status === DryRunStatus.Complete) result.tests.unshift(...tests);
    }
    const failed =
      result.status === DryRunStatus.Complete ? result.tests.filter(hasFailed).map(({ id }) => id) : [];
    if (failed.length > 0) {
      const again = await this.#run({ bail: true, only: failed });
      const spoilt = again.status !== DryRunStatus.Complete || again.tests.some(hasFailed);
      if (spoilt) throw new Error(`Fails without a mutant, too: ${failed.join(", ")}`);
    }
    return toMutantRunResult(result);
  }

  async #run(how: {
    readonly bail: boolean;
    readonly coverage?: boolean;
    readonly only?: readonly string[];
    readonly mutant?: string;
    readonly hitLimit?: number | undefined;
  }): Promise<DryRunResult> {
    const mocha = (this.#mocha ??= await this.#load());
    const all = testsOf(mocha.suite).map((test) => test.fullTitle());
    mocha.grep(new Titles(how.only ?? all.filter((title) => this.#area.except?.test(title) !== true)));
    setBail(mocha.suite, how.bail);
    const shared = this.#shared;
    shared.hitCount = how.hitLimit === undefined ? undefined : 0;
    shared.hitLimit = how.hitLimit;
    shared.activeMutant = how.mutant;
    const tests = await new Promise<TestResult[]>((resolve) => {
      const results: TestResult[] = [];
      const runner = mocha.run(() => resolve(results));
      listen(runner, results);
      if (how.coverage === true) cover(runner, shared);
    });
    shared.activeMutant = undefined;
    for (const { id, timeSpentMs } of tests) this.#milliseconds.set(id, timeSpentMs);
    const beyond = determineHitLimitReached(shared.hitCount, shared.hitLimit);
    if (beyond !== undefined) return beyond;
    if (how.coverage === true)
      spreadHooks(mocha.suite, shared.mutantCoverage, new Set(tests.map(({ id }) => id)));
    return { status: DryRunStatus.Complete, tests };
  }

  async #load(): Promise<Mocha> {
    const mocha = new Mocha({ timeout: 0, reporter: class {} as never });
    mocha.cleanReferencesAfterRun(false);
    for (const file of this.#files) mocha.addFile(file);
    await mocha.loadFilesAsync();
    return mocha;
  }
}

function setBail(suite: Mocha.Suite, bail: boolean): void {
  suite.bail(bail);
  for (const inner of suite.suites) setBail(inner, bail);
}

function listen(runner: Mocha.Runner, results: TestResult[]): void {
  let started = Date.now();
  const took = () => {
    const now = Date.now();
    const timeSpentMs = now - started;
    started = now;
    return timeSpentMs;
  };
  runner.on("pass", (test) => {
    const id = test.fullTitle();
    const where = test.file === undefined ? {} : { fileName: test.file };
    results.push({ id, name: id, status: TestStatus.Success, timeSpentMs: took(), ...where });
  });
  runner.on("fail", (test: Mocha.Test | Mocha.Hook, error: Error) => {
    const id = testOf(test).fullTitle();
    const failureMessage = error.message || String(error);
    results.push({ id, name: id, status: TestStatus.Failed, timeSpentMs: took(), failureMessage });
  });
}

/** The test itself; of a hook the test it runs for, or the first of its suite. */
function testOf(test: Mocha.Test | Mocha.Hook): Mocha.Runnable {
  if (test.type !== "hook") return test;
  return test.ctx?.currentTest ?? testsOf(test.parent)[0] ?? test;
}

function testsOf(suite: Mocha.Suite | undefined): Mocha.Test[] {
  return suite === undefined ? [] : [...suite.tests, ...suite.suites.flatMap(testsOf)];
}

const beforeAll = "before all of ";

/** Says which test, or which suite's `before` hook, runs while code counts what it covers. */
function cover(runner: Mocha.Runner, shared: Shared): void {
  runner.on("hook", (hook) => {
    const all = hook.title.startsWith('"before all"') || hook.title.startsWith('"after all"');
    shared.currentTestId = all ? beforeAll + (hook.parent?.fullTitle() ?? "") : testOf(hook).fullTitle();
  });
  runner.on("hook end", () => (shared.currentTestId = undefined));
  runner.on("test", (test) => (shared.currentTestId = test.fullTitle()));
  runner.on("test end", () => (shared.currentTestId = undefined));
}

/** What the hooks of a suite covered counts for each of its tests that ran. */
function spreadHooks(
  suite: Mocha.Suite,
  coverage: MutantCoverage | undefined,
  ran: ReadonlySet<string>,
): void {
  const perTest = coverage?.perTest ?? {};
  const hook = perTest[beforeAll + suite.fullTitle()];
  if (hook !== undefined) {
    for (const title of testsOf(suite).map((test) => test.fullTitle())) {
      if (!ran.has(title)) continue;
      const own = (perTest[title] ??= {});
      for (const [mutant, hits] of Object.entries(hook)) own[mutant] = (own[mutant] ?? 0) + hits;
    }
    delete perTest[beforeAll + suite.fullTitle()];
  }
  for (const inner of suite.suites) spreadHooks(inner, coverage, ran);
}
