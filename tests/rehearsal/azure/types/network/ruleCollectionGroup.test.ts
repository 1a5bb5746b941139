import { expect } from "chai";
import { changed, newKit, network, refusal, type Kit } from "../../kit.ts";
import {
  applicationRule,
  codesOf,
  firewallInputs,
  groupInputs,
  networkRule,
  policy,
  publicIp,
  refuses,
} from "../../networkKit.ts";

const token = "network:FirewallPolicyRuleCollectionGroup";
const natRule = {
  name: "in",
  ruleType: "NatRule",
  sourceAddresses: ["*"],
  destinationAddresses: ["203.0.113.7"],
  destinationPorts: ["443"],
  ipProtocols: ["TCP"],
  translatedAddress: "10.0.1.4",
  translatedPort: "8443",
};
const nat = "ruleCollections.0.ruleCollectionType";
const first = "ruleCollections.0.rules.0";
const second = "ruleCollections.1.rules.0";

describe("rehearsal/azure: rule collection groups", () => {
  let kit: Kit;
  let policyId: string;
  beforeEach(async () => {
    kit = await newKit();
    policyId = await policy(kit, "afwp");
  });
  const good = () => groupInputs("one", 200, networkRule, applicationRule);

  it("accepts network, application and NAT rules in collections of their own", async () => {
    await kit.create(token, good());
    const inputs = changed(groupInputs("nat", 300, natRule), {
      [nat]: "FirewallPolicyNatRuleCollection",
      "ruleCollections.0.action.type": "DNAT",
    });
    await kit.create(token, inputs);
    await kit.create(
      token,
      groupInputs("tags", 400, { ...applicationRule, targetFqdns: [], fqdnTags: ["AzureKubernetesService"] }),
    );
  });

  refuses(
    [
      ["no priority", "InvalidParameter", "priority", { priority: undefined }],
      ["a priority out of range", "InvalidParameterValue", "'65001'", { priority: 65001 }],
      [
        "a collection's priority out of range",
        "InvalidParameterValue",
        "'99'",
        { "ruleCollections.0.priority": 99 },
      ],
      [
        "two collections of one priority",
        "FirewallPolicyRuleCollectionPriorityConflict",
        "'collection-0' and 'collection-1'",
        { "ruleCollections.1.priority": 100 },
      ],
      ["an unknown kind of collection", "InvalidParameterValue", "Other", { [nat]: "Other" }],
      ["an unknown action", "InvalidParameterValue", "Shrug", { "ruleCollections.0.action.type": "Shrug" }],
      ["an unknown protocol", "InvalidParameterValue", "GRE", { [`${first}.ipProtocols`]: ["GRE"] }],
      [
        "a mixed collection",
        "FirewallPolicyRuleCollectionMixedRuleTypes",
        "collection-0",
        { "ruleCollections.0.rules": [networkRule, applicationRule] },
      ],
      [
        "NAT rules among filter rules",
        "FirewallPolicyRuleCollectionMixedRuleTypes",
        "NatRule",
        { "ruleCollections.0.rules": [natRule] },
      ],
      [
        "filter rules among NAT rules",
        "FirewallPolicyRuleCollectionMixedRuleTypes",
        "NetworkRule",
        { [nat]: "FirewallPolicyNatRuleCollection" },
      ],
      [
        "a rule without source",
        "FirewallPolicyRuleInvalid",
        "'dns' of 'one' names no source",
        { [`${first}.sourceAddresses`]: [] },
      ],
      [
        "a source that is no range",
        "FirewallPolicyRuleInvalid",
        "'spoke'",
        { [`${first}.sourceAddresses`]: ["spoke"] },
      ],
      [
        "a network rule without destination",
        "FirewallPolicyRuleInvalid",
        "no destination",
        { [`${first}.destinationAddresses`]: [] },
      ],
      [
        "an unknown service tag",
        "FirewallPolicyRuleInvalid",
        "AzureNonsense",
        { [`${first}.destinationAddresses`]: ["AzureNonsense"] },
      ],
      [
        "a wildcard in a network rule",
        "FirewallPolicyRuleInvalid",
        "*.example.com",
        { [`${first}.destinationFqdns`]: ["*.example.com"] },
      ],
      [
        "a network rule without port",
        "FirewallPolicyRuleInvalid",
        "no destination port",
        { [`${first}.destinationPorts`]: [] },
      ],
      ["port 0", "FirewallPolicyRuleInvalid", "'0'", { [`${first}.destinationPorts`]: ["0"] }],
      [
        "a network rule without protocol",
        "FirewallPolicyRuleInvalid",
        "no protocol",
        { [`${first}.ipProtocols`]: [] },
      ],
      [
        "an application rule without destination",
        "FirewallPolicyRuleInvalid",
        "'registry' of 'one' names no destination",
        { [`${second}.targetFqdns`]: [] },
      ],
      [
        "host names beside FQDN tags",
        "FirewallPolicyRuleInvalid",
        "one or the other",
        { [`${second}.fqdnTags`]: ["WindowsUpdate"] },
      ],
      [
        "an unknown FQDN tag",
        "FirewallPolicyRuleInvalid",
        "LinuxUpdate",
        { [`${second}.targetFqdns`]: [], [`${second}.fqdnTags`]: ["LinuxUpdate"] },
      ],
      [
        "a wildcard that is not leftmost",
        "FirewallPolicyRuleInvalid",
        "www.contoso.*",
        { [`${second}.targetFqdns`]: ["www.contoso.*"] },
      ],
      [
        "an application rule without protocol",
        "FirewallPolicyRuleInvalid",
        "no protocol",
        { [`${second}.protocols`]: [] },
      ],
      [
        "an application port above 64000",
        "FirewallPolicyRuleInvalid",
        "64001",
        { [`${second}.protocols.0.port`]: 64001 },
      ],
      [
        "an application protocol that is none",
        "FirewallPolicyRuleInvalid",
        "Http, Https, Mssql",
        { [`${second}.protocols.0.protocolType`]: "Ftp" },
      ],
      [
        "an IP group that is not there",
        "InvalidResourceReference",
        "ipGroups/none",
        {
          [`${first}.sourceIpGroups`]: [
            "/subscriptions/s/resourceGroups/rg-test/providers/Microsoft.Network/ipGroups/none",
          ],
        },
      ],
      [
        "a policy that is not there",
        "ParentResourceNotFound",
        "afwp-none",
        { firewallPolicyName: "afwp-none" },
      ],
    ],
    () => kit,
    token,
    good,
  );

  for (const [title, culprit, changes] of [
    ["two destinations", "exactly one destination", { destinationAddresses: ["203.0.113.7", "203.0.113.8"] }],
    ["nothing to translate to", "nothing to translate to", { translatedAddress: undefined }],
    ["no port to translate to", "no port to translate to", { translatedPort: undefined }],
  ] as const) {
    it(`refuses a NAT rule with ${title}`, async () => {
      const inputs = changed(groupInputs("nat", 300, { ...natRule, ...changes }), {
        [nat]: "FirewallPolicyNatRuleCollection",
      });
      const error = await refusal(kit.create(token, inputs));
      expect(error.code).to.equal("FirewallPolicyRuleInvalid");
      expect(error.message).to.contain(culprit);
    });
  }

  it("refuses the priority of another group of the policy", async () => {
    await kit.create(token, good());
    const error = await refusal(kit.create(token, groupInputs("two", 200, networkRule)));
    expect(error.code).to.equal("FirewallPolicyRuleCollectionGroupPriorityConflict");
    expect(error.message).to.contain("'one' and 'two'");
  });

  it("refuses a 91st group", async () => {
    for (let index = 0; index < 90; index += 1)
      await kit.create(token, groupInputs(`g${index}`, 200 + index, networkRule));
    expect((await refusal(kit.create(token, groupInputs("more", 1000, networkRule)))).code).to.equal(
      "FirewallPolicyRuleCollectionGroupLimitReached",
    );
  });

  it("takes host names in network rules only where the policy or its parent is a DNS proxy", async () => {
    const rule = { ...networkRule, destinationAddresses: undefined, destinationFqdns: ["ntp.example.com"] };
    await kit.create(token, groupInputs("names", 200, rule));
    await kit.update("network:FirewallPolicy", policyId, { tags: {} });
    await policy(kit, "afwp-mute", { dnsSettings: undefined });
    await policy(kit, "afwp-child", { dnsSettings: undefined, basePolicy: { id: policyId } });
    const inputs = groupInputs("names", 200, rule);
    const error = await refusal(kit.create(token, { ...inputs, firewallPolicyName: "afwp-mute" }));
    expect(error.code).to.equal("FirewallPolicyDnsProxyRequired");
    await kit.create(token, { ...inputs, firewallPolicyName: "afwp-child" });
  });

  it("refuses two writes at once below one policy, not below two", async () => {
    await policy(kit, "afwp-other");
    const other = { ...groupInputs("two", 300, networkRule), firewallPolicyName: "afwp-other" };
    const codes = await codesOf([
      kit.create(token, good()),
      kit.create(token, groupInputs("two", 300, networkRule)),
      kit.create(token, other),
    ]);
    expect(codes).to.deep.equal(["FirewallPolicyRuleCollectionGroupUpdateNotAllowedWhenUpdatingOrDeleting"]);
  });

  it("takes long once a firewall has the policy, for the first write and for later ones", async () => {
    const took = async (work: Promise<unknown>) => {
      const before = kit.clock.now;
      await work;
      return Number((kit.clock.now - before).toFixed(6));
    };
    expect(await took(kit.create(token, good()))).to.equal(0.22);
    const net = await network(kit, { AzureFirewallSubnet: { addressPrefix: "10.0.0.0/26" } });
    await kit.create(
      "network:AzureFirewall",
      firewallInputs(net.subnet("AzureFirewallSubnet"), await publicIp(kit, "pip"), policyId),
    );
    expect(await took(kit.create(token, groupInputs("two", 300, networkRule)))).to.equal(4);
    expect(await took(kit.update(token, `${policyId}/ruleCollectionGroups/two`, { priority: 310 }))).to.equal(
      4,
    );
  });
});
