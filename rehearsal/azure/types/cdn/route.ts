import { frontDoorLimits } from "../../../../lib/edge/frontDoorLimits.ts";
import { ArmError } from "../../errors.ts";
import { idKey, parentId } from "../../ids.ts";
import type { Rule } from "../../model.ts";
import { flagAt, textAt, textsAt, type Properties } from "../../../../lib/properties.ts";
import { oneOf } from "../../rules/network.ts";
import { define } from "../define.ts";
import { isEnabled } from "./origin.ts";
import { profileHasRoom, profileIdOf, profileIsFrontDoor } from "./limits.ts";

const { patternsPerRoute, rulesPerRoute } = frontDoorLimits;

function refuse(message: string): never {
  throw new ArmError("BadRequest", 400, message);
}

const groupHasAnEnabledOrigin: Rule = ({ azure, inputs, id, name }) => {
  const groupId = textAt(inputs, "originGroup.id") ?? "";
  const group = azure.find(groupId);
  if (group && idKey(profileIdOf(groupId)) !== idKey(profileIdOf(id)))
    refuse(`Route '${name}': origin group '${groupId}' belongs to another profile.`);
  const origins = azure
    .below(groupId)
    .filter((found) => found.state !== "Creating" && found.state !== "Deleting");
  if (origins.some((found) => isEnabled(found.inputs))) return;
  refuse(
    `Please make sure that the originGroup is created successfully and at least one enabled origin is created under the origin group: '${groupId}' of route '${name}' has none.`,
  );
};

function patternsOf(inputs: Properties): string[] {
  const patterns = textsAt(inputs, "patternsToMatch[]");
  return (patterns.length === 0 ? ["/*"] : patterns).map((pattern) => pattern.toLowerCase());
}

/** The domains a route answers on: the endpoint's own, and custom ones. */
function domainsOf(id: string, inputs: Properties): string[] {
  const custom = textsAt(inputs, "customDomains[].id").map(idKey);
  return textAt(inputs, "linkToDefaultDomain") === "Enabled" ? [idKey(parentId(id)), ...custom] : custom;
}

function protocolsOf(inputs: Properties): string[] {
  const protocols = textsAt(inputs, "supportedProtocols[]");
  return protocols.length === 0 ? ["Http", "Https"] : protocols;
}

/** "How requests match a route": a path is `/*`, ends in `/*`, or has no star at all. */
const patternsAreSound: Rule = ({ inputs, name }) => {
  const patterns = patternsOf(inputs);
  if (patterns.length > patternsPerRoute)
    refuse(`Route '${name}' has ${patterns.length} patterns; ${patternsPerRoute} are allowed.`);
  const wrong = patterns.find((pattern) => !/^\/([^*?]*|([^*?]*\/)?\*)$/.test(pattern));
  if (wrong !== undefined)
    refuse(
      `Pattern '${wrong}' of route '${name}' must begin with '/' and may have a star only as its last segment.`,
    );
  const twice = patterns.find((pattern, index) => patterns.indexOf(pattern) !== index);
  if (twice !== undefined) refuse(`Pattern '${twice}' stands twice in route '${name}'.`);
};

const noOtherRouteMatches: Rule = ({ azure, id, arm, inputs, name }) => {
  const overlap = (a: string[], b: string[]) => a.find((item) => b.includes(item));
  for (const other of azure
    .below(profileIdOf(id))
    .filter((found) => found.arm === arm && idKey(found.id) !== idKey(id))) {
    const pattern = overlap(patternsOf(inputs), patternsOf(other.inputs));
    const domain = overlap(domainsOf(id, inputs), domainsOf(other.id, other.inputs));
    if (
      pattern === undefined ||
      domain === undefined ||
      overlap(protocolsOf(inputs), protocolsOf(other.inputs)) === undefined
    )
      continue;
    throw new ArmError(
      "Conflict",
      409,
      `Routes '${name}' and '${other.name}' both match '${pattern}' on '${domain}' with the same protocol.`,
    );
  }
};

