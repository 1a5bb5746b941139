/** `npm run topology:readme`: draws the committed stacks for the README and the documents. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { rolloutOf } from "../../../cli/rollout.ts";
import { drawTimeline } from "../../../graph/timeline/svg.ts";
import { layOut } from "../../../graph/topology/layout.ts";
import { readTopology } from "../../../graph/topology/read.ts";
import { drawSvg } from "../../../graph/topology/svg.ts";
import { projectRoot } from "../../support/runStack.ts";
import { platformGraph } from "./mocks.ts";

// The mocks give names without random parts, so that the drawings change with the stacks only.
const graph = await platformGraph();
const topology = readTopology(graph);
const images = join(projectRoot, "docs", "images");
writeFileSync(join(images, "platform.svg"), drawSvg(topology, await layOut(topology)));
writeFileSync(join(images, "rollout.svg"), drawTimeline(rolloutOf(graph).timeline));
process.stdout.write("written: docs/images/platform.svg, docs/images/rollout.svg\n");
process.exit(0);
