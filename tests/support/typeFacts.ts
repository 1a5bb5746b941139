/** What an input must be: a value, a form of its text (JSON, for what is none), or (for `undefined`) absent. */
export type Fact = string | number | boolean | undefined | RegExp | readonly string[];

/** Facts by dotted path below a resource's inputs. */
export type Facts = Readonly<Record<string, Fact>>;

/** The id of an existing resource of a type without parents. */
const below = (type: string): RegExp => new RegExp(`/providers/${type}/[^/]+$`, "i");
const here = /^(eastus|westeurope)$/;

/**
 * For every Azure type of the committed stacks, what is true of each resource of the type, whatever it is for. Details
 * of single resources stand in the tests of their components.
 */
export const typeFacts: Readonly<Record<string, Facts>> = {
  "alertsmanagement:PrometheusRuleGroup": {
    enabled: true,
    clusterName: /^aks-/,
    "scopes.0": below("Microsoft.Monitor/accounts"),
    "rules.0.actions.0.actionGroupId": below("Microsoft.Insights/actionGroups"),
  },
  "applicationinsights:Component": {
    disableLocalAuth: true,
    ingestionMode: "LogAnalytics",
    workspaceResourceId: below("Microsoft.OperationalInsights/workspaces"),
  },
  "applicationinsights:WebTest": {
    kind: "standard",
    enabled: true,
    "request.requestUrl": /^https:\/\//,
    "validationRules.sSLCheck": true,
    "validationRules.expectedHttpStatusCode": 200,
  },
  "applicationinsights:Workbook": {
    kind: "shared",
    resourceName: /^[0-9a-f-]{36}$/,
    serializedData: /^\{.*\}$/s,
  },
  "authorization:PolicyAssignment": {
    policyAssignmentName: /^aspa-bh-[a-z0-9-]+-gl$/,
    policyDefinitionId: /^\/providers\/Microsoft\.Authorization\/policyDefinitions\/[0-9a-f-]{36}$/,
    scope: /^\/subscriptions\/[0-9a-f-]{36}$/,
    enforcementMode: "DoNotEnforce",
    identity: undefined,
    description: /^[a-z-]+: /,
  },
  "authorization:RoleAssignment": {
    principalType: /^(ServicePrincipal|User|Group)$/,
    roleAssignmentName: /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/,
    // Something in a resource group, never a subscription or a group as a whole but for the private link's own group.
    scope: /\/resourceGroups\/[^/]+(\/providers\/.+)?$/,
    description: /: /,
  },
  "authorization:RoleDefinition": { roleType: "CustomRole", "permissions.0.notActions": [] },
  "cdn:AFDEndpoint": { enabledState: "Enabled", location: "Global" },
  "cdn:AFDOrigin": {
    enforceCertificateNameCheck: true,
    httpsPort: 443,
    "sharedPrivateLinkResource.privateLinkLocation": here,
    "sharedPrivateLinkResource.requestMessage": /[0-9a-f-]{36}$/,
  },
  "cdn:AFDOriginGroup": {
    "healthProbeSettings.probeProtocol": "Https",
    "loadBalancingSettings.successfulSamplesRequired": 2,
    sessionAffinityState: "Disabled",
  },
  "cdn:Profile": { "sku.name": "Premium_AzureFrontDoor", location: "Global" },
  "cdn:Route": { forwardingProtocol: "HttpsOnly", httpsRedirect: "Enabled", enabledState: "Enabled" },
  "cdn:Rule": { matchProcessingBehavior: "Continue", "actions.0.name": "ModifyResponseHeader" },
  "cdn:RuleSet": { ruleSetName: /^[a-zA-Z][a-zA-Z0-9]*$/ },
  "cdn:SecurityPolicy": {
    "parameters.type": "WebApplicationFirewall",
    "parameters.associations.0.patternsToMatch": ["/*"],
  },
  "consumption:Budget": { category: "Cost", timeGrain: "Monthly", "notifications.actual-50.enabled": true },
  "containerregistry:Registry": {
    adminUserEnabled: false,
    anonymousPullEnabled: false,
    publicNetworkAccess: "Disabled",
    networkRuleBypassOptions: "None",
    "sku.name": "Premium",
    "policies.exportPolicy.status": "disabled",
  },
  "containerregistry:Replication": { zoneRedundancy: "Enabled", regionEndpointEnabled: true },
  "containerservice:AgentPool": {
    mode: "User",
    enableNodePublicIP: false,
    availabilityZones: ["1", "2", "3"],
    vnetSubnetID: /subnets\/snet-nodes-user$/,
  },
  "containerservice:MaintenanceConfiguration": {
    configName: /^aksManaged(AutoUpgrade|NodeOSUpgrade)Schedule$/,
    "maintenanceWindow.utcOffset": "+00:00",
    "maintenanceWindow.durationHours": 8,
  },
  "containerservice:ManagedCluster": {
    disableLocalAccounts: true,
    enableRBAC: true,
    "aadProfile.enableAzureRBAC": true,
    "apiServerAccessProfile.enablePrivateCluster": true,
    "apiServerAccessProfile.enablePrivateClusterPublicFQDN": false,
    "apiServerAccessProfile.disableRunCommand": true,
    "networkProfile.outboundType": "userDefinedRouting",
    "oidcIssuerProfile.enabled": true,
    "securityProfile.workloadIdentity.enabled": true,
    "identity.type": "UserAssigned",
  },
  "cosmosdb:DatabaseAccount": {
    disableLocalAuth: true,
    disableKeyBasedMetadataWriteAccess: true,
    publicNetworkAccess: "Disabled",
    networkAclBypass: "None",
    minimalTlsVersion: "Tls12",
    enableMultipleWriteLocations: true,
    "locations.0.isZoneRedundant": true,
  },
  "cosmosdb:SqlResourceSqlContainer": {
    databaseName: "catalog",
    "resource.partitionKey.version": 2,
    "resource.conflictResolutionPolicy.mode": "LastWriterWins",
  },
  "cosmosdb:SqlResourceSqlDatabase": { "resource.id": "catalog", databaseName: "catalog" },
  "cosmosdb:SqlResourceSqlRoleAssignment": { scope: /\/dbs\/catalog$/, roleDefinitionId: /0{11}2$/ },
  "eventgrid:SystemTopic": {
    topicType: "Microsoft.KeyVault.vaults",
    source: below("Microsoft.KeyVault/vaults"),
  },
  "eventgrid:SystemTopicEventSubscription": {
    eventDeliverySchema: "CloudEventSchemaV1_0",
    "destination.endpointType": "MonitorAlert",
  },
  "eventhub:ConsumerGroup": { consumerGroupName: "background-worker" },
  "eventhub:EventHub": { partitionCount: 32, "retentionDescription.cleanupPolicy": "Delete" },
  "eventhub:Namespace": {
    disableLocalAuth: true,
    publicNetworkAccess: "Disabled",
    minimumTlsVersion: "1.2",
    zoneRedundant: true,
    isAutoInflateEnabled: true,
  },
  "frontdoor:Policy": {
    "policySettings.mode": "Prevention",
    "policySettings.requestBodyCheck": "Enabled",
    "managedRules.managedRuleSets.0.ruleSetAction": "Block",
    "sku.name": "Premium_AzureFrontDoor",
  },
  "keyvault:Secret": { "properties.attributes.enabled": true, "properties.contentType": "text/plain" },
  "keyvault:Vault": {
    "properties.enableRbacAuthorization": true,
    "properties.enablePurgeProtection": true,
    "properties.softDeleteRetentionInDays": 90,
    "properties.publicNetworkAccess": "Disabled",
    "properties.networkAcls.bypass": "None",
    "properties.enabledForTemplateDeployment": false,
  },
  "managedidentity:FederatedIdentityCredential": {
    audiences: ["api://AzureADTokenExchange"],
    subject: /^system:serviceaccount:[a-z-]+:[a-z-]+$/,
    issuer: /^https:\/\//,
  },
  "managedidentity:UserAssignedIdentity": { resourceName: /^id-bulkhead-/, location: here },
  "monitor:ActionGroup": { enabled: true, location: "Global", groupShortName: /^.{1,12}$/ },
  "monitor:ActivityLogAlert": {
    enabled: true,
    "actions.actionGroups.0.actionGroupId": below("Microsoft.Insights/actionGroups"),
    "condition.allOf.0.field": "category",
  },
  "monitor:AzureMonitorWorkspace": { publicNetworkAccess: "Disabled", location: here },
  "monitor:DataCollectionEndpoint": { kind: "Linux", location: here },
  "monitor:DataCollectionRule": {
    dataCollectionEndpointId: below("Microsoft.Insights/dataCollectionEndpoints"),
    location: here,
  },
  "monitor:DataCollectionRuleAssociation": {
    resourceUri: below("Microsoft.ContainerService/managedClusters"),
    associationName: /^(configurationAccessEndpoint|ContainerInsights(Metrics)?Extension)$/,
  },
  "monitor:DiagnosticSetting": { workspaceId: below("Microsoft.OperationalInsights/workspaces") },
  "monitor:MetricAlert": {
    enabled: true,
    "actions.0.actionGroupId": below("Microsoft.Insights/actionGroups"),
    description: /\. /,
  },
  "monitor:ScheduledQueryRule": {
    enabled: true,
    kind: "LogAlert",
    "actions.actionGroups.0": below("Microsoft.Insights/actionGroups"),
    location: here,
  },
  "monitor:SubscriptionDiagnosticSetting": {
    workspaceId: below("Microsoft.OperationalInsights/workspaces"),
    storageAccountId: below("Microsoft.Storage/storageAccounts"),
    "logs.0.enabled": true,
  },
  "network:AzureFirewall": {
    "sku.tier": "Premium",
    zones: ["1", "2", "3"],
    "firewallPolicy.id": below("Microsoft.Network/firewallPolicies"),
  },
  "network:FirewallPolicy": {
    threatIntelMode: "Deny",
    "intrusionDetection.mode": "Deny",
    "dnsSettings.enableProxy": true,
  },
  "network:FirewallPolicyRuleCollectionGroup": {
    ruleCollectionGroupName: /^rcg-/,
    "ruleCollections.0.ruleCollectionType": "FirewallPolicyFilterRuleCollection",
  },
  "network:FlowLog": { enabled: true, "format.version": 2, targetResourceId: /virtualNetworks\/[^/]+$/ },
  "network:IpGroup": { location: "eastus", "ipAddresses.0": /^10\./ },
  "network:NetworkSecurityGroup": {
    // Beside its own flows each group refuses all others, both ways.
    securityRules: /deny-all-inbound.*deny-all-outbound/s,
  },
  "network:PrivateDnsZoneGroup": { privateDnsZoneGroupName: "default" },
  "network:PrivateEndpoint": {
    "subnet.id": /subnets\/snet-private-endpoints$/,
    customNetworkInterfaceName: /-nic$/,
  },
  "network:PublicIPAddress": {
    publicIPAllocationMethod: "Static",
    "sku.name": "Standard",
    zones: ["1", "2", "3"],
  },
  "network:RouteTable": {
    disableBgpRoutePropagation: true,
    "routes.0.addressPrefix": "0.0.0.0/0",
    "routes.0.nextHopType": "VirtualAppliance",
  },
  "network:Subnet": { defaultOutboundAccess: false, addressPrefix: /^10\./ },
  "network:VirtualNetwork": { subnets: undefined, "dhcpOptions.dnsServers.0": /^10\./ },
  "operationalinsights:SavedSearch": { category: "Health model", functionAlias: /^[A-Z][A-Za-z]+$/ },
  "operationalinsights:Workspace": {
    "features.disableLocalAuth": true,
    "features.enableLogAccessUsingOnlyResourcePermissions": true,
    retentionInDays: 90,
  },
  "privatedns:PrivateZone": { location: "global", privateZoneName: /^privatelink\./ },
  "privatedns:VirtualNetworkLink": {
    registrationEnabled: false,
    "virtualNetwork.id": below("Microsoft.Network/virtualNetworks"),
  },
  "resources:ResourceGroup": { location: here },
  "security:Automation": { isEnabled: true, "actions.0.actionType": "Workspace" },
  "security:Pricing": { pricingTier: "Standard", scopeId: /^\/subscriptions\/[^/]+$/ },
  "security:SecurityContact": { isEnabled: true, "notificationsByRole.state": "On" },
  "storage:BlobContainer": { publicAccess: "None" },
  "storage:BlobServiceProperties": {
    "deleteRetentionPolicy.enabled": true,
    "containerDeleteRetentionPolicy.enabled": true,
  },
  "storage:ManagementPolicy": { managementPolicyName: "default", "policy.rules.0.enabled": true },
  "storage:StorageAccount": {
    allowSharedKeyAccess: false,
    allowBlobPublicAccess: false,
    allowCrossTenantReplication: false,
    isLocalUserEnabled: false,
    defaultToOAuthAuthentication: true,
    enableHttpsTrafficOnly: true,
    minimumTlsVersion: "TLS1_2",
    publicNetworkAccess: "Disabled",
    "networkRuleSet.defaultAction": "Deny",
  },
  "storage:Table": { tableName: "poisonmessages" },
};
