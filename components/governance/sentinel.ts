import { SentinelOnboardingState } from "@pulumi/azure-native/securityinsights/sentinelOnboardingState.js";
import type * as pulumi from "@pulumi/pulumi";

export interface SentinelArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly workspaceName: pulumi.Input<string>;
}

/** Microsoft Sentinel on a workspace. */
export function sentinel(
  name: string,
  args: SentinelArgs,
  opts?: pulumi.CustomResourceOptions,
): SentinelOnboardingState {
  return new SentinelOnboardingState(
    name,
    { ...args, sentinelOnboardingStateName: "default", customerManagedKey: false },
    opts,
  );
}
