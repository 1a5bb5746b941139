import { Workspace } from "@pulumi/azure-native/operationalinsights/workspace.js";
import * as pulumi from "@pulumi/pulumi";
import { namesFor, type NameScope } from "../../lib/names.ts";
import { retiringTag } from "../../lib/retiring.ts";

/** From where telemetry is taken and queries are answered. */
export interface MonitoringAccess {
  /** Takes telemetry from outside the private link scopes. */
  readonly publicIngestion: boolean;
  /** Answers queries from outside the private link scopes. */
  readonly publicQuery: boolean;
}

export interface LogWorkspacesArgs extends MonitoringAccess {
  readonly scope: NameScope;
  readonly resourceGroupName: pulumi.Input<string>;
  /** Region of the workspace for what belongs to no region. */
  readonly location: string;
  /** Regions that get a workspace of their own. */
  readonly regions: readonly string[];
  /** Those of them whose workspace may be deleted. */
  readonly unprotected: readonly string[];
  readonly retentionInDays: number;
  /** Gigabytes a workspace takes in per day before it stops; -1 for no limit. */
  readonly dailyQuotaGb: number;
  readonly tags: Record<string, string>;
}

/** Log Analytics: one workspace for what is global and one per region. They belong to the global stack, so logs outlive stamps. */
export class LogWorkspaces extends pulumi.ComponentResource {
  readonly global: Workspace;
  readonly regional: readonly { readonly location: string; readonly workspace: Workspace }[];

  constructor(name: string, args: LogWorkspacesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:observability:LogWorkspaces", name, {}, opts);

    const workspace = (
      suffix: string,
      workspaceName: string,
      location: string,
      protect: boolean,
    ): Workspace =>
      new Workspace(
        `${name}-${suffix}`,
        {
          workspaceName,
          resourceGroupName: args.resourceGroupName,
          location,
          sku: { name: "PerGB2018" },
          retentionInDays: args.retentionInDays,
          workspaceCapping: { dailyQuotaGb: args.dailyQuotaGb },
          ...publicAccess(args),
          // No shared keys: agents and people sign in with Entra ID.
          features: { disableLocalAuth: true, enableLogAccessUsingOnlyResourcePermissions: true },
          tags: protect ? args.tags : { ...args.tags, [retiringTag.name]: retiringTag.value },
        },
        { parent: this, protect },
      );

    this.global = workspace("global", namesFor(args.scope).logAnalyticsWorkspace(), args.location, true);
    this.regional = args.regions.map((location) => ({
      location,
      workspace: workspace(
        location,
        namesFor({ ...args.scope, region: location }).logAnalyticsWorkspace(),
        location,
        !args.unprotected.includes(location),
      ),
    }));
    this.registerOutputs({ globalWorkspaceId: this.global.id });
  }
}

/** The network settings that workspaces and Application Insights share. */
export function publicAccess({ publicIngestion, publicQuery }: MonitoringAccess): {
  publicNetworkAccessForIngestion: string;
  publicNetworkAccessForQuery: string;
} {
  return {
    publicNetworkAccessForIngestion: publicIngestion ? "Enabled" : "Disabled",
    publicNetworkAccessForQuery: publicQuery ? "Enabled" : "Disabled",
  };
}
