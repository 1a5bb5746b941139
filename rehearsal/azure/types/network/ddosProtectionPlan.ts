import { ArmError } from "../../errors.ts";
import { idKey } from "../../ids.ts";
import type { Rule } from "../../model.ts";
import { define } from "../define.ts";

/** One plan in a region of a subscription, which serves all regions (limit without a published source). */
const isTheOnlyOne: Rule = ({ azure, id, arm, location }) => {
  const other = azure.ofType(arm).find((plan) => idKey(plan.id) !== idKey(id) && plan.location === location);
  if (!other) return;
  throw new ArmError(
    "DdosProtectionPlanCountLimitReached",
    400,
    `There is the DDoS protection plan '${other.name}' in '${location}' already; a region takes one.`,
  );
};

export const ddosProtectionPlan = define("azure-native:network:DdosProtectionPlan", {
  location: "regional",
  rules: [isTheOnlyOne],
  inUse: { code: "DdosProtectionPlanCannotBeDeletedSinceInUse" },
  outputs: ({ id, azure }) => ({
    id,
    resourceGuid: azure.guid(`${id}/guid`),
    virtualNetworks: azure.referring(id).map((network) => ({ id: network.id })),
  }),
});
