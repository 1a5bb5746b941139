import { DiagnosticSetting } from "@pulumi/azure-native/aadiam/diagnosticSetting.js";
import type * as pulumi from "@pulumi/pulumi";

export interface EntraLogsArgs {
  /** Name of the setting, unique in the tenant. */
  readonly settingName: string;
  readonly workspaceId: pulumi.Input<string>;
  readonly categories: readonly string[];
}

/** Who signed in to the tenant, and who changed what in its directory. */
export function entraLogs(
  name: string,
  args: EntraLogsArgs,
  opts?: pulumi.CustomResourceOptions,
): DiagnosticSetting {
  return new DiagnosticSetting(
    name,
    {
      name: args.settingName,
      workspaceId: args.workspaceId,
      logs: args.categories.map((category) => ({ category, enabled: true })),
    },
    opts,
  );
}
