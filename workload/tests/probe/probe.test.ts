import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { staleness } from "../../probe/main.ts";

describe("probe", () => {
  const folder = mkdtempSync(join(tmpdir(), "probe-"));
  const file = join(folder, "healthy");
  const touched = Date.UTC(2026, 10, 21);
  before(() => {
    writeFileSync(file, "");
    utimesSync(file, touched / 1000, touched / 1000);
  });
  after(() => rmSync(folder, { recursive: true }));

  it("takes a file for fresh until its time is over", () => {
    expect(staleness(file, 60, touched + 60_000)).to.equal(undefined);
    expect(staleness(file, 60, touched + 61_000)).to.contain("61 s ago, more than 60");
    expect(staleness(join(folder, "none"), 60, touched)).to.contain("is not there");
  });

  it("answers by its exit code, which is all that Kubernetes looks at", () => {
    const run = (...args: string[]) =>
      spawnSync(process.execPath, [join(import.meta.dirname, "..", "..", "probe", "main.ts"), ...args], {
        encoding: "utf8",
      });
    const fresh = join(folder, "fresh");
    writeFileSync(fresh, "");
    expect(run(fresh, "60").status).to.equal(0);
    expect(run(file, "60"))
      .to.include({ status: 1 })
      .and.to.have.property("stderr")
      .that.contains("more than 60");
    for (const args of [[], [fresh], [fresh, "soon"], [fresh, "0"]])
      expect(run(...args))
        .to.include({ status: 1 })
        .and.to.have.property("stderr")
        .that.contains("Usage");
  });
});
