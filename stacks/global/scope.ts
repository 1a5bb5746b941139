import { setImmediate as oneTurn } from "node:timers/promises";
import { getClientConfig } from "@pulumi/azure-native/authorization/getClientConfig.js";
import { ResourceGroup } from "@pulumi/azure-native/resources/resourceGroup.js";
import type * as pulumi from "@pulumi/pulumi";
import { RandomString } from "@pulumi/random/randomString.js";
import type { StackContext } from "../../config/context.ts";
import { regionsOf, requireRegion } from "../../config/regions.ts";
import type { GlobalConfig } from "../../config/schema/global.ts";
import { stackFileName } from "../../config/stackName.ts";
import { namesFor, suffixLength, type Names } from "../../lib/names.ts";
import type { Region } from "../../lib/regions.ts";
import { stackTags } from "../../lib/tags.ts";

/** What nearly every component of the global stack takes. */
export interface SharedArgs {
  readonly names: Names;
  readonly resourceGroupName: pulumi.Output<string>;
  /** Ends every name that must be unique in all of Azure. */
  readonly suffix: pulumi.Output<string>;
  readonly tags: Record<string, string>;
}

/** What every part of the global stack's program knows. */
export interface GlobalScope {
  readonly context: StackContext<GlobalConfig>;
  readonly config: GlobalConfig;
  readonly subscriptionId: string;
  readonly tenantId: string;
  /** Where resources are that need a location and belong to no region. */
  readonly home: Region;
  /** Regions that record: those that have a stamp or an operations network, then those that are about to go. */
  readonly regions: readonly string[];
  /** The last of them, whose records are not protected. */
  readonly retiring: readonly string[];
  readonly group: ResourceGroup;
  /** Group of what records: it is kept longest. */
  readonly monitoringGroup: ResourceGroup;
  readonly shared: SharedArgs;
  readonly zonal: (location: string) => boolean;
}

/**
 * Makes the groups of the global stack and gathers what its parts share.
 *
 * @param retiring regions without a stack file whose records lose their protection in this deployment.
 */
export async function globalScope(
  context: StackContext<GlobalConfig>,
  retiring: readonly string[],
): Promise<GlobalScope> {
  const { config, stack } = context;
  const { tenantId, subscriptionId } = await getClientConfig();
  const names = namesFor(stack);
  const tags = stackTags(stack, config.tags);
  const home = requireRegion(config.location, { file: stackFileName(stack.text), key: "location" });
  const { location } = home;
  const group = new ResourceGroup("global", { resourceGroupName: names.resourceGroup(), location, tags });
  const monitoringGroup = new ResourceGroup("monitoring", {
    resourceGroupName: names.resourceGroup("monitoring"),
    location,
    tags,
  });
  // The engine begins with the groups while the rest is still being declared.
  await oneTurn();
  // Part of names that cannot change, so it is as lasting as what bears them.
  const suffix = new RandomString(
    "suffix",
    { length: suffixLength, upper: false, special: false },
    { protect: true },
  ).result;
  return {
    context,
    config,
    subscriptionId,
    tenantId,
    home,
    regions: [...regionsOf(context.siblings), ...retiring],
    retiring,
    group,
    monitoringGroup,
    shared: { names, resourceGroupName: group.name, suffix, tags },
    zonal: (place) => requireRegion(place, {}).zones,
  };
}
