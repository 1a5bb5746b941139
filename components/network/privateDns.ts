import { PrivateZone } from "@pulumi/azure-native/privatedns/privateZone.js";
import { VirtualNetworkLink } from "@pulumi/azure-native/privatedns/virtualNetworkLink.js";
import * as pulumi from "@pulumi/pulumi";
import type { Names } from "../../lib/names.ts";
import { privateDnsZones, type PrivateLinkTarget } from "../../lib/privateLink.ts";

export interface PrivateDnsArgs<Target extends PrivateLinkTarget> {
  readonly names: Names;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: string;
  readonly targets: readonly Target[];
  /** The network of the firewall, whose DNS proxy is the name server of all others. */
  readonly virtualNetworkId: pulumi.Input<string>;
  /** The stamp's own network, where the firewall is in another one: AKS wants its zone linked to the nodes' network too. */
  readonly ownNetworkId?: pulumi.Input<string> | undefined;
  /**
   * Whether a name that a zone does not know is asked for in public. A service of somebody else with private endpoints of
   * its own has its name in the same zone, and would otherwise be none.
   */
  readonly askPublicly?: boolean;
  readonly tags: Record<string, string>;
}

/** A private zone with the link that makes it visible. */
export interface LinkedZone {
  readonly zone: PrivateZone;
  /** To the network whose name server asks. */
  readonly link: VirtualNetworkLink;
  /** "privatelink.azurecr.io". */
  readonly zoneName: string;
}

/** The private zones that hold the addresses of private endpoints, linked to the stamp's network. */
export class PrivateDns<Target extends PrivateLinkTarget> extends pulumi.ComponentResource {
  /** The first zone of each target: the only one but for Azure Monitor. */
  readonly zones: Readonly<Record<Target, LinkedZone>>;
  /** All zones of each target. Targets that share a zone name share the zone: a network takes one of a name. */
  readonly allZones: Readonly<Record<Target, readonly LinkedZone[]>>;

  constructor(name: string, args: PrivateDnsArgs<Target>, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:network:PrivateDns", name, {}, opts);
    const { names, resourceGroupName, tags } = args;

    const linkedZone = (logicalName: string, zoneName: string): LinkedZone => {
      const zone = new PrivateZone(
        logicalName,
        { privateZoneName: zoneName, resourceGroupName, location: "global", tags },
        { parent: this },
      );
      const linkTo = (
        linkLogicalName: string,
        virtualNetworkLinkName: string,
        id: pulumi.Input<string>,
      ): VirtualNetworkLink =>
        new VirtualNetworkLink(
          linkLogicalName,
          {
            virtualNetworkLinkName,
            privateZoneName: zone.name,
            resourceGroupName,
            location: "global",
            virtualNetwork: { id },
            registrationEnabled: false,
            ...(args.askPublicly === true ? { resolutionPolicy: "NxDomainRedirect" } : {}),
            tags,
          },
          { parent: this },
        );
      const link = linkTo(`${logicalName}-link`, names.virtualNetworkLink(), args.virtualNetworkId);
      if (args.ownNetworkId !== undefined) {
        linkTo(`${logicalName}-own-link`, `${names.virtualNetworkLink()}-own`, args.ownNetworkId);
      }
      return { zone, link, zoneName };
    };

    const byName = new Map<string, LinkedZone>();
    const zonesOf = (target: Target): LinkedZone[] =>
      privateDnsZones(target, args.location).map((zoneName, index) => {
        // "privatelink.oms.opinsights.azure.com" is told apart from its siblings by its second label.
        const logicalName = index === 0 ? target : `${target}-${zoneName.split(".")[1] ?? ""}`;
        const known = byName.get(zoneName) ?? linkedZone(`${name}-${logicalName}`, zoneName);
        byName.set(zoneName, known);
        return known;
      });
    const all = args.targets.map((target) => [target, zonesOf(target)] as const);
    this.allZones = Object.fromEntries(all) as Record<Target, LinkedZone[]>;
    this.zones = Object.fromEntries(all.map(([target, [first]]) => [target, first])) as Record<
      Target,
      LinkedZone
    >;

    this.registerOutputs({});
  }
}
