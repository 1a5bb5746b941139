import { ArmError } from "../../errors.ts";
import type { AzureView, Request, Rule } from "../../model.ts";
import { flagAt, textAt, textsAt, type Properties } from "../../properties.ts";
import { oneOf } from "../../rules/network.ts";
import { define } from "../define.ts";

export const tiers = ["Basic", "Standard", "Premium"];

export function tierOf(inputs: Request["inputs"] | undefined): string {
  return textAt(inputs, "sku.tier") ?? "Standard";
}

/** A child inherits from a parent of its own region and of no higher tier. */
const parentFits: Rule = ({ azure, inputs, location, name }) => {
  const parentId = textAt(inputs, "basePolicy.id");
  const parent = parentId === undefined ? undefined : azure.find(parentId);
  if (!parent) return;
  if (parent.location !== location) {
    throw new ArmError(
      "FirewallPolicyParentInDifferentRegion",
      400,
      `Firewall policy '${name}' (${location}) and its base policy '${parent.name}' (${parent.location}) must be in the same region.`,
    );
  }
  if (tiers.indexOf(tierOf(parent.inputs)) > tiers.indexOf(tierOf(inputs))) {
    throw new ArmError(
      "FirewallPolicyTierMismatch",
      400,
      `Firewall policy '${name}' of tier ${tierOf(inputs)} cannot inherit from '${parent.name}' of the higher tier ${tierOf(parent.inputs)}.`,
    );
  }
};

const featuresFitTheTier: Rule = ({ inputs, name }) => {
  // Code: https://github.com/Azure/missionlz/issues/736 (2022-08-12).
  const premiumOnly = ["intrusionDetection", "transportSecurity"].filter(
    (feature) => inputs[feature] !== undefined,
  );
  if (premiumOnly.length === 0 || tierOf(inputs) === "Premium") return;
  throw new ArmError(
    "FirewallPolicyHigherTierOnlyProperties",
    400,
    `Firewall Policy ${name} of tier ${tierOf(inputs)} contains higher tier only properties - ${premiumOnly.join(", ")}.`,
  );
};

const dnsIsSound: Rule = ({ inputs, name }) => {
  if (
    flagAt(inputs, "dnsSettings.requireProxyForNetworkRules") !== true ||
    flagAt(inputs, "dnsSettings.enableProxy") === true
  )
    return;
  throw new ArmError(
    "FirewallPolicyDnsProxyRequired",
    400,
    `Firewall policy '${name}': network rules with host names need the DNS proxy.`,
  );
};

/** Whether the policy, or the one that it inherits from, makes the firewall a DNS proxy. */
export function hasDnsProxy(azure: AzureView, inputs: Properties | undefined): boolean {
  if (flagAt(inputs, "dnsSettings.enableProxy") === true) return true;
  const base = azure.find(textAt(inputs, "basePolicy.id") ?? "");
  return base !== undefined && hasDnsProxy(azure, base.inputs);
}

const hostNamesKeepTheProxy: Rule = ({ azure, id, inputs, name }) => {
  const group = azure
    .below(id)
    .find((nested) => textsAt(nested.inputs, "ruleCollections[].rules[].destinationFqdns[]").length > 0);
  if (!group || hasDnsProxy(azure, inputs)) return;
  throw new ArmError(
    "FirewallPolicyDnsProxyRequired",
    400,
    `Firewall policy '${name}' must keep its DNS proxy: '${group.name}' has network rules with host names.`,
  );
};

export const firewallPolicy = define("azure-native:network:FirewallPolicy", {
  location: "regional",
  rules: [
    oneOf("sku.tier", tiers),
    oneOf("threatIntelMode", ["Off", "Alert", "Deny"]),
    oneOf("intrusionDetection.mode", ["Off", "Alert", "Deny"]),
    parentFits,
    featuresFitTheTier,
    dnsIsSound,
    hostNamesKeepTheProxy,
  ],
  inUse: { code: "FirewallPolicyInUseCannotBeDeleted" },
  whileNestedIsWritten: {
    update: "FirewallPolicyUpdateNotAllowedWhenUpdatingOrDeleting",
    delete: "FirewallPolicyDeleteNotAllowedWhenUpdatingOrDeleting",
  },
  outputs: ({ id }) => ({ id }),
});
