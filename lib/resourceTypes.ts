/** What makes up the ARM id of an azure-native resource. */
export interface ResourceTypeInfo {
  /** The Pulumi type token, for example "azure-native:network:Subnet". */
  readonly token: string;
  /** The ARM type, for example "Microsoft.Network/virtualNetworks/subnets". */
  readonly arm: string;
  /**
   * The inputs that hold the names in the id, parents first. An entry that begins with "=" is not an input
   * but the name itself: blob containers live in the blob service that is always called "default".
   */
  readonly names: readonly string[];
  /**
   * Where the id begins: in a resource group, in the subscription, in the tenant, or behind the id of another
   * resource.
   */
  readonly scope: "resourceGroup" | "subscription" | "tenant" | "extension";
  /** The input that holds the id in front, for the scope "extension". */
  readonly scopeInput?: string;
}

type Row = readonly [token: string, arm: string, ...names: string[]];

/**
 * Tokens as @pulumi/azure-native 3.28.0 spells them; ARM types of Azure/bicep-types-az 1f896de2db96 of
 * 2026-08-20. The last two storage rows are not ARM types: azure-native makes them through the data plane,
 * with ids of its own.
 */
const rows: readonly Row[] = [
  ["resources:ResourceGroup", "Microsoft.Resources/resourceGroups", "resourceGroupName"],
  ["network:VirtualNetwork", "Microsoft.Network/virtualNetworks", "virtualNetworkName"],
  ["network:Subnet", "Microsoft.Network/virtualNetworks/subnets", "virtualNetworkName", "subnetName"],
  [
    "network:VirtualNetworkPeering",
    "Microsoft.Network/virtualNetworks/virtualNetworkPeerings",
    "virtualNetworkName",
    "virtualNetworkPeeringName",
  ],
  [
    "network:ApplicationSecurityGroup",
    "Microsoft.Network/applicationSecurityGroups",
    "applicationSecurityGroupName",
  ],
  ["network:FlowLog", "Microsoft.Network/networkWatchers/flowLogs", "networkWatcherName", "flowLogName"],
  ["network:NetworkSecurityGroup", "Microsoft.Network/networkSecurityGroups", "networkSecurityGroupName"],
  ["network:RouteTable", "Microsoft.Network/routeTables", "routeTableName"],
  ["network:PublicIPAddress", "Microsoft.Network/publicIPAddresses", "publicIpAddressName"],
  ["network:FirewallPolicy", "Microsoft.Network/firewallPolicies", "firewallPolicyName"],
  [
    "network:FirewallPolicyRuleCollectionGroup",
    "Microsoft.Network/firewallPolicies/ruleCollectionGroups",
    "firewallPolicyName",
    "ruleCollectionGroupName",
  ],
  ["network:AzureFirewall", "Microsoft.Network/azureFirewalls", "azureFirewallName"],
  ["network:PrivateEndpoint", "Microsoft.Network/privateEndpoints", "privateEndpointName"],
  [
    "network:PrivateDnsZoneGroup",
    "Microsoft.Network/privateEndpoints/privateDnsZoneGroups",
    "privateEndpointName",
    "privateDnsZoneGroupName",
  ],
  ["network:IpGroup", "Microsoft.Network/ipGroups", "ipGroupsName"],
  ["network:PublicIPPrefix", "Microsoft.Network/publicIPPrefixes", "publicIpPrefixName"],
  ["network:BastionHost", "Microsoft.Network/bastionHosts", "bastionHostName"],
  ["network:NatGateway", "Microsoft.Network/natGateways", "natGatewayName"],
  ["compute:VirtualMachineScaleSet", "Microsoft.Compute/virtualMachineScaleSets", "vmScaleSetName"],
  ["devopsinfrastructure:Pool", "Microsoft.DevOpsInfrastructure/pools", "poolName"],
  ["devcenter:DevCenter", "Microsoft.DevCenter/devcenters", "devCenterName"],
  ["devcenter:Project", "Microsoft.DevCenter/projects", "projectName"],
  ["network:ApplicationGateway", "Microsoft.Network/applicationGateways", "applicationGatewayName"],
  [
    "network:WebApplicationFirewallPolicy",
    "Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies",
    "policyName",
  ],
  ["privatedns:PrivateZone", "Microsoft.Network/privateDnsZones", "privateZoneName"],
  [
    "privatedns:VirtualNetworkLink",
    "Microsoft.Network/privateDnsZones/virtualNetworkLinks",
    "privateZoneName",
    "virtualNetworkLinkName",
  ],
  ["cosmosdb:DatabaseAccount", "Microsoft.DocumentDB/databaseAccounts", "accountName"],
  [
    "cosmosdb:SqlResourceSqlDatabase",
    "Microsoft.DocumentDB/databaseAccounts/sqlDatabases",
    "accountName",
    "databaseName",
  ],
  [
    "cosmosdb:SqlResourceSqlContainer",
    "Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers",
    "accountName",
    "databaseName",
    "containerName",
  ],
  [
    "cosmosdb:SqlResourceSqlRoleAssignment",
    "Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments",
    "accountName",
    "roleAssignmentId",
  ],
  ["containerregistry:Registry", "Microsoft.ContainerRegistry/registries", "registryName"],
  [
    "containerregistry:Replication",
    "Microsoft.ContainerRegistry/registries/replications",
    "registryName",
    "replicationName",
  ],
  ["cdn:Profile", "Microsoft.Cdn/profiles", "profileName"],
  ["cdn:AFDEndpoint", "Microsoft.Cdn/profiles/afdEndpoints", "profileName", "endpointName"],
  ["cdn:AFDOriginGroup", "Microsoft.Cdn/profiles/originGroups", "profileName", "originGroupName"],
  [
    "cdn:AFDOrigin",
    "Microsoft.Cdn/profiles/originGroups/origins",
    "profileName",
    "originGroupName",
    "originName",
  ],
  ["cdn:Route", "Microsoft.Cdn/profiles/afdEndpoints/routes", "profileName", "endpointName", "routeName"],
  ["cdn:SecurityPolicy", "Microsoft.Cdn/profiles/securityPolicies", "profileName", "securityPolicyName"],
  ["cdn:AFDCustomDomain", "Microsoft.Cdn/profiles/customDomains", "profileName", "customDomainName"],
  ["cdn:RuleSet", "Microsoft.Cdn/profiles/ruleSets", "profileName", "ruleSetName"],
  ["cdn:Rule", "Microsoft.Cdn/profiles/ruleSets/rules", "profileName", "ruleSetName", "ruleName"],
  ["frontdoor:Policy", "Microsoft.Network/FrontDoorWebApplicationFirewallPolicies", "policyName"],
  ["storage:StorageAccount", "Microsoft.Storage/storageAccounts", "accountName"],
  [
    "storage:BlobServiceProperties",
    "Microsoft.Storage/storageAccounts/blobServices",
    "accountName",
    "blobServicesName",
  ],
  [
    "storage:BlobContainer",
    "Microsoft.Storage/storageAccounts/blobServices/containers",
    "accountName",
    "=default",
    "containerName",
  ],
  ["operationalinsights:Workspace", "Microsoft.OperationalInsights/workspaces", "workspaceName"],
  [
    "operationalinsights:SavedSearch",
    "Microsoft.OperationalInsights/workspaces/savedSearches",
    "workspaceName",
    "savedSearchId",
  ],
  ["applicationinsights:Component", "Microsoft.Insights/components", "resourceName"],
  ["applicationinsights:WebTest", "Microsoft.Insights/webtests", "webTestName"],
  ["applicationinsights:Workbook", "Microsoft.Insights/workbooks", "resourceName"],
  ["monitor:ActionGroup", "Microsoft.Insights/actionGroups", "actionGroupName"],
  ["monitor:MetricAlert", "Microsoft.Insights/metricAlerts", "ruleName"],
  ["monitor:ScheduledQueryRule", "Microsoft.Insights/scheduledQueryRules", "ruleName"],
  ["monitor:ActivityLogAlert", "Microsoft.Insights/activityLogAlerts", "activityLogAlertName"],
  ["monitor:AzureMonitorWorkspace", "Microsoft.Monitor/accounts", "azureMonitorWorkspaceName"],
  [
    "monitor:DataCollectionEndpoint",
    "Microsoft.Insights/dataCollectionEndpoints",
    "dataCollectionEndpointName",
  ],
  ["monitor:DataCollectionRule", "Microsoft.Insights/dataCollectionRules", "dataCollectionRuleName"],
  [
    "monitor:DataCollectionRuleAssociation",
    "Microsoft.Insights/dataCollectionRuleAssociations",
    "associationName",
  ],
  [
    "alertsmanagement:PrometheusRuleGroup",
    "Microsoft.AlertsManagement/prometheusRuleGroups",
    "ruleGroupName",
  ],
  ["keyvault:Vault", "Microsoft.KeyVault/vaults", "vaultName"],
  ["keyvault:Secret", "Microsoft.KeyVault/vaults/secrets", "vaultName", "secretName"],
  [
    "managedidentity:UserAssignedIdentity",
    "Microsoft.ManagedIdentity/userAssignedIdentities",
    "resourceName",
  ],
  [
    "managedidentity:FederatedIdentityCredential",
    "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials",
    "resourceName",
    "federatedIdentityCredentialResourceName",
  ],
  ["authorization:RoleAssignment", "Microsoft.Authorization/roleAssignments", "roleAssignmentName"],
  ["containerservice:ManagedCluster", "Microsoft.ContainerService/managedClusters", "resourceName"],
  [
    "containerservice:AgentPool",
    "Microsoft.ContainerService/managedClusters/agentPools",
    "resourceName",
    "agentPoolName",
  ],
  [
    "containerservice:MaintenanceConfiguration",
    "Microsoft.ContainerService/managedClusters/maintenanceConfigurations",
    "resourceName",
    "configName",
  ],
  [
    "storage:Blob",
    "Microsoft.Storage/storageAccounts/blobServices/containers/blobs",
    "accountName",
    "=default",
    "containerName",
    "blobName",
  ],
  ["storage:StorageAccountStaticWebsite", "Microsoft.Storage/storageAccounts/staticWebsite", "accountName"],
  [
    "storage:ManagementPolicy",
    "Microsoft.Storage/storageAccounts/managementPolicies",
    "accountName",
    "managementPolicyName",
  ],
  [
    "containerregistry:CacheRule",
    "Microsoft.ContainerRegistry/registries/cacheRules",
    "registryName",
    "cacheRuleName",
  ],
  [
    "containerregistry:CredentialSet",
    "Microsoft.ContainerRegistry/registries/credentialSets",
    "registryName",
    "credentialSetName",
  ],
  ["network:DdosProtectionPlan", "Microsoft.Network/ddosProtectionPlans", "ddosProtectionPlanName"],
  ["eventgrid:SystemTopic", "Microsoft.EventGrid/systemTopics", "systemTopicName"],
  [
    "eventgrid:SystemTopicEventSubscription",
    "Microsoft.EventGrid/systemTopics/eventSubscriptions",
    "systemTopicName",
    "eventSubscriptionName",
  ],
  ["security:Automation", "Microsoft.Security/automations", "automationName"],
  ["security:SecurityContact", "Microsoft.Security/securityContacts", "securityContactName"],
  ["security:Pricing", "Microsoft.Security/pricings", "pricingName"],
  ["eventhub:Namespace", "Microsoft.EventHub/namespaces", "namespaceName"],
  ["eventhub:EventHub", "Microsoft.EventHub/namespaces/eventhubs", "namespaceName", "eventHubName"],
  [
    "eventhub:ConsumerGroup",
    "Microsoft.EventHub/namespaces/eventhubs/consumergroups",
    "namespaceName",
    "eventHubName",
    "consumerGroupName",
  ],
  [
    "storage:Table",
    "Microsoft.Storage/storageAccounts/tableServices/tables",
    "accountName",
    "=default",
    "tableName",
  ],
  ["monitor:PrivateLinkScope", "Microsoft.Insights/privateLinkScopes", "scopeName"],
  [
    "monitor:PrivateLinkScopedResource",
    "Microsoft.Insights/privateLinkScopes/scopedResources",
    "scopeName",
    "name",
  ],
  ["monitor:DiagnosticSetting", "Microsoft.Insights/diagnosticSettings", "name"],
  ["consumption:Budget", "Microsoft.Consumption/budgets", "budgetName"],
  ["authorization:ManagementLockByScope", "Microsoft.Authorization/locks", "lockName"],
  ["authorization:PolicyAssignment", "Microsoft.Authorization/policyAssignments", "policyAssignmentName"],
  ["authorization:PolicyExemption", "Microsoft.Authorization/policyExemptions", "policyExemptionName"],
  ["policyinsights:RemediationAtSubscription", "Microsoft.PolicyInsights/remediations", "remediationName"],
  ["monitor:SubscriptionDiagnosticSetting", "Microsoft.Insights/diagnosticSettings", "name"],
  ["aadiam:DiagnosticSetting", "microsoft.aadiam/diagnosticSettings", "name"],
  ["authorization:RoleDefinition", "Microsoft.Authorization/roleDefinitions", "roleDefinitionId"],
  [
    "securityinsights:SentinelOnboardingState",
    "Microsoft.OperationalInsights/workspaces/providers/onboardingStates",
    "workspaceName",
    "=Microsoft.SecurityInsights",
    "sentinelOnboardingStateName",
  ],
];

