import { AzureFirewall } from "@pulumi/azure-native/network/azureFirewall.js";
import * as pulumi from "@pulumi/pulumi";
import type { Names } from "../../lib/names.ts";
import type { ChildFirewallPolicy } from "./childFirewallPolicy.ts";
import { addressOf, type FirewallAddresses } from "./firewallAddresses.ts";
import type { FirewallTier } from "./firewallPolicySettings.ts";

export interface EgressFirewallArgs {
  readonly names: Names;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: string;
  readonly zones: readonly string[];
  readonly tier: FirewallTier;
  /** Bounds of the number of instances; undefined leaves them to Azure. */
  readonly autoscale: { readonly minCapacity: number; readonly maxCapacity: number } | undefined;
  readonly addresses: FirewallAddresses;
  readonly policy: Pick<ChildFirewallPolicy, "policy" | "groups">;
  readonly subnetId: pulumi.Input<string>;
  /** The address the routes and the name server setting expect the firewall to take. */
  readonly expectedPrivateIp: string;
  readonly tags: Record<string, string>;
  /** The whole network: building a firewall locks it against changes of subnets. */
  readonly dependsOn: pulumi.Input<pulumi.Input<pulumi.Resource>[]>;
}

/** The only way out of a network: a firewall that lets through what the egress catalogue lists, and nothing else. */
export class EgressFirewall extends pulumi.ComponentResource {
  readonly firewall: AzureFirewall;
  readonly privateIp: pulumi.Output<string>;
  readonly publicIps: pulumi.Output<string[]>;

  constructor(name: string, args: EgressFirewallArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:network:EgressFirewall", name, {}, opts);
    const { addresses } = args.addresses;

    this.firewall = new AzureFirewall(
      `${name}-firewall`,
      {
        azureFirewallName: args.names.firewall(),
        resourceGroupName: args.resourceGroupName,
        location: args.location,
        zones: [...args.zones],
        sku: { name: "AZFW_VNet", tier: args.tier },
        firewallPolicy: { id: args.policy.policy.id },
        ...(args.autoscale === undefined ? {} : { autoscaleConfiguration: { ...args.autoscale } }),
        ipConfigurations: addresses.map((address, index) => ({
          name: `address-${index + 1}`,
          publicIPAddress: { id: address.id },
          // Azure takes the subnet from the first configuration and refuses it in the others.
          ...(index === 0 ? { subnet: { id: args.subnetId } } : {}),
        })),
        tags: args.tags,
      },
      {
        parent: this,
        // A policy takes one change at a time, and attaching a firewall is one: after all of its rules.
        dependsOn: pulumi.output(args.dependsOn).apply((others) => [...args.policy.groups, ...others]),
      },
    );

    this.privateIp = this.firewall.ipConfigurations.apply((configurations) => {
      const actual = configurations?.[0]?.privateIPAddress;
      // The preview of a firewall that is not there in a network that is knows all but what Azure will answer.
      if (actual === undefined && pulumi.runtime.isDryRun()) return args.expectedPrivateIp;
      if (actual !== args.expectedPrivateIp) {
        throw new pulumi.ResourceError(
          `The firewall took the address ${actual ?? "(none)"}, and all routes lead to ${args.expectedPrivateIp}. Take away what has that address in the firewall's subnet, then have the firewall made anew.`,
          this,
          // The place in our code says nothing to whoever reads it.
          true,
        );
      }
      return actual;
    });
    this.publicIps = pulumi.all(addresses.map(addressOf));
    this.registerOutputs({ privateIp: this.privateIp, publicIps: this.publicIps });
  }
}
