/** Which resource groups of a subscription go with a region. */
import type { StackName } from "../../config/stackName.ts";
import { UserError } from "../../config/userError.ts";
import { textAt } from "../../lib/properties.ts";
import type { AzureView } from "../../rehearsal/azure/model.ts";

/**
 * The stacks of a region that can be made again from their files.
 *
 * @param withOperations the region's operations network as well.
 * @throws UserError for a region that has none.
 */
export function stacksOfRegion(
  stacks: readonly StackName[],
  region: string,
  withOperations: boolean,
): StackName[] {
  const regional = stacks.filter(({ kind }) => kind === "stamp" || (withOperations && kind === "ops"));
  const found = regional.filter((stack) => stack.region === region);
  if (found.length > 0) return found;
  const regions = [...new Set(regional.flatMap((stack) => stack.region ?? []))].sort();
  throw new UserError({
    key: "region",
    problem: `No ${withOperations ? "stack" : "stamp"} has a file for '${region}'.`,
    remedy: `Choose from: ${regions.join(", ")}.`,
  });
}

/** The resource groups that the stacks have made, by the tag that every one of them has. */
export function groupsOf(azure: AzureView, stacks: readonly StackName[]): string[] {
  const names = new Set(stacks.map(({ text }) => text));
  return azure
    .ofType("Microsoft.Resources/resourceGroups")
    .filter(({ inputs }) => names.has(textAt(inputs, "tags.stack") ?? ""))
    .map(({ id }) => id);
}
