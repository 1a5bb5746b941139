import { RoleAssignment } from "@pulumi/azure-native/authorization/roleAssignment.js";
import { RoleDefinition } from "@pulumi/azure-native/authorization/roleDefinition.js";
import { DevCenter } from "@pulumi/azure-native/devcenter/devCenter.js";
import { Project } from "@pulumi/azure-native/devcenter/project.js";
import { Pool } from "@pulumi/azure-native/devopsinfrastructure/pool.js";
import * as pulumi from "@pulumi/pulumi";
import type { Names } from "../../lib/names.ts";
import { uuidV5 } from "../../lib/uuid.ts";
import type { Scope } from "../identity/roleAssignment.ts";

export interface ManagedPoolArgs {
  readonly names: Names;
  readonly subscriptionId: string;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: string;
  readonly organization: string;
  /** Projects that may use the pool; none means all. */
  readonly projects: readonly string[];
  readonly maxCount: number;
  readonly vmSize: string;
  /** An image of the service, by name, or one of a gallery, by id. */
  readonly image: { readonly wellKnownImageName: string } | { readonly resourceId: string };
  readonly subnetId: pulumi.Input<string>;
  readonly identityId: pulumi.Input<string>;
  /** The network that the service joins machines to. */
  readonly virtualNetwork: Scope;
  /** The group it is in. A custom role is assignable in a group and not in a single resource. */
  readonly resourceGroup: Scope;
  /** Tells the role's title from those of other deployments: titles are unique in a tenant. */
  readonly suffix: string;
  /** The service principal DevOpsInfrastructure of the tenant. */
  readonly servicePrincipalObjectId: string;
  readonly tags: Record<string, string>;
  /** The way out, without which no machine comes online. */
  readonly dependsOn: pulumi.Input<pulumi.Resource>[];
}

/** What the service does to a network (azure-devops-docs managed-devops-pools/configure-networking.md). */
const networkActions = [
  "Microsoft.Network/virtualNetworks/*/read",
  "Microsoft.Network/virtualNetworks/subnets/join/action",
  "Microsoft.Network/virtualNetworks/subnets/serviceAssociationLinks/validate/action",
  "Microsoft.Network/virtualNetworks/subnets/serviceAssociationLinks/write",
  "Microsoft.Network/virtualNetworks/subnets/serviceAssociationLinks/delete",
];

/** A Managed DevOps Pool: Microsoft makes a machine in our subnet for each job, and takes it away afterwards. */
export class ManagedPool extends pulumi.ComponentResource {
  readonly pool: Pool;

  constructor(name: string, args: ManagedPoolArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:operations:ManagedPool", name, {}, opts);
    const { names, resourceGroupName, location, tags, virtualNetwork } = args;
    const place = { resourceGroupName, location, tags };

    // Reader and Network Contributor would do as well, and let the service change the whole network.
    const definition = new RoleDefinition(
      `${name}-network-role`,
      {
        roleDefinitionId: uuidV5(`devops pool ${virtualNetwork.armId}`.toLowerCase()),
        roleName: `Bulkhead Managed DevOps Pools (${names.virtualNetwork()}, ${args.suffix})`,
        roleType: "CustomRole",
        description: "Joins the machines of a pool to its subnet.",
        // A definition belongs to the subscription, whatever it is assignable in.
        scope: `/subscriptions/${args.subscriptionId}`,
        assignableScopes: [args.resourceGroup.id],
        permissions: [{ actions: networkActions, notActions: [] }],
      },
      { parent: this },
    );
    const mayJoin = new RoleAssignment(
      `${name}-joins-network`,
      {
        roleAssignmentName: uuidV5(
          `devops pool ${virtualNetwork.armId}|${args.servicePrincipalObjectId}`.toLowerCase(),
        ),
        scope: virtualNetwork.id,
        roleDefinitionId: definition.id,
        principalId: args.servicePrincipalObjectId,
        principalType: "ServicePrincipal",
        description: "Managed DevOps Pools joins the agents' machines to their subnet.",
      },
      { parent: this, deleteBeforeReplace: true },
    );

    const center = new DevCenter(
      `${name}-center`,
      { ...place, devCenterName: names.devCenter() },
      { parent: this },
    );
    const project = new Project(
      `${name}-project`,
      { ...place, projectName: names.devCenterProject(), devCenterId: center.id },
      { parent: this },
    );
    this.pool = new Pool(
      `${name}-pool`,
      {
        ...place,
        poolName: names.devOpsPool(),
        devCenterProjectResourceId: project.id,
        maximumConcurrency: args.maxCount,
        organizationProfile: {
          kind: "AzureDevOps",
          organizations: [
            {
              url: `https://dev.azure.com/${args.organization}`,
              projects: [...args.projects],
              parallelism: args.maxCount,
            },
          ],
        },
        agentProfile: { kind: "Stateless" },
        fabricProfile: {
          kind: "Vmss",
          sku: { name: args.vmSize },
          images: [{ ...args.image, buffer: "*" }],
          networkProfile: { subnetId: args.subnetId },
        },
        identity: { type: "UserAssigned", userAssignedIdentities: [args.identityId] },
      },
      { parent: this, dependsOn: [...args.dependsOn, mayJoin] },
    );
    this.registerOutputs({ poolId: this.pool.id });
  }
}
