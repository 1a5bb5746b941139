/** Brings the state of a lost stack to what is left of it, so that the next deployment makes the rest again. */
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { stackFileName, type StackName } from "../../config/stackName.ts";
import { UserError } from "../../config/userError.ts";
import { selectStack } from "../backend.ts";
import type { Target } from "../stackRun.ts";
import { forget, lostFor, resourceGroupsIn, type Checkpoint } from "./forget.ts";

/** Whether a resource group is there. Throws when Azure does not say. */
export type GroupExists = (id: string) => Promise<boolean>;

export interface Prepared {
  readonly stack: string;
  /** Resources that the state had and Azure has not. */
  readonly gone: number;
  /** Resources that have outlived the region: what the stack has put beside global things. */
  readonly left: number;
}

async function checkpointOf(stack: Stack): Promise<{ version: number; deployment: Checkpoint }> {
  const exported = await stack.exportStack();
  return { version: exported.version, deployment: exported.deployment as Checkpoint };
}

/** Resources that Azure or a cluster holds. */
function custom({ resources = [] }: Checkpoint): number {
  return resources.filter(({ id, type }) => id !== undefined && !type.startsWith("pulumi:")).length;
}

/**
 * Whether a stack has lost everything.
 *
 * @returns undefined for a stack that was never deployed: making it again is making it.
 * @throws UserError for one whose resource groups are there, all or some.
 */
async function lostCheckpoint(
  name: StackName,
  stack: Stack,
  exists: GroupExists,
): Promise<{ version: number; deployment: Checkpoint } | undefined> {
  const checkpoint = await checkpointOf(stack);
  const groups = resourceGroupsIn(checkpoint.deployment);
  if (groups.length === 0) return undefined;
  const there: string[] = [];
  for (const id of groups) if (await exists(id)) there.push(id.split("/").at(-1) ?? id);
  if (there.length === 0) return checkpoint;
  throw new UserError({
    file: stackFileName(name.text),
    problem: `'${name.text}' is not lost: ${there.join(" and ")} ${there.length === 1 ? "is" : "are"} there.`,
    remedy: `For single resources that are missing, and after a rebuild that was interrupted: \`pulumi refresh -s ${name.text}\`, then \`npx bulkhead up --only ${name.text}\`. If the region is only out of reach, wait; docs/runbooks/region-lost.md says what else there is.`,
  });
}

/**
 * Prepares one stack. May be repeated at any point: what was prepared already has nothing left to lose.
 *
 * @throws UserError for a stack that is not lost; nothing is changed then.
 */
export async function prepare(
  name: StackName,
  target: Target,
  exists: GroupExists,
  say: (line: string) => void,
): Promise<Prepared> {
  target.beforeOpen(name.text);
  const stack = await selectStack(name.text, target);
  const lost = stack && (await lostCheckpoint(name, stack, exists));
  if (stack === undefined || lost === undefined) {
    say(`${name.text}: has nothing to lose, and is made`);
    return { stack: name.text, gone: 0, left: 0 };
  }
  const before = custom(lost.deployment);
  await stack.importStack({ ...lost, deployment: forget(lost.deployment, lostFor(lost.deployment)) });
  // What outlives a region depends on what does not, so it is Azure that is asked, resource by resource.
  await target.beforeEngine(name.text);
  await stack.refresh({ onOutput: () => undefined });
  const left = custom((await checkpointOf(stack)).deployment);
  say(`${name.text}: ${before - left} of ${before} resources are gone and will be made again`);
  return { stack: name.text, gone: before - left, left };
}
