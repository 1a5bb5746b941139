import { findRegion } from "./regions.ts";
import { abbreviationOf, checkName } from "./nameRules.ts";
import { uuidV5 } from "./uuid.ts";

export { checkName, nameRuleOf, type NameRule } from "./nameRules.ts";

/**
 * Which stack a name belongs to. The fields are those of a stack name, so a parsed one can be passed as it
 * is.
 */
export interface NameScope {
  readonly environment?: string | undefined;
  readonly kind: "global" | "ops" | "stamp";
  /** The stack's region; for resources of `global` that serve one region, that region. */
  readonly region?: string | undefined;
  readonly generation?: string | undefined;
}

/**
 * Characters of the suffix that keeps the names in Azure's shared name space apart from everybody else's. The
 * global stack draws it once, lower-case letters and digits. Five are what a key vault name has room for in
 * the longest case.
 */
export const suffixLength = 5;

const workload = "bulkhead";
const shortWorkload = "bh";

/**
 * Every name of the program's Azure resources in one stack. Functions that take a suffix give globally unique
 * names.
 */
export interface Names {
  readonly resourceGroup: (purpose?: string) => string;
  readonly virtualNetwork: () => string;
  /** @param purpose what it leads to: "hub". */
  readonly virtualNetworkPeering: (purpose: string) => string;
  readonly applicationSecurityGroup: (purpose: string) => string;
  readonly flowLog: () => string;
  /** @param subnet name of the subnet it protects. */
  readonly networkSecurityGroup: (subnet: string) => string;
  readonly routeTable: (purpose?: string) => string;
  readonly firewall: () => string;
  /** @param purpose tells policies of one stack apart: "standard". */
  readonly firewallPolicy: (purpose?: string) => string;
  readonly ruleCollectionGroup: (purpose: string) => string;
  /** @param purpose what the address serves, with a number where there are several: "firewall-1". */
  readonly publicIpAddress: (purpose: string) => string;
  readonly publicIpPrefix: (purpose: string) => string;
  readonly bastionHost: () => string;
  readonly natGateway: () => string;
  /** @param purpose what its machines are: "agents". */
  readonly virtualMachineScaleSet: (purpose: string) => string;
  readonly devCenter: () => string;
  readonly devCenterProject: () => string;
  readonly devOpsPool: () => string;
  readonly ipGroup: (purpose: string) => string;
  readonly applicationGateway: () => string;
  readonly applicationGatewayWafPolicy: () => string;
  /** @param target what it leads to: "registry". */
  readonly privateEndpoint: (target: string) => string;
  readonly virtualNetworkLink: () => string;
  readonly privateLinkService: (purpose?: string) => string;
  readonly userAssignedIdentity: (purpose: string) => string;
  readonly federatedIdentityCredential: (purpose: string) => string;
  readonly managedCluster: () => string;
  /** The group AKS makes for the nodes. */
  readonly nodeResourceGroup: () => string;
  readonly logAnalyticsWorkspace: () => string;
  readonly applicationInsights: () => string;
  readonly azureMonitorWorkspace: () => string;
  readonly dataCollectionEndpoint: () => string;
  /** @param purpose what it collects: "prometheus". */
  readonly dataCollectionRule: (purpose: string) => string;
  readonly actionGroup: () => string;
  /** @param arm the kind of rule: "Microsoft.Insights/metricAlerts". @param id the alert in the catalogue. */
  readonly alertRule: (arm: string, id: string) => string;
  /** @param flow the user flow it follows. */
  readonly webTest: (flow: string) => string;
  readonly frontDoorProfile: () => string;
  readonly frontDoorEndpoint: (suffix: string) => string;
  readonly frontDoorOriginGroup: (purpose: string) => string;
  /** @param purpose tells several origins of one stack apart: "sorry". */
  readonly frontDoorOrigin: (purpose?: string) => string;
  readonly frontDoorRoute: (purpose: string) => string;
  readonly frontDoorSecurityPolicy: () => string;
  /** Front Door takes letters and digits only for rule sets and rules. */
  readonly frontDoorRuleSet: (purpose: string) => string;
  /** @param hostName the domain, of which the name is made. */
  readonly frontDoorCustomDomain: (hostName: string) => string;
  /** Front Door takes letters and digits only here. */
  readonly frontDoorWafPolicy: () => string;
  readonly cosmosAccount: (suffix: string) => string;
  readonly registry: (suffix: string) => string;
  readonly keyVault: (suffix: string) => string;
  /** @param purpose at most four letters, so that the longest case fits into 24 characters. */
  readonly storageAccount: (purpose: string, suffix: string) => string;
  readonly eventHubsNamespace: (suffix: string) => string;
  readonly privateLinkScope: () => string;
  readonly diagnosticSetting: () => string;
  readonly budget: () => string;
  readonly lock: () => string;
  /** @param key which assignment. Where there is room for 64 characters: in a subscription. */
  readonly policyAssignment: (key: string) => string;
  /** @param key which assignment. A management group leaves room for 24 characters, so this says less. */
  readonly policyAssignmentInManagementGroup: (key: string) => string;
  /** @param key of which assignment something is exempted. */
  readonly policyExemption: (key: string) => string;
  /** @param key whose findings are put right. @param run tells the tasks of one assignment apart. */
  readonly policyRemediation: (key: string, run: string) => string;
  readonly ddosProtectionPlan: () => string;
  /** @param source what raises the events: "vault". */
  readonly systemTopic: (source: string) => string;
}

