import { ArmError } from "../../errors.ts";
import { idKey, parentId } from "../../ids.ts";
import type { Rule } from "../../model.ts";
import { numberAt, textAt } from "../../../../lib/properties.ts";
import { oneOf } from "../../rules/network.ts";
import { define } from "../define.ts";
import { tierOf } from "./tiers.ts";

function refuse(message: string): never {
  throw new ArmError("BadRequest", 400, message);
}

/** What a hub has when its inputs do not say ("Event Hubs features", create an event hub). */
const usualPartitions = 4;

const partitionsFit: Rule = ({ azure, id, inputs, previous, name }) => {
  const { name: sku, tier } = tierOf(azure, parentId(id));
  const count = numberAt(inputs, "partitionCount") ?? usualPartitions;
  if (!Number.isInteger(count) || count < 1 || count > tier.partitions) {
    refuse(`Event hub '${name}' has ${count} partitions; the ${sku} tier takes 1 to ${tier.partitions}.`);
  }
  const before = previous && (numberAt(previous.inputs, "partitionCount") ?? usualPartitions);
  if (before === undefined || before === count) return;
  if (sku !== "Premium")
    refuse(`The partition count of event hub '${name}' cannot be changed in the ${sku} tier.`);
  if (count < before)
    refuse(`The partition count of event hub '${name}' can only grow (from ${before} to ${count}).`);
};

const retentionFits: Rule = ({ azure, id, inputs, name }) => {
  const { name: sku, tier } = tierOf(azure, parentId(id));
  const hours =
    numberAt(inputs, "retentionDescription.retentionTimeInHours") ??
    (numberAt(inputs, "messageRetentionInDays") ?? 1) * 24;
  if (Number.isInteger(hours) && hours >= 1 && hours <= tier.retentionDays * 24) return;
  refuse(
    `Event hub '${name}' keeps events for ${hours} hours; the ${sku} tier takes 1 to ${tier.retentionDays * 24}.`,
  );
};

const namespaceHasRoom: Rule = ({ azure, id, arm, name, operation }) => {
  if (operation === "update") return;
  const { name: sku, tier, namespace } = tierOf(azure, parentId(id));
  const units = sku === "Premium" ? (numberAt(namespace?.inputs, "sku.capacity") ?? 1) : 1;
  const others = azure
    .below(parentId(id))
    .filter((other) => other.arm === arm && idKey(other.id) !== idKey(id));
  if (others.length < tier.hubs * units) return;
  throw new ArmError(
    "QuotaExceeded",
    403,
    `Namespace '${namespace?.name}' has ${others.length} event hubs and no room for '${name}'.`,
  );
};

export const eventHub = define("azure-native:eventhub:EventHub", {
  location: "none",
  rules: [
    oneOf("retentionDescription.cleanupPolicy", ["Delete", "Compact", "DeleteOrCompact"], "BadRequest"),
    partitionsFit,
    retentionFits,
    namespaceHasRoom,
  ],
  outputs: ({ id, inputs }) => ({
    id,
    partitionIds: Array.from(
      { length: numberAt(inputs, "partitionCount") ?? usualPartitions },
      (_, index) => `${index}`,
    ),
    status: textAt(inputs, "status") ?? "Active",
  }),
});

/** `$Default` comes with every hub. */
const groupHasRoom: Rule = ({ azure, id, arm, name, operation }) => {
  if (operation === "update" || name === "$Default") return;
  const { name: sku, tier } = tierOf(azure, parentId(parentId(id)));
  const others = azure
    .below(parentId(id))
    .filter((other) => other.arm === arm && other.name !== "$Default" && idKey(other.id) !== idKey(id));
  if (others.length + 1 < tier.consumerGroups) return;
  throw new ArmError(
    "QuotaExceeded",
    403,
    `An event hub of the ${sku} tier has at most ${tier.consumerGroups} consumer groups, $Default included; '${name}' would be one more.`,
  );
};

export const consumerGroup = define("azure-native:eventhub:ConsumerGroup", {
  location: "none",
  rules: [groupHasRoom],
  outputs: ({ id }) => ({ id }),
});
