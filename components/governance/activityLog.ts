import { SubscriptionDiagnosticSetting } from "@pulumi/azure-native/monitor/subscriptionDiagnosticSetting.js";
import type * as pulumi from "@pulumi/pulumi";

export interface ActivityLogArgs {
  /** Name of the setting, unique in the subscription, which takes five. */
  readonly settingName: string;
  readonly workspaceId: pulumi.Input<string>;
  /** Storage account for the long term; undefined where the workspace is enough. */
  readonly storageAccountId: pulumi.Input<string> | undefined;
  readonly categories: readonly string[];
}

/** Who did what to the subscription: kept in the workspace, and in storage for longer than that keeps it. */
export function activityLog(
  name: string,
  args: ActivityLogArgs,
  opts?: pulumi.CustomResourceOptions,
): SubscriptionDiagnosticSetting {
  return new SubscriptionDiagnosticSetting(
    name,
    {
      name: args.settingName,
      workspaceId: args.workspaceId,
      ...(args.storageAccountId === undefined ? {} : { storageAccountId: args.storageAccountId }),
      logs: args.categories.map((category) => ({ category, enabled: true })),
    },
    opts,
  );
}
