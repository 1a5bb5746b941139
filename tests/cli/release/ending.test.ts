import { expect } from "chai";
import { outcomeLines, takingBack } from "../../../cli/release/ending.ts";
import { freshSession } from "../../../cli/release/model.ts";
import { nextStep } from "../../../cli/release/nextStep.ts";
import { refusal } from "../../config/support.ts";
import { worldOf } from "./world.ts";

const regions = [
  { name: "eastus", weight: 500, wave: 1 },
  { name: "westeurope", weight: 500, wave: 2 },
];

describe("ending a release", () => {
  it("takes all regions back by hand, those that have not begun included", () => {
    const world = worldOf(regions, [10]);
    const changes = takingBack(world.pairs(), true);
    expect(changes).to.deep.equal(
      ["stamp-eastus-b", "stamp-westeurope-b"].map((stack) => [
        stack,
        { weight: 0, generation: { halted: "aborted by hand", since: undefined, discarded: true } },
      ]),
    );
    expect(takingBack(world.pairs(), false)[0]?.[1].generation).not.to.have.property("discarded");
    for (const { release } of world.files.values())
      if (release) Object.assign(release, { halted: "aborted by hand", discarded: true });
    // Nothing stands yet, so that the files are all there is to take away.
    expect(nextStep(world.pairs(), freshSession)).to.deep.equal({
      kind: "forget",
      stacks: ["stamp-eastus-b", "stamp-westeurope-b"],
    });
  });

  it("keeps the reason for which a release was taken back by itself", () => {
    const world = worldOf(regions, [10]);
    const release = world.files.get("stamp-eastus-b")?.release;
    if (release) release.halted = "it was ill";
    expect(takingBack(world.pairs(), true)[0]?.[1].generation?.halted).to.equal("it was ill");
  });

  it("is refused when there is none, and when there is no way back", () => {
    expect(refusal(() => takingBack([], false)).message).to.match(/No release is under way.*release start/);
    const world = worldOf(regions, [10]);
    const release = world.files.get("stamp-eastus-b")?.release;
    if (release) release.passed = true;
    expect(refusal(() => takingBack(world.pairs(), false)).message).to.match(
      /'stamp-eastus' has passed its last gate.*no way back/,
    );
  });

  it("says what came of it, and what to do next", () => {
    const command = "npx bulkhead release --local";
    expect(outcomeLines({ outcome: "done" }, true, command)[0]).to.match(/git diff/);
    expect(outcomeLines({ outcome: "done" }, false, command)[0]).to.match(/Commit/);
    const halted = { outcome: "halted" as const, reason: "it was ill", stacks: ["stamp-eastus-b"] };
    expect(outcomeLines(halted, true, command)).to.deep.equal([
      "The release was taken back: it was ill.",
      "stamp-eastus-b takes no requests and stays to be looked at.",
      "Then `npx bulkhead release --local --retry`, or `npx bulkhead release abort --local --destroy`.",
    ]);
    const waiting = { outcome: "waiting" as const, reason: "Time.", remedy: "Wait." };
    expect(outcomeLines(waiting, false, command)).to.deep.equal(["Time.", "Wait."]);
  });
});
