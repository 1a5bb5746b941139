import { FederatedIdentityCredential } from "@pulumi/azure-native/managedidentity/federatedIdentityCredential.js";
import { UserAssignedIdentity } from "@pulumi/azure-native/managedidentity/userAssignedIdentity.js";
import * as pulumi from "@pulumi/pulumi";
import type { Names } from "../../lib/names.ts";
import { armId } from "../../lib/resourceTypes.ts";
import type { Role } from "../../lib/roles.ts";
import { assignRole, type Scope } from "./roleAssignment.ts";

export interface FederatedIdentityArgs {
  readonly names: Names;
  readonly subscriptionId: string;
  readonly resourceGroupName: string;
  readonly location: string;
  /** What it is for, in names: "gateway". */
  readonly purpose: string;
  /** Issuer of the cluster's service account tokens. */
  readonly issuer: pulumi.Input<string>;
  readonly namespace: string;
  readonly serviceAccount: string;
  /** The one thing it may do. */
  readonly right: { readonly role: Role; readonly scope: Scope; readonly reason: string };
  readonly tags: Record<string, string>;
  /** The stamp's resource group, which the identity's plain name does not wait for. */
  readonly dependsOn: pulumi.Resource;
}

/** Audience that Entra ID wants in a token it exchanges (secrets-store-csi-driver-provider-azure 1.8.2 asks for the same). */
const tokenExchangeAudience = "api://AzureADTokenExchange";

/** Who a part of the platform inside the cluster is in Azure: a service account that Entra ID trusts, with one right. */
export class FederatedIdentity extends pulumi.ComponentResource {
  readonly clientId: pulumi.Output<string>;

  constructor(name: string, args: FederatedIdentityArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:identity:FederatedIdentity", name, {}, opts);
    const { names, purpose, subscriptionId, resourceGroupName, right } = args;
    const resourceName = names.userAssignedIdentity(purpose);
    const identity = new UserAssignedIdentity(
      `${name}-identity`,
      { resourceName, resourceGroupName, location: args.location, tags: args.tags },
      { parent: this, dependsOn: [args.dependsOn] },
    );
    new FederatedIdentityCredential(
      `${name}-credential`,
      {
        federatedIdentityCredentialResourceName: names.federatedIdentityCredential(purpose),
        resourceName: identity.name,
        resourceGroupName,
        issuer: args.issuer,
        subject: `system:serviceaccount:${args.namespace}:${args.serviceAccount}`,
        audiences: [tokenExchangeAudience],
      },
      { parent: this },
    );
    assignRole(
      `${name}-right`,
      {
        subscriptionId,
        role: right.role,
        principal: {
          principalId: identity.principalId,
          armId: armId("azure-native:managedidentity:UserAssignedIdentity", subscriptionId, {
            resourceGroupName,
            resourceName,
          }),
        },
        scope: right.scope,
        reason: right.reason,
      },
      { parent: this },
    );
    this.clientId = identity.clientId;
    this.registerOutputs({});
  }
}
