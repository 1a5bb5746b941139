import { expect } from "chai";
import { runRelease, stepText, type ReleaseOutcome } from "../../../cli/release/run.ts";
import type { Step } from "../../../cli/release/nextStep.ts";
import { UserError } from "../../../config/userError.ts";
import { fakePorts, well, type Fakes } from "./fakePorts.ts";
import { expectServed, Killed, worldOf, type World } from "./world.ts";

const regions = [
  { name: "eastus", weight: 500, wave: 1 },
  { name: "westeurope", weight: 300, wave: 1 },
];
const waiting = { wait: true, approved: undefined };

function watched(): World {
  const world = worldOf(regions, [10, 50]);
  world.after = () => expectServed(world, regions);
  return world;
}

async function toTheEnd(world: World, fakes: Fakes = {}): Promise<ReleaseOutcome> {
  return runRelease(fakePorts(world, fakes), waiting);
}

describe("a release", () => {
  it("goes from one generation to the next in both regions, in this order", async () => {
    const world = watched();
    const steps: Step[] = [];
    const ports = fakePorts(world);
    expect(await runRelease(ports, waiting, (step) => steps.push(step))).to.deep.equal({ outcome: "done" });
    expect(steps.map(({ kind }) => kind)).to.deep.equal([
      "deploy",
      "smoke",
      ...["shift", "apply", "apply", "mark", "gate"],
      ...["shift", "apply", "apply", "mark", "gate"],
      ...["shift", "apply", "apply", "purge", "mark", "gate"],
      "pass",
      "destroy",
      "forget",
      "settle",
      "done",
    ]);
    expect(ports.calls.filter((call) => call.startsWith("apply"))).to.deep.equal([
      "apply stamp-eastus-b stamp-westeurope-b",
      "apply stamp-eastus stamp-westeurope",
      "apply stamp-eastus-b stamp-westeurope-b",
      "apply stamp-eastus stamp-westeurope",
      "apply stamp-eastus-b stamp-westeurope-b",
      "apply stamp-eastus stamp-westeurope",
    ]);
    for (const step of steps) expect(stepText(step)).to.match(/\w/);
  });

  it("ends alike wherever it is killed, by the same command", async () => {
    const straight = watched();
    await toTheEnd(straight);
    for (let life = 0; life < straight.effects; life += 1) {
      const world = watched();
      world.life = life;
      let killed = false;
      try {
        await toTheEnd(world);
      } catch (error) {
        expect(error).to.be.instanceOf(Killed);
        killed = true;
      }
      expect(killed, `killed after ${life} effects`).to.equal(true);
      world.life = Number.POSITIVE_INFINITY;
      expect(await toTheEnd(world)).to.deep.equal({ outcome: "done" });
      expect(world.picture()).to.deep.equal(straight.picture());
    }
  });

  it("takes itself back when a gate finds the new generation ill, also when the way back is killed", async () => {
    const fakes: Fakes = {
      health: (percent) =>
        percent >= 50 ? { verdict: "ill", text: "half of its answers are errors" } : well,
    };
    const straight = watched();
    const outcome = await toTheEnd(straight, fakes);
    expect(outcome).to.deep.equal({
      outcome: "halted",
      reason: "gate at 50 %: half of its answers are errors",
      stacks: ["stamp-eastus-b", "stamp-westeurope-b"],
    });
    expect(straight.stacks.get("stamp-eastus")?.weights).to.deep.equal([500, 500]);
    expect(straight.stacks.get("stamp-eastus-b")?.weights).to.deep.equal([0, 0]);
    for (let life = 0; life < straight.effects; life += 1) {
      const world = watched();
      world.life = life;
      await toTheEnd(world, fakes).catch(() => undefined);
      world.life = Number.POSITIVE_INFINITY;
      expect((await toTheEnd(world, fakes)).outcome).to.equal("halted");
      expect(world.stacks.get("stamp-westeurope")?.weights).to.deep.equal([300, 300]);
      expect(world.stacks.get("stamp-westeurope-b")?.weights).to.deep.equal([0, 0]);
    }
  });

  it("sends no request to a generation that fails its smoke test", async () => {
    const world = watched();
    const most: number[] = [];
    world.after = () => most.push(...(world.stacks.get("stamp-eastus-b")?.weights ?? []));
    const outcome = await toTheEnd(world, {
      smoke: (stack) => (/eastus/.test(stack) ? "no items" : undefined),
    });
    expect(outcome).to.deep.include({ outcome: "halted", reason: "smoke test of stamp-eastus-b: no items" });
    expect(Math.max(...most)).to.equal(0);
  });

  it("stops when users notice something, and says how to get back", async () => {
    const world = watched();
    const failure = await toTheEnd(world, { broken: () => ["/: only the sorry page answers"] }).catch(
      (error: unknown) => error,
    );
    expect(failure).to.be.instanceOf(UserError);
    expect((failure as UserError).message).to.match(/only the sorry page answers.*release abort/);
  });

  it("does not repeat a step that changes nothing", async () => {
    const world = watched();
    const ports = { ...fakePorts(world), applyOrigins: () => Promise.resolve() };
    const failure = await runRelease(ports, waiting).catch((error: unknown) => error);
    expect((failure as UserError).message).to.match(/changed nothing/);
  });
});

