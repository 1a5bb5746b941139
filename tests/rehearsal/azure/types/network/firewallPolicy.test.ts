import { expect } from "chai";
import { location, newKit, refusal, type Kit } from "../../kit.ts";
import { codesOf, groupInputs, networkRule, policy, refuses } from "../../networkKit.ts";

const token = "network:FirewallPolicy";

describe("rehearsal/azure: firewall policies", () => {
  let kit: Kit;
  let parent: string;
  beforeEach(async () => {
    kit = await newKit();
    parent = await policy(kit, "afwp-parent");
  });
  const good = () => ({
    firewallPolicyName: "afwp",
    location,
    sku: { tier: "Standard" },
    basePolicy: { id: parent },
    dnsSettings: { enableProxy: true, requireProxyForNetworkRules: true },
    threatIntelMode: "Deny",
  });

  it("accepts a child, also of a higher tier with its features", async () => {
    await kit.create(token, good());
    await kit.create(token, {
      ...good(),
      firewallPolicyName: "afwp-premium",
      sku: { tier: "Premium" },
      intrusionDetection: { mode: "Deny" },
    });
  });

  refuses(
    [
      ["an unknown tier", "InvalidParameterValue", "Gold", { "sku.tier": "Gold" }],
      ["an unknown threat intelligence mode", "InvalidParameterValue", "Loud", { threatIntelMode: "Loud" }],
      [
        "features of a higher tier",
        "FirewallPolicyHigherTierOnlyProperties",
        "intrusionDetection",
        { intrusionDetection: { mode: "Alert" } },
      ],
      [
        "a child in another region",
        "FirewallPolicyParentInDifferentRegion",
        "afwp-parent",
        { location: "westeurope" },
      ],
      ["a child of a lower tier", "FirewallPolicyTierMismatch", "afwp-parent", { "sku.tier": "Basic" }],
      [
        "the proxy asked for and not given",
        "FirewallPolicyDnsProxyRequired",
        "afwp",
        { "dnsSettings.enableProxy": false },
      ],
      [
        "a parent that is not there",
        "InvalidResourceReference",
        "afwp-none",
        {
          basePolicy: {
            id: "/subscriptions/s/resourceGroups/rg-test/providers/Microsoft.Network/firewallPolicies/afwp-none",
          },
        },
      ],
    ],
    () => kit,
    token,
    good,
  );

  it("refuses a parent that is not there, though the child's name begins with its name", async () => {
    const basePolicy = { id: `${kit.providers}/Microsoft.Network/firewallPolicies/afwp` };
    const error = await refusal(
      kit.create(token, { ...good(), firewallPolicyName: "afwp-child", basePolicy }),
    );
    expect(error.code).to.equal("InvalidResourceReference");
  });

  it("is not deleted while it has a child", async () => {
    await kit.create(token, good());
    const error = await refusal(kit.remove(token, parent));
    expect(error.code).to.equal("FirewallPolicyInUseCannotBeDeleted");
    expect(error.message).to.contain("firewallPolicies/afwp'");
  });

  it("keeps the DNS proxy that host names in network rules need", async () => {
    const { id } = await kit.create(token, { ...good(), basePolicy: undefined });
    const rule = { ...networkRule, destinationAddresses: undefined, destinationFqdns: ["ntp.example.com"] };
    await kit.create("network:FirewallPolicyRuleCollectionGroup", groupInputs("names", 200, rule));
    const error = await refusal(kit.update(token, id, { dnsSettings: { enableProxy: false } }));
    expect(error.code).to.equal("FirewallPolicyDnsProxyRequired");
    expect(error.message).to.contain("names");
  });

  it("is neither written nor deleted while a rule collection group is", async () => {
    const { id } = await kit.create(token, good());
    const writing = kit.create(
      "network:FirewallPolicyRuleCollectionGroup",
      groupInputs("one", 200, networkRule),
    );
    const codes = await codesOf([kit.update(token, id, { tags: {} }), kit.remove(token, id)]);
    expect(codes).to.deep.equal([
      "FirewallPolicyUpdateNotAllowedWhenUpdatingOrDeleting",
      "FirewallPolicyDeleteNotAllowedWhenUpdatingOrDeleting",
    ]);
    await writing;
    const going = kit.remove("network:FirewallPolicyRuleCollectionGroup", `${id}/ruleCollectionGroups/one`);
    expect((await refusal(kit.remove(token, id))).code).to.equal(
      "FirewallPolicyDeleteNotAllowedWhenUpdatingOrDeleting",
    );
    await going;
    await kit.remove(token, id);
  });
});
