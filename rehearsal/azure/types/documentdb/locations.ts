import { findRegion } from "../../../../lib/regions.ts";
import { ArmError } from "../../errors.ts";
import type { Rule } from "../../model.ts";
import { flagAt, numberAt, objectsAt, textAt, textsAt, type Properties } from "../../../../lib/properties.ts";
import { sameValue } from "../../values.ts";

export interface AccountLocation {
  /** As ARM spells it: lower case, without spaces. */
  readonly region: string;
  readonly failoverPriority: number;
  readonly zoneRedundant: boolean;
}

export function locationsOf(inputs: Properties): AccountLocation[] {
  return objectsAt(inputs, "locations[]").map((location) => ({
    region: (textAt(location, "locationName") ?? "").toLowerCase().replaceAll(" ", ""),
    failoverPriority: numberAt(location, "failoverPriority") ?? -1,
    zoneRedundant: flagAt(location, "isZoneRedundant") ?? false,
  }));
}

function refuse(message: string): never {
  throw new ArmError("BadRequest", 400, message);
}

export const locationsAreSound: Rule = ({ inputs, name }) => {
  const locations = locationsOf(inputs);
  if (locations.length === 0) refuse(`Database account '${name}' names no location; it needs at least one.`);
  for (const { region, zoneRedundant } of locations) {
    const known = findRegion(region);
    if (!known) refuse(`Location '${region}' of database account '${name}' is no Azure region.`);
    if (zoneRedundant && !known.zones)
      refuse(
        `Location '${region}' of database account '${name}' is asked to be zone redundant, but the region has no availability zones.`,
      );
  }
  const twice = locations.find(
    ({ region }, index) => locations.findIndex((other) => other.region === region) !== index,
  );
  if (twice) refuse(`Location '${twice.region}' is named twice in database account '${name}'.`);
  const priorities = locations.map(({ failoverPriority }) => failoverPriority).sort((a, b) => a - b);
  if (!priorities.every((priority, index) => priority === index)) {
    refuse(
      `The failover priorities of database account '${name}' are ${priorities.join(", ")}; they must be unique and run from 0 to ${locations.length - 1}.`,
    );
  }
};

/** concepts-limits.md of 2025-09-03: a serverless account has one location. */
export const serverlessHasOneLocation: Rule = ({ inputs, name }) => {
  if (!textsAt(inputs, "capabilities[].name").includes("EnableServerless")) return;
  if (locationsOf(inputs).length > 1)
    refuse(`Database account '${name}' is serverless and can run in one location only.`);
};

/** Inputs that the engine or ARM fills in and that say nothing about the account. */
const aside = ["locations", "resourceGroupName", "accountName"];

/** azure-native DatabaseAccount and ARM: regions are added and removed in a request of their own. */
export const locationsChangeAlone: Rule = ({ inputs, previous, name }) => {
  if (!previous) return;
  const before = locationsOf(previous.inputs);
  const after = locationsOf(inputs);
  const regions = (locations: AccountLocation[]) => locations.map(({ region }) => region).sort();
  if (sameValue(regions(before), regions(after))) return;
  const keys = new Set([...Object.keys(previous.inputs), ...Object.keys(inputs)]);
  const others = [...keys].filter(
    (key) => !aside.includes(key) && !sameValue(previous.inputs[key], inputs[key]),
  );
  if (others.length > 0) {
    refuse(
      `Database account '${name}': locations cannot be added or removed together with other properties (${others.join(", ")}).`,
    );
  }
  const kept = before.flatMap((old) =>
    after.filter((now) => now.region === old.region).map((now) => ({ old, now })),
  );
  if (!kept.some(({ old }) => old.failoverPriority === 0)) {
    refuse(
      `Database account '${name}': the region with failover priority 0 cannot be removed; change the priorities first.`,
    );
  }
};

/** Whether a region spreads over zones is decided when it is added. */
export const zonesStayAsTheyAre: Rule = ({ inputs, previous, name }) => {
  const before = locationsOf(previous?.inputs ?? {});
  for (const { region, zoneRedundant } of locationsOf(inputs)) {
    const old = before.find((location) => location.region === region);
    if (!old || old.zoneRedundant === zoneRedundant) continue;
    refuse(
      `Database account '${name}': zone redundancy of '${region}' cannot change; remove the region and add it again.`,
    );
  }
};
