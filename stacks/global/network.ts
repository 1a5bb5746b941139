import { ParentFirewallPolicy } from "../../components/network/parentFirewallPolicy.ts";
import type { FirewallTier } from "../../components/network/firewallPolicySettings.ts";
import type { StackFile } from "../../config/stackFiles.ts";
import { organisationRules } from "../../lib/egress/organisationRules.ts";
import type { GlobalScope } from "./scope.ts";

/** The parents of the stamps' firewall policies, by tier. */
export interface ParentPolicies {
  readonly premium: ParentFirewallPolicy;
  readonly standard: ParentFirewallPolicy | undefined;
}

/** What the networks of all regions have in common. */
export function networkPart({ config, context, home, shared }: GlobalScope): ParentPolicies {
  const { threatIntelligence, intrusionDetection, ...rules } = config.firewallPolicy;
  const parent = (name: string, tier: FirewallTier, policyName: string): ParentFirewallPolicy =>
    new ParentFirewallPolicy(name, {
      policyName,
      resourceGroupName: shared.resourceGroupName,
      location: home.location,
      tier,
      exceptions: { threatIntelligence, intrusionDetection },
      rules: organisationRules(rules),
      tags: shared.tags,
    });
  return {
    premium: parent("firewall-policy", "Premium", shared.names.firewallPolicy()),
    standard: context.siblings.some(wantsStandardFirewall)
      ? parent("standard-firewall-policy", "Standard", shared.names.firewallPolicy("standard"))
      : undefined,
  };
}

/** Whether a stack's file asks for a Standard firewall, whose policy cannot inherit from a Premium one. */
function wantsStandardFirewall({ stack, values }: StackFile): boolean {
  const firewall: unknown = values[stack.kind === "ops" ? "egress" : "firewall"];
  return (
    stack.kind !== "global" &&
    typeof firewall === "object" &&
    firewall !== null &&
    "tier" in firewall &&
    firewall.tier === "Standard"
  );
}
