import { UserAssignedIdentity } from "@pulumi/azure-native/managedidentity/userAssignedIdentity.js";
import * as pulumi from "@pulumi/pulumi";
import type { Names } from "../../lib/names.ts";
import { assignmentCondition, deployerRoles } from "../../lib/ops/deployerRoles.ts";
import type { Role } from "../../lib/roles.ts";
import { assignRole, type Scope } from "../identity/roleAssignment.ts";

export interface AgentIdentityArgs {
  readonly names: Names;
  readonly subscriptionId: string;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: string;
  /** The identity as the plain id it will have. */
  readonly armId: string;
  /** What agents work with beyond Resource Manager, by a name for the assignment. */
  readonly uses: Readonly<
    Record<string, { readonly role: Role; readonly scope: Scope; readonly reason: string }>
  >;
  /** Whether pipelines deploy in the subscription with this identity. */
  readonly mayDeploy: boolean;
  readonly tags: Record<string, string>;
}

/** Who the agents are in Azure: an identity without a secret, with the rights of a deployment and not of an owner. */
export class AgentIdentity extends pulumi.ComponentResource {
  readonly identity: UserAssignedIdentity;

  constructor(name: string, args: AgentIdentityArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:operations:AgentIdentity", name, {}, opts);
    const { names, subscriptionId, resourceGroupName, location, tags } = args;
    this.identity = new UserAssignedIdentity(
      `${name}-identity`,
      { resourceName: names.userAssignedIdentity("agents"), resourceGroupName, location, tags },
      { parent: this },
    );
    const principal = { principalId: this.identity.principalId, armId: args.armId };
    for (const [use, { role, scope, reason }] of Object.entries(args.uses)) {
      assignRole(`${name}-${use}`, { subscriptionId, role, principal, scope, reason }, { parent: this });
    }
    if (args.mayDeploy) {
      const subscription = `/subscriptions/${subscriptionId}`;
      for (const { role, limited, reason } of deployerRoles) {
        assignRole(
          `${name}-deploys-${role.toLowerCase()}`,
          {
            subscriptionId,
            role,
            principal,
            scope: { id: subscription, armId: subscription },
            reason,
            condition: limited ? assignmentCondition() : undefined,
          },
          { parent: this },
        );
      }
    }
    this.registerOutputs({ principalId: this.identity.principalId });
  }
}