/**
 * The names of one stack: abbreviation of the Cloud Adoption Framework, workload, purpose, environment,
 * place, suffix. The place is `global`, `ops` or nothing, the region's code, the generation. What is called
 * the same in two stacks would be one resource fought over by both, so every part that tells stacks apart is
 * in every name.
 *
 * @throws RangeError for a region that is not in the catalogue, and from each function when the name breaks
 *   Azure's rule for its type.
 */
export function namesFor(scope: NameScope): Names {
  const place = [...kindPart(scope.kind, scope.kind), regionCode(scope.region), scope.generation].filter(
    isPart,
  );
  const shortPlace = compactPlace(scope);

  const long = (arm: string, purpose?: string, suffix?: string): string =>
    checked(
      arm,
      [abbreviationOf(arm), workload, purpose, scope.environment, ...place, suffix].filter(isPart).join("-"),
    );
  const short = (arm: string, separator: string, purpose?: string, suffix?: string): string =>
    checked(
      arm,
      [abbreviationOf(arm), shortWorkload, purpose, scope.environment, shortPlace, suffix]
        .filter(isPart)
        .join(separator),
    );

  const securityPolicy = "Microsoft.Cdn/profiles/securityPolicies";
  const policyAssignments = "Microsoft.Authorization/policyAssignments";
  return {
    resourceGroup: (purpose) => long("Microsoft.Resources/resourceGroups", purpose),
    virtualNetwork: () => long("Microsoft.Network/virtualNetworks"),
    virtualNetworkPeering: (purpose) =>
      long("Microsoft.Network/virtualNetworks/virtualNetworkPeerings", purpose),
    applicationSecurityGroup: (purpose) => long("Microsoft.Network/applicationSecurityGroups", purpose),
    flowLog: () => long("Microsoft.Network/networkWatchers/flowLogs"),
    networkSecurityGroup: (subnet) =>
      long("Microsoft.Network/networkSecurityGroups", subnet.toLowerCase().replace(/^snet-/, "")),
    routeTable: (purpose) => long("Microsoft.Network/routeTables", purpose),
    firewall: () => long("Microsoft.Network/azureFirewalls"),
    firewallPolicy: (purpose) => long("Microsoft.Network/firewallPolicies", purpose),
    ruleCollectionGroup: (purpose) =>
      long("Microsoft.Network/firewallPolicies/ruleCollectionGroups", purpose),
    publicIpAddress: (purpose) => long("Microsoft.Network/publicIPAddresses", purpose),
    publicIpPrefix: (purpose) => long("Microsoft.Network/publicIPPrefixes", purpose),
    bastionHost: () => long("Microsoft.Network/bastionHosts"),
    natGateway: () => long("Microsoft.Network/natGateways"),
    virtualMachineScaleSet: (purpose) => long("Microsoft.Compute/virtualMachineScaleSets", purpose),
    devCenter: () => short("Microsoft.DevCenter/devcenters", "-"),
    devCenterProject: () => long("Microsoft.DevCenter/projects"),
    devOpsPool: () => long("Microsoft.DevOpsInfrastructure/pools"),
    ipGroup: (purpose) => long("Microsoft.Network/ipGroups", purpose),
    applicationGateway: () => long("Microsoft.Network/applicationGateways"),
    applicationGatewayWafPolicy: () =>
      long("Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies"),
    privateEndpoint: (target) => long("Microsoft.Network/privateEndpoints", target),
    virtualNetworkLink: () => long("Microsoft.Network/privateDnsZones/virtualNetworkLinks"),
    privateLinkService: (purpose) => long("Microsoft.Network/privateLinkServices", purpose),
    userAssignedIdentity: (purpose) => long("Microsoft.ManagedIdentity/userAssignedIdentities", purpose),
    federatedIdentityCredential: (purpose) =>
      long("Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials", purpose),
    managedCluster: () => long("Microsoft.ContainerService/managedClusters"),
    nodeResourceGroup: () => long("Microsoft.Resources/resourceGroups", "nodes"),
    logAnalyticsWorkspace: () => long("Microsoft.OperationalInsights/workspaces"),
    applicationInsights: () => long("Microsoft.Insights/components"),
    azureMonitorWorkspace: () => long("Microsoft.Monitor/accounts"),
    dataCollectionEndpoint: () => long("Microsoft.Insights/dataCollectionEndpoints"),
    dataCollectionRule: (purpose) => long("Microsoft.Insights/dataCollectionRules", purpose),
    actionGroup: () => long("Microsoft.Insights/actionGroups"),
    alertRule: (arm, id) => long(arm, id),
    webTest: (flow) => long("Microsoft.Insights/webtests", flow),
    frontDoorProfile: () => long("Microsoft.Cdn/profiles"),
    frontDoorEndpoint: (suffix) => short("Microsoft.Cdn/profiles/afdEndpoints", "-", undefined, suffix),
    frontDoorOriginGroup: (purpose) => long("Microsoft.Cdn/profiles/originGroups", purpose),
    frontDoorOrigin: (purpose) => long("Microsoft.Cdn/profiles/originGroups/origins", purpose),
    frontDoorRoute: (purpose) => long("Microsoft.Cdn/profiles/afdEndpoints/routes", purpose),
    frontDoorSecurityPolicy: () => long(securityPolicy),
    frontDoorRuleSet: (purpose) => short("Microsoft.Cdn/profiles/ruleSets", "", purpose),
    frontDoorCustomDomain: (hostName) =>
      long("Microsoft.Cdn/profiles/customDomains", hostName.replaceAll(".", "-")),
    frontDoorWafPolicy: () => short("Microsoft.Network/FrontDoorWebApplicationFirewallPolicies", ""),
    cosmosAccount: (suffix) => short("Microsoft.DocumentDB/databaseAccounts", "-", undefined, suffix),
    registry: (suffix) => short("Microsoft.ContainerRegistry/registries", "", undefined, suffix),
    keyVault: (suffix) => short("Microsoft.KeyVault/vaults", "-", undefined, suffix),
    storageAccount: (purpose, suffix) => short("Microsoft.Storage/storageAccounts", "", purpose, suffix),
    eventHubsNamespace: (suffix) => short("Microsoft.EventHub/namespaces", "-", undefined, suffix),
    privateLinkScope: () => long("Microsoft.Insights/privateLinkScopes"),
    diagnosticSetting: () => long("Microsoft.Insights/diagnosticSettings"),
    budget: () => long("Microsoft.Consumption/budgets"),
    lock: () => long("Microsoft.Authorization/locks"),
    policyAssignment: (key) => short(policyAssignments, "-", key),
    policyAssignmentInManagementGroup: (key) =>
      checked(policyAssignments, `${abbreviationOf(policyAssignments)}-bh-${policyHash(scope, key)}`),
    policyExemption: (key) => short("Microsoft.Authorization/policyExemptions", "-", key),
    policyRemediation: (key, run) => short("Microsoft.PolicyInsights/remediations", "-", key, run),
    ddosProtectionPlan: () => long("Microsoft.Network/ddosProtectionPlans"),
    systemTopic: (source) => long("Microsoft.EventGrid/systemTopics", source),
  };
}

