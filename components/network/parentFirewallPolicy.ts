import { FirewallPolicy } from "@pulumi/azure-native/network/firewallPolicy.js";
import * as pulumi from "@pulumi/pulumi";

export interface ParentFirewallPolicyArgs {
  readonly policyName: string;
  readonly resourceGroupName: pulumi.Input<string>;
  /** Every child policy must be in this region too, wherever its firewall is. */
  readonly location: string;
  readonly tags: Record<string, string>;
}

/** What holds for the firewall of every stamp. A child policy may be stricter and never laxer. */
export class ParentFirewallPolicy extends pulumi.ComponentResource {
  readonly policyId: pulumi.Output<string>;

  constructor(name: string, args: ParentFirewallPolicyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:network:ParentFirewallPolicy", name, {}, opts);

    const policy = new FirewallPolicy(
      `${name}-policy`,
      {
        firewallPolicyName: args.policyName,
        resourceGroupName: args.resourceGroupName,
        location: args.location,
        sku: { tier: "Premium" },
        threatIntelMode: "Deny",
        intrusionDetection: { mode: "Deny" },
        dnsSettings: { enableProxy: true },
        tags: args.tags,
      },
      { parent: this },
    );

    this.policyId = policy.id;
    this.registerOutputs({ policyId: this.policyId });
  }
}