const routeHasADomain: Rule = ({ id, inputs, name }) => {
  if (domainsOf(id, inputs).length > 0) return;
  refuse(`Route '${name}' has no domain: link it to the endpoint's default domain or to a custom one.`);
};

/** A redirect from http needs somebody who answers http. */
const redirectIsPossible: Rule = ({ inputs, name }) => {
  if (textAt(inputs, "httpsRedirect") !== "Enabled") return;
  const protocols = protocolsOf(inputs);
  if (protocols.includes("Http") && protocols.includes("Https")) return;
  refuse(`Route '${name}': httpsRedirect needs supportedProtocols Http and Https.`);
};

/** Front Door compresses what it caches, and what it caches is at least as old as it lets it be. */
const cacheIsSound: Rule = ({ inputs, name }) => {
  const compresses = flagAt(inputs, "cacheConfiguration.compressionSettings.isCompressionEnabled") === true;
  if (
    !compresses ||
    textsAt(inputs, "cacheConfiguration.compressionSettings.contentTypesToCompress[]").length > 0
  )
    return;
  refuse(`Route '${name}' compresses, but names no contentTypesToCompress.`);
};

/** Domains and rule sets are used by routes of their own profile only, and their rules add up. */
const partsAreOfThisProfile: Rule = ({ azure, id, inputs, name }) => {
  const ruleSets = textsAt(inputs, "ruleSets[].id");
  for (const part of [...ruleSets, ...textsAt(inputs, "customDomains[].id")])
    if (idKey(profileIdOf(part)) !== idKey(profileIdOf(id)))
      refuse(`Route '${name}': '${part}' belongs to another profile.`);
  const rules = ruleSets.flatMap((ruleSet) => azure.below(ruleSet)).length;
  if (rules > rulesPerRoute) refuse(`Route '${name}' runs ${rules} rules; ${rulesPerRoute} are allowed.`);
};

/** A domain serves one endpoint: the path decides among its routes, and nothing decides among endpoints. */
const domainsServeOneEndpoint: Rule = ({ azure, id, arm, inputs, name }) => {
  const mine = textsAt(inputs, "customDomains[].id").map(idKey);
  const other = azure
    .below(profileIdOf(id))
    .filter((found) => found.arm === arm && idKey(parentId(found.id)) !== idKey(parentId(id)))
    .find((found) =>
      textsAt(found.inputs, "customDomains[].id").some((theirs) => mine.includes(idKey(theirs))),
    );
  if (!other) return;
  throw new ArmError(
    "Conflict",
    409,
    `Route '${name}': one of its domains is already associated with another endpoint by route '${other.name}'.`,
  );
};

export const route = define("azure-native:cdn:Route", {
  location: "none",
  required: ["originGroup.id"],
  rules: [
    oneOf("supportedProtocols[]", ["Http", "Https"], "BadRequest"),
    oneOf("forwardingProtocol", ["HttpOnly", "HttpsOnly", "MatchRequest"], "BadRequest"),
    oneOf("httpsRedirect", ["Enabled", "Disabled"], "BadRequest"),
    oneOf("linkToDefaultDomain", ["Enabled", "Disabled"], "BadRequest"),
    oneOf("enabledState", ["Enabled", "Disabled"], "BadRequest"),
    oneOf(
      "cacheConfiguration.queryStringCachingBehavior",
      ["IgnoreQueryString", "UseQueryString", "IgnoreSpecifiedQueryStrings", "IncludeSpecifiedQueryStrings"],
      "BadRequest",
    ),
    profileIsFrontDoor,
    groupHasAnEnabledOrigin,
    partsAreOfThisProfile,
    domainsServeOneEndpoint,
    patternsAreSound,
    routeHasADomain,
    noOtherRouteMatches,
    redirectIsPossible,
    cacheIsSound,
    profileHasRoom,
  ],
  outputs: ({ id, inputs }) => ({
    id,
    endpointName: textAt(inputs, "endpointName"),
    deploymentStatus: "NotStarted",
  }),
});
