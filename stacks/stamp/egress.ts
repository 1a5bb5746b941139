import { ChildFirewallPolicy } from "../../components/network/childFirewallPolicy.ts";
import { EgressFirewall } from "../../components/network/egressFirewall.ts";
import { FirewallAddresses } from "../../components/network/firewallAddresses.ts";
import type { StampNetwork } from "../../components/network/stampNetwork.ts";
import { egressSources, stampEgress } from "../../config/egress.ts";
import { ruleCollectionGroups } from "../../lib/egress/firewallRules.ts";
import { hasFirewallEntrance } from "../../lib/ingress/entrance.ts";
import { firewallParent } from "../firewallParent.ts";
import type { FirewallEntrance } from "./ingress.ts";
import type { StampScope } from "./scope.ts";

/**
 * The addresses of the stamp's own firewall; undefined where a hub or an appliance has the way out. They exist before the
 * network, whose routes may name them.
 */
export function firewallAddresses({ config, plan, shared }: StampScope): FirewallAddresses | undefined {
  if (plan.firewallPrivateIp === undefined) return undefined;
  return new FirewallAddresses("firewall", {
    ...shared,
    zones: config.zones,
    count: config.firewall.publicIpCount,
    prefixLength: config.firewall.publicIpPrefixLength,
    entrance: hasFirewallEntrance(config.ingress),
  });
}

/** The stamp's own firewall, with the rules of everything that is switched on; undefined where there are no addresses. */
export function egressFirewall(
  scope: StampScope,
  network: StampNetwork,
  addresses: FirewallAddresses | undefined,
  entrance: FirewallEntrance | undefined,
): EgressFirewall | undefined {
  const { config, global, plan, shared } = scope;
  const subnet = network.subnets.firewall;
  if (addresses === undefined || subnet === undefined || plan.firewallPrivateIp === undefined)
    return undefined;
  const { tier, threatIntelligence, intrusionDetection } = config.firewall;
  const policy = new ChildFirewallPolicy("firewall", {
    ...shared,
    subscriptionId: global.subscriptionId,
    identityArmId: (purpose) =>
      scope.idInGroup("azure-native:managedidentity:UserAssignedIdentity", {
        resourceName: shared.names.userAssignedIdentity(purpose),
      }),
    tier,
    parent: firewallParent(scope.context.stack, global, tier, "firewall.tier"),
    exceptions: { threatIntelligence, intrusionDetection },
    tlsInspection: config.firewall.tlsInspection,
    sources: egressSources(plan),
    ruleCollectionGroups: ruleCollectionGroups(stampEgress(config)),
    entrance,
  });
  return new EgressFirewall("firewall", {
    ...shared,
    zones: config.zones,
    tier,
    autoscale: config.firewall.autoscale,
    addresses,
    policy,
    subnetId: subnet.id,
    expectedPrivateIp: plan.firewallPrivateIp,
    dependsOn: [network],
  });
}
