import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { runProgram } from "../../cli/programRuns.ts";

describe("programs without an engine", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "bulkhead-"));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it("hands over more contracts than an environment variable may hold", async () => {
    // Linux takes 128 KiB at most for one of them (execve(2), "Limits on size of arguments and environment").
    const contracts = Object.fromEntries(
      Array.from({ length: 60 }, (_, at) => [`stamp-${at}`, { padding: "x".repeat(4096) }]),
    );
    const database = join(folder, "azure.db");
    const { result, error } = await runProgram("ops-eastus", { database, contracts, helm: undefined });
    // It has read them, and lacks the one that it needs.
    expect(result).to.equal(undefined);
    expect(error).to.contain("global").and.not.contain("E2BIG");
  });

  it("says how a program ended that did not read them", async () => {
    const contracts = { global: { padding: "x".repeat(1_000_000) } };
    const before = process.env["NODE_OPTIONS"];
    process.env["NODE_OPTIONS"] = "--no-such-option";
    try {
      const database = join(folder, "azure.db");
      const { result, error } = await runProgram("ops-eastus", { database, contracts, helm: undefined });
      expect(result).to.equal(undefined);
      expect(error).to.contain("--no-such-option");
    } finally {
      if (before === undefined) delete process.env["NODE_OPTIONS"];
      else process.env["NODE_OPTIONS"] = before;
    }
  });
});
