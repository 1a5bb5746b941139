import { AFDOrigin } from "@pulumi/azure-native/cdn/afdorigin.js";
import type * as pulumi from "@pulumi/pulumi";
import { originState } from "../../lib/edge/weight.ts";

export interface PrivateOriginArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly profileName: pulumi.Input<string>;
  readonly originGroupName: pulumi.Input<string>;
  readonly originName: string;
  /** Name that Front Door asks for, and that the certificate of the origin is checked against. */
  readonly hostName: pulumi.Input<string>;
  /** What the private link leads to. */
  readonly target: PrivateTarget;
  /** 1 to 5: lower is preferred while it is well. */
  readonly priority: number;
  /** 0 to 1000: share of the traffic among origins that are about as fast; 0 disables, for Azure knows no weight of 0. */
  readonly weight: number;
  readonly enabled: boolean;
}

/** The other end of an origin's private link. */
export interface PrivateTarget {
  /** ARM id of a private link service or a storage account. */
  readonly id: pulumi.Input<string>;
  /** `web` or `web_secondary` of a storage account; a private link service has none. */
  readonly groupId?: "web" | "web_secondary";
  /** A region in which Front Door offers Private Link, closest to the target. */
  readonly location: string;
  /** By which the owner of the target recognises the request. */
  readonly requestMessage: pulumi.Input<string>;
}

/**
 * An origin that Front Door reaches through Private Link. All origins of all groups are such: Azure does not mix
 * public and private ones in a group. Origins that share target, group id and location share one connection.
 */
export function privateOrigin(
  name: string,
  args: PrivateOriginArgs,
  opts: pulumi.CustomResourceOptions,
): AFDOrigin {
  const { resourceGroupName, profileName, originGroupName, originName, hostName, priority, target } = args;
  return new AFDOrigin(
    name,
    {
      resourceGroupName,
      profileName,
      originGroupName,
      originName,
      hostName,
      originHostHeader: hostName,
      httpPort: 80,
      httpsPort: 443,
      priority,
      ...originState(args),
      enforceCertificateNameCheck: true,
      sharedPrivateLinkResource: {
        privateLink: { id: target.id },
        ...(target.groupId === undefined ? {} : { groupId: target.groupId }),
        privateLinkLocation: target.location,
        requestMessage: target.requestMessage,
      },
    },
    // Its name is given: where one has to be made anew, the former must have gone.
    { ...opts, deleteBeforeReplace: true },
  );
}
