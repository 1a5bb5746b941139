import { expect } from "chai";
import type { Properties } from "../../../../../lib/properties.ts";
import { changed, identity, location, network, newKit, refusal, type Kit } from "../../kit.ts";
import { policy, publicIp, refuses } from "../../networkKit.ts";

const token = "network:ApplicationGateway";
const wafToken = "network:WebApplicationFirewallPolicy";

const waf = (changes: Properties = {}): Properties =>
  changed(
    {
      policyName: "waf",
      location,
      policySettings: { state: "Enabled", mode: "Prevention" },
      managedRules: {
        managedRuleSets: [
          { ruleSetType: "Microsoft_DefaultRuleSet", ruleSetVersion: "2.2" },
          { ruleSetType: "Microsoft_BotManagerRuleSet", ruleSetVersion: "1.0" },
        ],
      },
    },
    changes,
  );

const manager = {
  name: "allow-gateway-manager",
  priority: 100,
  direction: "Inbound",
  access: "Allow",
  protocol: "Tcp",
  sourcePortRange: "*",
  destinationPortRange: "65200-65535",
  sourceAddressPrefix: "GatewayManager",
  destinationAddressPrefix: "*",
};

describe("rehearsal/azure: application gateways", () => {
  let kit: Kit;
  let subnet: string;
  let good: Properties;
  let ids: Record<string, string>;

  beforeEach(async () => {
    kit = await newKit();
    const { id: nsg } = await kit.create("network:NetworkSecurityGroup", {
      networkSecurityGroupName: "nsg",
      location,
      securityRules: [manager],
    });
    const net = await network(kit, {
      "snet-gateway": { addressPrefix: "10.0.1.0/24", networkSecurityGroup: { id: nsg } },
      "snet-small": { addressPrefix: "10.0.2.0/28" },
      "snet-delegated": {
        addressPrefix: "10.0.3.0/24",
        delegations: [{ name: "d", serviceName: "Microsoft.Web/serverFarms" }],
      },
    });
    subnet = net.subnet("snet-gateway");
    ids = {
      nsg,
      small: net.subnet("snet-small"),
      delegated: net.subnet("snet-delegated"),
      pip: await publicIp(kit, "pip"),
      zoneless: await publicIp(kit, "pip-zoneless", { zones: undefined }),
      basic: await publicIp(kit, "pip-basic", { zones: undefined, sku: { name: "Basic" } }),
      far: await publicIp(kit, "pip-far", { location: "westeurope" }),
      waf: (await kit.create(wafToken, waf())).id,
      reader: (await identity(kit, "id-gateway")).id,
    };
    const own = `${kit.providers}/Microsoft.Network/applicationGateways/agw`;
    const part = (kind: string, name: string) => ({ id: `${own}/${kind}/${name}` });
    good = {
      applicationGatewayName: "agw",
      location,
      zones: ["1", "2", "3"],
      sku: { name: "WAF_v2", tier: "WAF_v2" },
      autoscaleConfiguration: { minCapacity: 2, maxCapacity: 10 },
      firewallPolicy: { id: ids["waf"] },
      identity: { type: "UserAssigned", userAssignedIdentities: [ids["reader"]] },
      gatewayIPConfigurations: [{ name: "subnet", subnet: { id: subnet } }],
      frontendIPConfigurations: [{ name: "frontend", publicIPAddress: { id: ids["pip"] } }],
      frontendPorts: [{ name: "https", port: 443 }],
      sslCertificates: [
        { name: "listener", keyVaultSecretId: "https://kv-a.vault.azure.net/secrets/origin-tls" },
      ],
      httpListeners: [
        {
          name: "https",
          protocol: "Https",
          frontendIPConfiguration: part("frontendIPConfigurations", "frontend"),
          frontendPort: part("frontendPorts", "https"),
          sslCertificate: part("sslCertificates", "listener"),
        },
      ],
      backendAddressPools: [{ name: "stamp", backendAddresses: [{ ipAddress: "10.0.4.4" }] }],
      backendHttpSettingsCollection: [{ name: "https", protocol: "Https", port: 443 }],
      requestRoutingRules: [
        {
          name: "everything",
          priority: 100,
          httpListener: part("httpListeners", "https"),
          backendAddressPool: part("backendAddressPools", "stamp"),
          backendHttpSettings: part("backendHttpSettingsCollection", "https"),
        },
      ],
    };
  });

  it("stands with a public frontend, or with a private one of its subnet", async () => {
    await kit.create(token, good);
    const frontend = { name: "frontend", subnet: { id: subnet }, privateIPAddress: "10.0.1.254" };
    await kit.create(
      token,
      JSON.parse(
        JSON.stringify(
          changed(good, { applicationGatewayName: "agw-2", "frontendIPConfigurations.0": frontend }),
        ).replaceAll("applicationGateways/agw/", "applicationGateways/agw-2/"),
      ) as Properties,
    );
  });

  const rows: readonly (readonly [string, string, string, () => Properties])[] = [
    [
      "WAF_v2 without a policy",
      "ApplicationGatewayFirewallNotConfiguredForSelectedSku",
      "agw",
      () => ({ firewallPolicy: undefined }),
    ],
    [
      "a policy below WAF_v2",
      "ApplicationGatewayFirewallCannotBeUsedWithSku",
      "Standard_v2",
      () => ({ "sku.tier": "Standard_v2" }),
    ],
    ["an unknown tier", "InvalidParameterValue", "WAF_v3", () => ({ "sku.tier": "WAF_v3" })],
    [
      "more instances than there can be",
      "InvalidParameterValue",
      "'126'",
      () => ({ "autoscaleConfiguration.maxCapacity": 126 }),
    ],
    [
      "bounds that are crossed",
      "ApplicationGatewayAutoscaleInvalid",
      "minCapacity 11",
      () => ({ "autoscaleConfiguration.minCapacity": 11 }),
    ],
    [
      "more instances than the subnet holds",
      "SubnetIsFull",
      "snet-small",
      () => ({
        "gatewayIPConfigurations.0.subnet.id": ids["small"],
        "autoscaleConfiguration.maxCapacity": 12,
      }),
    ],
    [
      "a delegated subnet",
      "ApplicationGatewaySubnetIsDelegated",
      "snet-delegated",
      () => ({ "gatewayIPConfigurations.0.subnet.id": ids["delegated"] }),
    ],
    ["no frontend", "ApplicationGatewayFrontendIpMissing", "'agw'", () => ({ frontendIPConfigurations: [] })],
    [
      "a frontend that is public and private",
      "ApplicationGatewayFrontendIpCannotHavePublicIpAndSubnet",
      "'agw'",
      () => ({ "frontendIPConfigurations.0.subnet": { id: subnet } }),
    ],
    [
      "a Basic address",
      "ApplicationGatewayPublicIpMustBeStandard",
      "pip-basic",
      () => ({ zones: undefined, "frontendIPConfigurations.0.publicIPAddress.id": ids["basic"] }),
    ],
    [
      "an address of another region",
      "InvalidResourceReference",
      "pip-far",
      () => ({ "frontendIPConfigurations.0.publicIPAddress.id": ids["far"] }),
    ],
    [
      "an address without zones",
      "ApplicationGatewayZonesDifferFromPublicIp",
      "pip-zoneless",
      () => ({ "frontendIPConfigurations.0.publicIPAddress.id": ids["zoneless"] }),
    ],
    [
      "a private address outside of its subnet",
      "PrivateIPAddressNotInSubnet",
      "10.0.9.4",
      () => ({
        "frontendIPConfigurations.0": {
          name: "frontend",
          subnet: { id: subnet },
          privateIPAddress: "10.0.9.4",
        },
      }),
    ],
    [
      "a listener without certificate",
      "ApplicationGatewayHttpsListenerMustReferenceSslCert",
      "'https'",
      () => ({ "httpListeners.0.sslCertificate": undefined }),
    ],
    [
      "a certificate of a vault without identity",
      "ApplicationGatewaySslCertificateMissingIdentity",
      "'agw'",
      () => ({ identity: undefined }),
    ],
    [
      "a rule without priority",
      "ApplicationGatewayRequestRoutingRulePriorityCannotBeEmpty",
      "'everything'",
      () => ({ "requestRoutingRules.0.priority": undefined }),
    ],
    [
      "a part that is not there",
      "InvalidResourceReference",
      "backendAddressPools/stamp",
      () => ({ "backendAddressPools.0.name": "other" }),
    ],
  ];
  for (const [title, code, culprit, changes] of rows) {
    it(`refuses ${title}`, async () => {
      const error = await refusal(kit.create(token, changed(good, changes())));
      expect(error.code).to.equal(code);
      expect(error.message).to.contain(culprit);
    });
  }

  it("refuses a subnet that others use", async () => {
    await kit.create("network:PrivateEndpoint", {
      privateEndpointName: "pep",
      location,
      subnet: { id: subnet },
      privateLinkServiceConnections: [
        {
          name: "link",
          privateLinkServiceId: (
            await kit.create("keyvault:Vault", {
              vaultName: "kv-a",
              location,
              properties: {
                sku: { family: "A", name: "standard" },
                tenantId: kit.subscription.view.tenantId,
                enableRbacAuthorization: true,
              },
            })
          ).id,
          groupIds: ["vault"],
        },
      ],
    });
    const error = await refusal(kit.create(token, good));
    expect(error.code).to.equal("ApplicationGatewaySubnetCannotBeUsedByOtherResources");
    expect(error.message).to.contain("pep");
  });

  it("refuses a subnet whose default route leads to an appliance", async () => {
    const { id } = await kit.create("network:RouteTable", {
      routeTableName: "rt",
      location,
      routes: [
        {
          name: "everything",
          addressPrefix: "0.0.0.0/0",
          nextHopType: "VirtualAppliance",
          nextHopIpAddress: "10.0.0.4",
        },
      ],
    });
    await kit.update("network:Subnet", subnet, { routeTable: { id } });
    const error = await refusal(kit.create(token, good));
    expect(error.code).to.equal("ApplicationGatewaySubnetUserDefinedRouteNotSupported");
    expect(error.message).to.contain("VirtualAppliance");
  });

  it("refuses a subnet that Azure's management does not reach", async () => {
    await kit.update("network:NetworkSecurityGroup", ids["nsg"] ?? "", { securityRules: [] });
    const error = await refusal(kit.create(token, good));
    expect(error.code).to.equal("ApplicationGatewaySubnetInboundTrafficBlockedByNetworkSecurityGroup");
    expect(error.message).to.contain("65200-65535");
  });

  it("keeps its web application firewall policy from going", async () => {
    await kit.create(token, good);
    expect((await refusal(kit.remove(wafToken, ids["waf"] ?? ""))).code).to.equal(
      "WebApplicationFirewallPolicyInUse",
    );
  });

  it("refuses a firewall policy that is none of its own kind", async () => {
    const other = await policy(kit, "afwp");
    const error = await refusal(kit.create(token, changed(good, { "firewallPolicy.id": other })));
    expect(error.code).to.equal("InvalidResourceReference");
  });
});

describe("rehearsal/azure: web application firewall policies of application gateways", () => {
  let kit: Kit;
  beforeEach(async () => {
    kit = await newKit();
  });

  refuses(
    [
      ["no rules", "InvalidParameter", "managedRules", { managedRules: undefined }],
      ["an unknown mode", "InvalidParameterValue", "Block", { "policySettings.mode": "Block" }],
      [
        "an unknown set of rules",
        "InvalidParameterValue",
        "Everything",
        { "managedRules.managedRuleSets.1.ruleSetType": "Everything" },
      ],
      [
        "two sets of which one is taken",
        "ApplicationGatewayFirewallInvalidManagedRuleSets",
        "exactly one",
        { "managedRules.managedRuleSets.1": { ruleSetType: "OWASP", ruleSetVersion: "3.2" } },
      ],
      [
        "a set without version",
        "ApplicationGatewayFirewallInvalidManagedRuleSets",
        "names no version",
        { "managedRules.managedRuleSets.0.ruleSetVersion": undefined },
      ],
    ],
    () => kit,
    wafToken,
    () => waf(),
  );
});
