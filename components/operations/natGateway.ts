import { NatGateway } from "@pulumi/azure-native/network/natGateway.js";
import { PublicIPAddress } from "@pulumi/azure-native/network/publicIPAddress.js";
import * as pulumi from "@pulumi/pulumi";
import type { Names } from "../../lib/names.ts";
import { addressOf } from "../network/firewallAddresses.ts";

export interface OutboundGatewayArgs {
  readonly names: Names;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: string;
  /** Zones of the addresses. The gateway itself is in none, or it would be in one only. */
  readonly zones: readonly string[];
  readonly addresses: number;
  readonly tags: Record<string, string>;
}

/** Minutes after which a silent connection is forgotten: the least that Azure takes, and its default. */
const idleTimeoutInMinutes = 4;

/** A way out that costs little and looks at nothing: every host can be reached through it. */
export class OutboundGateway extends pulumi.ComponentResource {
  readonly gateway: NatGateway;
  readonly publicIps: pulumi.Output<string[]>;

  constructor(name: string, args: OutboundGatewayArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:operations:OutboundGateway", name, {}, opts);
    const { names, resourceGroupName, location, tags } = args;
    const addresses = Array.from(
      { length: args.addresses },
      (_, index) =>
        new PublicIPAddress(
          `${name}-address-${index + 1}`,
          {
            publicIpAddressName: names.publicIpAddress(`nat-${index + 1}`),
            resourceGroupName,
            location,
            zones: [...args.zones],
            sku: { name: "Standard", tier: "Regional" },
            publicIPAllocationMethod: "Static",
            publicIPAddressVersion: "IPv4",
            tags,
          },
          { parent: this },
        ),
    );
    this.gateway = new NatGateway(
      `${name}-gateway`,
      {
        natGatewayName: names.natGateway(),
        resourceGroupName,
        location,
        sku: { name: "Standard" },
        idleTimeoutInMinutes,
        publicIpAddresses: addresses.map(({ id }) => ({ id })),
        tags,
      },
      { parent: this },
    );
    this.publicIps = pulumi.all(addresses.map(addressOf));
    this.registerOutputs({ gatewayId: this.gateway.id });
  }
}
