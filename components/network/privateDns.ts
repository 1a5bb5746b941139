import { PrivateZone } from "@pulumi/azure-native/privatedns/privateZone.js";
import { VirtualNetworkLink } from "@pulumi/azure-native/privatedns/virtualNetworkLink.js";
import * as pulumi from "@pulumi/pulumi";
import type { Names } from "../../lib/names.ts";
import { privateDnsZone, type PrivateLinkTarget } from "../../lib/privateLink.ts";

export interface PrivateDnsArgs<Target extends PrivateLinkTarget> {
  readonly names: Names;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: string;
  readonly targets: readonly Target[];
  /** The network of the firewall, whose DNS proxy is the name server of all others. */
  readonly virtualNetworkId: pulumi.Input<string>;
  readonly tags: Record<string, string>;
}

/** A private zone with the link that makes it visible. */
export interface LinkedZone {
  readonly zone: PrivateZone;
  readonly link: VirtualNetworkLink;
  /** "privatelink.azurecr.io". */
  readonly zoneName: string;
}

/** The private zones that hold the addresses of private endpoints, linked to the stamp's network. */
export class PrivateDns<Target extends PrivateLinkTarget> extends pulumi.ComponentResource {
  readonly zones: Readonly<Record<Target, LinkedZone>>;

  constructor(name: string, args: PrivateDnsArgs<Target>, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:network:PrivateDns", name, {}, opts);
    const { names, resourceGroupName, tags } = args;

    const linkedZone = (target: Target): LinkedZone => {
      const zoneName = privateDnsZone(target, args.location);
      const zone = new PrivateZone(
        `${name}-${target}`,
        { privateZoneName: zoneName, resourceGroupName, location: "global", tags },
        { parent: this },
      );
      const link = new VirtualNetworkLink(
        `${name}-${target}-link`,
        {
          virtualNetworkLinkName: names.virtualNetworkLink(),
          privateZoneName: zone.name,
          resourceGroupName,
          location: "global",
          virtualNetwork: { id: args.virtualNetworkId },
          registrationEnabled: false,
          tags,
        },
        { parent: this },
      );
      return { zone, link, zoneName };
    };
    this.zones = Object.fromEntries(args.targets.map((target) => [target, linkedZone(target)])) as Record<
      Target,
      LinkedZone
    >;

    this.registerOutputs({});
  }
}