/** What tells assignments apart that several environments make at one management group. */
function policyHash(scope: NameScope, key: string): string {
  return uuidV5(["policy", scope.environment ?? "", compactPlace(scope), key].join("|"))
    .replaceAll("-", "")
    .slice(0, 12);
}

/**
 * The place in as few characters as can be, without separators. The digit 0, which no region code contains,
 * stands before the generation: without it, generation "2" of eastus and the first one of eastus2 would be
 * one name.
 */
function compactPlace(scope: NameScope): string {
  const generation = scope.generation === undefined ? "" : `0${scope.generation}`;
  return [
    ...kindPart(scope.kind, scope.kind === "global" ? "gl" : scope.kind),
    regionCode(scope.region),
    generation,
  ]
    .filter(isPart)
    .join("");
}

/**
 * Stamps carry no kind in their names: they are most of what there is, and the shortest names are the
 * tightest.
 */
function kindPart(kind: NameScope["kind"], text: string): string[] {
  return kind === "stamp" ? [] : [text];
}

function regionCode(location: string | undefined): string | undefined {
  if (location === undefined) return undefined;
  const region = findRegion(location);
  if (region === undefined) throw new RangeError(`"${location}" is not a region of the catalogue.`);
  return region.code;
}

function isPart(part: string | undefined): part is string {
  return part !== undefined && part !== "";
}

function checked(arm: string, name: string): string {
  const refusal = checkName(arm, name);
  if (refusal !== undefined) throw new RangeError(refusal);
  return name;
}
