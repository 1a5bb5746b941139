import { readdirSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import {
  faultLines,
  faultsOf,
  refuseFaultsInProcess,
  refuseImpossible,
  struckFaults,
} from "../../cli/faults.ts";
import { buildProgram } from "../../cli/main.ts";
import { summaryText } from "../../cli/summary.ts";
import { UserError } from "../../config/userError.ts";
import { catalogue } from "../../rehearsal/faults/catalogue.ts";
import { parseFaults, readFaultFile } from "../../rehearsal/faults/file.ts";

const examples = path.resolve(import.meta.dirname, "..", "..", "docs", "examples", "faults");
const planOf = (...faults: object[]) => parseFaults({ faults }, "faults.yaml");
const machine = { hasProc: true, hasPrlimit: () => true };

describe("faults on the command line", () => {
  for (const file of readdirSync(examples)) {
    it(`docs/examples/faults/${file} is a fault file`, () => {
      expect(readFaultFile(path.join(examples, file)).faults).not.to.deep.equal([]);
    });
  }

  it("has an example of every row", () => {
    const shown = readdirSync(examples).flatMap((file) =>
      readFaultFile(path.join(examples, file)).faults.map(({ fault }) => fault),
    );
    expect(catalogue.filter(({ id }) => !shown.includes(id))).to.deep.equal([]);
  });

  it("takes faults for a rehearsal only", () => {
    const file = path.join(examples, "no-room.yaml");
    expect(faultsOf({})).to.equal(undefined);
    expect(faultsOf({ local: true, faults: file })?.faults).to.have.length(1);
    expect(() => faultsOf({ faults: file })).to.throw(UserError, /--faults: .*rehearsal only.*--local/);
  });

  it("refuses what this machine cannot do, before anything is started", () => {
    const plan = planOf({ fault: "busy" }, { fault: "disk-full" });
    refuseImpossible(plan, "faults.yaml", machine);
    const refuse = (changed: object) => () =>
      refuseImpossible(plan, "faults.yaml", { ...machine, ...changed });
    expect(refuse({ hasProc: false })).to.throw(UserError, /faults\.yaml: faults\[1\]\.fault: .*Linux/);
    expect(refuse({ hasPrlimit: () => false })).to.throw(UserError, /prlimit/);
    refuseImpossible(planOf({ fault: "provider-killed" }), "faults.yaml", { ...machine, hasProc: false });
  });

  it("refuses faults where nothing could recover from them", () => {
    refuseFaultsInProcess(undefined, "none");
    expect(() => refuseFaultsInProcess(planOf({ fault: "busy" }), "none to be had")).to.throw(
      UserError,
      /--faults: .*none to be had/,
    );
  });

  it("says how often each has struck, and which met nothing", () => {
    expect(
      faultLines([
        { fault: "throttling", struck: 2, of: 3 },
        { fault: "quota", struck: 4, of: null },
        { fault: "clock-skew", struck: 1, of: null },
        { fault: "engine-killed", struck: 1, of: 1 },
        { fault: "busy", struck: 0, of: 1 },
      ]),
    ).to.deep.equal([
      "Faults: throttling struck 2 of 3 times, quota struck 4 times, clock-skew struck, engine-killed struck, busy met no request.",
    ]);
    expect(faultLines([])).to.deep.equal([]);
  });

  it("tells of them in the summary of a run", () => {
    const summary = {
      verb: "up" as const,
      rehearsal: true,
      ok: true,
      stacks: [],
      simulatedMinutes: 0,
      resume: undefined,
    };
    expect(summaryText({ ...summary, faults: [{ fault: "busy", struck: 0, of: 1 }] })).to.contain(
      "Faults: busy met no request.",
    );
    expect(summaryText(summary)).not.to.contain("Faults");
  });

  it("has nothing to tell without faults or without a rehearsal", () => {
    expect(struckFaults(undefined, "/nowhere.db")).to.equal(undefined);
    expect(struckFaults(planOf({ fault: "busy" }), "/nowhere.db")).to.equal(undefined);
  });

  /** What a command prints on standard output. */
  async function printed(...args: string[]): Promise<string> {
    const write = process.stdout.write.bind(process.stdout);
    let text = "";
    process.stdout.write = (part: string | Uint8Array) => {
      text += String(part);
      return true;
    };
    try {
      await buildProgram().parseAsync(["node", "bulkhead", ...args]);
    } finally {
      process.stdout.write = write;
    }
    return text;
  }

  it("lists the catalogue, for people and for programs", async () => {
    const text = await printed("faults");
    for (const { id, title } of catalogue) expect(text).to.contain(`${id}: ${title}`);
    expect(JSON.parse(await printed("faults", "--json"))).to.deep.equal(
      JSON.parse(JSON.stringify(catalogue)),
    );
  });

  it("checks a file, and says what it would do", async () => {
    const file = path.join(examples, "quota.yaml");
    expect(await printed("faults", "check", file)).to.equal(
      "quota.yaml: 1 fault\n  quota until the faults end: Microsoft.Network/publicIPAddresses, in stamp-*, after 2\n",
    );
    const plan = JSON.parse(await printed("faults", "check", file, "--json")) as { faults: unknown[] };
    expect(plan.faults).to.have.length(1);
  });

  for (const verb of [["up"], ["preview"], ["destroy"], ["region", "remove"], ["region", "rebuild"]]) {
    it(`${verb.join(" ")} takes --faults`, () => {
      const command = verb.reduce(
        (at, name) => at.commands.find((candidate) => candidate.name() === name) ?? expect.fail(name),
        buildProgram(),
      );
      expect(command.options.map(({ long }) => long)).to.contain("--faults");
    });
  }
});
