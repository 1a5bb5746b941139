import { expect } from "chai";
import type { Properties } from "../../../../../lib/properties.ts";
import { changed, identity, location, network, newKit, refusal, type Kit } from "../../kit.ts";
import { applicationRule, firewallInputs, groupInputs, policy, publicIp, refuses } from "../../networkKit.ts";

const bypass = {
  name: "backup",
  protocol: "TCP",
  sourceAddresses: ["10.0.1.0/24"],
  destinationAddresses: ["198.51.100.7"],
  destinationPorts: ["443"],
};
const authority = {
  certificateAuthority: {
    name: "inspection",
    keyVaultSecretId: "https://kv-pki.vault.azure.net/secrets/inspection",
  },
};

describe("rehearsal/azure: exceptions and inspection of firewall policies", () => {
  const token = "network:FirewallPolicy";
  let kit: Kit;
  let reader: string;
  let parent: string;
  beforeEach(async () => {
    kit = await newKit();
    reader = (await identity(kit, "id-firewall")).id;
    parent = await policy(kit, "afwp-parent", { threatIntelMode: "Deny" });
  });
  const good = (): Properties => ({
    firewallPolicyName: "afwp",
    location,
    sku: { tier: "Premium" },
    dnsSettings: { enableProxy: true },
    basePolicy: { id: parent },
    threatIntelMode: "Deny",
    threatIntelWhitelist: { fqdns: ["*.example.com"], ipAddresses: ["198.51.100.0/24"] },
    intrusionDetection: {
      mode: "Deny",
      configuration: {
        signatureOverrides: [{ id: "2024897", mode: "Alert" }],
        bypassTrafficSettings: [bypass],
      },
    },
    identity: { type: "UserAssigned", userAssignedIdentities: [reader] },
    transportSecurity: authority,
  });
  const detection = "intrusionDetection.configuration";

  it("accepts exceptions and an authority to open TLS with", async () => {
    await kit.create(token, good());
  });

  refuses(
    [
      [
        "threat intelligence laxer than the parent's",
        "FirewallPolicyThreatIntelModeLaxerThanParent",
        "afwp-parent",
        { threatIntelMode: "Alert" },
      ],
      [
        "an allowed address that is none",
        "FirewallPolicyExceptionInvalid",
        "'somewhere'",
        { "threatIntelWhitelist.ipAddresses": ["somewhere"] },
      ],
      [
        "an allowed host that is none",
        "FirewallPolicyExceptionInvalid",
        "'https://a.example'",
        { "threatIntelWhitelist.fqdns": ["https://a.example"] },
      ],
      [
        "a signature that is no number",
        "FirewallPolicyExceptionInvalid",
        "'ET-1'",
        { [`${detection}.signatureOverrides.0.id`]: "ET-1" },
      ],
      [
        "a signature twice",
        "FirewallPolicyExceptionInvalid",
        "2024897 twice",
        { [`${detection}.signatureOverrides.1`]: { id: "2024897", mode: "Off" } },
      ],
      [
        "an unknown mode of a signature",
        "InvalidParameterValue",
        "Loud",
        { [`${detection}.signatureOverrides.0.mode`]: "Loud" },
      ],
      [
        "a bypass without ports",
        "FirewallPolicyExceptionInvalid",
        "'backup' without destination ports",
        { [`${detection}.bypassTrafficSettings.0.destinationPorts`]: [] },
      ],
      [
        "a bypass without source",
        "FirewallPolicyExceptionInvalid",
        "'backup' without a source",
        { [`${detection}.bypassTrafficSettings.0.sourceAddresses`]: [] },
      ],
      [
        "a bypass of an unknown protocol",
        "FirewallPolicyExceptionInvalid",
        "'backup' with a protocol",
        { [`${detection}.bypassTrafficSettings.0.protocol`]: "SCTP" },
      ],
      [
        "TLS inspection without an identity",
        "FirewallPolicyMissingIdentity",
        "secrets/inspection",
        { identity: undefined },
      ],
      [
        "TLS inspection without a secret",
        "FirewallPolicyCertificateAuthorityInvalid",
        "needs the name and the Key Vault secret",
        { "transportSecurity.certificateAuthority.keyVaultSecretId": undefined },
      ],
      [
        "TLS inspection with a certificate instead of a secret",
        "FirewallPolicyCertificateAuthorityInvalid",
        "certificates/inspection",
        {
          "transportSecurity.certificateAuthority.keyVaultSecretId":
            "https://kv-pki.vault.azure.net/certificates/inspection",
        },
      ],
      [
        "TLS inspection in the Standard tier",
        "FirewallPolicyHigherTierOnlyProperties",
        "transportSecurity",
        { "sku.tier": "Standard", intrusionDetection: undefined },
      ],
    ],
    () => kit,
    token,
    good,
  );

  const opening = (changes: Properties = {}): Properties =>
    groupInputs("inspected", 300, { ...applicationRule, terminateTLS: true, ...changes });

  it("opens TLS by a rule, and then keeps the authority", async () => {
    const { id } = await kit.create(token, good());
    await kit.create("network:FirewallPolicyRuleCollectionGroup", opening());
    const error = await refusal(kit.update(token, id, { transportSecurity: undefined }));
    expect(error.code).to.equal("FirewallPolicyRuleInvalid");
    expect(error.message).to.contain("'inspected' has rules with terminateTLS");
  });

  it("refuses rules that open TLS without an authority, below Premium, for a tag and for plain HTTP", async () => {
    const group = "network:FirewallPolicyRuleCollectionGroup";
    const { id } = await kit.create(token, good());
    const tagged = opening({ targetFqdns: undefined, fqdnTags: ["AzureKubernetesService"] });
    expect((await refusal(kit.create(group, tagged))).message).to.contain("hosts of an FQDN tag");
    const plain = opening({ protocols: [{ protocolType: "Http", port: 80 }] });
    expect((await refusal(kit.create(group, plain))).message).to.contain("no protocol Https");
    await kit.update(token, id, { transportSecurity: undefined });
    expect((await refusal(kit.create(group, opening()))).message).to.contain("names no authority");
    await policy(kit, "afwp-standard");
    const standard = { ...opening(), firewallPolicyName: "afwp-standard" };
    expect((await refusal(kit.create(group, standard))).message).to.contain("needs a Premium policy");
  });
});

