import { agentPool } from "./agentPool.ts";
import { dataCollectionRuleAssociation } from "./dataCollectionRuleAssociation.ts";
import { maintenanceConfiguration } from "./maintenance.ts";
import { managedCluster } from "./managedCluster.ts";

export const definitions = [
  managedCluster,
  agentPool,
  maintenanceConfiguration,
  dataCollectionRuleAssociation,
];
