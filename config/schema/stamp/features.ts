import { z } from "zod";

const off = (description: string) => z.boolean().default(false).meta({ description });
const on = (description: string) => z.boolean().default(true).meta({ description });

/** What AKS can add to a cluster. The egress rules follow: what is off has no host it may reach. */
export const features = z.strictObject({
  azurePolicy: on("The Azure Policy add-on: policies of the subscription are enforced inside the cluster."),
  containerInsights: on("Logs and inventory of containers and nodes, in the regional workspace."),
  managedPrometheus: on("Metrics of nodes and pods, in the regional Azure Monitor workspace."),
  defender: off("Microsoft Defender for Containers: watches processes on the nodes. Billed per vCore."),
  keda: off("KEDA: scales workloads by events, such as the lag of an event hub."),
  verticalPodAutoscaler: off("The Vertical Pod Autoscaler: recommends or sets requests of pods."),
  costAnalysis: on("Costs by namespace and workload in Cost Management. Not in the tier Free."),
  diskCsiDriver: off("Volumes on managed disks."),
  fileCsiDriver: off("Volumes on Azure Files."),
  blobCsiDriver: off("Volumes on blob storage."),
  snapshotController: off("Snapshots of volumes; needs diskCsiDriver."),
  nodeProvisioning: off(
    "Node auto-provisioning (Karpenter) instead of the cluster autoscaler: it chooses VM sizes by what pods ask for.",
  ),
  secretsStoreAddOn: off(
    "The Secrets Store CSI driver as an add-on of AKS instead of the Helm release; never both.",
  ),
});
