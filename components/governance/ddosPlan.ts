import { DdosProtectionPlan } from "@pulumi/azure-native/network/ddosProtectionPlan.js";
import type * as pulumi from "@pulumi/pulumi";
import type { Names } from "../../lib/names.ts";

export interface DdosPlanArgs {
  readonly names: Names;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: string;
  readonly tags: Record<string, string>;
}

/** One plan for the networks of all stamps; it serves every region. */
export function ddosPlan(
  name: string,
  args: DdosPlanArgs,
  opts?: pulumi.CustomResourceOptions,
): DdosProtectionPlan {
  const { names, ...place } = args;
  return new DdosProtectionPlan(name, { ...place, ddosProtectionPlanName: names.ddosProtectionPlan() }, opts);
}
