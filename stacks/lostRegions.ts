import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { checkRetiredRegions } from "../config/regions.ts";
import { stackFileName, type StackName } from "../config/stackName.ts";

/** The part of an earlier contract that is asked for; everything else may have changed since. */
const deployedSchema = z.object({
  regions: z.array(z.object({ location: z.string() })),
  cosmos: z.object({ regions: z.array(z.string()) }),
});

/**
 * Compares the regions of this run with those of the last one, as the stack's own outputs have them.
 *
 * A stack may refer to itself: the engine then reads the outputs of its last update. On the first one there are none.
 *
 * @throws UserError when a region would go that is not listed as retired.
 */
export async function refuseLostRegions(
  stack: StackName,
  regions: readonly string[],
  retired: readonly string[],
): Promise<void> {
  const name = `${pulumi.getOrganization()}/${pulumi.getProject()}/${stack.text}`;
  const last = await new pulumi.StackReference("last-deployment", { name }).getOutputDetails("contract");
  const deployed = deployedSchema.safeParse(last.value);
  const previous = deployed.success
    ? [...deployed.data.regions.map(({ location }) => location), ...deployed.data.cosmos.regions]
    : [];
  checkRetiredRegions(previous, regions, retired, stackFileName(stack.text));
}
