import { frontDoorLimits } from "../../../../lib/edge/frontDoorLimits.ts";
import { ArmError } from "../../errors.ts";
import { idKey } from "../../ids.ts";
import type { Rule } from "../../model.ts";
import { objectsAt, textAt, textsAt } from "../../../../lib/properties.ts";
import { oneOf } from "../../rules/network.ts";
import { define } from "../define.ts";
import { isPremium, profileHasRoom, profileIdOf, profileIsFrontDoor, profileOf } from "./limits.ts";

const { associationsPerSecurityPolicy: associations } = frontDoorLimits;

function refuse(message: string): never {
  throw new ArmError("BadRequest", 400, message);
}

const wafPolicyFits: Rule = ({ azure, id, inputs, name }) => {
  const wafId = textAt(inputs, "parameters.wafPolicy.id") ?? "";
  const waf = azure.find(wafId);
  if (waf?.arm.toLowerCase() !== "microsoft.network/frontdoorwebapplicationfirewallpolicies") {
    refuse(`Security policy '${name}': '${wafId}' is no Front Door web application firewall policy.`);
  }
  const profile = profileOf(azure, id);
  const tier = textAt(profile?.inputs, "sku.name");
  if (textAt(waf.inputs, "sku.name") === tier) return;
  refuse(
    `Security policy '${name}': the firewall policy '${waf.name}' is of the SKU ${textAt(waf.inputs, "sku.name")} and the profile of ${tier}; they must be the same.`,
  );
};

const associationsAreSound: Rule = ({ azure, id, arm, inputs, name }) => {
  const profile = profileOf(azure, id);
  const domains = textsAt(inputs, "parameters.associations[].domains[].id");
  const most = isPremium(profile) ? associations.premium : associations.standard;
  if (domains.length === 0) refuse(`Security policy '${name}' is associated with no domain.`);
  if (domains.length > most)
    refuse(`Security policy '${name}' is associated with ${domains.length} domains; ${most} are allowed.`);
  for (const domain of domains) {
    if (idKey(profileIdOf(domain)) !== idKey(profileIdOf(id)))
      refuse(`Security policy '${name}': '${domain}' belongs to another profile.`);
    const other = azure
      .below(profileIdOf(id))
      .filter((found) => found.arm === arm && idKey(found.id) !== idKey(id))
      .find((found) =>
        textsAt(found.inputs, "parameters.associations[].domains[].id").some(
          (theirs) => idKey(theirs) === idKey(domain),
        ),
      );
    if (other)
      throw new ArmError(
        "Conflict",
        409,
        `Security policy '${name}': '${domain}' is already protected by '${other.name}'; a domain takes one security policy.`,
      );
  }
  for (const association of objectsAt(inputs, "parameters.associations[]")) {
    const patterns = textsAt(association, "patternsToMatch[]");
    if (patterns.length === 1 && patterns[0] === "/*") continue;
    refuse(
      `Security policy '${name}' matches '${patterns.join(", ")}'; the only pattern that is supported is '/*'.`,
    );
  }
};

export const securityPolicy = define("azure-native:cdn:SecurityPolicy", {
  location: "none",
  required: ["parameters.type", "parameters.wafPolicy.id", "parameters.associations"],
  rules: [
    oneOf("parameters.type", ["WebApplicationFirewall"], "BadRequest"),
    profileIsFrontDoor,
    wafPolicyFits,
    associationsAreSound,
    profileHasRoom,
  ],
  outputs: ({ id }) => ({ id, deploymentStatus: "NotStarted" }),
});
