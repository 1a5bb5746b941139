import type { AFDOrigin } from "@pulumi/azure-native/cdn/afdorigin.js";
import * as pulumi from "@pulumi/pulumi";
import { frontDoorLimits } from "../../lib/edge/frontDoorLimits.ts";
import type { OriginGroupId } from "../../lib/edge/originGroups.ts";
import type { Names } from "../../lib/names.ts";
import { approvalMessage, type RequestingProfile } from "../../lib/origin.ts";
import { PrivateLinkApproval } from "./privateLinkApproval.ts";
import { privateOrigin, type PrivateTarget } from "./privateOrigin.ts";

/** The storage account whose static website holds the sorry page and the images. */
export interface WebsiteStorage {
  readonly accountId: pulumi.Input<string>;
  readonly webHostName: pulumi.Input<string>;
  /** Host of the readable copy in the paired region; undefined where the account has none. */
  readonly secondaryWebHostName: pulumi.Input<string> | undefined;
  /** A region in which Front Door offers Private Link, closest to the account. */
  readonly privateLinkLocation: string;
}

export interface GlobalOriginsArgs {
  readonly names: Names;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly profileName: pulumi.Output<string>;
  readonly frontDoorId: pulumi.Output<string>;
  readonly originGroupNames: Readonly<Record<OriginGroupId, pulumi.Output<string>>>;
  /** Name of the stack, for the request message of the connections. */
  readonly stack: string;
  readonly storage: WebsiteStorage;
}

/** Asked only when nothing else is well: the highest number that Azure takes. */
const lastPriority = frontDoorLimits.priority.max;

/**
 * The origins that exist without any stamp: the sorry page in the groups that stamps join, the images in theirs, and the
 * copy in the paired region behind both. A route needs an enabled origin, and this is it while there is no stamp.
 */
export class GlobalOrigins extends pulumi.ComponentResource {
  readonly byGroup: Readonly<Record<OriginGroupId, readonly AFDOrigin[]>>;

  constructor(name: string, args: GlobalOriginsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:edge:GlobalOrigins", name, {}, opts);
    const { names, storage } = args;
    const message = (purpose?: string) =>
      pulumi.all([args.profileName, args.frontDoorId]).apply(([profileName, frontDoorId]) => {
        const profile: RequestingProfile = { profileName, frontDoorId };
        return approvalMessage(profile, args.stack, purpose);
      });
    const at = { id: storage.accountId, location: storage.privateLinkLocation };
    const primary: PrivateTarget = { ...at, groupId: "web", requestMessage: message() };
    const secondary: PrivateTarget = {
      ...at,
      groupId: "web_secondary",
      requestMessage: message("secondary"),
    };

    const add = (
      group: OriginGroupId,
      purpose: string,
      hostName: pulumi.Input<string>,
      target: PrivateTarget,
      priority: number,
      after: readonly AFDOrigin[] = [],
    ): AFDOrigin =>
      privateOrigin(
        `${name}-${group}-${purpose}`,
        {
          resourceGroupName: args.resourceGroupName,
          profileName: args.profileName,
          originGroupName: args.originGroupNames[group],
          originName: names.frontDoorOrigin(purpose),
          hostName,
          target,
          priority,
          weight: frontDoorLimits.weight.max,
          enabled: true,
        },
        { parent: this, dependsOn: [...after] },
      );
    const images = add("images", "images", storage.webHostName, primary, frontDoorLimits.priority.min);
    // One after the other: Front Door refuses a second write to a group while one is under way.
    const copies =
      storage.secondaryWebHostName === undefined
        ? []
        : [add("images", "images-copy", storage.secondaryWebHostName, secondary, lastPriority, [images])];

    this.byGroup = {
      api: [add("api", "sorry", storage.webHostName, primary, lastPriority)],
      site: [add("site", "sorry", storage.webHostName, primary, lastPriority)],
      images: [images, ...copies],
    };

    const all = Object.values(this.byGroup).flat();
    const approve = (purpose: string, { requestMessage }: PrivateTarget) =>
      new PrivateLinkApproval(
        `${name}-${purpose}-approval`,
        { targetId: storage.accountId, requestMessage },
        { parent: this, dependsOn: all },
      );
    approve("website", primary);
    if (storage.secondaryWebHostName !== undefined) approve("copy", secondary);
    this.registerOutputs({});
  }
}
