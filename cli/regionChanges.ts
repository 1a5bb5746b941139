/** Looks up what the change of regions of a run does to stamps that exist. */
import { z } from "zod";
import { stampRegionsOf } from "../config/regions.ts";
import { readStackFiles } from "../config/stackFiles.ts";
import { formatStackName, parseStackName, type StackKind } from "../config/stackName.ts";
import { contractOf } from "./backend.ts";
import { endpointNotes } from "./endpointNotes.ts";
import type { ExistingStack } from "./guards.ts";
import type { Target } from "./stackRun.ts";

const deployedSchema = z.object({
  location: z.string(),
  cosmos: z.object({ regions: z.array(z.string()) }),
  registry: z.object({ regions: z.array(z.string()) }),
});

/** @param environment undefined for the environment whose stacks carry no prefix. */
export async function regionNotes(
  projectRoot: string,
  target: Target,
  environment: string | undefined,
  existing: readonly ExistingStack[],
): Promise<readonly string[]> {
  const name = formatStackName({ environment, kind: "global" });
  if (!existing.some((stack) => stack.name === name)) return [];
  const last = deployedSchema.safeParse(await contractOf(name, target));
  if (!last.success) return [];
  const { location, cosmos, registry } = last.data;
  const named = (kind: StackKind): string[] =>
    existing.map((stack) => stack.name).filter((stack) => parseStackName(stack).kind === kind);
  const stampRegions = stampRegionsOf(readStackFiles(projectRoot, environment));
  return endpointNotes(
    { cosmos: cosmos.regions, registry: registry.regions },
    { cosmos: stampRegions, registry: [...new Set([location, ...stampRegions])] },
    named("stamp"),
    named("ops"),
  );
}
