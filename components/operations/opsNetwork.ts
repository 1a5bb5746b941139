import type { NatGateway } from "@pulumi/azure-native/network/natGateway.js";
import { NetworkSecurityGroup } from "@pulumi/azure-native/network/networkSecurityGroup.js";
import { RouteTable } from "@pulumi/azure-native/network/routeTable.js";
import { Subnet } from "@pulumi/azure-native/network/subnet.js";
import { VirtualNetwork } from "@pulumi/azure-native/network/virtualNetwork.js";
import * as pulumi from "@pulumi/pulumi";
import type { Names } from "../../lib/names.ts";
import type { GuardedOpsSubnet, OpsSecurityRules } from "../../lib/nsg/opsRules.ts";
import { opsSubnetNames, type OpsPlan, type OpsSubnetRole } from "../../lib/ops/addressPlan.ts";
import { securityRuleInputs } from "../network/securityRuleInputs.ts";

export interface OpsNetworkArgs {
  readonly names: Names;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: string;
  readonly plan: OpsPlan;
  readonly securityRules: OpsSecurityRules;
  /** The way out where there is no firewall. */
  readonly natGateway: NatGateway | undefined;
  /** The service to which the agents' subnet is delegated; undefined for machines of our own. */
  readonly agentsDelegation: string | undefined;
  /** Protects every public address in the network. */
  readonly ddosProtectionPlanId?: string | undefined;
  readonly tags: Record<string, string>;
}

export type OpsSubnets = Readonly<Record<"bastion" | "jumpBoxes" | "privateEndpoints", Subnet>> &
  Readonly<Partial<Record<"firewall" | "agents", Subnet>>>;

/** Subnets in the order in which they are made; the firewall comes first because it takes longest to build. */
const subnetOrder: readonly OpsSubnetRole[] = [
  "firewall",
  "bastion",
  "jumpBoxes",
  "agents",
  "privateEndpoints",
];

/** Subnets from which something goes out. Bastion takes no route table, and its own goes through its public address. */
const outward: readonly OpsSubnetRole[] = ["jumpBoxes", "agents"];

/** The network of people and agents. It is peered with nobody: what they work on has private endpoints in it. */
export class OpsNetwork extends pulumi.ComponentResource {
  readonly virtualNetwork: VirtualNetwork;
  readonly subnets: OpsSubnets;

  constructor(name: string, args: OpsNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:operations:OpsNetwork", name, {}, opts);
    const { names, plan, resourceGroupName, location, tags } = args;
    const place = { resourceGroupName, location, tags };
    const { firewallPrivateIp } = plan;

    const routes =
      firewallPrivateIp === undefined
        ? undefined
        : new RouteTable(
            `${name}-routes`,
            {
              ...place,
              routeTableName: names.routeTable(),
              disableBgpRoutePropagation: true,
              routes: [
                {
                  name: "everything-to-firewall",
                  addressPrefix: "0.0.0.0/0",
                  nextHopType: "VirtualAppliance",
                  // The firewall needs this network first. Its address is known before it exists.
                  nextHopIpAddress: firewallPrivateIp,
                },
              ],
            },
            { parent: this },
          );

    this.virtualNetwork = new VirtualNetwork(
      `${name}-network`,
      {
        ...place,
        virtualNetworkName: names.virtualNetwork(),
        addressSpace: { addressPrefixes: [plan.addressSpace] },
        // Without a firewall Azure's own name server answers, which sees the zones linked here as well.
        dhcpOptions: { dnsServers: firewallPrivateIp === undefined ? [] : [firewallPrivateIp] },
        ...(args.ddosProtectionPlanId === undefined
          ? {}
          : { enableDdosProtection: true, ddosProtectionPlan: { id: args.ddosProtectionPlanId } }),
      },
      // Subnets are resources of their own; a refresh would otherwise bring them in here as well.
      { parent: this, ignoreChanges: ["subnets", "virtualNetworkPeerings"] },
    );

    const securityGroup = (role: GuardedOpsSubnet): NetworkSecurityGroup =>
      new NetworkSecurityGroup(
        `${name}-${opsSubnetNames[role]}-rules`,
        {
          ...place,
          networkSecurityGroupName: names.networkSecurityGroup(opsSubnetNames[role]),
          securityRules: (args.securityRules[role] ?? []).map((rule) => securityRuleInputs(rule, undefined)),
        },
        { parent: this },
      );

    // Azure changes one subnet of a network at a time and answers 409 to the others, so each waits for the one before.
    let previous: Subnet | undefined;
    const subnet = (role: OpsSubnetRole): Subnet => {
      previous = new Subnet(
        `${name}-${opsSubnetNames[role]}`,
        {
          subnetName: opsSubnetNames[role],
          virtualNetworkName: this.virtualNetwork.name,
          resourceGroupName,
          addressPrefix: plan.subnets[role] ?? "",
          defaultOutboundAccess: false,
          // Without this a security group has no effect on private endpoints.
          privateEndpointNetworkPolicies: role === "privateEndpoints" ? "Enabled" : "Disabled",
          privateLinkServiceNetworkPolicies: "Enabled",
          ...(role === "agents" && args.agentsDelegation !== undefined
            ? { delegations: [{ name: "agents", serviceName: args.agentsDelegation }] }
            : {}),
          ...(role === "firewall" ? {} : { networkSecurityGroup: { id: securityGroup(role).id } }),
          ...(routes === undefined || role === "firewall" || role === "bastion"
            ? {}
            : { routeTable: { id: routes.id } }),
          ...(args.natGateway === undefined || !outward.includes(role)
            ? {}
            : { natGateway: { id: args.natGateway.id } }),
        },
        { parent: this, dependsOn: previous === undefined ? [] : [previous] },
      );
      return previous;
    };
    const wanted = subnetOrder.filter((role) => plan.subnets[role] !== undefined);
    this.subnets = Object.fromEntries(wanted.map((role) => [role, subnet(role)])) as unknown as OpsSubnets;
    this.registerOutputs({ virtualNetworkId: this.virtualNetwork.id });
  }
}
