import { PrivateDnsZoneGroup } from "@pulumi/azure-native/network/privateDnsZoneGroup.js";
import { PrivateEndpoint } from "@pulumi/azure-native/network/privateEndpoint.js";
import * as pulumi from "@pulumi/pulumi";
import type { Names } from "../../lib/names.ts";
import { privateLinkServices, type PrivateLinkTarget } from "../../lib/privateLink.ts";
import type { LinkedZone } from "./privateDns.ts";

export interface PrivateConnectionArgs {
  readonly names: Names;
  readonly resourceGroupName: pulumi.Input<string>;
  /** Region of the subnet; what it leads to may be elsewhere. */
  readonly location: string;
  readonly target: PrivateLinkTarget;
  readonly targetId: pulumi.Input<string>;
  readonly subnetId: pulumi.Input<string>;
  readonly zone: LinkedZone;
  readonly tags: Record<string, string>;
}

/** A private endpoint and the records that make the target's usual host name lead to it. */
export class PrivateConnection extends pulumi.ComponentResource {
  /** Done when the target can be reached by name. */
  readonly zoneGroup: PrivateDnsZoneGroup;

  constructor(name: string, args: PrivateConnectionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:network:PrivateConnection", name, {}, opts);
    const { names, target, resourceGroupName } = args;
    const endpointName = names.privateEndpoint(target.toLowerCase());

    const endpoint = new PrivateEndpoint(
      `${name}-endpoint`,
      {
        privateEndpointName: endpointName,
        customNetworkInterfaceName: `${endpointName}-nic`,
        resourceGroupName,
        location: args.location,
        subnet: { id: args.subnetId },
        privateLinkServiceConnections: [
          {
            name: target,
            privateLinkServiceId: args.targetId,
            groupIds: [privateLinkServices[target].groupId],
          },
        ],
        tags: args.tags,
      },
      { parent: this },
    );

    this.zoneGroup = new PrivateDnsZoneGroup(
      `${name}-records`,
      {
        privateDnsZoneGroupName: "default",
        privateEndpointName: endpoint.name,
        resourceGroupName,
        privateDnsZoneConfigs: [{ name: target.toLowerCase(), privateDnsZoneId: args.zone.zone.id }],
      },
      { parent: this },
    );

    this.registerOutputs({});
  }
}
