import { ArmError } from "../../errors.ts";
import type { Rule } from "../../model.ts";
import { flagAt, numberAt, textAt } from "../../../../lib/properties.ts";

/** ARM schema of Microsoft.Storage 2024-01-01. */
const days = { min: 1, max: 146_000 } as const;

const policy = "immutableStorageWithVersioning.immutabilityPolicy";

function refuse(message: string): never {
  throw new ArmError("InvalidRequestPropertyValue", 400, message);
}

/** "Immutability policies for blob versions": what an account's policy may be, and what of it can still change. */
export const immutabilityIsSound: Rule = ({ inputs, previous, name }) => {
  const on = flagAt(inputs, "immutableStorageWithVersioning.enabled") === true;
  const was = flagAt(previous?.inputs, "immutableStorageWithVersioning.enabled") === true;
  if (previous !== undefined && on !== was) {
    throw new ArmError(
      "AccountPropertyCannotBeUpdated",
      400,
      `Storage account '${name}': immutable storage is decided when the account is made.`,
    );
  }
  const period = numberAt(inputs, `${policy}.immutabilityPeriodSinceCreationInDays`);
  const state = textAt(inputs, `${policy}.state`);
  if (period !== undefined && (period < days.min || period > days.max))
    refuse(
      `Storage account '${name}': ${period} days of immutability are not in the range ${days.min}-${days.max}.`,
    );
  if (period !== undefined && !on)
    refuse(`Storage account '${name}' has an immutability policy and is not immutable.`);
  if (previous === undefined && state === "Locked")
    refuse(`Storage account '${name}': a policy begins as Disabled or Unlocked, and is locked later.`);
  if (textAt(previous?.inputs, `${policy}.state`) !== "Locked") return;
  const before = numberAt(previous?.inputs, `${policy}.immutabilityPeriodSinceCreationInDays`) ?? 0;
  if (state !== "Locked" || (period ?? 0) < before)
    refuse(
      `Storage account '${name}': a locked policy stays locked, and its ${before} days only become more.`,
    );
};
