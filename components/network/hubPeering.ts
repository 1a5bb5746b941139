import { VirtualNetworkPeering } from "@pulumi/azure-native/network/virtualNetworkPeering.js";
import { Provider } from "@pulumi/azure-native/provider.js";
import * as pulumi from "@pulumi/pulumi";
import { parseArmId, type ParsedArmId } from "../../lib/armIds.ts";
import type { Names } from "../../lib/names.ts";

export interface HubPeeringArgs {
  readonly names: Names;
  readonly subscriptionId: string;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly virtualNetwork: { readonly id: pulumi.Input<string>; readonly name: pulumi.Input<string> };
  readonly hubId: string;
  /** Whether the hub's half is made here; the other half stays in the state Initiated without it. */
  readonly hubSide: boolean;
  readonly useHubGateway: boolean;
  /** The whole network: a peering is a change of it, and it takes one change at a time. */
  readonly dependsOn: readonly pulumi.Resource[];
}

/** Both halves of the peering between a stamp's network and a hub. */
export class HubPeering extends pulumi.ComponentResource {
  constructor(name: string, args: HubPeeringArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:network:HubPeering", name, {}, opts);
    const { names, useHubGateway } = args;
    const hub = parseArmId(args.hubId);

    const shared = { allowVirtualNetworkAccess: true };
    const toHub = new VirtualNetworkPeering(
      `${name}-to-hub`,
      {
        virtualNetworkPeeringName: names.virtualNetworkPeering("hub"),
        virtualNetworkName: args.virtualNetwork.name,
        resourceGroupName: args.resourceGroupName,
        remoteVirtualNetwork: { id: args.hubId },
        ...shared,
        // Answers of jump boxes and agents come back through the hub's firewall.
        allowForwardedTraffic: true,
        allowGatewayTransit: false,
        useRemoteGateways: useHubGateway,
      },
      // A gateway of the hub can be used only once the hub's half offers it, which therefore comes first.
      { parent: this, dependsOn: [...args.dependsOn, ...this.hubSide(name, args, hub, shared)] },
    );
    this.registerOutputs({ state: toHub.peeringState });
  }

  private hubSide(
    name: string,
    args: HubPeeringArgs,
    hub: ParsedArmId,
    shared: { allowVirtualNetworkAccess: boolean },
  ): VirtualNetworkPeering[] {
    if (!args.hubSide) return [];
    // A hub usually has a subscription of its own, which the default provider does not write to.
    const elsewhere =
      hub.subscriptionId.toLowerCase() === args.subscriptionId.toLowerCase()
        ? {}
        : {
            provider: new Provider(
              `${name}-hub-subscription`,
              { subscriptionId: hub.subscriptionId },
              { parent: this },
            ),
          };
    const fromHub = new VirtualNetworkPeering(
      `${name}-from-hub`,
      {
        virtualNetworkPeeringName: args.names.virtualNetworkPeering("stamp"),
        virtualNetworkName: hub.name,
        resourceGroupName: hub.resourceGroupName,
        remoteVirtualNetwork: { id: args.virtualNetwork.id },
        ...shared,
        allowForwardedTraffic: true,
        allowGatewayTransit: args.useHubGateway,
        useRemoteGateways: false,
      },
      { parent: this, dependsOn: [...args.dependsOn], ...elsewhere },
    );
    return [fromHub];
  }
}
