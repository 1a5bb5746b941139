import { setImmediate as oneTurn } from "node:timers/promises";
import { ResourceGroup } from "@pulumi/azure-native/resources/resourceGroup.js";
import type * as pulumi from "@pulumi/pulumi";
import type { StackContext } from "../../config/context.ts";
import { requireRegion } from "../../config/regions.ts";
import type { StampConfig } from "../../config/schema/stamp.ts";
import { stackFileName } from "../../config/stackName.ts";
import { stampPlan } from "../../config/stampPlan.ts";
import type { GlobalContract } from "../../contracts/global.ts";
import type { AddressPlan } from "../../lib/addressPlan.ts";
import { namesFor, type Names } from "../../lib/names.ts";
import { originHostName } from "../../lib/origin.ts";
import type { Region } from "../../lib/regions.ts";
import { armId } from "../../lib/resourceTypes.ts";
import { stackTags } from "../../lib/tags.ts";

/** What nearly every component of a stamp takes. */
export interface SharedArgs {
  readonly names: Names;
  readonly resourceGroupName: pulumi.Output<string>;
  readonly location: string;
  readonly tags: Record<string, string>;
}

/** What every part of a stamp's program knows. */
export interface StampScope {
  readonly context: StackContext<StampConfig>;
  readonly config: StampConfig;
  readonly global: GlobalContract;
  readonly region: Region;
  readonly plan: AddressPlan;
  readonly group: ResourceGroup;
  /** The plain name, so that ids are known before anything exists; what uses it depends on the group. */
  readonly resourceGroupName: string;
  /** The private link service has a group of its own: the control plane needs rights there, and only there. */
  readonly privateLinkGroup: ResourceGroup;
  readonly privateLinkGroupName: string;
  readonly shared: SharedArgs;
  /** The name that Front Door asks for, and that the certificate of the gateway is issued for. */
  readonly originHostName: string;
  /** The id a resource of the stamp's group will have. */
  readonly idInGroup: (token: string, inputs: Record<string, string>) => string;
}

/** Makes the groups of a stamp and gathers what its parts share. */
export async function stampScope(
  context: StackContext<StampConfig>,
  global: GlobalContract,
): Promise<StampScope> {
  const { config, stack } = context;
  const { location } = config;
  const names = namesFor(stack);
  const tags = stackTags(stack, config.tags);
  const resourceGroupName = names.resourceGroup();
  const group = new ResourceGroup("stamp", { resourceGroupName, location, tags });
  // The engine begins with the group while the rest is still being declared.
  await oneTurn();
  const privateLinkGroupName = names.resourceGroup("privatelink");
  const privateLinkGroup = new ResourceGroup("private-link", {
    resourceGroupName: privateLinkGroupName,
    location,
    tags,
  });
  return {
    context,
    config,
    global,
    region: requireRegion(location, { file: stackFileName(stack.text), key: "location" }),
    plan: stampPlan(config, context.siblings),
    group,
    resourceGroupName,
    privateLinkGroup,
    privateLinkGroupName,
    shared: { names, resourceGroupName: group.name, location, tags },
    originHostName: originHostName(stack.text, global.frontDoor.endpointHostName, config.edge.originHostName),
    idInGroup: (token, inputs) => armId(token, global.subscriptionId, { resourceGroupName, ...inputs }),
  };
}
