import { Component } from "@pulumi/azure-native/applicationinsights/component.js";
import type * as pulumi from "@pulumi/pulumi";
import { publicAccess, type MonitoringAccess } from "./logWorkspaces.ts";

export interface ApplicationInsightsArgs extends MonitoringAccess {
  readonly resourceName: string;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: string;
  /** The Log Analytics workspace that keeps the telemetry. */
  readonly workspaceId: pulumi.Input<string>;
  /** Share of the telemetry that is kept, in percent. */
  readonly samplingPercentage: number;
  readonly tags: Record<string, string>;
}

/** Application Insights on top of a workspace. Who sends telemetry signs in with Entra ID: the connection string alone lets nobody in. */
export function applicationInsights(
  name: string,
  { workspaceId, publicIngestion, publicQuery, ...args }: ApplicationInsightsArgs,
  opts?: pulumi.CustomResourceOptions,
): Component {
  return new Component(
    name,
    {
      ...args,
      kind: "web",
      applicationType: "web",
      ingestionMode: "LogAnalytics",
      workspaceResourceId: workspaceId,
      disableLocalAuth: true,
      ...publicAccess({ publicIngestion, publicQuery }),
    },
    opts,
  );
}
