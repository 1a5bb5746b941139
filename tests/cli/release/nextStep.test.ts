import { expect } from "chai";
import * as fc from "fast-check";
import { freshSession, type Session } from "../../../cli/release/model.ts";
import { nextStep, type Step } from "../../../cli/release/nextStep.ts";
import { expectServed, Killed, worldOf, type RegionInWorld, type World } from "./world.ts";

type Gate = (percent: number) => boolean;

/** Carries steps out until one ends the run. */
function run(world: World, gate: Gate): Step {
  const session = {
    deployed: new Set<string>(),
    smoked: new Set<string>(),
    purged: new Set<string>(),
    opened: new Set<string>(),
  } satisfies Session;
  for (let count = 0; count < 500; count += 1) {
    const step = nextStep(world.pairs(), session);
    switch (step.kind) {
      case "deploy":
        for (const stack of step.stacks) {
          world.deploy(stack);
          session.deployed.add(stack);
        }
        break;
      case "smoke":
        for (const stack of step.stacks) session.smoked.add(stack);
        break;
      case "shift":
      case "restore":
        for (const change of step.changes) world.change(change);
        break;
      case "apply":
        for (const stack of step.stacks) world.apply(stack);
        break;
      case "purge":
        session.purged.add(step.key);
        break;
      case "mark":
        for (const stack of step.stacks) world.mark(stack, "since");
        break;
      case "gate":
        if (gate(step.percent)) session.opened.add(step.key);
        else for (const stack of step.news) world.change({ stack, weight: 0, halted: "it was ill" });
        break;
      case "pass":
        for (const stack of step.stacks) world.mark(stack, "passed");
        break;
      case "destroy":
        for (const stack of step.stacks) world.destroy(stack);
        break;
      case "forget":
        for (const stack of step.stacks) world.forget(stack);
        break;
      case "settle":
        for (const stack of step.stacks) world.settle(stack);
        break;
      case "halted":
      case "blocked":
      case "done":
        return step;
    }
  }
  throw new Error("it goes round in circles");
}

/** Runs again and again, each time killed after some effects, until one run comes to an end. */
function runWithCrashes(world: World, lives: readonly number[], gate: Gate): Step {
  for (const life of [...lives, Number.POSITIVE_INFINITY]) {
    world.life = life;
    try {
      return run(world, gate);
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
    }
  }
  throw new Error("never came to an end");
}

const regions = fc
  .uniqueArray(
    fc.record({
      name: fc.constantFrom("eastus", "westeurope", "westus3", "uksouth"),
      weight: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 1000 })),
      wave: fc.integer({ min: 1, max: 3 }),
    }),
    { minLength: 1, maxLength: 4, selector: ({ name }) => name },
  )
  .map((list): RegionInWorld[] => list);
const steps = fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { maxLength: 4 });
const lives = fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 12 });

function watched(list: readonly RegionInWorld[], percentages: readonly number[]): World {
  const world = worldOf(list, percentages);
  world.after = () => expectServed(world, list);
  return world;
}

