import { ArmError } from "../../errors.ts";
import type { Request, Rule } from "../../model.ts";
import { flagAt, textAt } from "../../properties.ts";
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
    throw new ArmError("FirewallPolicyParentInDifferentRegion", 400, `Firewall policy '${name}' (${location}) and its base policy '${parent.name}' (${parent.location}) must be in the same region.`);
  }
  if (tiers.indexOf(tierOf(parent.inputs)) > tiers.indexOf(tierOf(inputs))) {
    throw new ArmError("FirewallPolicyTierMismatch", 400, `Firewall policy '${name}' of tier ${tierOf(inputs)} cannot inherit from '${parent.name}' of the higher tier ${tierOf(parent.inputs)}.`);
  }
};

const featuresFitTheTier: Rule = ({ inputs, name }) => {
  const premiumOnly = ["intrusionDetection", "transportSecurity"].filter((feature) => inputs[feature] !== undefined);
  if (premiumOnly.length === 0 || tierOf(inputs) === "Premium") return;
  throw new ArmError("FirewallPolicyPremiumFeatureNotSupported", 400, `Firewall policy '${name}' of tier ${tierOf(inputs)} uses ${premiumOnly.join(", ")}, which needs the tier Premium.`);
};

const dnsIsSound: Rule = ({ inputs, name }) => {
  if (flagAt(inputs, "dnsSettings.requireProxyForNetworkRules") !== true || flagAt(inputs, "dnsSettings.enableProxy") === true) return;
  throw new ArmError("FirewallPolicyDnsProxyRequired", 400, `Firewall policy '${name}': network rules with host names need the DNS proxy.`);
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
  ],
  inUse: { code: "FirewallPolicyInUseCannotBeDeleted" },
  outputs: ({ id }) => ({ id }),
});
