import { NetworkSecurityGroup } from "@pulumi/azure-native/network/networkSecurityGroup.js";
import { RouteTable } from "@pulumi/azure-native/network/routeTable.js";
import { Subnet } from "@pulumi/azure-native/network/subnet.js";
import { VirtualNetwork } from "@pulumi/azure-native/network/virtualNetwork.js";
import * as pulumi from "@pulumi/pulumi";
import { subnetNames, type AddressPlan, type SubnetRole } from "../../lib/addressPlan.ts";
import type { Names } from "../../lib/names.ts";
import type { GuardedSubnetRole, SecurityRule } from "../../lib/nsg/types.ts";
import { mutable } from "../mutable.ts";

export interface StampNetworkArgs {
  readonly names: Names;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: string;
  readonly plan: AddressPlan;
  readonly securityRules: Readonly<Record<GuardedSubnetRole, readonly SecurityRule[]>>;
  readonly tags: Record<string, string>;
}

/** Subnets in the order in which they are made; the firewall comes first because it takes longest to build. */
const subnetOrder: readonly SubnetRole[] = [
  "firewall",
  "systemNodes",
  "userNodes",
  "ingress",
  "privateLink",
  "privateEndpoints",
];

/** A stamp's virtual network. Every subnet but the firewall's leads to the firewall and has rules of its own. */
export class StampNetwork extends pulumi.ComponentResource {
  readonly virtualNetwork: VirtualNetwork;
  readonly subnets: Readonly<Record<SubnetRole, Subnet>>;

  constructor(name: string, args: StampNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:network:StampNetwork", name, {}, opts);
    const { names, plan, resourceGroupName, location, tags } = args;

    const routeTable = new RouteTable(
      `${name}-routes`,
      {
        routeTableName: names.routeTable(),
        resourceGroupName,
        location,
        disableBgpRoutePropagation: true,
        routes: [
          {
            name: "everything-to-firewall",
            addressPrefix: "0.0.0.0/0",
            nextHopType: "VirtualAppliance",
            // The firewall needs this network first. Its address is known before it exists: the first usable one.
            nextHopIpAddress: plan.firewallPrivateIp,
          },
        ],
        tags,
      },
      { parent: this },
    );

    this.virtualNetwork = new VirtualNetwork(
      `${name}-network`,
      {
        virtualNetworkName: names.virtualNetwork(),
        resourceGroupName,
        location,
        addressSpace: { addressPrefixes: [plan.addressSpace] },
        dhcpOptions: { dnsServers: [plan.firewallPrivateIp] },
        tags,
      },
      // Subnets are resources of their own; a refresh would otherwise bring them in here as well.
      { parent: this, ignoreChanges: ["subnets"] },
    );

    const securityGroup = (role: GuardedSubnetRole): NetworkSecurityGroup =>
      new NetworkSecurityGroup(
        `${name}-${subnetNames[role]}-rules`,
        {
          networkSecurityGroupName: names.networkSecurityGroup(subnetNames[role]),
          resourceGroupName,
          location,
          securityRules: mutable(args.securityRules[role]),
          tags,
        },
        { parent: this },
      );

    // Azure changes one subnet of a network at a time and answers 409 to the others, so each waits for the one before.
    let previous: Subnet | undefined;
    const subnet = (role: SubnetRole): Subnet => {
      previous = new Subnet(
        `${name}-${subnetNames[role]}`,
        {
          subnetName: subnetNames[role],
          virtualNetworkName: this.virtualNetwork.name,
          resourceGroupName,
          addressPrefix: plan.subnets[role],
          defaultOutboundAccess: false,
          // Without this a security group has no effect on private endpoints.
          privateEndpointNetworkPolicies: role === "privateEndpoints" ? "Enabled" : "Disabled",
          // A private link service takes its NAT addresses only from a subnet where this is off.
          privateLinkServiceNetworkPolicies: role === "privateLink" ? "Disabled" : "Enabled",
          ...(role === "firewall"
            ? {}
            : { networkSecurityGroup: { id: securityGroup(role).id }, routeTable: { id: routeTable.id } }),
        },
        { parent: this, dependsOn: previous === undefined ? [] : [previous] },
      );
      return previous;
    };
    this.subnets = Object.fromEntries(subnetOrder.map((role) => [role, subnet(role)])) as Record<
      SubnetRole,
      Subnet
    >;

    this.registerOutputs({ virtualNetworkId: this.virtualNetwork.id });
  }
}
