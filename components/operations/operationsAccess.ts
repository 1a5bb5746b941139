import * as pulumi from "@pulumi/pulumi";
import type { Names } from "../../lib/names.ts";
import type { PrivateLinkTarget } from "../../lib/privateLink.ts";
import { assignRole, type Principal, type Scope } from "../identity/roleAssignment.ts";
import { PrivateConnection, type RecordZone } from "../network/privateConnection.ts";

export interface OperationsAccessArgs {
  readonly names: Names;
  readonly subscriptionId: string;
  readonly resourceGroupName: pulumi.Input<string>;
  /** Region of the operations network. The endpoints are there, and in the stamp's own group. */
  readonly location: string;
  readonly subnetId: string;
  readonly endpoints: readonly {
    readonly purpose: string;
    readonly target: PrivateLinkTarget;
    readonly targetId: pulumi.Input<string>;
    readonly zone: RecordZone;
  }[];
  /** The agents of that network, and the storage they upload to; undefined where there are none that deploy. */
  readonly agents:
    { readonly principal: Principal; readonly uploadsTo: Readonly<Record<string, Scope>> } | undefined;
  readonly tags: Record<string, string>;
}

/**
 * A stamp as one operations network sees it: private endpoints there, and what its agents may do here. It belongs to the
 * stamp, so destroying the stamp takes it out of the operations network and nothing else.
 */
export class OperationsAccess extends pulumi.ComponentResource {
  constructor(name: string, args: OperationsAccessArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:operations:OperationsAccess", name, {}, opts);
    const { names, resourceGroupName, location, subnetId, tags } = args;
    for (const { purpose, target, targetId, zone } of args.endpoints) {
      new PrivateConnection(
        `${name}-${purpose.toLowerCase()}-connection`,
        {
          names,
          resourceGroupName,
          location,
          purpose: `${name}-${purpose}`,
          target,
          targetId,
          subnetId,
          zones: [zone],
          tags,
        },
        { parent: this },
      );
    }
    for (const [what, scope] of Object.entries(args.agents?.uploadsTo ?? {})) {
      if (args.agents === undefined) break;
      assignRole(
        `${name}-agents-upload-${what}`,
        {
          subscriptionId: args.subscriptionId,
          role: "storageBlobDataContributor",
          principal: args.agents.principal,
          scope,
          reason: `agents of ${name} upload content of the stamp`,
        },
        { parent: this },
      );
    }
    this.registerOutputs({});
  }
}
