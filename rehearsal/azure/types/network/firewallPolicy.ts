import { ArmError } from "../../errors.ts";
import type { AzureView, Request, Rule } from "../../model.ts";
import { flagAt, textAt, textsAt, valuesAt, type Properties } from "../../../../lib/properties.ts";
import { oneOf } from "../../rules/network.ts";
import { define } from "../define.ts";
import {
  asStrictAsTheParent,
  inspectionIsComplete,
  intrusionDetectionIsSound,
  threatIntelligenceIsSound,
} from "./firewallExceptions.ts";

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

/** The firewall that a policy is being rolled out to, or torn from, holds it up. */
const noFirewallIsBusy: Rule = ({ azure, id, name, operation }) => {
  if (operation === "create") return;
  const busy = azure
    .referring(id)
    .find(
      (user) =>
        user.arm === "Microsoft.Network/azureFirewalls" && !["Succeeded", "Failed"].includes(user.state),
    );
  if (!busy) return;
  throw new ArmError(
    "FirewallPolicyUpdateNotAllowedWhenUpdatingOrDeleting",
    409,
    `Firewall policy '${name}' cannot be changed while '${busy.name}' is in ${busy.state} state.`,
  );
};

/** What rules with terminateTLS need must stay as long as there are such rules. */
const inspectedRulesKeepTheAuthority: Rule = ({ azure, id, inputs, name }) => {
  if (inputs["transportSecurity"] !== undefined) return;
  const group = azure
    .below(id)
    .find((nested) => valuesAt(nested.inputs, "ruleCollections[].rules[].terminateTLS").includes(true));
  if (!group) return;
  throw new ArmError(
    "FirewallPolicyRuleInvalid",
    400,
    `Firewall policy '${name}' must keep its TLS inspection: '${group.name}' has rules with terminateTLS.`,
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
    asStrictAsTheParent,
    threatIntelligenceIsSound,
    intrusionDetectionIsSound,
    oneOf("intrusionDetection.configuration.signatureOverrides[].mode", ["Off", "Alert", "Deny"]),
    inspectionIsComplete,
    inspectedRulesKeepTheAuthority,
    noFirewallIsBusy,
  ],
  inUse: { code: "FirewallPolicyInUseCannotBeDeleted" },
  whileNestedIsWritten: {
    update: "FirewallPolicyUpdateNotAllowedWhenUpdatingOrDeleting",
    delete: "FirewallPolicyDeleteNotAllowedWhenUpdatingOrDeleting",
  },
  outputs: ({ id }) => ({ id }),
});
