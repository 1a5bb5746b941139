import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import measured from "./seconds.json" with { type: "json" };

const require = createRequire(import.meta.url);
const projectRoot = path.resolve(import.meta.dirname, "..", "..");
const seconds: Readonly<Record<string, number>> = measured;
/** Paths as mocha gets them from a configuration file. */
const specOf = (file: string): string[] => (require(file) as { spec: string[] }).spec;

describe("the order of the tests", () => {
  const all = specOf("./all.mocharc.cjs");

  it("has every test file once", () => {
    const there = readdirSync(path.join(projectRoot, "tests"), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".test.ts"))
      .map((file) => `tests/${file.replaceAll(path.sep, "/")}`);
    expect(all.toSorted()).to.deep.equal(there.toSorted());
  });

  it("begins with what deploys for others, then comes what takes longest", () => {
    const makers = ["tests/e2e/lifecycle.test.ts", "tests/e2e/killed.test.ts"];
    expect(all.slice(0, 2)).to.deep.equal(makers);
    const known = all.slice(2).flatMap((file) => seconds[file] ?? []);
    expect(known).to.deep.equal(known.toSorted((a, b) => b - a));
  });

  it("counts what deploys something as long before it was measured", () => {
    const { secondsOf } = require("./order.cjs") as { secondsOf: (file: string) => number };
    expect(secondsOf("tests/e2e/new.test.ts")).to.be.greaterThan(60);
    expect(secondsOf("tests/lib/new.test.ts")).to.be.lessThan(1);
  });

  it("knows no file that is gone", () => {
    expect(Object.keys(seconds).filter((file) => !existsSync(path.join(projectRoot, file)))).to.deep.equal(
      [],
    );
  });

  it("starts no engine for the unit tests", () => {
    const unit = specOf("./unit.mocharc.cjs");
    expect(unit).to.include("tests/lib/names.test.ts");
    expect(unit.filter((file) => file.startsWith("tests/e2e/"))).to.deep.equal([]);
  });

  for (const recorded of [false, true])
    it(`is a configuration that mocha takes ${recorded ? "with" : "without"} a record of the seconds`, () => {
      const folder = mkdtempSync(path.join(tmpdir(), "bulkhead-order-"));
      try {
        const test = path.join(folder, "one.test.cjs");
        writeFileSync(test, 'describe("one", () => void it("passes", () => undefined));');
        const config = path.join(folder, "one.mocharc.cjs");
        const whole = path.join(import.meta.dirname, "all.mocharc.cjs");
        writeFileSync(
          config,
          `module.exports = { ...require(${JSON.stringify(whole)}), spec: [${JSON.stringify(test)}] };`,
        );
        const record = path.join(folder, "seconds.jsonl");
        const { MOCHA_SECONDS: _, ...environment } = process.env;
        const mocha = spawnSync(
          process.execPath,
          [path.join(projectRoot, "node_modules", "mocha", "bin", "mocha.js"), "--config", config],
          {
            cwd: projectRoot,
            encoding: "utf8",
            env: recorded ? { ...environment, MOCHA_SECONDS: record } : environment,
          },
        );
        expect(mocha.status, mocha.stdout + mocha.stderr).to.equal(0);
        expect(mocha.stdout).to.contain("1 passing");
        if (recorded) expect(readFileSync(record, "utf8")).to.contain("one.test.cjs");
        else expect(existsSync(record)).to.equal(false);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });
});
