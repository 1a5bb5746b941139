import * as pulumi from "@pulumi/pulumi";
import { EgressFirewall } from "../../components/network/egressFirewall.ts";
import { FirewallAddresses } from "../../components/network/firewallAddresses.ts";
import { FlowLogs } from "../../components/network/flowLogs.ts";
import { OutboundGateway } from "../../components/operations/natGateway.ts";
import { OpsFirewallPolicy, type SubnetEgress } from "../../components/operations/opsFirewallPolicy.ts";
import { OpsNetwork } from "../../components/operations/opsNetwork.ts";
import { opsEgress } from "../../config/ops.ts";
import { opsSecurityRules } from "../../lib/nsg/opsRules.ts";
import { opsEgressPorts } from "../../lib/ops/egress/catalogue.ts";
import { firewallParent } from "../firewallParent.ts";
import { monitoringOf } from "../regionalMonitoring.ts";
import type { OpsScope } from "./scope.ts";

/** Subnets, and the way out. */
export interface NetworkPart {
  readonly network: OpsNetwork;
  /** What must stand before a machine can reach anything outside of the network. */
  readonly outward: readonly pulumi.Resource[];
  /** Addresses behind which traffic of the network leaves. */
  readonly publicIps: pulumi.Output<string[]>;
}

/** The service to which the subnet of a Managed DevOps Pool is delegated. */
const poolService = "Microsoft.DevOpsInfrastructure/pools";

export function networkPart(scope: OpsScope): NetworkPart {
  const { config, global, plan, shared } = scope;
  const egress = opsEgress(config);
  const nat =
    config.egress.type === "natGateway"
      ? new OutboundGateway("nat", {
          ...shared,
          zones: config.zones,
          addresses: config.egress.publicIpCount,
        })
      : undefined;
  const network = new OpsNetwork("network", {
    ...shared,
    plan,
    securityRules: opsSecurityRules({
      plan,
      egressPorts: { jumpBoxes: opsEgressPorts(egress.jumpBoxes), agents: opsEgressPorts(egress.agents) },
    }),
    natGateway: nat?.gateway,
    agentsDelegation: config.agents.type === "managedPool" ? poolService : undefined,
    ddosProtectionPlanId: global.ddosProtectionPlanId,
  });
  const firewall = egressFirewall(scope, network);
  flowLogs(scope, network);
  return {
    network,
    outward: [network, ...(firewall === undefined ? [] : [firewall])],
    publicIps: firewall?.publicIps ?? nat?.publicIps ?? pulumi.output([]),
  };
}

/** The firewall, with the rules of people and of agents; undefined where a NAT gateway is the way out. */
function egressFirewall(scope: OpsScope, network: OpsNetwork): EgressFirewall | undefined {
  const { config, context, global, plan, shared } = scope;
  const subnet = network.subnets.firewall;
  if (subnet === undefined || plan.firewallPrivateIp === undefined) return undefined;
  const { tier, publicIpCount, threatIntelligence, intrusionDetection } = config.egress;
  const addresses = new FirewallAddresses("firewall", {
    ...shared,
    zones: config.zones,
    count: publicIpCount,
    prefixLength: undefined,
    entrance: false,
  });
  const policy = new OpsFirewallPolicy("firewall", {
    ...shared,
    tier,
    parent: firewallParent(context.stack, global, tier, "egress.tier"),
    exceptions: { threatIntelligence, intrusionDetection },
    subnets: subnetEgress(scope),
  });
  return new EgressFirewall("firewall", {
    ...shared,
    zones: config.zones,
    tier,
    autoscale: undefined,
    addresses,
    policy,
    subnetId: subnet.id,
    expectedPrivateIp: plan.firewallPrivateIp,
    dependsOn: [network],
  });
}

function subnetEgress({ config, plan }: OpsScope): SubnetEgress[] {
  const { jumpBoxes, agents } = opsEgress(config);
  const range = plan.subnets.agents;
  return [
    { purpose: "jump-boxes", range: plan.subnets.jumpBoxes, egress: jumpBoxes },
    ...(range === undefined ? [] : [{ purpose: "agents", range, egress: agents }]),
  ];
}

function flowLogs({ config, global, group, resourceGroupName, shared }: OpsScope, network: OpsNetwork): void {
  const { location } = config;
  const wanted = config.network.flowLogs;
  if (!wanted.enabled) return;
  new FlowLogs("flow-logs", {
    ...shared,
    resourceGroupName,
    dependsOn: group,
    subscriptionId: global.subscriptionId,
    suffix: global.suffix,
    targetId: network.virtualNetwork.id,
    networkWatcher: {
      resourceGroupName: wanted.networkWatcherResourceGroup,
      name: wanted.networkWatcherName ?? `NetworkWatcher_${location}`,
    },
    retentionDays: wanted.retentionDays,
    trafficAnalytics: wanted.trafficAnalytics
      ? {
          workspaceId: monitoringOf(global, location).workspaceId,
          intervalMinutes: wanted.trafficAnalyticsIntervalMinutes,
        }
      : undefined,
  });
}
