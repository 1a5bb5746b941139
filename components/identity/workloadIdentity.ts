import { SqlResourceSqlRoleAssignment } from "@pulumi/azure-native/cosmosdb/sqlResourceSqlRoleAssignment.js";
import { FederatedIdentityCredential } from "@pulumi/azure-native/managedidentity/federatedIdentityCredential.js";
import { UserAssignedIdentity } from "@pulumi/azure-native/managedidentity/userAssignedIdentity.js";
import * as pulumi from "@pulumi/pulumi";
import type { Names } from "../../lib/names.ts";
import { armId } from "../../lib/resourceTypes.ts";
import { cosmosDataContributorId } from "../../lib/roles.ts";
import { uuidV5 } from "../../lib/uuid.ts";
import { assignRole, type Scope } from "./roleAssignment.ts";

export interface WorkloadIdentityArgs {
  readonly names: Names;
  readonly subscriptionId: string;
  readonly resourceGroupName: string;
  readonly location: string;
  /** Issuer of the cluster's service account tokens. */
  readonly issuer: pulumi.Input<string>;
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly vault: pulumi.Input<string>;
  /** The global account; the identity gets the data of one database in it. */
  readonly cosmos: {
    readonly id: string;
    readonly name: string;
    readonly resourceGroupName: string;
    readonly databaseName: string;
  };
  readonly tags: Record<string, string>;
  /** The stamp's resource group, which the identity's plain name does not wait for. */
  readonly dependsOn: pulumi.Resource;
}

/** Audience that Entra ID wants in a token it exchanges (secrets-store-csi-driver-provider-azure 1.8.2 asks for the same). */
const tokenExchangeAudience = "api://AzureADTokenExchange";

/** Who the workload's pods are in Azure: a Kubernetes service account that Entra ID trusts, without any secret. */
export class WorkloadIdentity extends pulumi.ComponentResource {
  readonly clientId: pulumi.Output<string>;

  constructor(name: string, args: WorkloadIdentityArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:identity:WorkloadIdentity", name, {}, opts);
    const { names, subscriptionId, resourceGroupName, cosmos } = args;
    const identityName = names.userAssignedIdentity("workload");
    const identityId = armId("azure-native:managedidentity:UserAssignedIdentity", subscriptionId, {
      resourceGroupName,
      resourceName: identityName,
    });

    const identity = new UserAssignedIdentity(
      `${name}-identity`,
      { resourceName: identityName, resourceGroupName, location: args.location, tags: args.tags },
      { parent: this, dependsOn: [args.dependsOn] },
    );

    new FederatedIdentityCredential(
      `${name}-credential`,
      {
        federatedIdentityCredentialResourceName: names.federatedIdentityCredential("workload"),
        resourceName: identity.name,
        resourceGroupName,
        issuer: args.issuer,
        subject: `system:serviceaccount:${args.namespace}:${args.serviceAccount}`,
        audiences: [tokenExchangeAudience],
      },
      { parent: this },
    );

    // One vault per stamp and one identity in it: the stack's name tells them apart as well as the vault's would, and
    // the vault's contains a suffix that is drawn only while the stack is deployed.
    const vault: Scope = { id: args.vault, armId: `${identityId}/vault` };
    assignRole(
      `${name}-reads-vault`,
      {
        subscriptionId,
        role: "keyVaultSecretsUser",
        principal: { principalId: identity.principalId, armId: identityId },
        scope: vault,
        reason: "mounts its runtime configuration and certificate",
      },
      { parent: this },
    );

    const scope = `${cosmos.id}/dbs/${cosmos.databaseName}`;
    new SqlResourceSqlRoleAssignment(
      `${name}-writes-database`,
      {
        accountName: cosmos.name,
        resourceGroupName: cosmos.resourceGroupName,
        roleAssignmentId: uuidV5(`${scope}|${identityId}`.toLowerCase()),
        roleDefinitionId: cosmosDataContributorId(cosmos.id),
        principalId: identity.principalId,
        scope,
      },
      { parent: this, deleteBeforeReplace: true },
    );

    this.clientId = identity.clientId;
    this.registerOutputs({ clientId: this.clientId });
  }
}
