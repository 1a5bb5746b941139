import { UserAssignedIdentity } from "@pulumi/azure-native/managedidentity/userAssignedIdentity.js";
import * as pulumi from "@pulumi/pulumi";
import type { Names } from "../../lib/names.ts";
import { armId } from "../../lib/resourceTypes.ts";
import type { Role } from "../../lib/roles.ts";
import { assignRole, type Principal, type Scope } from "./roleAssignment.ts";

export interface ClusterIdentitiesArgs {
  readonly names: Names;
  readonly subscriptionId: string;
  readonly resourceGroupName: string;
  readonly location: string;
  /** Subnets with nodes, load balancer addresses and private link NAT addresses, by a name for the resource. */
  readonly subnets: Readonly<Record<string, Scope>>;
  readonly virtualNetwork: Scope;
  /** Whether node auto-provisioning puts machines into the network. */
  readonly provisionsNodes: boolean;
  /** The private zone of the API server; undefined for a public one. */
  readonly apiZone: Scope | undefined;
  /** The resource group that holds the private link service and nothing else. */
  readonly privateLinkGroup: Scope;
  readonly registry: Scope;
  readonly tags: Record<string, string>;
  /** The stamp's resource group, which the identities' plain names do not wait for. */
  readonly dependsOn: pulumi.Resource;
}

/**
 * The cluster's two identities and all that they may do. AKS checks these rights while it creates a cluster, so
 * everything that registers a cluster depends on this component.
 */
export class ClusterIdentities extends pulumi.ComponentResource {
  readonly controlPlane: UserAssignedIdentity;
  readonly kubelet: UserAssignedIdentity;

  constructor(name: string, args: ClusterIdentitiesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:identity:ClusterIdentities", name, {}, opts);
    const { names, subscriptionId, resourceGroupName, location, tags } = args;

    const identity = (purpose: string): UserAssignedIdentity =>
      new UserAssignedIdentity(
        `${name}-${purpose}`,
        { resourceName: names.userAssignedIdentity(purpose), resourceGroupName, location, tags },
        { parent: this, dependsOn: [args.dependsOn] },
      );
    const identityId = (purpose: string): string =>
      armId("azure-native:managedidentity:UserAssignedIdentity", subscriptionId, {
        resourceGroupName,
        resourceName: names.userAssignedIdentity(purpose),
      });
    this.controlPlane = identity("control-plane");
    this.kubelet = identity("kubelet");

    const controlPlane = { principalId: this.controlPlane.principalId, armId: identityId("control-plane") };
    const kubelet = { principalId: this.kubelet.principalId, armId: identityId("kubelet") };
    const assign = (suffix: string, principal: Principal, role: Role, scope: Scope, reason: string): void => {
      assignRole(`${name}-${suffix}`, { subscriptionId, role, principal, scope, reason }, { parent: this });
    };

    for (const [subnet, scope] of Object.entries(args.subnets)) {
      assign(
        `joins-${subnet}`,
        controlPlane,
        "networkContributor",
        scope,
        "puts nodes, load balancers and NAT addresses in it",
      );
    }
    // With azure-pls-resource-group the cluster creates, changes and deletes the private link service there. The node
    // group, where it would be by default, is locked, and nobody could approve connections in it. Azure has no
    // built-in role for private link services alone, which is why the group holds nothing else.
    assign(
      "privatelink",
      controlPlane,
      "networkContributor",
      args.privateLinkGroup,
      "makes the private link service",
    );
    if (args.apiZone !== undefined) {
      assign(
        "api-zone",
        controlPlane,
        "privateDnsZoneContributor",
        args.apiZone,
        "writes the API server's record",
      );
      // The same role may link a zone to a network, and is much narrower than Network Contributor on the network.
      assign(
        "api-network",
        controlPlane,
        "privateDnsZoneContributor",
        args.virtualNetwork,
        "links the API server's zone",
      );
    }
    // Karpenter looks at the whole network to place machines (azure-aks-docs node-auto-provisioning-custom-vnet.md).
    if (args.provisionsNodes)
      assign(
        "network",
        controlPlane,
        "networkContributor",
        args.virtualNetwork,
        "places machines of its own choice",
      );
    assign(
      "assigns-kubelet",
      controlPlane,
      "managedIdentityOperator",
      { id: this.kubelet.id, armId: kubelet.armId },
      "gives the nodes their identity",
    );
    assign("pulls", kubelet, "acrPull", args.registry, "pulls images and charts");

    this.registerOutputs({});
  }
}
