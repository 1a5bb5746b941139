import { expect } from "chai";
import {
  checkName,
  nameRuleOf,
  namesFor,
  suffixLength,
  type Names,
  type NameScope,
} from "../../lib/names.ts";
import { abbreviationOf } from "../../lib/nameRules.ts";
import { regions } from "../../lib/regions.ts";

const suffix = "a1b2c".slice(0, suffixLength);

/** One name of every kind, with the longest purposes the program uses. */
function allNames(names: Names): Record<keyof Names, string> {
  return {
    resourceGroup: names.resourceGroup("monitoring"),
    virtualNetwork: names.virtualNetwork(),
    virtualNetworkPeering: names.virtualNetworkPeering("hub"),
    applicationSecurityGroup: names.applicationSecurityGroup("private-endpoints"),
    flowLog: names.flowLog(),
    networkSecurityGroup: names.networkSecurityGroup("snet-private-endpoints"),
    routeTable: names.routeTable("egress"),
    firewall: names.firewall(),
    firewallPolicy: names.firewallPolicy(),
    ruleCollectionGroup: names.ruleCollectionGroup("platform"),
    publicIpAddress: names.publicIpAddress("firewall-250"),
    publicIpPrefix: names.publicIpPrefix("firewall"),
    bastionHost: names.bastionHost(),
    natGateway: names.natGateway(),
    virtualMachineScaleSet: names.virtualMachineScaleSet("jump-boxes"),
    devCenter: names.devCenter(),
    devCenterProject: names.devCenterProject(),
    devOpsPool: names.devOpsPool(),
    ipGroup: names.ipGroup("nodes"),
    applicationGateway: names.applicationGateway(),
    applicationGatewayWafPolicy: names.applicationGatewayWafPolicy(),
    privateEndpoint: names.privateEndpoint("key-vault"),
    virtualNetworkLink: names.virtualNetworkLink(),
    privateLinkService: names.privateLinkService("ingress"),
    userAssignedIdentity: names.userAssignedIdentity("health-service"),
    federatedIdentityCredential: names.federatedIdentityCredential("health-service"),
    managedCluster: names.managedCluster(),
    nodeResourceGroup: names.nodeResourceGroup(),
    logAnalyticsWorkspace: names.logAnalyticsWorkspace(),
    applicationInsights: names.applicationInsights(),
    azureMonitorWorkspace: names.azureMonitorWorkspace(),
    dataCollectionEndpoint: names.dataCollectionEndpoint(),
    dataCollectionRule: names.dataCollectionRule("containers"),
    actionGroup: names.actionGroup(),
    alertRule: names.alertRule("Microsoft.Insights/metricAlerts", "application-failed-dependencies"),
    webTest: names.webTest("list-catalog-items"),
    frontDoorProfile: names.frontDoorProfile(),
    frontDoorEndpoint: names.frontDoorEndpoint(suffix),
    frontDoorOriginGroup: names.frontDoorOriginGroup("api"),
    frontDoorOrigin: names.frontDoorOrigin(),
    frontDoorRuleSet: names.frontDoorRuleSet("headers"),
    frontDoorCustomDomain: names.frontDoorCustomDomain("www.example.com"),
    frontDoorRoute: names.frontDoorRoute("api"),
    frontDoorSecurityPolicy: names.frontDoorSecurityPolicy(),
    frontDoorWafPolicy: names.frontDoorWafPolicy(),
    cosmosAccount: names.cosmosAccount(suffix),
    registry: names.registry(suffix),
    keyVault: names.keyVault(suffix),
    storageAccount: names.storageAccount("data", suffix),
    eventHubsNamespace: names.eventHubsNamespace(suffix),
    privateLinkScope: names.privateLinkScope(),
    diagnosticSetting: names.diagnosticSetting(),
    budget: names.budget(),
    lock: names.lock(),
    policyAssignment: names.policyAssignment("network-firewall-threat-intelligence"),
    policyAssignmentInManagementGroup: names.policyAssignmentInManagementGroup("network-firewall-zones"),
    policyExemption: names.policyExemption("network-firewall-threat-intelligence"),
    policyRemediation: names.policyRemediation("data-blob-soft-delete", "0123abcd"),
    ddosProtectionPlan: names.ddosProtectionPlan(),
    systemTopic: names.systemTopic("vault"),
  };
}

