import { diagnosticsOffer, logCategories } from "../../../../lib/diagnostics/catalogue.ts";
import { ArmError } from "../../errors.ts";
import { idKey, parentId, typeOfId } from "../../ids.ts";
import type { Resource, Rule } from "../../model.ts";
import { flagAt, objectsAt, textAt, valueAt, type Properties } from "../../../../lib/properties.ts";
import { oneOf } from "../../rules/network.ts";
import { define } from "../define.ts";

/** azure-monitor-limits-diagnostic-settings.md of 2025-05-21. */
const mostPerResource = 5;

function refuse(message: string): never {
  throw new ArmError("BadRequest", 400, message);
}

/** Categories and groups that a setting sends, as Azure names them in its conflicts. */
function sent(inputs: Properties): string[] {
  const enabled = (path: string) =>
    objectsAt(inputs, path).filter((entry) => flagAt(entry, "enabled") !== false);
  return [
    ...enabled("logs[]").map((log) => textAt(log, "categoryGroup") ?? textAt(log, "category") ?? ""),
    ...enabled("metrics[]").map((metric) => textAt(metric, "category") ?? ""),
  ];
}

const sinks = ["workspaceId", "storageAccountId", "eventHubAuthorizationRuleId", "marketplacePartnerId"];

const typeTakesSettings: Rule = ({ id, name }) => {
  const type = typeOfId(parentId(id));
  if (diagnosticsOffer(type) !== undefined) return;
  throw new ArmError(
    "ResourceTypeNotSupported",
    400,
    `The resource type '${type.toLowerCase()}' does not support diagnostic settings ('${name}').`,
  );
};

const categoriesExist: Rule = ({ id, inputs, name }) => {
  const type = typeOfId(parentId(id));
  const offer = diagnosticsOffer(type);
  for (const log of objectsAt(inputs, "logs[]")) {
    const category = textAt(log, "category");
    const group = textAt(log, "categoryGroup");
    if ((category === undefined) === (group === undefined)) {
      refuse(`A log of diagnostic setting '${name}' names either a category or a category group.`);
    }
    if (category !== undefined && !logCategories(type).includes(category)) {
      refuse(`Category '${category}' is not supported by '${type}' (diagnostic setting '${name}').`);
    }
    if (group !== undefined && !offer?.groups.includes(group)) {
      refuse(`Category group '${group}' is not supported by '${type}' (diagnostic setting '${name}').`);
    }
  }
  for (const metric of objectsAt(inputs, "metrics[]")) {
    const category = textAt(metric, "category") ?? "";
    if (category !== "AllMetrics" || offer?.metrics !== true) {
      refuse(`Metric category '${category}' is not supported by '${type}' (diagnostic setting '${name}').`);
    }
  }
};

/** "Diagnostic settings in Azure Monitor": with a group, no single category can be chosen beside it. */
const groupsStandAlone: Rule = ({ inputs, name }) => {
  const logs = objectsAt(inputs, "logs[]");
  if (!logs.some((log) => log["categoryGroup"] !== undefined)) return;
  if (logs.some((log) => log["category"] !== undefined)) {
    refuse(`Diagnostic setting '${name}' has category groups and categories; it takes one or the other.`);
  }
};

const somethingGoesSomewhere: Rule = ({ inputs, name }) => {
  if (!sinks.some((sink) => valueAt(inputs, sink) !== undefined)) {
    refuse(`At least one data sink needs to be specified in diagnostic setting '${name}'.`);
  }
  const categories = sent(inputs);
  if (categories.length === 0) refuse(`Diagnostic setting '${name}' sends no log and no metric.`);
  const twice = categories.find((category, index) => categories.indexOf(category) !== index);
  if (twice !== undefined) refuse(`Diagnostic setting '${name}' names '${twice}' twice.`);
};

const workspaceIsOne: Rule = ({ inputs, name }) => {
  const id = textAt(inputs, "workspaceId");
  if (id === undefined || typeOfId(id) === "Microsoft.OperationalInsights/workspaces") return;
  refuse(`The workspace of diagnostic setting '${name}' is '${id}', which is no Log Analytics workspace.`);
};

const resourceHasRoom: Rule = ({ azure, id, arm, name, inputs }) => {
  const scope = idKey(parentId(id));
  const others = azure
    .below(scope)
    .filter((other) => other.arm === arm && other.state !== "Creating")
    .filter((other) => idKey(parentId(other.id)) === scope && idKey(other.id) !== idKey(id));
  if (others.length >= mostPerResource) {
    refuse(`'${parentId(id)}' has ${others.length} diagnostic settings; '${name}' would be one too many.`);
  }
  for (const other of others) refuseSameSink(other, inputs);
};

/** Two settings may not send the same to the same place: the words are Azure's. */
function refuseSameSink(other: Resource, inputs: Properties): void {
  for (const sink of sinks) {
    const where = textAt(inputs, sink);
    if (where === undefined || idKey(textAt(other.inputs, sink) ?? "") !== idKey(where)) continue;
    const category = sent(inputs).find((mine) => sent(other.inputs).includes(mine));
    if (category === undefined) continue;
    throw new ArmError(
      "Conflict",
      409,
      `Data sink '${where}' is already used in diagnostic setting '${other.name}' for category '${category}'. Data sinks can't be reused in different settings on the same category for the same resource.`,
    );
  }
}

export const diagnosticSetting = define("azure-native:monitor:DiagnosticSetting", {
  location: "none",
  rules: [
    oneOf("logAnalyticsDestinationType", ["Dedicated", "AzureDiagnostics"], "BadRequest"),
    typeTakesSettings,
    categoriesExist,
    groupsStandAlone,
    somethingGoesSomewhere,
    workspaceIsOne,
    resourceHasRoom,
  ],
  outputs: ({ id }) => ({ id }),
});
