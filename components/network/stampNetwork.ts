import { ApplicationSecurityGroup } from "@pulumi/azure-native/network/applicationSecurityGroup.js";
import { NetworkSecurityGroup } from "@pulumi/azure-native/network/networkSecurityGroup.js";
import { Subnet } from "@pulumi/azure-native/network/subnet.js";
import { VirtualNetwork } from "@pulumi/azure-native/network/virtualNetwork.js";
import * as pulumi from "@pulumi/pulumi";
import { subnetNames, type AddressPlan, type PerSubnet, type SubnetRole } from "../../lib/addressPlan.ts";
import type { Names } from "../../lib/names.ts";
import type { StampSecurityRules } from "../../lib/nsg/stampRules.ts";
import { securityRuleInputs, type ApplicationSecurityGroups } from "./securityRuleInputs.ts";
import { stampRoutes, type ExtraRoute } from "./stampRoutes.ts";

export interface StampNetworkArgs {
  readonly names: Names;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: string;
  readonly plan: AddressPlan;
  readonly securityRules: StampSecurityRules;
  /** Where all routes lead: the firewall, a hub's or an appliance. */
  readonly nextHopIp: string;
  /** Name servers of the network; without any, Azure's own answer. */
  readonly nameServers: readonly string[];
  /** Routes beside the one that leads everything to the next hop. */
  readonly extraRoutes?: readonly ExtraRoute[];
  /** Whether nodes and private endpoints get groups that security rules name. */
  readonly applicationSecurityGroups: boolean;
  /** Protects every public address in the network. */
  readonly ddosProtectionPlanId?: string | undefined;
  readonly tags: Record<string, string>;
}

/** The service to which AKS wants the subnets of its API server and of its pods delegated. */
const aksDelegation = "Microsoft.ContainerService/managedClusters";

/** What is special about a subnet; the others lead to the next hop and are AKS' own business. */
const traits: Readonly<Partial<Record<SubnetRole, { delegation?: string; direct?: true }>>> = {
  apiServer: { delegation: aksDelegation },
  pods: { delegation: aksDelegation },
  // An application gateway takes no route to an appliance, and an appliance cannot lead to itself.
  appGateway: { direct: true },
  appliance: { direct: true },
};

/** Subnets in the order in which they are made; the firewall comes first because it takes longest to build. */
const subnetOrder: readonly SubnetRole[] = [
  "firewall",
  "appliance",
  "systemNodes",
  "userNodes",
  "pods",
  "apiServer",
  "ingress",
  "privateLink",
  "appGateway",
  "privateEndpoints",
];

/** A stamp's virtual network. Every subnet but the firewall's leads to the next hop and has rules of its own. */
export class StampNetwork extends pulumi.ComponentResource {
  readonly virtualNetwork: VirtualNetwork;
  readonly subnets: PerSubnet<Subnet>;
  /** For the network interfaces of nodes and private endpoints to join; undefined where rules name ranges. */
  readonly applicationSecurityGroups: ApplicationSecurityGroups | undefined;

  constructor(name: string, args: StampNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:network:StampNetwork", name, {}, opts);
    const { names, plan, resourceGroupName, location, tags } = args;
    const wanted = subnetOrder.filter((role) => plan.subnets[role] !== undefined);

    const routes = stampRoutes(
      name,
      { ...args, direct: wanted.some((role) => traits[role]?.direct === true) },
      { parent: this },
    );

    this.virtualNetwork = new VirtualNetwork(
      `${name}-network`,
      {
        virtualNetworkName: names.virtualNetwork(),
        resourceGroupName,
        location,
        addressSpace: { addressPrefixes: [plan.addressSpace] },
        dhcpOptions: { dnsServers: [...args.nameServers] },
        ...(args.ddosProtectionPlanId === undefined
          ? {}
          : { enableDdosProtection: true, ddosProtectionPlan: { id: args.ddosProtectionPlanId } }),
        tags,
      },
      // Subnets and peerings are resources of their own; a refresh would otherwise bring them in here as well.
      { parent: this, ignoreChanges: ["subnets", "virtualNetworkPeerings"] },
    );

    const group = (purpose: string): ApplicationSecurityGroup =>
      new ApplicationSecurityGroup(
        `${name}-${purpose}-group`,
        {
          applicationSecurityGroupName: names.applicationSecurityGroup(purpose),
          resourceGroupName,
          location,
          tags,
        },
        { parent: this },
      );
    const groups = args.applicationSecurityGroups
      ? { nodes: group("nodes"), privateEndpoints: group("private-endpoints") }
      : undefined;
    this.applicationSecurityGroups = groups;

    const securityGroup = (role: keyof StampSecurityRules): NetworkSecurityGroup =>
      new NetworkSecurityGroup(
        `${name}-${subnetNames[role]}-rules`,
        {
          networkSecurityGroupName: names.networkSecurityGroup(subnetNames[role]),
          resourceGroupName,
          location,
          securityRules: (args.securityRules[role] ?? []).map((rule) => securityRuleInputs(rule, groups)),
          tags,
        },
        { parent: this },
      );

    // Azure changes one subnet of a network at a time and answers 409 to the others, so each waits for the one before.
    let previous: Subnet | undefined;
    const subnet = (role: SubnetRole): Subnet => {
      const { delegation, direct } = traits[role] ?? {};
      previous = new Subnet(
        `${name}-${subnetNames[role]}`,
        {
          subnetName: subnetNames[role],
          virtualNetworkName: this.virtualNetwork.name,
          resourceGroupName,
          addressPrefix: plan.subnets[role] ?? "",
          defaultOutboundAccess: false,
          // Without this a security group has no effect on private endpoints.
          privateEndpointNetworkPolicies: role === "privateEndpoints" ? "Enabled" : "Disabled",
          // A private link service takes its NAT addresses only from a subnet where this is off.
          privateLinkServiceNetworkPolicies: role === "privateLink" ? "Disabled" : "Enabled",
          ...(delegation === undefined ? {} : { delegations: [{ name: "aks", serviceName: delegation }] }),
          ...(role === "firewall"
            ? {}
            : {
                networkSecurityGroup: { id: securityGroup(role).id },
                routeTable: { id: (direct === true ? routes.direct : routes.toNextHop).id },
              }),
        },
        { parent: this, dependsOn: previous === undefined ? [] : [previous] },
      );
      return previous;
    };
    this.subnets = Object.fromEntries(
      wanted.map((role) => [role, subnet(role)]),
    ) as unknown as PerSubnet<Subnet>;

    this.registerOutputs({ virtualNetworkId: this.virtualNetwork.id });
  }
}
