import { PrivateDnsZoneGroup } from "@pulumi/azure-native/network/privateDnsZoneGroup.js";
import { PrivateEndpoint } from "@pulumi/azure-native/network/privateEndpoint.js";
import * as pulumi from "@pulumi/pulumi";
import type { Names } from "../../lib/names.ts";
import { privateLinkServices, type PrivateLinkTarget } from "../../lib/privateLink.ts";

/** A private zone that Azure keeps records in. */
export interface RecordZone {
  readonly zone: { readonly id: pulumi.Input<string> };
  /** What makes it visible; undefined for a zone of another stack, which has done that. */
  readonly link?: pulumi.Resource;
  /** "privatelink.azurecr.io". */
  readonly zoneName: string;
}

export interface PrivateConnectionArgs {
  readonly names: Names;
  readonly resourceGroupName: pulumi.Input<string>;
  /** Region of the subnet; what it leads to may be elsewhere. */
  readonly location: string;
  /** What it is for: tells apart several endpoints to services of one kind, and stands in their names. */
  readonly purpose: string;
  readonly target: PrivateLinkTarget;
  readonly targetId: pulumi.Input<string>;
  readonly subnetId: pulumi.Input<string>;
  /** The group that the endpoint's network interface joins. */
  readonly applicationSecurityGroupId?: pulumi.Input<string> | undefined;
  /** The zones of the target, in which Azure keeps its records. */
  readonly zones: readonly RecordZone[];
  /** What decides how many addresses the target wants, and must stand before. */
  readonly after?: readonly pulumi.Resource[];
  readonly tags: Record<string, string>;
}

/** A private endpoint and the records that make the target's usual host name lead to it. */
export class PrivateConnection extends pulumi.ComponentResource {
  /** Done when the target can be reached by name. */
  readonly zoneGroup: PrivateDnsZoneGroup;

  constructor(name: string, args: PrivateConnectionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:network:PrivateConnection", name, {}, opts);
    const { names, target, resourceGroupName } = args;
    const endpointName = names.privateEndpoint(args.purpose.toLowerCase());

    const endpoint = new PrivateEndpoint(
      `${name}-endpoint`,
      {
        privateEndpointName: endpointName,
        customNetworkInterfaceName: `${endpointName}-nic`,
        resourceGroupName,
        location: args.location,
        subnet: { id: args.subnetId },
        ...(args.applicationSecurityGroupId === undefined
          ? {}
          : { applicationSecurityGroups: [{ id: args.applicationSecurityGroupId }] }),
        privateLinkServiceConnections: [
          {
            name: args.purpose,
            privateLinkServiceId: args.targetId,
            groupIds: [privateLinkServices[target].groupId],
          },
        ],
        tags: args.tags,
      },
      { parent: this, dependsOn: [...(args.after ?? [])] },
    );

    this.zoneGroup = new PrivateDnsZoneGroup(
      `${name}-records`,
      {
        privateDnsZoneGroupName: "default",
        privateEndpointName: endpoint.name,
        resourceGroupName,
        privateDnsZoneConfigs: args.zones.map(({ zone, zoneName }, index) => ({
          name: index === 0 ? target.toLowerCase() : (zoneName.split(".")[1] ?? zoneName),
          privateDnsZoneId: zone.id,
        })),
      },
      { parent: this, dependsOn: args.zones.flatMap(({ link }) => (link === undefined ? [] : [link])) },
    );

    this.registerOutputs({});
  }
}