/** Types that are in no resource group, and the input that holds the id of what they are attached to. */
const attachedTo: Readonly<Record<string, Pick<ResourceTypeInfo, "scope" | "scopeInput">>> = {
  "resources:ResourceGroup": { scope: "subscription" },
  "monitor:SubscriptionDiagnosticSetting": { scope: "subscription" },
  "monitor:DiagnosticSetting": { scope: "extension", scopeInput: "resourceUri" },
  "monitor:DataCollectionRuleAssociation": { scope: "extension", scopeInput: "resourceUri" },
  "consumption:Budget": { scope: "extension", scopeInput: "scope" },
  "authorization:ManagementLockByScope": { scope: "extension", scopeInput: "scope" },
  "authorization:PolicyAssignment": { scope: "extension", scopeInput: "scope" },
  "authorization:PolicyExemption": { scope: "extension", scopeInput: "scope" },
  "policyinsights:RemediationAtSubscription": { scope: "subscription" },
  "security:SecurityContact": { scope: "subscription" },
  "aadiam:DiagnosticSetting": { scope: "tenant" },
  "security:Pricing": { scope: "extension", scopeInput: "scopeId" },
  "authorization:RoleAssignment": { scope: "extension", scopeInput: "scope" },
  "authorization:RoleDefinition": { scope: "extension", scopeInput: "scope" },
};

