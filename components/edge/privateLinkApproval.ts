import * as pulumi from "@pulumi/pulumi";

/** What a {@link PrivateLinkApproval} is told. A change of either replaces it. */
export interface PrivateLinkApprovalArgs {
  /** ARM id of the private link service or storage account that is connected to. It may not exist yet: it is waited for. */
  readonly targetId: pulumi.Input<string>;
  /**
   * The message the connection is requested with (`sharedPrivateLinkResource.requestMessage` of the Front Door origin), 1 to 140
   * characters. It is all that tells our connection from a stranger's: it must be unique on the target, and hard to guess
   * where others may ask for connections.
   */
  readonly requestMessage: pulumi.Input<string>;
}

/**
 * The approval of a private endpoint connection that somebody else requests, such as Front Door for an origin.
 *
 * Create waits until the connection with our message appears on the target (15 minutes, else
 * BULKHEAD_APPROVAL_TIMEOUT_SECONDS) and approves it. Each preview and update looks at the live connection: gone, made anew or no
 * longer approved is a change, which the update repairs. Delete removes the connection, because its target cannot be deleted
 * with it. Served by the provider plugin in `provider/`.
 */
export class PrivateLinkApproval extends pulumi.CustomResource {
  /** ARM id of the approved connection. */
  declare readonly connectionId: pulumi.Output<string>;
  /** "Approved" after every update; another word only after a refresh that found it changed. */
  declare readonly status: pulumi.Output<string>;
  /** The target, as given. */
  declare readonly targetId: pulumi.Output<string>;
  /** The message, as given. */
  declare readonly requestMessage: pulumi.Output<string>;

  constructor(name: string, args: PrivateLinkApprovalArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      "bulkhead:edge:PrivateLinkApproval",
      name,
      { ...args, connectionId: undefined, status: undefined },
      opts,
    );
  }
}
