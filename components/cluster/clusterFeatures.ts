import type { ManagedClusterArgs } from "@pulumi/azure-native/containerservice/managedCluster.js";

/** Switches of the cluster's configuration section `features`. */
export interface ClusterFeatures {
  readonly azurePolicy: boolean;
  readonly containerInsights: boolean;
  readonly managedPrometheus: boolean;
  readonly defender: boolean;
  readonly keda: boolean;
  readonly verticalPodAutoscaler: boolean;
  readonly costAnalysis: boolean;
  readonly diskCsiDriver: boolean;
  readonly fileCsiDriver: boolean;
  readonly blobCsiDriver: boolean;
  readonly snapshotController: boolean;
  readonly nodeProvisioning: boolean;
  readonly secretsStoreAddOn: boolean;
}

export interface FeatureSurroundings {
  /** ARM id of the regional Log Analytics workspace. */
  readonly workspaceId: string;
  readonly imageCleaner: { readonly enabled: boolean; readonly intervalHours: number };
}

/** What of a cluster's request the switches decide. */
type FeatureProfiles = Pick<
  ManagedClusterArgs,
  | "addonProfiles"
  | "securityProfile"
  | "azureMonitorProfile"
  | "workloadAutoScalerProfile"
  | "metricsProfile"
  | "storageProfile"
  | "nodeProvisioningProfile"
>;

/** How often the add-on's driver looks for new secrets; the Helm release does the same. */
const rotationPollInterval = "2m";

/**
 * The profiles of a cluster that the feature switches decide, in azure-native's terms. Every switch is written down, on
 * or off: what is left out of a request AKS keeps as it was.
 */
export function featureProfiles(features: ClusterFeatures, around: FeatureSurroundings): FeatureProfiles {
  const { workspaceId, imageCleaner } = around;
  const addOn = (
    enabled: boolean,
    config: Record<string, string>,
  ): { enabled: boolean; config?: Record<string, string> } => (enabled ? { enabled, config } : { enabled });
  return {
    addonProfiles: {
      azurepolicy: addOn(features.azurePolicy, { version: "v2" }),
      omsagent: addOn(features.containerInsights, {
        logAnalyticsWorkspaceResourceID: workspaceId,
        // The agent signs in as its own identity; shared keys of the workspace are off.
        useAADAuth: "true",
      }),
      azureKeyvaultSecretsProvider: addOn(features.secretsStoreAddOn, {
        enableSecretRotation: "true",
        rotationPollInterval,
      }),
    },
    securityProfile: {
      workloadIdentity: { enabled: true },
      imageCleaner: imageCleaner.enabled ? imageCleaner : { enabled: false },
      defender: features.defender
        ? { securityMonitoring: { enabled: true }, logAnalyticsWorkspaceResourceId: workspaceId }
        : { securityMonitoring: { enabled: false } },
    },
    azureMonitorProfile: { metrics: { enabled: features.managedPrometheus } },
    workloadAutoScalerProfile: {
      keda: { enabled: features.keda },
      verticalPodAutoscaler: { enabled: features.verticalPodAutoscaler },
    },
    metricsProfile: { costAnalysis: { enabled: features.costAnalysis } },
    // A driver that is not there needs no rights and no patches: the workload keeps no volumes.
    storageProfile: {
      diskCSIDriver: { enabled: features.diskCsiDriver },
      fileCSIDriver: { enabled: features.fileCsiDriver },
      blobCSIDriver: { enabled: features.blobCsiDriver },
      snapshotController: { enabled: features.snapshotController },
    },
    nodeProvisioningProfile: { mode: features.nodeProvisioning ? "Auto" : "Manual" },
  };
}
