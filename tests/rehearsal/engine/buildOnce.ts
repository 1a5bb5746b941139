/** Run by the tests in a process of its own, to be killed in the middle of a build. */
import { pulumiRecipe } from "../../../rehearsal/engine/pulumi.ts";
import { findTool } from "../../../rehearsal/engine/tool.ts";

await findTool(pulumiRecipe, { choice: "build", report: () => undefined });
