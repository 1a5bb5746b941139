import { expect } from "chai";
import fc from "fast-check";
import { withRetired } from "../../../cli/removal/globalFile.ts";
import { UserError } from "../../../config/userError.ts";
import {
  after,
  nextStep,
  refuseRemoval,
  stepsFrom,
  type RemovalFacts,
  type RemovalOptions,
  type RemovalStep,
} from "../../../cli/removal/nextStep.ts";
import { removeRegion, type RemovalPorts } from "../../../cli/removal/run.ts";
import { refusal } from "../../config/support.ts";

const stamp = (stack: string) => ({ stack, hasFile: true, hasState: true, takesRequests: true });
const whole: RemovalFacts = {
  region: "westeurope",
  globalStack: "global",
  globalLocation: "eastus",
  stamps: [stamp("stamp-westeurope"), stamp("stamp-westeurope-b")],
  others: ["stamp-eastus"],
  operations: undefined,
  deployed: { data: true, records: true },
  retired: false,
};
const operations = {
  stack: "ops-westeurope",
  hasFile: true,
  hasState: true,
  leaving: false,
  keepsState: false,
  attached: ["stamp-eastus"],
};
const both: RemovalFacts = { ...whole, operations };
const plain: RemovalOptions = { withOps: false, yesDeleteData: true };
const all: RemovalOptions = { withOps: true, yesDeleteData: true };

const names = (steps: readonly RemovalStep[]) => steps.map(({ step }) => step);

describe("the removal of a region", () => {
  it("drains, destroys, deletes the files, retires the region, deploys global", () => {
    expect(stepsFrom(whole, plain)).to.deep.equal([
      { step: "drain", stacks: ["stamp-westeurope", "stamp-westeurope-b"] },
      { step: "destroy", stacks: ["stamp-westeurope", "stamp-westeurope-b"] },
      { step: "deleteFiles", stacks: ["stamp-westeurope", "stamp-westeurope-b"] },
      { step: "retire", region: "westeurope" },
      { step: "deployGlobal", stacks: ["global"] },
    ]);
  });

  it("leaves the operations network of the region, and the logs with it, unless it is to go", () => {
    expect(names(stepsFrom(both, plain))).to.deep.equal(["drain", "destroy", "deleteFiles", "deployGlobal"]);
    expect(names(stepsFrom(both, all))).to.deep.equal([
      "drain",
      "destroy",
      "deleteFiles",
      "leave",
      "detach",
      "destroy",
      "deleteFiles",
      "retire",
      "deployGlobal",
    ]);
  });

  it("goes on from every step", () => {
    for (const facts of [whole, both]) {
      const steps = stepsFrom(facts, all);
      let now = facts;
      steps.forEach((step, index) => {
        expect(nextStep(now, all)).to.deep.equal(step);
        expect(stepsFrom(now, all)).to.deep.equal(steps.slice(index));
        now = after(now, step, all);
      });
      expect(nextStep(now, all)).to.equal(undefined);
    }
  });

  const refused: [name: string, facts: RemovalFacts, options: RemovalOptions, message: string][] = [
    ["the last region", { ...whole, others: [] }, plain, "the last region that has a deployed stamp"],
    [
      "the region of the global resources",
      { ...whole, globalLocation: "westeurope" },
      plain,
      "where the global resources are",
    ],
    [
      "a stamp that takes requests and has no file to drain it by",
      { ...whole, stamps: [{ ...stamp("stamp-westeurope"), hasFile: false }] },
      plain,
      "cannot be drained without it",
    ],
    [
      "logs that nobody agreed to lose",
      whole,
      { ...plain, yesDeleteData: false },
      "The logs and metrics of westeurope would be deleted.",
    ],
    [
      "an operations network that keeps Pulumi's state",
      { ...both, operations: { ...operations, keepsState: true } },
      all,
      "Pulumi's state is in the storage of 'ops-westeurope'.",
    ],
    [
      "a region in which there is nothing",
      { ...whole, stamps: [], deployed: { data: false, records: false } },
      plain,
      "The platform has nothing in this region.",
    ],
  ];
  for (const [name, facts, options, message] of refused) {
    it(`is refused for ${name}`, () => {
      expect(refusal(() => refuseRemoval(facts, options)).message).to.contain(message);
    });
  }

  it("needs no agreement where the logs stay", () => {
    refuseRemoval(both, { withOps: false, yesDeleteData: false });
  });

  it("that is over is no mistake", () => {
    const over = { ...whole, stamps: [], deployed: { data: false, records: false }, retired: true };
    refuseRemoval(over, plain);
    expect(nextStep(over, plain)).to.equal(undefined);
  });
});

/** A platform of files and states, on which a crash may come before, within and after every change. */
class Platform {
  files = new Set(["stamp-westeurope", "stamp-westeurope-b", "stamp-eastus", "ops-westeurope"]);
  states = new Map([
    ["stamp-westeurope", { enabled: true }],
    ["stamp-westeurope-b", { enabled: true }],
    ["stamp-eastus", { enabled: true }],
    ["ops-westeurope", { enabled: false }],
  ]);
  leaving = false;
  attached = true;
  retired = false;
  global = { data: true, records: true };
  /** Changes until the process dies; the one that comes then is not carried out. */
  left: number;