describe("the plan of a release", () => {
  it("ends with the new generation alone, wherever it is killed, and somebody answers at any time", () => {
    fc.assert(
      fc.property(regions, steps, lives, (list, percentages, crashes) => {
        const world = watched(list, percentages);
        expect(runWithCrashes(world, crashes, () => true)).to.deep.equal({ kind: "done" });
        const straight = watched(list, percentages);
        run(straight, () => true);
        expect(world.picture()).to.deep.equal(straight.picture());
        expect([...world.stacks.keys()].sort()).to.deep.equal(
          list.map(({ name }) => `stamp-${name}-b`).sort(),
        );
        for (const { name, weight } of list)
          expect(world.files.get(`stamp-${name}-b`)).to.deep.equal({ weight });
      }),
      { numRuns: 400 },
    );
  });

  it("goes back to the old weights when a gate stays closed, and destroys nothing", () => {
    fc.assert(
      fc.property(regions, steps, lives, fc.nat(), (list, percentages, crashes, which) => {
        const world = watched(list, percentages);
        const levels = [...percentages, 100];
        const closed = levels[which % levels.length] ?? 100;
        const ill: number[] = [];
        // Once found ill it stays so: a run after a crash finds the same.
        const gate = (percent: number): boolean => {
          if (percent >= closed) ill.push(percent);
          return percent < closed;
        };
        const end = runWithCrashes(world, crashes, gate);
        expect(end.kind).to.equal("halted");
        const wave = Math.min(...list.map((region) => region.wave));
        for (const region of list) {
          const old = world.stacks.get(`stamp-${region.name}`);
          expect(old).to.deep.equal({ weights: [region.weight, region.weight], approved: true });
          const next = world.stacks.get(`stamp-${region.name}-b`);
          if (region.wave === wave) expect(next).to.deep.equal({ weights: [0, 0], approved: true });
          else expect(next).to.equal(undefined);
        }
      }),
      { numRuns: 400 },
    );
  });

  it("leaves nothing of a discarded generation", () => {
    fc.assert(
      fc.property(regions, lives, (list, crashes) => {
        const world = watched(list, [10]);
        expect(run(world, () => false).kind).to.equal("halted");
        for (const { release } of world.files.values()) if (release?.halted) release.discarded = true;
        for (let round = 0; round < 3; round += 1) runWithCrashes(world, crashes, () => false);
        const wave = Math.min(...list.map((region) => region.wave));
        for (const region of list.filter((one) => one.wave === wave)) {
          expect(world.stacks.has(`stamp-${region.name}-b`)).to.equal(false);
          expect(world.files.has(`stamp-${region.name}-b`)).to.equal(false);
        }
      }),
      { numRuns: 100 },
    );
  });

  it("works on one wave at a time", () => {
    const list = [
      { name: "eastus", weight: 500, wave: 2 },
      { name: "westeurope", weight: 500, wave: 1 },
    ];
    const world = watched(list, [10]);
    const order: string[] = [];
    world.after = () => {
      expectServed(world, list);
      if (world.stacks.has("stamp-eastus-b") && !order.includes("second")) order.push("second");
      if (!world.stacks.has("stamp-westeurope") && !order.includes("first has ended"))
        order.push("first has ended");
    };
    run(world, () => true);
    expect(order).to.deep.equal(["first has ended", "second"]);
  });

  const one = [{ name: "eastus", weight: 500, wave: 1 }];

  it("raises a generation only when its link is approved", () => {
    const world = worldOf(one, [10]);
    world.stacks.set("stamp-eastus-b", { weights: [0, 0], approved: false });
    const session: Session = {
      ...freshSession,
      deployed: new Set(["stamp-eastus-b"]),
      smoked: new Set(["stamp-eastus-b"]),
    };
    const step = nextStep(world.pairs(), session);
    expect(step).to.deep.include({ kind: "blocked", stack: "stamp-eastus-b" });
    expect(step)
      .to.have.property("remedy")
      .that.matches(/bulkhead up --only stamp-eastus-b/);
    // The same when the link is lost later, before the old generation is drained.
    const file = world.files.get("stamp-eastus-b");
    if (file) file.weight = 500;
    expect(nextStep(world.pairs(), freshSession).kind).to.equal("shift");
    world.change({ stack: "stamp-eastus", weight: 0 });
    expect(nextStep(world.pairs(), freshSession)).to.deep.include({
      kind: "blocked",
      stack: "stamp-eastus-b",
    });
  });

  it("destroys no generation that takes requests again", () => {
    const world = worldOf(one, []);
    const file = world.files.get("stamp-eastus-b");
    if (file?.release) Object.assign(file, { weight: 500, release: { ...file.release, passed: true } });
    world.stacks.set("stamp-eastus-b", { weights: [500, 500], approved: true });
    const step = nextStep(world.pairs(), freshSession);
    expect(step).to.deep.include({ kind: "blocked", stack: "stamp-eastus" });
    expect(step)
      .to.have.property("problem")
      .that.matches(/takes requests again/);
  });

  it("destroys no generation that is the only one to answer", () => {
    const world = worldOf(one, []);
    const file = world.files.get("stamp-eastus-b");
    if (file?.release) Object.assign(file, { weight: 500, release: { ...file.release, passed: true } });
    world.stacks.set("stamp-eastus", { weights: [0, 0], approved: true });
    for (const idle of [
      undefined,
      { weights: [0, 0], approved: true },
      { weights: [9, 9], approved: false },
    ]) {
      if (idle) world.stacks.set("stamp-eastus-b", idle);
      const step = nextStep(world.pairs(), freshSession);
      expect(step).to.deep.include({ kind: "blocked", stack: "stamp-eastus-b" });
      expect(step)
        .to.have.property("problem")
        .that.matches(/nobody would be left/);
    }
  });

  it("does not begin where the old generation is not deployed", () => {
    const world = worldOf(one, [10]);
    world.stacks.delete("stamp-eastus");
    expect(nextStep(world.pairs(), freshSession)).to.deep.include({ kind: "blocked", stack: "stamp-eastus" });
  });
});
