import { ArmError } from "../../errors.ts";
import { idKey, parentId } from "../../ids.ts";
import type { Rule } from "../../model.ts";
import { flagAt, numberAt, textAt } from "../../../../lib/properties.ts";
import { oneOf, within } from "../../rules/network.ts";
import { watchedRegion } from "../../rules/networkWatcher.ts";
import { define } from "../define.ts";

/** vnet-flow-logs-overview.md: network and storage account are in the region of the log and of its Network Watcher. */
const allIsInOneRegion: Rule = ({ azure, id, inputs, location, name }) => {
  const watcherId = parentId(id);
  const places: [id: string, location: string | undefined][] = [
    [watcherId, azure.find(watcherId)?.location ?? watchedRegion(watcherId)],
    ...["targetResourceId", "storageId"].map((path): [string, string | undefined] => {
      const other = textAt(inputs, path) ?? "";
      return [other, azure.find(other)?.location];
    }),
  ];
  for (const [other, where] of places) {
    if (where === undefined || where === location) continue;
    throw new ArmError(
      "InvalidResourceReference",
      400,
      `Flow log '${name}' (${location}) and '${other}' (${where}) must be in the same region.`,
    );
  }
};

/** vnet-flow-logs-overview.md: "The storage account must be standard"; retention is for StorageV2 accounts only. */
const accountTakesTheLogs: Rule = ({ azure, inputs, name }) => {
  const account = azure.find(textAt(inputs, "storageId") ?? "");
  if (account === undefined) return;
  const sku = textAt(account.inputs, "sku.name") ?? "";
  const kind = textAt(account.inputs, "kind");
  const keeps = flagAt(inputs, "retentionPolicy.enabled") === true;
  if (sku.startsWith("Standard_") && (!keeps || kind === "StorageV2")) return;
  throw new ArmError(
    "FlowLogStorageAccountNotSupported",
    400,
    `Storage account '${account.name}' (${kind}, ${sku}) of flow log '${name}' must be a Standard StorageV2 account.`,
  );
};

/** What blob storage keeps from the closed public endpoint it also keeps from Network Watcher, unless that is trusted. */
const accountLetsTheWatcherIn: Rule = ({ azure, inputs, name }) => {
  const account = azure.find(textAt(inputs, "storageId") ?? "");
  const closed =
    textAt(account?.inputs, "publicNetworkAccess") === "Disabled" ||
    textAt(account?.inputs, "networkRuleSet.defaultAction") === "Deny";
  const trusted = (textAt(account?.inputs, "networkRuleSet.bypass") ?? "AzureServices").includes(
    "AzureServices",
  );
  if (!closed || trusted) return;
  throw new ArmError(
    "FlowLogStorageAccountNotAccessible",
    400,
    `Storage account '${account?.name}' of flow log '${name}' is closed to trusted services (networkRuleSet.bypass).`,
  );
};

const targetHasNoOther: Rule = ({ azure, id, arm, inputs, name }) => {
  const target = idKey(textAt(inputs, "targetResourceId") ?? "");
  const other = azure
    .ofType(arm)
    .find(
      (log) => idKey(log.id) !== idKey(id) && idKey(textAt(log.inputs, "targetResourceId") ?? "") === target,
    );
  if (other === undefined) return;
  throw new ArmError("Conflict", 409, `Flow log '${name}': '${other.id}' already records '${target}'.`);
};

const analytics = "flowAnalyticsConfiguration.networkWatcherFlowAnalyticsConfiguration";

const analyticsAreComplete: Rule = ({ inputs, name }) => {
  if (flagAt(inputs, `${analytics}.enabled`) !== true) return;
  if (textAt(inputs, `${analytics}.workspaceResourceId`) === undefined) {
    throw new ArmError(
      "InvalidParameter",
      400,
      `Required parameter workspaceResourceId of the traffic analytics of '${name}' is missing (null).`,
    );
  }
  const interval = numberAt(inputs, `${analytics}.trafficAnalyticsInterval`) ?? 60;
  if (interval === 10 || interval === 60) return;
  throw new ArmError(
    "InvalidParameterValue",
    400,
    `Traffic analytics of '${name}' run every 10 or 60 minutes, not every ${interval}.`,
  );
};

export const flowLog = define("azure-native:network:FlowLog", {
  location: "regional",
  required: ["targetResourceId", "storageId"],
  createOnly: ["targetResourceId"],
  rules: [
    oneOf("format.type", ["JSON"]),
    within("retentionPolicy.days", { min: 0, max: 365 }),
    allIsInOneRegion,
    accountTakesTheLogs,
    accountLetsTheWatcherIn,
    targetHasNoOther,
    analyticsAreComplete,
  ],
  outputs: ({ id, azure }) => ({ id, targetResourceGuid: azure.guid(`${id}/targetResourceGuid`) }),
});