function scopes(): NameScope[] {
  const found: NameScope[] = [];
  for (const environment of [undefined, "int", "test"]) {
    found.push({ environment, kind: "global" });
    for (const region of regions.keys()) {
      found.push({ environment, kind: "global", region }, { environment, kind: "ops", region });
      for (const generation of [undefined, "b", "2"])
        found.push({ environment, kind: "stamp", region, generation });
    }
  }
  return found;
}

describe("names", () => {
  it("follow the framework: abbreviation, workload, purpose, environment, place", () => {
    const stamp = namesFor({ environment: "int", kind: "stamp", region: "eastus", generation: "b" });
    expect(stamp.managedCluster()).to.equal("aks-bulkhead-int-eus-b");
    expect(stamp.networkSecurityGroup("snet-nodes-user")).to.equal("nsg-bulkhead-nodes-user-int-eus-b");
    expect(stamp.keyVault("a1b2c")).to.equal("kv-bh-int-eus0b-a1b2c");
    expect(stamp.storageAccount("spa", "a1b2c")).to.equal("stbhspainteus0ba1b2c");
    const global = namesFor({ kind: "global" });
    expect(global.resourceGroup()).to.equal("rg-bulkhead-global");
    expect(global.cosmosAccount("a1b2c")).to.equal("cosno-bh-gl-a1b2c");
    expect(global.frontDoorWafPolicy()).to.equal("fdfpbhgl");
  });

  it("stay as they are: a resource whose name changes is made anew", () => {
    expect(
      allNames(namesFor({ environment: "int", kind: "stamp", region: "eastus", generation: "b" })),
    ).to.deep.equal({
      resourceGroup: "rg-bulkhead-monitoring-int-eus-b",
      virtualNetwork: "vnet-bulkhead-int-eus-b",
      virtualNetworkPeering: "peer-bulkhead-hub-int-eus-b",
      applicationSecurityGroup: "asg-bulkhead-private-endpoints-int-eus-b",
      flowLog: "flowlog-bulkhead-int-eus-b",
      networkSecurityGroup: "nsg-bulkhead-private-endpoints-int-eus-b",
      routeTable: "rt-bulkhead-egress-int-eus-b",
      firewall: "afw-bulkhead-int-eus-b",
      firewallPolicy: "afwp-bulkhead-int-eus-b",
      ruleCollectionGroup: "fwprcg-bulkhead-platform-int-eus-b",
      publicIpAddress: "pip-bulkhead-firewall-250-int-eus-b",
      publicIpPrefix: "ippre-bulkhead-firewall-int-eus-b",
      bastionHost: "bas-bulkhead-int-eus-b",
      natGateway: "ng-bulkhead-int-eus-b",
      virtualMachineScaleSet: "vmss-bulkhead-jump-boxes-int-eus-b",
      devCenter: "dc-bh-int-eus0b",
      devCenterProject: "dcp-bulkhead-int-eus-b",
      devOpsPool: "mdp-bulkhead-int-eus-b",
      ipGroup: "ipg-bulkhead-nodes-int-eus-b",
      applicationGateway: "agw-bulkhead-int-eus-b",
      applicationGatewayWafPolicy: "waf-bulkhead-int-eus-b",
      privateEndpoint: "pep-bulkhead-key-vault-int-eus-b",
      virtualNetworkLink: "pnetlk-bulkhead-int-eus-b",
      privateLinkService: "pl-bulkhead-ingress-int-eus-b",
      userAssignedIdentity: "id-bulkhead-health-service-int-eus-b",
      federatedIdentityCredential: "fedcred-bulkhead-health-service-int-eus-b",
      managedCluster: "aks-bulkhead-int-eus-b",
      nodeResourceGroup: "rg-bulkhead-nodes-int-eus-b",
      logAnalyticsWorkspace: "log-bulkhead-int-eus-b",
      applicationInsights: "appi-bulkhead-int-eus-b",
      azureMonitorWorkspace: "amw-bulkhead-int-eus-b",
      dataCollectionEndpoint: "dce-bulkhead-int-eus-b",
      dataCollectionRule: "dcr-bulkhead-containers-int-eus-b",
      actionGroup: "ag-bulkhead-int-eus-b",
      alertRule: "ma-bulkhead-application-failed-dependencies-int-eus-b",
      webTest: "appiwt-bulkhead-list-catalog-items-int-eus-b",
      frontDoorProfile: "afd-bulkhead-int-eus-b",
      frontDoorEndpoint: "fde-bh-int-eus0b-a1b2c",
      frontDoorOriginGroup: "cfdog-bulkhead-api-int-eus-b",
      frontDoorOrigin: "cfdo-bulkhead-int-eus-b",
      frontDoorRuleSet: "cfdrsbhheadersinteus0b",
      frontDoorCustomDomain: "cfdcd-bulkhead-www-example-com-int-eus-b",
      frontDoorRoute: "cfdroute-bulkhead-api-int-eus-b",
      frontDoorSecurityPolicy: "cfdsp-bulkhead-int-eus-b",
      frontDoorWafPolicy: "fdfpbhinteus0b",
      cosmosAccount: "cosno-bh-int-eus0b-a1b2c",
      registry: "crbhinteus0ba1b2c",
      keyVault: "kv-bh-int-eus0b-a1b2c",
      storageAccount: "stbhdatainteus0ba1b2c",
      eventHubsNamespace: "evhns-bh-int-eus0b-a1b2c",
      privateLinkScope: "ampls-bulkhead-int-eus-b",
      diagnosticSetting: "amds-bulkhead-int-eus-b",
      budget: "acbs-bulkhead-int-eus-b",
      lock: "mgl-bulkhead-int-eus-b",
      policyAssignment: "aspa-bh-network-firewall-threat-intelligence-int-eus0b",
      policyAssignmentInManagementGroup: "aspa-bh-919b7d2eb6fe",
      policyExemption: "aspe-bh-network-firewall-threat-intelligence-int-eus0b",
      policyRemediation: "aspr-bh-data-blob-soft-delete-int-eus0b-0123abcd",
      ddosProtectionPlan: "ddospp-bulkhead-int-eus-b",
      systemTopic: "egst-bulkhead-vault-int-eus-b",
    });
    const global = namesFor({ kind: "global" });
    expect(global.policyAssignmentInManagementGroup("network-firewall-zones")).to.equal(
      "aspa-bh-f4a64088780c",
    );
    expect(global.networkSecurityGroup("my-snet-nodes")).to.equal("nsg-bulkhead-my-snet-nodes-global");
  });

  it("keep Azure's rules in every region, for the longest environment and every generation", () => {
    // Each function throws where the name breaks the rule of its type.
    for (const scope of scopes())
      expect(() => allNames(namesFor(scope)), JSON.stringify(scope)).to.not.throw();
  });

  it("never make one name for two stacks", () => {
    const seen = new Map<string, NameScope>();
    for (const scope of scopes()) {
      for (const [kind, name] of Object.entries(allNames(namesFor(scope)))) {
        const key = `${kind}/${name}`;
        expect(seen.get(key), `${key} of ${JSON.stringify(scope)}`).to.equal(undefined);
        seen.set(key, scope);
      }
    }
  });

  it("refuse what does not fit, and say why", () => {
    const names = namesFor({
      environment: "test",
      kind: "stamp",
      region: "northcentralus",
      generation: "b1",
    });
    expect(() => names.storageAccount("checkpoints", "a1b2c")).to.throw(
      RangeError,
      "a name of Microsoft.Storage/storageAccounts has 3 to 24",
    );
    expect(() => names.resourceGroup("a/b")).to.throw(RangeError, "it must match");
    expect(() => namesFor({ kind: "stamp", region: "atlantis" })).to.throw(
      RangeError,
      '"atlantis" is not a region',
    );
  });
});

describe("name rules", () => {
  it("say why a name is none", () => {
    expect(checkName("Microsoft.KeyVault/vaults", "kv-bulkhead")).to.equal(undefined);
    expect(checkName("Microsoft.KeyVault/vaults", "kv--bulkhead")).to.contain("it must match");
    expect(checkName("Microsoft.KeyVault/vaults", "kv")).to.contain(
      "has 2 characters; a name of Microsoft.KeyVault/vaults has 3 to 24",
    );
    expect(checkName("Microsoft.Authorization/roleAssignments", "x")).to.match(/has 36\.$/);
  });

  it("do not depend on the case of the type, and leave unknown types alone", () => {
    expect(nameRuleOf("microsoft.network/frontdoorwebapplicationfirewallpolicies")?.maxLength).to.equal(128);
    expect(checkName("Microsoft.Unknown/things", "")).to.equal(undefined);
    expect(() => abbreviationOf("Microsoft.Authorization/roleAssignments")).to.throw(
      RangeError,
      "no abbreviation",
    );
  });
});
