/**
 * The built-in role definitions that the program assigns, by what they grant.
 * Source: iann0036/iam-dataset 2073fa52 azure/built-in-roles-raw.json of 2026-08-22.
 */
export const roles = {
  acrPull: "7f951dda-4ed3-4680-a7ca-43fe172d538d",
  networkContributor: "4d97b98b-1d4f-4787-a291-c67834d212e7",
  privateDnsZoneContributor: "b12aa53e-6015-4669-85d0-8515ebb3ae7f",
  dnsZoneContributor: "befefa01-2a29-4197-83a8-272ff33ce314",
  managedIdentityOperator: "f1a07417-d97a-45cb-824c-7a7467783830",
  keyVaultSecretsUser: "4633458b-17de-408a-b874-0445c86b69e6",
  keyVaultSecretsOfficer: "b86a8fe4-44ce-4948-aee5-eccb2c155cd7",
  aksRbacClusterAdmin: "b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b",
  aksRbacAdmin: "3498e952-d568-435e-9b2c-8d77e338d7f7",
  aksRbacWriter: "a7ffa36f-339b-4b5c-8bdf-e2c188b2c0eb",
  aksRbacReader: "7f6c6a51-bcf8-42ba-9220-52d62157d7db",
  aksClusterUser: "4abbcc35-e782-43d8-92c5-2d3f1bd2253f",
  storageBlobDataReader: "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
  storageBlobDataContributor: "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
  storageTableDataContributor: "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3",
  eventHubsDataSender: "2b629674-e913-4c01-ae53-ef4638d8f975",
  eventHubsDataReceiver: "a638d3c7-ab3a-418d-83e6-5f17a39d4fde",
  logAnalyticsDataReader: "3b03c2da-16b3-4a49-8834-0f8130efdd3b",
  monitoringMetricsPublisher: "3913510d-42f4-4e42-8a64-420c390055eb",
  virtualMachineAdministratorLogin: "1c0163c0-47e6-4577-8991-ea5c82e286e4",
  virtualMachineUserLogin: "fb879df8-f326-4884-b1cf-06f3ad86be52",
  reader: "acdd72a7-3385-48ef-bd42-f606fba81ae7",
  contributor: "b24988ac-6180-42a0-ab88-20f7382dd24c",
  rbacAdministrator: "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
  resourcePolicyContributor: "36243c78-bf99-498c-9df9-86d9f8d28608",
  locksContributor: "28bf596f-4eb7-45ce-b5bc-6cf482fec137",
  acrPush: "8311e382-0749-4cb8-b61a-304f252e45ec",
} as const;

/** The name by which the program knows a role. */
export type Role = keyof typeof roles;

/** The title Azure shows for each role, for logs and documentation. */
export const roleTitles: Readonly<Record<Role, string>> = {
  acrPull: "AcrPull",
  networkContributor: "Network Contributor",
  privateDnsZoneContributor: "Private DNS Zone Contributor",
  dnsZoneContributor: "DNS Zone Contributor",
  managedIdentityOperator: "Managed Identity Operator",
  keyVaultSecretsUser: "Key Vault Secrets User",
  keyVaultSecretsOfficer: "Key Vault Secrets Officer",
  aksRbacClusterAdmin: "Azure Kubernetes Service RBAC Cluster Admin",
  aksRbacAdmin: "Azure Kubernetes Service RBAC Admin",
  aksRbacWriter: "Azure Kubernetes Service RBAC Writer",
  aksRbacReader: "Azure Kubernetes Service RBAC Reader",
  aksClusterUser: "Azure Kubernetes Service Cluster User Role",
  storageBlobDataReader: "Storage Blob Data Reader",
  storageBlobDataContributor: "Storage Blob Data Contributor",
  storageTableDataContributor: "Storage Table Data Contributor",
  eventHubsDataSender: "Azure Event Hubs Data Sender",
  eventHubsDataReceiver: "Azure Event Hubs Data Receiver",
  logAnalyticsDataReader: "Log Analytics Data Reader",
  monitoringMetricsPublisher: "Monitoring Metrics Publisher",
  virtualMachineAdministratorLogin: "Virtual Machine Administrator Login",
  virtualMachineUserLogin: "Virtual Machine User Login",
  reader: "Reader",
  contributor: "Contributor",
  rbacAdministrator: "Role Based Access Control Administrator",
  resourcePolicyContributor: "Resource Policy Contributor",
  locksContributor: "Locks Contributor",
  acrPush: "AcrPush",
};

/**
 * Cosmos DB Built-in Data Contributor. Cosmos DB keeps its data-plane roles in the account, outside Azure
 * RBAC, so it is assigned with a SqlResourceSqlRoleAssignment and not with a RoleAssignment. Source: "Azure
 * Cosmos DB for NoSQL data plane roles"; Azure/bicep-registry-modules 9f9ea1a1 has the same id.
 */
export const cosmosDataContributor = "00000000-0000-0000-0000-000000000002";

/** The ARM id of a built-in role, as a role assignment's `roleDefinitionId` wants it. */
export function roleDefinitionId(subscriptionId: string, role: Role): string {
  return `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${roles[role]}`;
}

/** The id of Cosmos DB's Built-in Data Contributor in one account. */
export function cosmosDataContributorId(accountId: string): string {
  return `${accountId}/sqlRoleDefinitions/${cosmosDataContributor}`;
}
