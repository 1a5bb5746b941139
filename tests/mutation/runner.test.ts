import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { MutantRunStatus, type MutantRunOptions } from "@stryker-mutator/api/test-runner";
import { MochaInProcess } from "../../mutation/runner.ts";

/** Instrumented code in small: `covered` counts, `on` says which mutant is active. */
const suite = `
const shared = (globalThis.__stryker__ ??= {});
const covered = (id) => {
  const coverage = (shared.mutantCoverage ??= { static: {}, perTest: {} });
  const of = shared.currentTestId === undefined ? coverage.static : (coverage.perTest[shared.currentTestId] ??= {});
  of[id] = (of[id] ?? 0) + 1;
};
const on = (id) => shared.activeMutant === id;
let kept;
describe("suite", () => {
  before(() => covered("hook"));
  it("sees", () => { covered("seen"); if (on("seen")) throw new Error("changed"); });
  it("keeps", () => { covered("kept"); kept ??= on("kept"); if (kept) throw new Error("spoilt"); });
  it("takes long", async () => { covered("seen"); await new Promise((done) => setTimeout(done, 300)); if (on("late")) throw new Error("late"); });
  it("is left out", () => { throw new Error("never run"); });
});
`;

const options = (id: string, testFilter: string[]): MutantRunOptions => ({
  activeMutant: { id } as MutantRunOptions["activeMutant"],
  testFilter,
  sandboxFileName: "lib/a.ts",
  mutantActivation: "runtime",
  reloadEnvironment: false,
  disableBail: false,
  timeout: 1000,
});
const dry = { coverageAnalysis: "perTest", disableBail: false, timeout: 1000 } as const;

describe("runner of mutants", () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "mutation-"));
    file = join(folder, "suite.mjs");
    writeFileSync(file, suite);
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
    delete (globalThis as { __stryker__?: unknown }).__stryker__;
  });

  const runner = (relevant?: (title: string) => boolean): MochaInProcess =>
    new MochaInProcess({
      mutate: [],
      tests: [join(folder, "*.mjs")],
      except: /left out$/,
      ...(relevant === undefined ? {} : { relevant }),
    });

  it("says for each test what it covers, what its suite's hooks cover included", async () => {
    const result = await runner().dryRun(dry);
    expect(result).to.have.property("status", "complete");
    expect(result).to.have.nested.property("mutantCoverage.static").that.deep.equals({});
    expect(result)
      .to.have.nested.property("mutantCoverage.perTest")
      .that.deep.equals({
        "suite sees": { seen: 1, hook: 1 },
        "suite keeps": { kept: 1, hook: 1 },
        "suite takes long": { seen: 1, hook: 1 },
      });
  });

  it("kills what a test notices, and lets live what none of the asked ones does", async () => {
    const mocha = runner();
    await mocha.dryRun(dry);
    const killed = await mocha.mutantRun(options("seen", ["suite sees", "suite keeps"]));
    expect(killed).to.deep.include({ status: MutantRunStatus.Killed, failureMessage: "changed" });
    expect(await mocha.mutantRun(options("seen", ["suite keeps"]))).to.deep.include({
      status: MutantRunStatus.Survived,
      nrOfTests: 1,
    });
  });

  it("asks the tests that take long after the others, and only where these have noticed nothing", async () => {
    const mocha = runner();
    await mocha.dryRun(dry);
    const both = ["suite takes long", "suite sees"];
    expect(await mocha.mutantRun(options("seen", both))).to.deep.include({
      killedBy: ["suite sees"],
      nrOfTests: 1,
    });
    expect(await mocha.mutantRun(options("late", both))).to.deep.include({
      killedBy: ["suite takes long"],
      nrOfTests: 2,
    });
    expect(await mocha.mutantRun(options("none", both))).to.deep.include({ nrOfTests: 2 });
  });

  it("does not believe a kill by a test that fails without the mutant, too", async () => {
    const refused = await runner()
      .mutantRun(options("kept", ["suite keeps"]))
      .catch((error: Error) => error.message);
    expect(refused).to.equal("Fails without a mutant, too: suite keeps");
  });

  it("asks the tests that are about the file only", async () => {
    const mocha = runner((title) => title !== "suite sees");
    await mocha.dryRun(dry);
    expect(await mocha.mutantRun(options("seen", ["suite sees"]))).to.deep.include({ nrOfTests: 0 });
  });

  it("refuses mutants that are there while files load", async () => {
    const refused = await runner()
      .mutantRun({ ...options("seen", []), mutantActivation: "static" })
      .catch((error: Error) => error.message);
    expect(refused).to.equal("Static mutants are not run: set ignoreStatic.");
  });
});
