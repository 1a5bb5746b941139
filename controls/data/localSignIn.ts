import type { AzureType } from "../azureType.ts";

/** A service with keys of its own, which work without Entra ID unless an input says otherwise. */
export interface LocalSignIn {
  readonly type: AzureType;
  readonly path: readonly string[];
  /** What the input must say for keys to be off. */
  readonly off: boolean;
}

/** Paths as in @pulumi/azure-native 3.28.0 (read on 2026-11-21; a test compares them with the installed SDK). */
export const localSignIns: readonly LocalSignIn[] = [
  { type: "appconfiguration:ConfigurationStore", path: ["disableLocalAuth"], off: true },
  { type: "applicationinsights:Component", path: ["disableLocalAuth"], off: true },
  { type: "automation:AutomationAccount", path: ["disableLocalAuth"], off: true },
  { type: "cosmosdb:DatabaseAccount", path: ["disableLocalAuth"], off: true },
  { type: "eventgrid:Domain", path: ["disableLocalAuth"], off: true },
  { type: "eventgrid:Topic", path: ["disableLocalAuth"], off: true },
  { type: "eventhub:Namespace", path: ["disableLocalAuth"], off: true },
  { type: "operationalinsights:Workspace", path: ["features", "disableLocalAuth"], off: true },
  { type: "redis:Redis", path: ["disableAccessKeyAuthentication"], off: true },
  { type: "search:Service", path: ["disableLocalAuth"], off: true },
  { type: "servicebus:Namespace", path: ["disableLocalAuth"], off: true },
  { type: "storage:StorageAccount", path: ["allowSharedKeyAccess"], off: false },
];
