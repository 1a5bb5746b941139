import type { Rule } from "../../model.ts";
import { textAt, textsAt } from "../../../../lib/properties.ts";
import { oneOf } from "../../rules/network.ts";
import { define } from "../define.ts";
import { badRequest, refuse } from "./common.ts";

const kinds = ["Linux", "Windows"];

export const azureMonitorWorkspace = define("azure-native:monitor:AzureMonitorWorkspace", {
  location: "regional",
  rules: [oneOf("publicNetworkAccess", ["Enabled", "Disabled"], badRequest)],
  outputs: ({ id, name, location, azure }) => ({
    id,
    accountId: azure.guid(`${id}/account`),
    metrics: {
      internalId: azure.guid(`${id}/metrics`),
      prometheusQueryEndpoint: `https://${name}.${location ?? ""}.prometheus.monitor.azure.com`,
    },
  }),
});

export const dataCollectionEndpoint = define("azure-native:monitor:DataCollectionEndpoint", {
  location: "regional",
  rules: [
    oneOf("kind", kinds, badRequest),
    oneOf("networkAcls.publicNetworkAccess", ["Enabled", "Disabled", "SecuredByPerimeter"], badRequest),
  ],
  inUse: { code: "DataCollectionEndpointInUse", status: 409 },
  outputs: ({ id, azure }) => ({
    id,
    immutableId: `dce-${azure.guid(`${id}/immutable`).replaceAll("-", "")}`,
  }),
});

const flowsLeadSomewhere: Rule = ({ inputs, name }) => {
  const named = new Set(
    ["logAnalytics", "monitoringAccounts", "storageAccounts", "eventHubs"].flatMap((kind) =>
      textsAt(inputs, `destinations.${kind}[].name`),
    ),
  );
  for (const destination of textsAt(inputs, "dataFlows[].destinations[]")) {
    if (!named.has(destination)) {
      refuse(
        `A data flow of '${name}' leads to '${destination}'; the destinations are ${[...named].join(", ") || "none"}.`,
      );
    }
  }
};

const sourcesFlow: Rule = ({ inputs, name }) => {
  const sources = ["extensions", "prometheusForwarder", "syslog", "performanceCounters"].flatMap((kind) =>
    textsAt(inputs, `dataSources.${kind}[].streams[]`),
  );
  const flowing = new Set(textsAt(inputs, "dataFlows[].streams[]"));
  const lost = sources.find((stream) => !flowing.has(stream));
  if (lost !== undefined) refuse(`The stream '${lost}' of '${name}' is in no data flow.`);
};

/** A rule and the workspace or endpoint that it uses are in one region: data-collection-rule-overview.md. */
const regionsAgree: Rule = ({ inputs, name, azure, location }) => {
  const used = [
    textAt(inputs, "dataCollectionEndpointId"),
    ...textsAt(inputs, "destinations.logAnalytics[].workspaceResourceId"),
  ];
  for (const id of used) {
    const where = id === undefined ? undefined : azure.find(id)?.location;
    if (where === undefined || where === location) continue;
    refuse(
      `Data collection rule '${name}' is in ${String(location)} and uses ${id ?? ""} in ${where}; both must be in one region.`,
    );
  }
};

export const dataCollectionRule = define("azure-native:monitor:DataCollectionRule", {
  location: "regional",
  required: ["dataFlows", "destinations"],
  createOnly: ["kind"],
  rules: [oneOf("kind", kinds, badRequest), flowsLeadSomewhere, sourcesFlow, regionsAgree],
  inUse: { code: "DataCollectionRuleInUse", status: 409 },
  outputs: ({ id, azure }) => ({
    id,
    immutableId: `dcr-${azure.guid(`${id}/immutable`).replaceAll("-", "")}`,
  }),
});