  constructor(left: number) {
    this.left = left;
  }

  private change(work: () => void): void {
    if (this.left <= 0) throw new Error("killed");
    this.left -= 1;
    work();
    this.check();
  }

  /** What must hold whenever somebody looks. */
  private check(): void {
    for (const name of this.states.keys()) expect(this.files.has(name), `${name} has no file`).to.equal(true);
    expect([...this.states].some(([name, { enabled }]) => name.startsWith("stamp") && enabled)).to.equal(
      true,
    );
    if (this.retired) expect([...this.files].some((name) => name.includes("westeurope"))).to.equal(false);
    if (!this.global.data) expect(this.states.has("stamp-westeurope")).to.equal(false);
    if (this.attached) expect(this.states.has("ops-westeurope")).to.equal(true);
  }

  ports(): RemovalPorts {
    return {
      facts: () => Promise.resolve(this.facts()),
      drain: async (stacks) => {
        for (const stack of stacks)
          this.change(() => {
            const state = this.states.get(stack);
            if (state) state.enabled = false;
          });
      },
      destroy: async (stacks) => {
        for (const stack of stacks) {
          expect(this.states.get(stack)?.enabled).to.equal(false);
          this.change(() => this.states.delete(stack));
        }
      },
      deploy: async ([stack]) =>
        this.change(() => {
          if (stack === "global") this.global = { data: false, records: this.files.has("ops-westeurope") };
          else this.attached = !this.leaving;
        }),
      deleteFiles: (stacks) => {
        for (const stack of stacks) this.change(() => this.files.delete(stack));
      },
      leave: () => this.change(() => (this.leaving = true)),
      retire: () => this.change(() => (this.retired = true)),
      say: () => undefined,
    };
  }

  facts(): RemovalFacts {
    const here = ["stamp-westeurope", "stamp-westeurope-b"].filter(
      (name) => this.files.has(name) || this.states.has(name),
    );
    const ops = "ops-westeurope";
    return {
      ...whole,
      stamps: here.map((stack) => ({
        stack,
        hasFile: this.files.has(stack),
        hasState: this.states.has(stack),
        takesRequests: this.states.get(stack)?.enabled ?? false,
      })),
      operations:
        this.files.has(ops) || this.states.has(ops)
          ? {
              stack: ops,
              hasFile: this.files.has(ops),
              hasState: this.states.has(ops),
              leaving: this.leaving,
              keepsState: false,
              attached: this.attached ? ["stamp-eastus"] : [],
            }
          : undefined,
      deployed: this.global,
      retired: this.retired,
    };
  }
}

describe("the removal of a region, killed and run again", () => {
  it("ends the same, whenever it is killed and however often, and no file and no state ever disagree", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 5 }),
        fc.boolean(),
        async (kills, withOps) => {
          const platform = new Platform(0);
          for (const changes of [...kills, Number.POSITIVE_INFINITY]) {
            platform.left = changes;
            await removeRegion(platform.ports(), { withOps, yesDeleteData: true }).catch((error: unknown) => {
              if (!(error instanceof Error) || error.message !== "killed") throw error;
            });
          }
          expect([...platform.states.keys()]).to.deep.equal(
            withOps ? ["stamp-eastus"] : ["stamp-eastus", "ops-westeurope"],
          );
          expect(platform.global).to.deep.equal({ data: false, records: !withOps });
          expect(platform.retired).to.equal(withOps);
          expect([...platform.files].sort()).to.deep.equal(
            withOps ? ["stamp-eastus"] : ["ops-westeurope", "stamp-eastus"],
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  it("touches nothing when it is refused", async () => {
    const platform = new Platform(0);
    const error = await removeRegion(platform.ports(), { withOps: true, yesDeleteData: false }).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect((error as Error).message).to.contain("Nothing has been touched.");
  });

  it("does not go round in circles", async () => {
    const stuck = {
      ...new Platform(100).ports(),
      facts: () => Promise.resolve(whole),
      drain: () => Promise.resolve(),
    };
    const error = await removeRegion(stuck, plain).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect((error as Error).message).to.contain("This step ended well and has changed nothing");
  });
});

describe("the list of retired regions", () => {
  const file = "Pulumi.global.yaml";
  const text = "# Ours\nconfig:\n  bulkhead:location: eastus # here\n";

  it("is begun, grows, shrinks and goes, and comments stay", () => {
    const one = withRetired(file, text, "westeurope", true);
    expect(one).to.equal(`${text}  bulkhead:retiredRegions: [ westeurope ]\n`);
    const two = withRetired(file, one, "uksouth", true);
    expect(two).to.contain("[ westeurope, uksouth ]");
    expect(withRetired(file, two, "uksouth", true)).to.equal(two);
    expect(withRetired(file, withRetired(file, two, "uksouth", false), "westeurope", false)).to.equal(text);
    expect(withRetired(file, text, "uksouth", false)).to.equal(text);
  });

  it("is not changed in a file that is no YAML", () => {
    expect(() => withRetired(file, "config: {a: b\n", "uksouth", true)).to.throw(
      UserError,
      /Pulumi\.global\.yaml, line 2: This is not valid YAML/,
    );
  });
});
