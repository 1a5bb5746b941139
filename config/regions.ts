import { findRegion, suggestRegions, type Region } from "../lib/regions.ts";
import type { StackFile } from "./stackFiles.ts";
import type { StackName } from "./stackName.ts";
import { UserError } from "./userError.ts";

/** Where a location was read, for messages. */
export interface LocationPlace {
  readonly file?: string | undefined;
  readonly key?: string | undefined;
}

/**
 * The region of a location.
 *
 * @throws UserError when there is no such region (with suggestions) or Azure keeps it for selected customers.
 */
export function requireRegion(location: string, place: LocationPlace): Region {
  const region = findRegion(location);
  if (region === undefined) {
    const meant = suggestRegions(location);
    const remedy =
      meant.length === 0
        ? "Use the name ARM uses, such as eastus."
        : `Did you mean ${meant.map((name) => `'${name}'`).join(" or ")}?`;
    throw new UserError({ ...place, problem: `'${location}' is not an Azure region.`, remedy });
  }
  if (region.restricted) {
    const remedy =
      region.pair === null ? "Choose another region." : `Choose ${region.pair}, its pair, or another region.`;
    const problem = `Azure restricts ${location} to selected customers, for recovery of the region it is paired with.`;
    throw new UserError({ ...place, problem, remedy });
  }
  return region;
}

/**
 * The region of a stamp: one with availability zones.
 *
 * @throws UserError as requireRegion, and for a region without zones.
 */
export function requireZonalRegion(location: string, place: LocationPlace): Region {
  const region = requireRegion(location, place);
  if (!region.zones) {
    const pair = region.pair === null ? undefined : findRegion(region.pair);
    const remedy =
      pair?.zones === true && !pair.restricted
        ? `Choose ${pair.location}, its pair, or another region with zones.`
        : "Choose a region with zones.";
    throw new UserError({ ...place, problem: `${location} has no availability zones.`, remedy });
  }
  return region;
}

/**
 * Checks that a stack's file means the region that its name says. The name decides; the file confirms it, so
 * that a copied file stops the deployment instead of building a second region over the first.
 *
 * @throws UserError when the two disagree.
 */
export function checkLocationAgrees(stack: StackName, location: string, file: string): void {
  if (stack.region === undefined || stack.region === location) return;
  throw new UserError({
    file,
    key: "location",
    problem: `The file is for ${stack.region} by its name, and for ${location} by its location.`,
    remedy: `Write ${stack.region}, or rename the file to ${file.replace(stack.region, location)}.`,
  });
}

/** The sorted set of regions in which this environment has a stamp or an operations network. */
export function regionsOf(siblings: readonly StackFile[]): string[] {
  return distinctRegions(siblings.map(({ stack }) => stack));
}

/**
 * The sorted set of regions that have a stamp, with `first` in front when it is among them.
 *
 * @param first the location of the global stack.
 */
export function stampRegionsOf(siblings: readonly StackFile[], first?: string): string[] {
  const sorted = distinctRegions(siblings.map(({ stack }) => stack).filter(({ kind }) => kind === "stamp"));
  return [...sorted.filter((region) => region === first), ...sorted.filter((region) => region !== first)];
}

function distinctRegions(stacks: readonly StackName[]): string[] {
  return [...new Set(stacks.flatMap(({ region }) => (region === undefined ? [] : [region])))].sort();
}

/**
 * Checks that no region leaves the global stack unnoticed, for with it go its copy of the data, its images
 * and its logs.
 *
 * @param previous the regions of the last deployment.
 * @param current the regions that have a stack file now.
 * @param retired the regions listed in `retiredRegions`.
 * @param file the global stack's file, for messages.
 * @throws UserError when a retired region still has a stack, or a region disappeared without being retired.
 */
export function checkRetiredRegions(
  previous: readonly string[],
  current: readonly string[],
  retired: readonly string[],
  file = "Pulumi.global.yaml",
): void {
  const alive = retired.find((region) => current.includes(region));
  if (alive !== undefined) {
    throw new UserError({
      file,
      key: "retiredRegions",
      problem: `${alive} is listed as retired and still has a stack file.`,
      remedy: `Destroy its stacks and delete their files first, or take ${alive} off the list.`,
    });
  }
  const lost = previous.find((region) => !current.includes(region) && !retired.includes(region));
  if (lost !== undefined) {
    throw new UserError({
      file,
      key: "retiredRegions",
      problem: `${lost} is deployed and has no stack file any more; going on would delete its data.`,
      remedy: `Restore its stack file, ${file.replace("global", `stamp-${lost}`)} for a stamp, or destroy its stacks and list ${lost} here.`,
    });
  }
}
