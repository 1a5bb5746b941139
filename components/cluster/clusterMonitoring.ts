import { DataCollectionRuleAssociation } from "@pulumi/azure-native/monitor/dataCollectionRuleAssociation.js";
import * as pulumi from "@pulumi/pulumi";

export interface ClusterMonitoringArgs {
  readonly clusterId: pulumi.Input<string>;
  /** Where the agents fetch their rules from. With a private link scope they reach no other place. */
  readonly dataCollectionEndpointId: string;
  /** What the agents send, and to where; undefined for what is switched off. */
  readonly rules: {
    readonly containerInsights: string | undefined;
    readonly prometheus: string | undefined;
  };
}

/** The name that Azure Monitor prescribes for the association with an endpoint. */
const endpointAssociation = "configurationAccessEndpoint";
/** Names that the agents' own onboarding uses (azure-monitor-docs kubernetes-monitoring-enable.md). */
const ruleAssociations = {
  containerInsights: "ContainerInsightsExtension",
  prometheus: "ContainerInsightsMetricsExtension",
} as const;

/**
 * Joins a cluster with the rules of its region: the add-ons only start agents, and an agent without a rule sends nothing.
 */
export class ClusterMonitoring extends pulumi.ComponentResource {
  constructor(name: string, args: ClusterMonitoringArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:cluster:ClusterMonitoring", name, {}, opts);
    const { clusterId, rules } = args;
    const associate = (
      suffix: string,
      associationName: string,
      target: { dataCollectionRuleId: string } | { dataCollectionEndpointId: string },
    ): void => {
      new DataCollectionRuleAssociation(
        `${name}-${suffix}`,
        { associationName, resourceUri: clusterId, ...target },
        { parent: this },
      );
    };
    for (const [purpose, dataCollectionRuleId] of Object.entries(rules)) {
      if (dataCollectionRuleId === undefined) continue;
      const associationName = ruleAssociations[purpose as keyof typeof ruleAssociations];
      associate(purpose.toLowerCase(), associationName, { dataCollectionRuleId });
    }
    if (Object.values(rules).some((rule) => rule !== undefined))
      associate("endpoint", endpointAssociation, { dataCollectionEndpointId: args.dataCollectionEndpointId });
    this.registerOutputs({});
  }
}
