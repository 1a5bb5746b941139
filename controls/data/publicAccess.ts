import type { AzureType } from "../azureType.ts";

/** A service that is open to the Internet unless an input says otherwise. */
export interface PublicAccessSwitch {
  readonly type: AzureType;
  /** The input that must say "Disabled" (or false, where it is a boolean). */
  readonly path: readonly string[];
}

/**
 * Paths as in @pulumi/azure-native 3.28.0 (read on 2026-11-21; a test compares them with the installed SDK).
 */
export const publicAccessSwitches: readonly PublicAccessSwitch[] = [
  { type: "appconfiguration:ConfigurationStore", path: ["publicNetworkAccess"] },
  { type: "automation:AutomationAccount", path: ["publicNetworkAccess"] },
  { type: "batch:BatchAccount", path: ["publicNetworkAccess"] },
  { type: "cognitiveservices:Account", path: ["properties", "publicNetworkAccess"] },
  { type: "containerregistry:Registry", path: ["publicNetworkAccess"] },
  { type: "cosmosdb:DatabaseAccount", path: ["publicNetworkAccess"] },
  { type: "dbformysql:Server", path: ["network", "publicNetworkAccess"] },
  { type: "dbforpostgresql:Server", path: ["network", "publicNetworkAccess"] },
  { type: "eventgrid:Domain", path: ["publicNetworkAccess"] },
  { type: "eventgrid:Topic", path: ["publicNetworkAccess"] },
  { type: "eventhub:Namespace", path: ["publicNetworkAccess"] },
  { type: "eventhub:NamespaceNetworkRuleSet", path: ["publicNetworkAccess"] },
  { type: "keyvault:Vault", path: ["properties", "publicNetworkAccess"] },
  { type: "redis:Redis", path: ["publicNetworkAccess"] },
  { type: "search:Service", path: ["publicNetworkAccess"] },
  { type: "servicebus:Namespace", path: ["publicNetworkAccess"] },
  { type: "servicebus:NamespaceNetworkRuleSet", path: ["publicNetworkAccess"] },
  { type: "sql:Server", path: ["publicNetworkAccess"] },
  { type: "storage:StorageAccount", path: ["publicNetworkAccess"] },
];
