import { setImmediate as oneTurn } from "node:timers/promises";
import { ResourceGroup } from "@pulumi/azure-native/resources/resourceGroup.js";
import type * as pulumi from "@pulumi/pulumi";
import type { Scope } from "../../components/identity/roleAssignment.ts";
import type { StackContext } from "../../config/context.ts";
import { opsPlan } from "../../config/ops.ts";
import { requireRegion } from "../../config/regions.ts";
import type { OpsConfig } from "../../config/schema/ops.ts";
import { stackFileName } from "../../config/stackName.ts";
import type { GlobalContract } from "../../contracts/global.ts";
import { namesFor, type Names } from "../../lib/names.ts";
import type { OpsPlan } from "../../lib/ops/addressPlan.ts";
import type { Region } from "../../lib/regions.ts";
import { armId } from "../../lib/resourceTypes.ts";
import { stackTags } from "../../lib/tags.ts";

/** What nearly every component of an operations network takes. */
export interface SharedArgs {
  readonly names: Names;
  readonly resourceGroupName: pulumi.Output<string>;
  readonly location: string;
  readonly tags: Record<string, string>;
}

/** What every part of an operations stack's program knows. */
export interface OpsScope {
  readonly context: StackContext<OpsConfig>;
  readonly config: OpsConfig;
  readonly global: GlobalContract;
  readonly region: Region;
  readonly plan: OpsPlan;
  readonly group: ResourceGroup;
  /** The plain name, so that ids are known before anything exists; what uses it depends on the group. */
  readonly resourceGroupName: string;
  readonly shared: SharedArgs;
  /** The id a resource of the stack's group will have. */
  readonly idInGroup: (token: string, inputs: Record<string, string>) => string;
  /** The group itself, for role assignments. */
  readonly groupScope: Scope;
}

/** Makes the group of an operations network and gathers what its parts share. */
export async function opsScope(context: StackContext<OpsConfig>, global: GlobalContract): Promise<OpsScope> {
  const { config, stack } = context;
  const { location } = config;
  const names = namesFor(stack);
  const tags = stackTags(stack, config.tags);
  const resourceGroupName = names.resourceGroup();
  const group = new ResourceGroup("operations", { resourceGroupName, location, tags });
  // The engine begins with the group while the rest is still being declared.
  await oneTurn();
  return {
    context,
    config,
    global,
    region: requireRegion(location, { file: stackFileName(stack.text), key: "location" }),
    plan: opsPlan(config),
    group,
    resourceGroupName,
    shared: { names, resourceGroupName: group.name, location, tags },
    idInGroup: (token, inputs) => armId(token, global.subscriptionId, { resourceGroupName, ...inputs }),
    groupScope: {
      id: group.id,
      armId: armId("azure-native:resources:ResourceGroup", global.subscriptionId, { resourceGroupName }),
    },
  };
}
