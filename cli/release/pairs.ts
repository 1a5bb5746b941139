/** The pairs of a release, from the stack files and from what the stacks are. */
import { readStackFiles } from "../../config/stackFiles.ts";
import type { Generation, Pair } from "./model.ts";
import type { StampOrigins } from "./origins.ts";
import { generationIn, wantedWeight } from "./stackFile.ts";

/**
 * @param origins of stacks, as they are now.
 * @returns every pair that is under way, in the order of the new generations' names.
 */
export async function pairsOf(
  projectRoot: string,
  env: string | undefined,
  origins: (stacks: readonly string[]) => Promise<readonly StampOrigins[]>,
): Promise<Pair[]> {
  const files = readStackFiles(projectRoot, env).filter(({ stack }) => stack.kind === "stamp");
  const wanted = new Map(files.map((file) => [file.stack.text, wantedWeight(file)]));
  const underWay = files.flatMap(({ stack }) => {
    const release = generationIn(projectRoot, stack.text);
    return release === undefined ? [] : [{ stack, release }];
  });
  const names = underWay.flatMap(({ stack, release }) => [stack.text, release.replaces]);
  const standing = new Map((await origins(names)).map((stamp) => [stamp.stack, stamp]));
  const generation = (stack: string): Generation => {
    const found = standing.get(stack);
    const deployed = found?.exists ? { weights: found.weights, approved: found.approved } : undefined;
    return { stack, wanted: wanted.get(stack), deployed };
  };
  return underWay.map(({ stack, release }) => ({
    region: stack.region ?? "",
    wave: release.wave,
    old: generation(release.replaces),
    new: generation(stack.text),
    weight: release.weight,
    steps: release.steps,
    since: release.since,
    halted: release.halted,
    discarded: release.discarded ?? false,
    passed: release.passed !== undefined,
  }));
}
