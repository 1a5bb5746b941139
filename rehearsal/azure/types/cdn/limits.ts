import { frontDoorLimits } from "../../../../lib/edge/frontDoorLimits.ts";
import { ArmError } from "../../errors.ts";
import { idKey } from "../../ids.ts";
import type { AzureView, Resource, Rule } from "../../model.ts";
import { textAt } from "../../../../lib/properties.ts";

const perProfile: Readonly<Record<string, { readonly standard: number; readonly premium: number }>> =
  frontDoorLimits.perProfile;

/**
 * Two writes of origins of one group exclude each other. That Front Door says so with this code is unverified; what was
 * published for its firewall policies is "Conflict", in the words "another operation is in progress"
 * (https://github.com/alec-pinson/ip-whitelister-old/issues/30, 2022-01-06). Both are tried again, one by azure-native and
 * both by the command.
 */
export const busy = { code: "AnotherOperationInProgress", status: 409 } as const;

export function profileIdOf(id: string): string {
  return /^.*\/profiles\/[^/]+/i.exec(id)?.[0] ?? id;
}

export function profileOf(azure: AzureView, id: string): Resource | undefined {
  return azure.find(profileIdOf(id));
}

export function isPremium(profile: Resource | undefined): boolean {
  return textAt(profile?.inputs, "sku.name") === "Premium_AzureFrontDoor";
}

/** A profile takes only so many of everything. */
export const profileHasRoom: Rule = ({ azure, id, arm, name, operation }) => {
  const kind = arm.split("/").at(-1) ?? "";
  const limit = perProfile[kind];
  if (!limit || operation === "update") return;
  const profile = profileOf(azure, id);
  const there = azure
    .below(profileIdOf(id))
    .filter((other) => other.arm === arm && idKey(other.id) !== idKey(id)).length;
  const most = isPremium(profile) ? limit.premium : limit.standard;
  if (there < most) return;
  throw new ArmError(
    "BadRequest",
    400,
    `Profile '${profile?.name}' has ${there} ${kind}; ${most} are allowed in its tier ('${name}').`,
  );
};

/** Endpoints, groups and origins of a classic CDN profile are other types. */
export const profileIsFrontDoor: Rule = ({ azure, id, name }) => {
  const sku = textAt(profileOf(azure, id)?.inputs, "sku.name");
  if (sku === undefined || sku.endsWith("_AzureFrontDoor")) return;
  throw new ArmError(
    "BadRequest",
    400,
    `'${name}' needs a Front Door profile; this one is of the SKU ${sku}.`,
  );
};
