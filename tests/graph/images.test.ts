import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { rolloutOf } from "../../cli/rollout.ts";
import { drawTimeline } from "../../graph/timeline/svg.ts";
import { layOut } from "../../graph/topology/layout.ts";
import { readTopology } from "../../graph/topology/read.ts";
import { drawSvg } from "../../graph/topology/svg.ts";
import { projectRoot } from "../support/runStack.ts";
import { platformGraph } from "./support/mocks.ts";

const committed = (name: string): string => readFileSync(join(projectRoot, "docs", "images", name), "utf8");

describe("drawings in the documents", () => {
  it("show the committed stacks; `npm run topology:readme` draws them anew", async () => {
    const topology = readTopology(await platformGraph());
    expect(drawSvg(topology, await layOut(topology)) === committed("platform.svg"), "platform.svg").to.equal(
      true,
    );
  });

  it("show their rollout", async () => {
    expect(
      drawTimeline(rolloutOf(await platformGraph()).timeline) === committed("rollout.svg"),
      "rollout.svg",
    ).to.equal(true);
  });
});
