import { actionGroup } from "./actionGroup.ts";
import { activityLogAlert } from "./activityLogAlert.ts";
import { azureMonitorWorkspace, dataCollectionEndpoint, dataCollectionRule } from "./dataCollection.ts";
import { metricAlert } from "./metricAlert.ts";
import { scheduledQueryRule } from "./scheduledQueryRule.ts";

export const definitions = [
  actionGroup,
  activityLogAlert,
  azureMonitorWorkspace,
  dataCollectionEndpoint,
  dataCollectionRule,
  metricAlert,
  scheduledQueryRule,
];
