import * as pulumi from "@pulumi/pulumi";
import { assignRole, type Principal, type Scope } from "./roleAssignment.ts";

export interface KubeletVaultReaderArgs {
  readonly subscriptionId: string;
  /** The nodes' identity. */
  readonly kubelet: Principal;
  readonly vault: Scope;
}

/**
 * Lets the nodes read the whole vault, for the driver to mount secrets as the nodes do. Every pod that can make the driver
 * mount something can then have everything in it; with identities of the components' own nobody needs this.
 */
export class KubeletVaultReader extends pulumi.ComponentResource {
  constructor(name: string, args: KubeletVaultReaderArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:identity:KubeletVaultReader", name, {}, opts);
    assignRole(
      `${name}-reads-vault`,
      {
        subscriptionId: args.subscriptionId,
        role: "keyVaultSecretsUser",
        principal: args.kubelet,
        scope: args.vault,
        reason: "mounts secrets for every component",
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}
