import { BastionHost } from "@pulumi/azure-native/network/bastionHost.js";
import { PublicIPAddress } from "@pulumi/azure-native/network/publicIPAddress.js";
import * as pulumi from "@pulumi/pulumi";
import type { Names } from "../../lib/names.ts";

export interface BastionArgs {
  readonly names: Names;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: string;
  readonly zones: readonly string[];
  readonly subnetId: pulumi.Input<string>;
  readonly sku: "Standard" | "Premium";
  readonly scaleUnits: number;
  readonly nativeClient: boolean;
  readonly copyPaste: boolean;
  readonly sessionRecording: boolean;
  readonly tags: Record<string, string>;
  /** The network, which is locked against changes of subnets while Bastion is built. */
  readonly dependsOn: pulumi.Input<pulumi.Resource>[];
}

/** Azure Bastion: the only way to a jump box, for people whom Entra ID knows. */
export class Bastion extends pulumi.ComponentResource {
  readonly host: BastionHost;

  constructor(name: string, args: BastionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:operations:Bastion", name, {}, opts);
    const { names, resourceGroupName, location, tags } = args;
    const address = new PublicIPAddress(
      `${name}-address`,
      {
        publicIpAddressName: names.publicIpAddress("bastion"),
        resourceGroupName,
        location,
        zones: [...args.zones],
        sku: { name: "Standard", tier: "Regional" },
        publicIPAllocationMethod: "Static",
        publicIPAddressVersion: "IPv4",
        tags,
      },
      { parent: this },
    );
    this.host = new BastionHost(
      `${name}-host`,
      {
        bastionHostName: names.bastionHost(),
        resourceGroupName,
        location,
        zones: [...args.zones],
        sku: { name: args.sku },
        scaleUnits: args.scaleUnits,
        ipConfigurations: [
          {
            name: "address",
            subnet: { id: args.subnetId },
            publicIPAddress: { id: address.id },
            privateIPAllocationMethod: "Dynamic",
          },
        ],
        enableTunneling: args.nativeClient,
        disableCopyPaste: !args.copyPaste,
        enableSessionRecording: args.sessionRecording,
        // Files would leave by it, links would need no sign-in, and addresses would reach past the jump boxes.
        enableFileCopy: false,
        enableShareableLink: false,
        enableIpConnect: false,
        enableKerberos: false,
        tags,
      },
      { parent: this, dependsOn: args.dependsOn },
    );
    this.registerOutputs({ hostId: this.host.id });
  }
}
