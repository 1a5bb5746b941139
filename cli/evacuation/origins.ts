/** Which origins of Front Door a stamp has, and whether they take requests. Neither a state nor the stamp's region is asked. */
import { formatStackName, type StackName } from "../../config/stackName.ts";
import type { OriginGroupId } from "../../lib/edge/originGroups.ts";
import { namesFor } from "../../lib/names.ts";
import { armId } from "../../lib/resourceTypes.ts";

/** The origin groups that stamps join. */
export const stampGroups = ["api", "site"] as const satisfies readonly OriginGroupId[];

export interface StampOriginId {
  readonly stack: string;
  readonly group: (typeof stampGroups)[number];
  /** ARM id below the profile, which is global: writing it needs nothing of the stamp's region. */
  readonly id: string;
}

/** The ids of a stamp's origins: all of their names follow from the name of the stack. */
export function originsOf(stack: StackName, subscriptionId: string): StampOriginId[] {
  const { environment } = stack;
  const kind = "global";
  const shared = namesFor({ environment, kind, text: formatStackName({ environment, kind }) } as StackName);
  return stampGroups.map((group) => ({
    stack: stack.text,
    group,
    id: armId("azure-native:cdn:AFDOrigin", subscriptionId, {
      resourceGroupName: shared.resourceGroup(),
      profileName: shared.frontDoorProfile(),
      originGroupName: shared.frontDoorOriginGroup(group),
      originName: namesFor(stack).frontDoorOrigin(),
    }),
  }));
}

/** What of an origin can be written: AFDOriginProperties of Microsoft.Cdn 2025-06-01, read-only ones left out. */
const writable = [
  "azureOrigin",
  "enforceCertificateNameCheck",
  "hostName",
  "httpPort",
  "httpsPort",
  "originHostHeader",
  "priority",
  "sharedPrivateLinkResource",
  "weight",
];

/** The body that writes an origin as it is, but enabled or not. */
export function originBody(
  properties: Readonly<Record<string, unknown>>,
  enabled: boolean,
): { properties: Record<string, unknown> } {
  const kept = Object.entries(properties).filter(
    ([key, value]) => writable.includes(key) && value !== null && value !== undefined,
  );
  return { properties: { ...Object.fromEntries(kept), enabledState: enabled ? "Enabled" : "Disabled" } };
}
