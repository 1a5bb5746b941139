import {
  webTestFrequencies,
  webTestLimits,
  webTestLocations,
} from "../../../../lib/observability/webTests.ts";
import type { Rule } from "../../model.ts";
import { isObject, numberAt, textAt, textsAt } from "../../../../lib/properties.ts";
import { oneOf, within } from "../../rules/network.ts";
import { define } from "../define.ts";
import { badRequest, isOfType, refuse } from "../monitor/common.ts";

/** Application Insights without a workspace was retired on 29 February 2024: convert-classic-resource.md. */
const hasWorkspace: Rule = ({ inputs, name }) => {
  const workspace = textAt(inputs, "workspaceResourceId");
  if (workspace === undefined) {
    refuse(`Application Insights '${name}' has no workspaceResourceId: classic ones can no longer be made.`);
  }
  if (!isOfType(workspace, "Microsoft.OperationalInsights/workspaces")) {
    refuse(`'${workspace}' is not a Log Analytics workspace (for Application Insights '${name}').`);
  }
};

const component = define("azure-native:applicationinsights:Component", {
  location: "regional",
  required: ["kind", "applicationType"],
  createOnly: ["applicationType"],
  rules: [
    oneOf("applicationType", ["web", "other"], badRequest),
    oneOf("ingestionMode", ["LogAnalytics", "ApplicationInsights"], badRequest),
    oneOf("publicNetworkAccessForIngestion", ["Enabled", "Disabled"], badRequest),
    oneOf("publicNetworkAccessForQuery", ["Enabled", "Disabled"], badRequest),
    hasWorkspace,
  ],
  outputs: ({ id, azure, location }) => {
    const instrumentationKey = azure.guid(`${id}/instrumentation`);
    const appId = azure.guid(`${id}/application`);
    const host = `${location ?? ""}-0.in.applicationinsights.azure.com`;
    return {
      id,
      appId,
      instrumentationKey,
      connectionString: `InstrumentationKey=${instrumentationKey};IngestionEndpoint=https://${host}/;ApplicationId=${appId}`,
    };
  },
});

const placesExist: Rule = ({ inputs, name }) => {
  const places = textsAt(inputs, "locations[].location");
  const unknown = places.find((place) => webTestLocations[place] === undefined);
  if (unknown !== undefined) refuse(`The location '${unknown}' of web test '${name}' does not exist.`);
  if (places.length >= 1 && places.length <= webTestLimits.locations) return;
  refuse(`Web test '${name}' has ${places.length} locations; 1 to ${webTestLimits.locations} are allowed.`);
};

/** URL ping tests end on 30 September 2026: app/availability.md of 2025-04-01. */
const isStandard: Rule = ({ inputs, name }) => {
  const kind = textAt(inputs, "webTestKind");
  if (kind !== "standard")
    refuse(`Web test '${name}' is of the kind ${kind ?? "ping"}, which is retired: use standard.`);
  if (textAt(inputs, "kind") !== kind)
    refuse(`Web test '${name}' has two kinds: kind and webTestKind must agree.`);
};

const asksForAnAddress: Rule = ({ inputs, name }) => {
  const url = textAt(inputs, "request.requestUrl") ?? "";
  if (!/^https?:\/\/[^/\s]+/.test(url)) refuse(`Web test '${name}' asks for '${url}', which is no address.`);
};

/** A test belongs to the component that a tag with its id names, and lives in its region. */
const belongsToAComponent: Rule = ({ inputs, name, azure, location }) => {
  const tags = inputs["tags"];
  const prefix = "hidden-link:";
  const owner = Object.keys(isObject(tags) ? tags : {})
    .find((tag) => tag.startsWith(prefix))
    ?.slice(prefix.length);
  const found = owner === undefined ? undefined : azure.find(owner);
  if (found === undefined || !isOfType(found.id, "Microsoft.Insights/components")) {
    return refuse(
      `Web test '${name}' lacks a tag 'hidden-link:<id of an Application Insights>' that names an existing one.`,
    );
  }
  if (found.location !== location) {
    refuse(
      `Web test '${name}' is in ${String(location)}, its Application Insights in ${String(found.location)}; they must agree.`,
    );
  }
};

const frequencyIsOffered: Rule = ({ inputs, name }) => {
  const frequency = numberAt(inputs, "frequency");
  if (frequency === undefined || webTestFrequencies.some((offered) => offered === frequency)) return;
  refuse(`Web test '${name}' runs every ${frequency} seconds; ${webTestFrequencies.join(", ")} are offered.`);
};

const webTest = define("azure-native:applicationinsights:WebTest", {
  location: "regional",
  required: ["locations", "webTestKind", "syntheticMonitorId"],
  createOnly: ["webTestKind"],
  rules: [
    isStandard,
    placesExist,
    frequencyIsOffered,
    within("timeout", { min: 1, max: 120 }, badRequest),
    asksForAnAddress,
    belongsToAComponent,
  ],
  // An alert that watches a test goes first.
  inUse: { code: "Conflict", status: 409 },
});

const contentIsAWorkbook: Rule = ({ inputs, name }) => {
  const text = textAt(inputs, "serializedData") ?? "";
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    refuse(`The serializedData of workbook '${name}' is not JSON.`);
  }
  if (isObject(content) && content["version"] === "Notebook/1.0" && Array.isArray(content["items"])) return;
  refuse(`The serializedData of workbook '${name}' is not a workbook: version "Notebook/1.0" with items.`);
};

const workbook = define("azure-native:applicationinsights:Workbook", {
  location: "regional",
  required: ["displayName", "category", "serializedData"],
  rules: [oneOf("kind", ["shared"], badRequest), contentIsAWorkbook],
});

export const definitions = [component, webTest, workbook];
