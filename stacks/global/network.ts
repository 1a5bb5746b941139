import { ParentFirewallPolicy } from "../../components/network/parentFirewallPolicy.ts";
import type { GlobalScope } from "./scope.ts";

/** What the networks of all regions have in common. */
export function networkPart({ home, shared }: GlobalScope): ParentFirewallPolicy {
  return new ParentFirewallPolicy("firewall-policy", {
    policyName: shared.names.firewallPolicy(),
    resourceGroupName: shared.resourceGroupName,
    location: home.location,
    tags: shared.tags,
  });
}
