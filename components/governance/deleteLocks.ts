import { ManagementLockByScope } from "@pulumi/azure-native/authorization/managementLockByScope.js";
import * as pulumi from "@pulumi/pulumi";

export interface DeleteLocksArgs {
  readonly lockName: string;
  /** What is locked, by a short name. */
  readonly scopes: Readonly<Record<string, pulumi.Input<string>>>;
  /** Everything that is below a locked resource, role assignments included. */
  readonly dependsOn: pulumi.Input<pulumi.Resource>[];
}

/**
 * Locks against deletion from outside this program: in the portal, by script, by removing a resource group.
 *
 * A lock holds everything below its resource too, so locks are the last to come and, when the stack is destroyed, the first
 * to go.
 */
export class DeleteLocks extends pulumi.ComponentResource {
  constructor(name: string, args: DeleteLocksArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:governance:DeleteLocks", name, {}, opts);
    for (const [what, scope] of Object.entries(args.scopes)) {
      new ManagementLockByScope(
        `${name}-${what}`,
        {
          lockName: args.lockName,
          scope,
          level: "CanNotDelete",
          notes: "Holds data. Destroy the stack, or turn locks off in its configuration, to remove it.",
        },
        { parent: this, dependsOn: args.dependsOn },
      );
    }
    this.registerOutputs({});
  }
}
