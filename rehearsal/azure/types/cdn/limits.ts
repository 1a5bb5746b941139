import { ArmError } from "../../errors.ts";
import { idKey } from "../../ids.ts";
import type { AzureView, Resource, Rule } from "../../model.ts";
import { textAt } from "../../properties.ts";

/** Per profile and tier: azure-subscription-service-limits.md of 2026-08-04. */
const perProfile: Readonly<Record<string, { readonly standard: number; readonly premium: number }>> = {
  afdEndpoints: { standard: 10, premium: 25 },
  originGroups: { standard: 100, premium: 200 },
  origins: { standard: 100, premium: 200 },
  routes: { standard: 100, premium: 200 },
  securityPolicies: { standard: 100, premium: 200 },
};

export const originsPerGroup = 50;

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
