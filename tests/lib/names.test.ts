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