describe("rehearsal/azure: capacity, prefixes and translations of Azure Firewall", () => {
  const token = "network:AzureFirewall";
  let kit: Kit;
  let good: Properties;
  let policyId: string;
  let address: string;
  beforeEach(async () => {
    kit = await newKit();
    const net = await network(kit, { AzureFirewallSubnet: { addressPrefix: "10.0.0.0/26" } });
    const pip = await publicIp(kit, "pip");
    address = String(kit.subscription.read(pip)?.outputs["ipAddress"]);
    policyId = await policy(kit, "afwp");
    good = {
      ...firewallInputs(net.subnet("AzureFirewallSubnet"), pip, policyId),
      autoscaleConfiguration: { minCapacity: 4, maxCapacity: 10 },
    };
  });

  const translating = (changes: Properties = {}): Properties =>
    changed(
      groupInputs("nat", 300, {
        name: "in",
        ruleType: "NatRule",
        sourceAddresses: ["198.51.100.0/24"],
        destinationAddresses: [address],
        destinationPorts: ["443"],
        ipProtocols: ["TCP"],
        translatedAddress: "10.0.1.4",
        translatedPort: "443",
        ...changes,
      }),
      {
        "ruleCollections.0.ruleCollectionType": "FirewallPolicyNatRuleCollection",
        "ruleCollections.0.action.type": "DNAT",
      },
    );
  const group = "network:FirewallPolicyRuleCollectionGroup";

  it("runs between bounds, also between equal ones", async () => {
    const { id } = await kit.create(token, good);
    await kit.update(token, id, { autoscaleConfiguration: { minCapacity: 5, maxCapacity: 5 } });
  });

  refuses(
    [
      ["one instance", "InvalidParameterValue", "'1'", { "autoscaleConfiguration.minCapacity": 1 }],
      ["51 instances", "InvalidParameterValue", "'51'", { "autoscaleConfiguration.maxCapacity": 51 }],
      [
        "bounds that are one apart",
        "AzureFirewallAutoscaleConfigurationInvalid",
        "minCapacity 4 and maxCapacity 5",
        { "autoscaleConfiguration.maxCapacity": 5 },
      ],
    ],
    () => kit,
    token,
    () => good,
  );

  it("translates its own addresses, and refuses those of others", async () => {
    await kit.create(group, translating());
    const { id } = await kit.create(token, good);
    await kit.remove(token, id);
    await kit.update(group, `${policyId}/ruleCollectionGroups/nat`, {
      ruleCollections: translating({ destinationAddresses: ["203.0.113.254"] })["ruleCollections"],
    });
    const error = await refusal(kit.create(token, good));
    expect(error.code).to.equal("AzureFirewallDnatDestinationNotOwned");
    expect(error.message).to.contain("203.0.113.254");
  });

  it("refuses more than 250 addresses and destinations together", async () => {
    const rules = Array.from({ length: 250 }, (_, index) => {
      const [collection] = translating({ translatedAddress: `10.0.2.${index + 1}` })["ruleCollections"] as [
        { rules: Properties[] },
      ];
      return { ...collection.rules[0], name: `in-${index}` };
    });
    await kit.create(group, changed(translating(), { "ruleCollections.0.rules": rules }));
    const error = await refusal(kit.create(token, good));
    expect(error.code).to.equal("AzureFirewallDnatLimitReached");
    expect(error.message).to.contain("250 DNAT destinations");
  });

  it("refuses to translate a range, and a source that is a tag", async () => {
    const range = await refusal(kit.create(group, translating({ destinationAddresses: ["203.0.113.0/24"] })));
    expect(range.message).to.contain("no address of a firewall");
    const tag = await refusal(
      kit.create(group, translating({ sourceAddresses: ["AzureFrontDoor.Backend"] })),
    );
    expect(tag.message).to.contain("'AzureFrontDoor.Backend', which is no address range");
  });

  it("holds its policy up while it is written", async () => {
    const writing = kit.create(token, good);
    const error = await refusal(kit.update("network:FirewallPolicy", policyId, { threatIntelMode: "Deny" }));
    expect([error.code, error.status]).to.deep.equal([
      "FirewallPolicyUpdateNotAllowedWhenUpdatingOrDeleting",
      409,
    ]);
    expect(error.message).to.contain("'afw' is in Creating state");
    await writing;
    await kit.update("network:FirewallPolicy", policyId, { threatIntelMode: "Deny" });
  });
});

