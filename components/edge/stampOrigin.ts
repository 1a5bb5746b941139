import * as pulumi from "@pulumi/pulumi";
import { PrivateLinkApproval } from "./privateLinkApproval.ts";
import { privateOrigin, type PrivateOriginArgs } from "./privateOrigin.ts";

export interface StampOriginArgs extends PrivateOriginArgs {
  /** What makes the target. */
  readonly dependsOn: pulumi.Input<pulumi.Input<pulumi.Resource>[]>;
}

/** A stamp's own entry in a global origin group, with the approval of the connection Front Door then asks for. */
export class StampOrigin extends pulumi.ComponentResource {
  constructor(name: string, args: StampOriginArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:edge:StampOrigin", name, {}, opts);
    const origin = privateOrigin(`${name}-origin`, args, { parent: this, dependsOn: args.dependsOn });
    new PrivateLinkApproval(
      `${name}-approval`,
      { targetId: args.target.id, requestMessage: args.target.requestMessage },
      { parent: this, dependsOn: [origin] },
    );
    this.registerOutputs({});
  }
}
