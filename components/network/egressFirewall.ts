import { AzureFirewall } from "@pulumi/azure-native/network/azureFirewall.js";
import { FirewallPolicy } from "@pulumi/azure-native/network/firewallPolicy.js";
import { FirewallPolicyRuleCollectionGroup } from "@pulumi/azure-native/network/firewallPolicyRuleCollectionGroup.js";
import { IpGroup } from "@pulumi/azure-native/network/ipGroup.js";
import { PublicIPAddress } from "@pulumi/azure-native/network/publicIPAddress.js";
import * as pulumi from "@pulumi/pulumi";
import type { RuleCollectionGroup } from "../../lib/egress/firewallRules.ts";
import type { Names } from "../../lib/names.ts";
import { mutable } from "../mutable.ts";

export interface EgressFirewallArgs {
  readonly names: Names;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: string;
  readonly zones: readonly string[];
  readonly tier: "Premium" | "Standard";
  readonly publicIpCount: number;
  /** The global stack's policy. Azure wants the child in its region; the firewall itself may be elsewhere. */
  readonly parentPolicy: { readonly id: string; readonly location: string };
  readonly subnetId: pulumi.Input<string>;
  /** The address the routes and the name server setting expect the firewall to take. */
  readonly expectedPrivateIp: string;
  /** Ranges whose traffic the rules let out. */
  readonly sources: readonly string[];
  readonly ruleCollectionGroups: readonly RuleCollectionGroup[];
  readonly tags: Record<string, string>;
  /** The whole network: building a firewall locks it against changes of subnets. */
  readonly dependsOn: pulumi.Input<pulumi.Input<pulumi.Resource>[]>;
}

/** A stamp's only way out: a firewall that lets through what the egress catalogue lists, and nothing else. */
export class EgressFirewall extends pulumi.ComponentResource {
  readonly privateIp: pulumi.Output<string>;
  readonly publicIps: pulumi.Output<string[]>;

  constructor(name: string, args: EgressFirewallArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:network:EgressFirewall", name, {}, opts);
    const { names, resourceGroupName, location, tags } = args;
    const zones = [...args.zones];

    const addresses = Array.from(
      { length: args.publicIpCount },
      (_, index) =>
        new PublicIPAddress(
          `${name}-address-${index + 1}`,
          {
            publicIpAddressName: names.publicIpAddress(`firewall-${index + 1}`),
            resourceGroupName,
            location,
            zones,
            sku: { name: "Standard", tier: "Regional" },
            publicIPAllocationMethod: "Static",
            publicIPAddressVersion: "IPv4",
            tags,
          },
          { parent: this },
        ),
    );

    const policy = new FirewallPolicy(
      `${name}-policy`,
      {
        firewallPolicyName: names.firewallPolicy(),
        resourceGroupName,
        location: args.parentPolicy.location,
        ...policyOfTier(args.tier, args.parentPolicy.id),
        threatIntelMode: "Deny",
        dnsSettings: { enableProxy: true },
        tags,
      },
      { parent: this },
    );

    const sources = new IpGroup(
      `${name}-sources`,
      {
        ipGroupsName: names.ipGroup("nodes"),
        resourceGroupName,
        // Beside the policy that uses it, not beside the firewall.
        location: args.parentPolicy.location,
        ipAddresses: [...args.sources],
        tags,
      },
      { parent: this },
    );

    // A policy takes one change at a time: groups in series, and the firewall after them.
    const groups: FirewallPolicyRuleCollectionGroup[] = [];
    for (const group of args.ruleCollectionGroups) {
      groups.push(
        new FirewallPolicyRuleCollectionGroup(
          `${name}-${group.name}`,
          {
            ruleCollectionGroupName: group.name,
            firewallPolicyName: policy.name,
            resourceGroupName,
            priority: group.priority,
            ruleCollections: group.ruleCollections.map((collection) => ({
              ...mutable(collection),
              rules: collection.rules.map((rule) => ({ ...mutable(rule), sourceIpGroups: [sources.id] })),
            })),
          },
          { parent: this, dependsOn: groups.slice(-1) },
        ),
      );
    }

    const firewall = new AzureFirewall(
      `${name}-firewall`,
      {
        azureFirewallName: names.firewall(),
        resourceGroupName,
        location,
        zones,
        sku: { name: "AZFW_VNet", tier: args.tier },
        firewallPolicy: { id: policy.id },
        ipConfigurations: addresses.map((address, index) => ({
          name: `address-${index + 1}`,
          publicIPAddress: { id: address.id },
          // Azure takes the subnet from the first configuration and refuses it in the others.
          ...(index === 0 ? { subnet: { id: args.subnetId } } : {}),
        })),
        tags,
      },
      {
        parent: this,
        dependsOn: pulumi.output(args.dependsOn).apply((others) => [...groups, ...others]),
      },
    );

    this.privateIp = firewall.ipConfigurations.apply((configurations) => {
      const actual = configurations?.[0]?.privateIPAddress;
      if (actual !== args.expectedPrivateIp) {
        throw new pulumi.ResourceError(
          `The firewall took the address ${actual ?? "(none)"}, and all routes lead to ${args.expectedPrivateIp}.`,
          this,
        );
      }
      return actual;
    });
    this.publicIps = pulumi.all(addresses.map(({ ipAddress }) => ipAddress.apply((text) => text ?? "")));
    this.registerOutputs({ privateIp: this.privateIp, publicIps: this.publicIps });
  }
}

/**
 * What differs by tier. A Standard policy may neither hold Premium properties (ARM: FirewallPolicyHigherTierOnlyProperties)
 * nor inherit from a Premium one, so a Standard stamp has the same settings without the parent.
 */
function policyOfTier(
  tier: "Premium" | "Standard",
  parentId: string,
): Pick<ConstructorParameters<typeof FirewallPolicy>[1], "sku" | "basePolicy" | "intrusionDetection"> {
  return tier === "Premium"
    ? { sku: { tier }, basePolicy: { id: parentId }, intrusionDetection: { mode: "Deny" } }
    : { sku: { tier } };
}
