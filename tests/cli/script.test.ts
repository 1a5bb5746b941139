import { spawnSync } from "node:child_process";
import * as path from "node:path";
import { expect } from "chai";

const root = path.resolve(import.meta.dirname, "..", "..");

function run(
  program: string,
  ...options: readonly string[]
): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(root, program), ...options], {
    encoding: "utf8",
    env: { ...process.env, BULKHEAD_DEBUG: "" },
  });
  return { code: status, out: stdout, err: stderr };
}

/** Programs that people call with options through npm, and a number that each of them cannot take. */
const programs = [
  ["bench/main.ts", "bench", ["--stamps", "2,many"], "--stamps: 'many' is not possible here."],
  ["bench/main.ts", "bench", ["--runs", "0"], "--runs: '0' is not possible here."],
  ["chaos/main.ts", "chaos", ["--jobs", "-1"], "--jobs: '-1' is not possible here."],
  ["mutation/main.ts", "mutation", ["--concurrency", "x"], "--concurrency: 'x' is not possible here."],
  ["tests/hostile/fuzz.ts", "fuzz", ["--seed", "1e3"], "--seed: '1e3' is not possible here."],
] as const;

describe("programs of npm scripts", () => {
  for (const [program, name, options, problem] of programs) {
    it(`tell how they are used, and refuse in one line: ${name} ${options.join(" ")}`, () => {
      const { code, out } = run(program, "--help");
      expect(code).to.equal(0);
      expect(out).to.match(new RegExp(`^Usage: npm run ${name} -- .*\\n\\n`));
      const refused = run(program, ...options);
      expect(refused).to.deep.include({ code: 1, out: "" });
      expect(refused.err).to.match(/^error: .*\n$/);
      expect(refused.err).to.include(problem);
      expect(run(program, "--bogus").err).to.equal("error: unknown option '--bogus'\n");
    });
  }

  it("name the areas that there are", () => {
    const { code, err } = run("mutation/main.ts", "nowhere");
    expect(code).to.equal(1);
    expect(err).to.match(/Allowed choices are .*lib/);
  });
});
