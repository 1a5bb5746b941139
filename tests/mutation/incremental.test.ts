import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { forgetUncovered } from "../../mutation/incremental.ts";

describe("answers of the last mutation run", () => {
  it("are kept, but for what no test covered", () => {
    const folder = mkdtempSync(join(tmpdir(), "mutation-"));
    const file = join(folder, "incremental.json");
    forgetUncovered(file);
    const mutants = ["Killed", "NoCoverage", "Survived"].map((status) => ({ status }));
    writeFileSync(
      file,
      JSON.stringify({ schemaVersion: "1", files: { "lib/a.ts": { mutants, source: "" } } }),
    );
    forgetUncovered(file);
    expect(JSON.parse(readFileSync(file, "utf8"))).to.deep.equal({
      schemaVersion: "1",
      files: { "lib/a.ts": { mutants: [{ status: "Killed" }, { status: "Survived" }], source: "" } },
    });
    rmSync(folder, { recursive: true });
  });
});
