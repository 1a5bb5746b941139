import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import type { Bench } from "../../chaos/bench.ts";
import type { Action, Sequence, Step } from "../../chaos/model.ts";
import type { Ended, Room } from "../../chaos/place.ts";
import { writeSmallPlatform } from "../../chaos/platform.ts";
import { homeRegion, otherRegion } from "../../chaos/regions.ts";
import { carryOut, type RunResult } from "../../chaos/run.ts";
import { resultText } from "../../chaos/text.ts";
import { rehearsalPlaces } from "../../rehearsal/places.ts";

const ended = (code: number | undefined, said: object | string = {}): Ended => ({
  code,
  stdout: typeof said === "string" ? said : JSON.stringify(said),
  stderr: "",
  seconds: 1,
  killed: [],
});
const well = ended(0);

/** Runs a sequence where commands do nothing but answer; everything that is read is empty. */
async function runWith(
  steps: readonly Partial<Step>[],
  answer: (args: string, number: number) => Ended = () => well,
): Promise<{ result: RunResult; given: string[]; kept: number; file: string }> {
  const root = mkdtempSync(path.join(os.tmpdir(), "bulkhead-chaos-"));
  const given: string[] = [];
  let kept = 0;
  const room: Room = {
    root,
    rehearsal: rehearsalPlaces(root),
    aside: `${root}-aside`,
    stackFiles: [],
    quiet: () => Promise.resolve(),
    clear: () => undefined,
    save: () => undefined,
    restore: () => undefined,
    bulkhead: (args) => {
      given.push(args.join(" "));
      return Promise.resolve(answer(args.join(" "), given.length));
    },
  };
  const bench: Pick<Bench, "begin" | "clean"> = {
    begin: () => Promise.resolve(writeSmallPlatform(root, [homeRegion, otherRegion])),
    clean: () => Promise.resolve({ states: [], subscription: [] }),
  };
  const sequence: Sequence = {
    seed: 5,
    start: "two stamps",
    steps: steps.map((step) => ({ action: { action: "up" }, kills: [], faults: [], ...step })),
  };
  try {
    const result = await carryOut(sequence, room, bench, () => (kept += 1));
    const file = path.join(root, "chaos-faults.yaml");
    return { result, given, kept, file: existsSync(file) ? readFileSync(file, "utf8") : "" };
  } finally {
    rmSync(root, { recursive: true });
  }
}

const step = (action: Action): Partial<Step> => ({ action });
const all = "global stamp-eastus stamp-westeurope";

describe("a run of chaos", () => {
  it("gives the last command again, and looks whether there is anything left to change", async () => {
    const { result, given, kept } = await runWith([step({ action: "preview" }), step({ action: "up" })]);
    expect(given).to.deep.equal([
      "preview --local --json",
      "up --local --json",
      "up --local --json",
      `preview --local --json --only ${all}`,
    ]);
    expect(resultText(result)).to.match(/^✔ seed 5: 4 commands/);
    expect(kept).to.equal(0);
  });

  it("deploys what is to stand after a destruction or a removal", async () => {
    const { given } = await runWith([step({ action: "destroy", only: ["stamp-westeurope"] })]);
    expect(given.slice(1)).to.deep.equal([
      "destroy --local --json --yes-delete-data --only stamp-westeurope",
      "up --local --json --only global stamp-eastus",
      "preview --local --json --only global stamp-eastus",
    ]);
    expect((await runWith([step({ action: "destroy" })])).given).to.have.length(2);
  });

  it("hands faults over in a file", async () => {
    const faults = [{ fault: "busy", after: 3 }];
    const { given, file } = await runWith([{ faults }]);
    expect(given[0]).to.equal("up --local --json --faults chaos-faults.yaml");
    expect(parse(file)).to.deep.equal({ faults });
  });

  it("fails when three times are not enough, says how to repeat it, and keeps what there is", async () => {
    const { result, given, kept } = await runWith([{}], () => ended(1, "the firewall is gone"));
    expect(given).to.have.length(4);
    expect(result.findings).to.have.length(1);
    expect(resultText(result)).to.contain("the firewall is gone").and.contain("npm run chaos -- --only 5");
    expect(resultText(result, true)).to.contain("npm run chaos -- --kept --only 5");
    expect(kept).to.equal(1);
  });

  it("converges in the second round", async () => {
    const { result } = await runWith([{}], (_, number) => (number === 2 ? ended(1) : well));
    expect(result.ok, resultText(result)).to.equal(true);
  });

  it("makes a lost region again when the command says so", async () => {
    const { given } = await runWith([{}], (_, number) =>
      number === 2 ? ended(1, "Run `npx bulkhead region rebuild westeurope`.") : well,
    );
    expect(given[2]).to.equal("region rebuild westeurope --local --json");
  });

  it("fails for what the run has left and nobody can read, and goes on to the next", async () => {
    const { result } = await runWith([{}], () => {
      throw new Error("no such process");
    });
    expect(result.findings).to.deep.equal(["the run broke off: Error: no such process"]);
  });

  it("fails for a preview that shows a change, and for a stack trace", async () => {
    const changing = { stacks: [{ stack: "global", changes: { same: 3, read: 1, update: 2 } }] };
    const shown = await runWith([{}], (args) => (args.startsWith("preview") ? ended(0, changing) : well));
    expect(shown.result.findings).to.deep.equal(["a further preview shows a change: global: 2 update"]);
    const trace = await runWith([{}], (_, number) =>
      number === 1 ? ended(1, "Error: no\n    at work (file:///cli/main.ts:3:5)") : well,
    );
    expect(trace.result.findings[0]).to.contain("a stack trace from bulkhead up");
  });
});
