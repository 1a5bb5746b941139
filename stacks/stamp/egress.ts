import { ChildFirewallPolicy } from "../../components/network/childFirewallPolicy.ts";
import { EgressFirewall } from "../../components/network/egressFirewall.ts";
import { FirewallAddresses } from "../../components/network/firewallAddresses.ts";
import type { StampNetwork } from "../../components/network/stampNetwork.ts";
import { egressSources, stampEgress } from "../../config/egress.ts";
import { UserError } from "../../config/userError.ts";
import { formatStackName, stackFileName } from "../../config/stackName.ts";
import { ruleCollectionGroups } from "../../lib/egress/firewallRules.ts";
import { hasFirewallEntrance } from "../../lib/ingress/entrance.ts";
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
    parent: parentPolicy(scope),
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

/**
 * The organisation's policy for firewalls of the stamp's tier. A Standard policy cannot inherit from a Premium one, so there
 * is one of each, the Standard one as soon as a stamp's file asks for it.
 *
 * @throws UserError when the global stack was last deployed before a stamp asked.
 */
function parentPolicy({ context, config, global }: StampScope): { id: string; location: string } {
  const { location, premium, standard } = global.firewallPolicies;
  const id = config.firewall.tier === "Premium" ? premium : standard;
  if (id !== undefined) return { id, location };
  const command = `pulumi up -s ${formatStackName({ environment: context.stack.environment, kind: "global" })}`;
  throw new UserError({
    file: stackFileName(context.stack.text),
    key: "firewall.tier",
    problem: "The global stack has no parent policy for Standard firewalls yet.",
    remedy: `Run \`${command}\` first; it makes one for the stamps that ask for it.`,
  });
}
