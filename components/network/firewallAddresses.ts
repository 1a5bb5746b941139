import { PublicIPAddress } from "@pulumi/azure-native/network/publicIPAddress.js";
import { PublicIPPrefix } from "@pulumi/azure-native/network/publicIPPrefix.js";
import * as pulumi from "@pulumi/pulumi";
import type { Names } from "../../lib/names.ts";

export interface FirewallAddressesArgs {
  readonly names: Names;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: string;
  readonly zones: readonly string[];
  /** Addresses for traffic that leaves. */
  readonly count: number;
  /** Takes those from a prefix of this length. */
  readonly prefixLength: number | undefined;
  /** One more address of the firewall, for nothing but requests that come in. */
  readonly entrance: boolean;
  readonly tags: Record<string, string>;
}

/**
 * The public addresses of a firewall. They need no network, and the network's routes may need them: so they are made before
 * both.
 */
export class FirewallAddresses extends pulumi.ComponentResource {
  /** All of them, those of egress first. */
  readonly addresses: readonly PublicIPAddress[];
  /** The one requests come in by. */
  readonly entrance: PublicIPAddress | undefined;

  constructor(name: string, args: FirewallAddressesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:network:FirewallAddresses", name, {}, opts);
    const { names, resourceGroupName, location, tags } = args;
    const zones = [...args.zones];

    const prefix =
      args.prefixLength === undefined
        ? undefined
        : new PublicIPPrefix(
            `${name}-prefix`,
            {
              publicIpPrefixName: names.publicIpPrefix("firewall"),
              resourceGroupName,
              location,
              zones,
              sku: { name: "Standard", tier: "Regional" },
              prefixLength: args.prefixLength,
              publicIPAddressVersion: "IPv4",
              tags,
            },
            { parent: this },
          );
    const address = (purpose: string, logicalName: string, from: PublicIPPrefix | undefined) =>
      new PublicIPAddress(
        logicalName,
        {
          publicIpAddressName: names.publicIpAddress(purpose),
          resourceGroupName,
          location,
          zones,
          sku: { name: "Standard", tier: "Regional" },
          publicIPAllocationMethod: "Static",
          publicIPAddressVersion: "IPv4",
          ...(from === undefined ? {} : { publicIPPrefix: { id: from.id } }),
          tags,
        },
        { parent: this },
      );

    const egress = Array.from({ length: args.count }, (_, index) =>
      address(`firewall-${index + 1}`, `${name}-address-${index + 1}`, prefix),
    );
    this.entrance = args.entrance ? address("firewall-entrance", `${name}-entrance`, undefined) : undefined;
    this.addresses = this.entrance === undefined ? egress : [...egress, this.entrance];
    this.registerOutputs({});
  }
}

/** The address itself; empty only for an address that Azure has not given yet, which a Static one always is. */
export function addressOf(address: PublicIPAddress): pulumi.Output<string> {
  return address.ipAddress.apply((text) => text ?? "");
}
