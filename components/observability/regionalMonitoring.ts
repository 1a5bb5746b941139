import type { Component } from "@pulumi/azure-native/applicationinsights/component.js";
import { AzureMonitorWorkspace } from "@pulumi/azure-native/monitor/azureMonitorWorkspace.js";
import { DataCollectionEndpoint } from "@pulumi/azure-native/monitor/dataCollectionEndpoint.js";
import { DataCollectionRule } from "@pulumi/azure-native/monitor/dataCollectionRule.js";
import * as pulumi from "@pulumi/pulumi";
import type { Names } from "../../lib/names.ts";
import { containerInsightsRule, prometheusRule } from "../../lib/observability/dataCollection.ts";
import { applicationInsights } from "./applicationInsights.ts";
import type { MonitoringAccess } from "./logWorkspaces.ts";

export interface RegionalMonitoringArgs extends MonitoringAccess {
  readonly names: Names;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: string;
  readonly workspaceId: pulumi.Input<string>;
  readonly samplingPercentage: number;
  /** Whether the region has an Azure Monitor workspace, which keeps Prometheus metrics. */
  readonly prometheus: boolean;
  /** Whether Pulumi refuses to delete what it keeps. */
  readonly protect: boolean;
  readonly tags: Record<string, string>;
}

/**
 * What one region records into besides its Log Analytics workspace: Application Insights, the Azure Monitor workspace, and
 * the rules by which the agents of its clusters send. It belongs to the global stack, so that a stamp may come and go.
 */
export class RegionalMonitoring extends pulumi.ComponentResource {
  readonly applicationInsights: Component;
  readonly prometheusWorkspaceId: pulumi.Output<string> | undefined;
  readonly dataCollectionEndpointId: pulumi.Output<string>;
  readonly dataCollectionRuleIds: {
    readonly containerInsights: pulumi.Output<string>;
    readonly prometheus: pulumi.Output<string> | undefined;
  };

  constructor(name: string, args: RegionalMonitoringArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:observability:RegionalMonitoring", name, {}, opts);
    const { names, resourceGroupName, location, tags } = args;
    const place = { resourceGroupName, location, tags };
    const { publicIngestion, publicQuery, samplingPercentage, workspaceId } = args;

    this.applicationInsights = applicationInsights(
      `${name}-insights`,
      {
        ...place,
        resourceName: names.applicationInsights(),
        workspaceId,
        samplingPercentage,
        publicIngestion,
        publicQuery,
      },
      { parent: this },
    );

    const endpoint = new DataCollectionEndpoint(
      `${name}-endpoint`,
      {
        ...place,
        dataCollectionEndpointName: names.dataCollectionEndpoint(),
        kind: "Linux",
        networkAcls: { publicNetworkAccess: publicIngestion ? "Enabled" : "Disabled" },
      },
      { parent: this },
    );
    this.dataCollectionEndpointId = endpoint.id;
    const collector = {
      ...place,
      dataCollectionEndpointId: endpoint.id,
      kind: "Linux",
    };
    const containerInsights = new DataCollectionRule(
      `${name}-containers`,
      {
        ...collector,
        dataCollectionRuleName: names.dataCollectionRule("containers"),
        ...containerInsightsRule(workspaceId),
      },
      { parent: this },
    ).id;
    this.prometheusWorkspaceId = undefined;
    this.dataCollectionRuleIds = { containerInsights, prometheus: undefined };
    if (args.prometheus) {
      const metrics = new AzureMonitorWorkspace(
        `${name}-metrics`,
        {
          ...place,
          azureMonitorWorkspaceName: names.azureMonitorWorkspace(),
          // Rules and alerts read it from within; whoever else asks comes by a private endpoint.
          publicNetworkAccess: "Disabled",
        },
        { parent: this, protect: args.protect },
      );
      const prometheus = new DataCollectionRule(
        `${name}-prometheus`,
        {
          ...collector,
          dataCollectionRuleName: names.dataCollectionRule("prometheus"),
          ...prometheusRule(metrics.id),
        },
        { parent: this },
      ).id;
      this.prometheusWorkspaceId = metrics.id;
      this.dataCollectionRuleIds = { containerInsights, prometheus };
    }
    this.registerOutputs({ applicationInsightsId: this.applicationInsights.id });
  }
}
