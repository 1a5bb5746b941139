import { EgressFirewall } from "../../components/network/egressFirewall.ts";
import { PrivateDns } from "../../components/network/privateDns.ts";
import { StampNetwork } from "../../components/network/stampNetwork.ts";
import { egressFor, stampFeatures } from "../../lib/egress/catalogue.ts";
import { ruleCollectionGroups } from "../../lib/egress/firewallRules.ts";
import { stampSecurityRules } from "../../lib/nsg/stampRules.ts";
import { originPort } from "../../lib/origin.ts";
import type { StampScope } from "./scope.ts";

/** Subnets, the way out, names. */
export interface NetworkPart {
  readonly network: StampNetwork;
  readonly firewall: EgressFirewall;
  readonly dns: PrivateDns<"registry" | "cosmos" | "keyVault" | "aks">;
}

export function networkPart(scope: StampScope): NetworkPart {
  const { config, global, plan, shared } = scope;
  const network = new StampNetwork("network", {
    ...shared,
    plan,
    securityRules: stampSecurityRules({ plan, podCidr: config.cluster.podCidr, originPort }),
  });
  const firewall = new EgressFirewall("firewall", {
    ...shared,
    zones: config.zones,
    tier: config.firewall.tier,
    publicIpCount: config.firewall.publicIpCount,
    parentPolicy: global.firewallPolicy,
    subnetId: network.subnets.firewall.id,
    expectedPrivateIp: plan.firewallPrivateIp,
    sources: [plan.subnets.systemNodes, plan.subnets.userNodes],
    ruleCollectionGroups: ruleCollectionGroups(
      egressFor(stampFeatures, { location: config.location, allowedHosts: config.firewall.allowedHosts }),
    ),
    dependsOn: [network],
  });
  const dns = new PrivateDns("dns", {
    ...shared,
    targets: ["registry", "cosmos", "keyVault", "aks"],
    virtualNetworkId: network.virtualNetwork.id,
  });
  return { network, firewall, dns };
}