describe("rehearsal/azure: public IP prefixes", () => {
  const token = "network:PublicIPPrefix";
  let kit: Kit;
  beforeEach(async () => {
    kit = await newKit();
  });
  const good = (): Properties => ({
    publicIpPrefixName: "ippre",
    location,
    zones: ["1", "2", "3"],
    sku: { name: "Standard", tier: "Regional" },
    prefixLength: 31,
  });

  it("gives as many addresses as it has, and stays while one is used", async () => {
    const { id } = await kit.create(token, good());
    const from = { publicIPPrefix: { id } };
    await publicIp(kit, "pip-1", from);
    const second = await publicIp(kit, "pip-2", from);
    const error = await refusal(publicIp(kit, "pip-3", from));
    expect(error.code).to.equal("PublicIpPrefixIsFull");
    expect(error.message).to.contain("'ippre'");
    await kit.update("network:PublicIPAddress", second, { tags: { a: "b" } });
    expect((await refusal(kit.remove(token, id))).code).to.equal("PublicIpPrefixCannotBeDeleted");
  });

  it("gives addresses in its own zones and region only", async () => {
    const { id } = await kit.create(token, good());
    const from = { publicIPPrefix: { id } };
    expect((await refusal(publicIp(kit, "pip", { ...from, zones: ["1"] }))).code).to.equal(
      "PublicIpAddressZonesDifferFromPrefix",
    );
    expect((await refusal(publicIp(kit, "pip", { ...from, location: "westeurope" }))).code).to.equal(
      "InvalidResourceReference",
    );
  });

  it("does not change its length", async () => {
    const { id } = await kit.create(token, good());
    expect((await refusal(kit.update(token, id, { prefixLength: 30 }))).code).to.equal(
      "PropertyChangeNotAllowed",
    );
  });

  refuses(
    [
      ["no length", "InvalidParameter", "prefixLength", { prefixLength: undefined }],
      ["more than 16 addresses", "InvalidParameterValue", "'27'", { prefixLength: 27 }],
      ["the Basic SKU", "PublicIpPrefixSkuNotSupported", "'ippre'", { "sku.name": "Basic" }],
      ["a zone that does not exist", "InvalidAvailabilityZone", "'4'", { zones: ["4"] }],
    ],
    () => kit,
    token,
    good,
  );
});
