import { AFDOrigin } from "@pulumi/azure-native/cdn/afdorigin.js";
import * as pulumi from "@pulumi/pulumi";
import { approvalMessage } from "../../lib/origin.ts";
import { PrivateLinkApproval } from "./privateLinkApproval.ts";

export interface StampOriginArgs {
  /** The global stack's profile and origin group, and the group they are in. */
  readonly profileName: string;
  readonly originGroupName: string;
  readonly resourceGroupName: string;
  readonly originName: string;
  readonly hostName: string;
  /** ARM id of the private link service that the workload's load balancer makes. */
  readonly privateLinkServiceId: string;
  readonly privateLinkLocation: string;
  /** Name of the stack, for the request message of the connection. */
  readonly stack: string;
  /** False drains the stamp: Azure knows no weight of 0. */
  readonly enabled: boolean;
  /** 1 to 1000: share of the traffic among origins that are about as fast. */
  readonly weight: number;
  /** 1 to 5: lower is preferred while it is well. */
  readonly priority: number;
  /** What makes the private link service. */
  readonly dependsOn: pulumi.Input<pulumi.Input<pulumi.Resource>[]>;
}

/** A stamp's own entry in the global origin group, with the approval of the connection Front Door then asks for. */
export class StampOrigin extends pulumi.ComponentResource {
  constructor(name: string, args: StampOriginArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:edge:StampOrigin", name, {}, opts);
    const requestMessage = approvalMessage(args.profileName, args.stack);

    const origin = new AFDOrigin(
      `${name}-origin`,
      {
        resourceGroupName: args.resourceGroupName,
        profileName: args.profileName,
        originGroupName: args.originGroupName,
        originName: args.originName,
        hostName: args.hostName,
        originHostHeader: args.hostName,
        httpPort: 80,
        httpsPort: 443,
        priority: args.priority,
        weight: args.weight,
        enabledState: args.enabled ? "Enabled" : "Disabled",
        enforceCertificateNameCheck: true,
        sharedPrivateLinkResource: {
          privateLink: { id: args.privateLinkServiceId },
          privateLinkLocation: args.privateLinkLocation,
          requestMessage,
        },
      },
      { parent: this, dependsOn: args.dependsOn },
    );
    new PrivateLinkApproval(
      `${name}-approval`,
      { targetId: args.privateLinkServiceId, requestMessage },
      { parent: this, dependsOn: [origin] },
    );

    this.registerOutputs({});
  }
}
