import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { checkRetiredRegions } from "../config/regions.ts";
import { stackFileName, type StackName } from "../config/stackName.ts";
import { UserError } from "../config/userError.ts";
import type { DeployedCosmos } from "../lib/cosmosLocations.ts";

/** The part of an earlier contract that is asked for; everything else may have changed since. */
const deployedSchema = z.object({
  location: z.string(),
  regions: z.array(z.object({ location: z.string() })),
  retiring: z.array(z.string()).optional(),
  cosmos: z.object({
    regions: z.array(z.string()),
    deployed: z
      .object({
        locations: z.array(z.object({ location: z.string(), zoneRedundant: z.boolean() })),
        settings: z.string(),
      })
      .optional(),
  }),
});

/** The global stack as its last deployment left it. */
export interface LastGlobal {
  readonly location: string;
  /** Regions with a workspace or a copy of the data. */
  readonly regions: readonly string[];
  /** Those of them that record. */
  readonly recording: readonly string[];
  /** Those of them whose records are not protected any more. */
  readonly retiring: readonly string[];
  readonly cosmos: DeployedCosmos | undefined;
}

/**
 * Reads the stack's own outputs of its last deployment.
 *
 * A stack may refer to itself: the engine then reads the outputs of its last update. On the first one there are none.
 */
export async function lastGlobal(stack: StackName): Promise<LastGlobal | undefined> {
  const name = `${pulumi.getOrganization()}/${pulumi.getProject()}/${stack.text}`;
  const last = await new pulumi.StackReference("last-deployment", { name }).getOutputDetails("contract");
  const deployed = deployedSchema.safeParse(last.value);
  if (!deployed.success) return undefined;
  const { location, regions, retiring, cosmos } = deployed.data;
  const recording = regions.map((region) => region.location);
  return {
    location,
    regions: [...recording, ...cosmos.regions],
    recording,
    retiring: retiring ?? [],
    cosmos: cosmos.deployed,
  };
}

/**
 * Regions that go, and whose records are still protected. Pulumi deletes nothing that was protected when the deployment
 * began: this one takes the protection away, the next one deletes.
 *
 * @param regions those that stay.
 */
export function retiringNow(last: LastGlobal | undefined, regions: readonly string[]): readonly string[] {
  if (last === undefined) return [];
  return last.recording.filter((region) => !regions.includes(region) && !last.retiring.includes(region));
}

/**
 * Compares the regions of this run with those of the last one.
 *
 * @throws UserError when a region would go that is not listed as retired.
 */
export function refuseLostRegions(
  stack: StackName,
  last: LastGlobal | undefined,
  regions: readonly string[],
  retired: readonly string[],
): void {
  checkRetiredRegions(last?.regions ?? [], regions, retired, stackFileName(stack.text));
}

/**
 * The location is part of what holds data: moving it would make the database, the registry and the workspaces anew.
 *
 * @throws UserError when it differs from that of the last deployment.
 */
export function refuseMove(stack: StackName, last: LastGlobal | undefined, location: string): void {
  if (last === undefined || last.location === location) return;
  throw new UserError({
    file: stackFileName(stack.text),
    key: "location",
    problem: `The global resources are in ${last.location}, and Azure moves none of them to ${location}.`,
    remedy: `Write ${last.location}.`,
  });
}