describe("a gate", () => {
  const settings = { approval: "each" } as const;

  it("asks a person before each step, and takes an agreement for one step only", async () => {
    const world = watched();
    const ports = fakePorts(world, { settings, answer: "yes" });
    expect((await runRelease(ports, waiting)).outcome).to.equal("done");
    expect(ports.questions).to.deep.equal([
      "The new generation gets 10 % of the requests. Go on to 50 %?",
      "The new generation gets 50 % of the requests. Go on to 100 %?",
      "The new generation gets all requests. Destroy stamp-eastus, stamp-westeurope?",
    ]);
  });

  it("waits where nobody can be asked, and says how to agree", async () => {
    const world = watched();
    const first = await runRelease(fakePorts(world, { settings }), waiting);
    expect(first).to.deep.include({ outcome: "waiting" });
    expect(first).to.have.property("remedy").that.contains("release --approve-step 50");
    const wrong = await runRelease(fakePorts(world, { settings }), { ...waiting, approved: "100" });
    expect(wrong.outcome).to.equal("waiting");
    const second = await runRelease(fakePorts(world, { settings }), { ...waiting, approved: "50" });
    expect(second).to.have.property("remedy").that.contains("release --approve-step 100");
    const third = await runRelease(fakePorts(world, { settings }), { ...waiting, approved: "100" });
    expect(third).to.have.property("remedy").that.contains("release --approve-step destroy");
    expect(world.stacks.has("stamp-eastus")).to.equal(true);
    const last = await runRelease(fakePorts(world, { settings }), { ...waiting, approved: "destroy" });
    expect(last.outcome).to.equal("done");
  });

  it("takes a no for a pause", async () => {
    const outcome = await runRelease(fakePorts(watched(), { settings, answer: "no" }), waiting);
    expect(outcome)
      .to.have.property("reason")
      .that.matches(/did not agree to the step to 50 %/);
  });

  it("lets soak time pass, looking at health meanwhile, or says how much is left", async () => {
    const world = watched();
    const hasty = await runRelease(fakePorts(world), { wait: false, approved: undefined });
    expect(hasty).to.deep.equal({
      outcome: "waiting",
      reason: "10 of 10 minutes of soak time are left.",
      remedy: "Run `npx bulkhead release` again later.",
    });
    let looks = 0;
    const ports = fakePorts(world, {
      health: () => {
        looks += 1;
        return looks === 2 ? { verdict: "ill", text: "it fell over" } : well;
      },
    });
    expect(await runRelease(ports, waiting)).to.deep.include({ outcome: "halted" });
    expect(ports.calls).to.include("wait 5");
  });

  it("neither goes on nor back while nobody knows, and gives up waiting in the end", async () => {
    const world = watched();
    const ports = fakePorts(world, {
      health: () => ({ verdict: "unknown", text: "Front Door has measured nothing." }),
    });
    const outcome = await runRelease(ports, waiting);
    expect(outcome).to.deep.include({ outcome: "waiting", reason: "Front Door has measured nothing." });
    expect(world.files.get("stamp-eastus-b")?.weight).to.equal(50);
    expect(ports.calls.filter((call) => call === "wait 5").length).to.equal(14);
  });

  it("does not let the old generation go while it still gets requests", async () => {
    const world = watched();
    const fakes: Fakes = {
      health: (percent) =>
        percent === 100 ? { verdict: "busy", text: "stamp-eastus still got 12 requests." } : well,
    };
    const outcome = await runRelease(fakePorts(world, fakes), waiting);
    expect(outcome).to.deep.include({ outcome: "waiting", reason: "stamp-eastus still got 12 requests." });
    expect(world.stacks.has("stamp-eastus")).to.equal(true);
  });
});