function toInfo([shortToken, arm, ...names]: Row): ResourceTypeInfo {
  const token = `azure-native:${shortToken}`;
  return { token, arm, names, scope: "resourceGroup", ...attachedTo[shortToken] };
}

/** Every azure-native type that the program uses, by token. */
export const resourceTypes: ReadonlyMap<string, ResourceTypeInfo> = new Map(
  rows.map(toInfo).map((info) => [info.token, info]),
);

/** What is known of a token; undefined for a type that the program does not use. */
export function resourceTypeOf(token: string): ResourceTypeInfo | undefined {
  return resourceTypes.get(token);
}

/**
 * The id that Azure gives a resource with these inputs.
 *
 * @throws RangeError for an unknown token and for a name, resource group or scope that is missing from the
 *   inputs.
 */
export function armId(token: string, subscriptionId: string, inputs: Record<string, unknown>): string {
  const info = resourceTypeOf(token);
  if (info === undefined) throw new RangeError(`${token} is not a type that Bulkhead uses.`);
  const input = (key: string): string => {
    const value = inputs[key];
    if (typeof value !== "string" || value === "")
      throw new RangeError(`${token} has no ${key}, so it has no id.`);
    return value;
  };
  const names = info.names.map((name) => (name.startsWith("=") ? name.slice(1) : input(name)));
  const [namespace = "", ...types] = info.arm.split("/");
  // A type without a name of its own, such as staticWebsite, ends the id.
  const path = types.flatMap((type, index) => [type, ...names.slice(index, index + 1)]).join("/");

  const subscription = `/subscriptions/${subscriptionId}`;
  if (info.arm === "Microsoft.Resources/resourceGroups") return `${subscription}/${path}`;
  if (info.scope === "tenant") return `/providers/${namespace}/${path}`;
  if (info.scope === "subscription") return `${subscription}/providers/${namespace}/${path}`;
  const base =
    info.scope === "extension"
      ? input(info.scopeInput ?? "scope").replace(/\/$/, "")
      : `${subscription}/resourceGroups/${input("resourceGroupName")}`;
  return `${base}/providers/${namespace}/${path}`;
}
