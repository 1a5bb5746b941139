import { spawnSync } from "node:child_process";
import * as path from "node:path";
import { expect } from "chai";
import { seedsOf } from "../../chaos/random.ts";

const root = path.resolve(import.meta.dirname, "..", "..");

function chaos(...options: readonly string[]): { code: number | null; seeds: number[]; errors: string } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [path.join(root, "chaos", "main.ts"), ...options],
    {
      encoding: "utf8",
    },
  );
  const seeds = [...stdout.matchAll(/^seed (\d+),/gm)].map(([, seed]) => Number(seed));
  return { code: status, seeds, errors: stderr };
}

describe("the command line of chaos", () => {
  it("lists the sequences of a seed, all of them or from one on", () => {
    expect(chaos("--list", "--runs", "4", "--seed", "3").seeds).to.deep.equal(seedsOf(3, 4));
    expect(chaos("--list", "--runs", "4", "--from", "3", "--seed", "3").seeds).to.deep.equal(
      seedsOf(3, 4).slice(2),
    );
  });

  it("refuses to begin behind the last of them, instead of running none", () => {
    const { code, seeds, errors } = chaos("--list", "--runs", "4", "--from", "5");
    expect(code).to.equal(1);
    expect(seeds).to.deep.equal([]);
    expect(errors).to.equal(
      "error: --from: There is no sequence 5 of 4. Give a smaller number, or more with --runs.\n",
    );
  });
});
