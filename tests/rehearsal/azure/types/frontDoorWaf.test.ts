import { expect } from "chai";
import type { Properties } from "../../../../lib/properties.ts";
import { changed, newKit, refusal, type Kit } from "../kit.ts";

const token = "frontdoor:Policy";
const rateLimit = {
  name: "RateLimit",
  priority: 100,
  ruleType: "RateLimitRule",
  rateLimitDurationInMinutes: 1,
  rateLimitThreshold: 1000,
  action: "Block",
  matchConditions: [{ matchVariable: "RemoteAddr", operator: "IPMatch", matchValue: ["0.0.0.0/0"] }],
};
const good: Properties = {
  policyName: "waf",
  location: "Global",
  sku: { name: "Premium_AzureFrontDoor" },
  policySettings: { enabledState: "Enabled", mode: "Prevention" },
  managedRules: {
    managedRuleSets: [
      { ruleSetType: "Microsoft_DefaultRuleSet", ruleSetVersion: "2.1", ruleSetAction: "Block" },
    ],
  },
  customRules: { rules: [rateLimit] },
};

describe("rehearsal/azure: Front Door's web application firewall", () => {
  let kit: Kit;
  beforeEach(async () => {
    kit = await newKit();
  });

  const refused: [string, Properties][] = [
    ["an unknown SKU", { "sku.name": "Gold", managedRules: undefined }],
    ["managed rules in the Standard tier", { "sku.name": "Standard_AzureFrontDoor" }],
    [
      "challenges in the Standard tier",
      {
        "sku.name": "Standard_AzureFrontDoor",
        managedRules: undefined,
        "customRules.rules.0.action": "JSChallenge",
      },
    ],
    ["an unknown mode", { "policySettings.mode": "Hope" }],
    ["an unknown state", { "policySettings.enabledState": "On" }],
    ["an unknown body check", { "policySettings.requestBodyCheck": "On" }],
    ["a challenge that lasts two minutes", { "policySettings.javascriptChallengeExpirationInMinutes": 2 }],
    ["an unknown rule set", { "managedRules.managedRuleSets.0.ruleSetType": "Mine" }],
    ["an unknown action of a rule set", { "managedRules.managedRuleSets.0.ruleSetAction": "Pray" }],
    ["a rule set without version", { "managedRules.managedRuleSets.0.ruleSetVersion": undefined }],
    [
      "a rule set twice",
      {
        "managedRules.managedRuleSets.1": { ruleSetType: "Microsoft_DefaultRuleSet", ruleSetVersion: "2.0" },
      },
    ],
    ["a priority twice", { "customRules.rules.1": { ...rateLimit, name: "Second" } }],
    ["a name twice", { "customRules.rules.1": { ...rateLimit, priority: 101 } }],
    ["a hyphen in the name of a rule", { "customRules.rules.0.name": "Rate-Limit" }],
    ["priority 0", { "customRules.rules.0.priority": 0 }],
    ["an unknown type of rule", { "customRules.rules.0.ruleType": "Magic" }],
    ["an unknown action", { "customRules.rules.0.action": "Pray" }],
    ["a window of two minutes", { "customRules.rules.0.rateLimitDurationInMinutes": 2 }],
    ["a rate limit without threshold", { "customRules.rules.0.rateLimitThreshold": undefined }],
    ["a rule without conditions", { "customRules.rules.0.matchConditions": [] }],
    [
      "eleven conditions",
      {
        "customRules.rules.0.matchConditions": Array.from({ length: 11 }, () => rateLimit.matchConditions[0]),
      },
    ],
    [
      "601 ranges",
      { "customRules.rules.0.matchConditions.0.matchValue": Array.from({ length: 601 }, () => "10.0.0.0/8") },
    ],
    [
      "eleven strings",
      {
        "customRules.rules.0.matchConditions": [
          { operator: "Contains", matchValue: Array.from({ length: 11 }, () => "x") },
        ],
      },
    ],
    [
      "101 custom rules",
      {
        "customRules.rules": Array.from({ length: 101 }, (_, index) => ({
          ...rateLimit,
          name: `R${index}`,
          priority: index + 1,
        })),
      },
    ],
    [
      "six rules with regular expressions",
      {
        "customRules.rules": Array.from({ length: 6 }, (_, index) => ({
          ...rateLimit,
          name: `R${index}`,
          priority: index + 1,
          matchConditions: [{ operator: "RegEx", matchValue: ["x"] }],
        })),
      },
    ],
  ];
  for (const [title, changes] of refused) {
    it(`refuses ${title}`, async () => {
      expect((await refusal(kit.create(token, changed(good, changes)))).code).to.equal("BadRequest");
    });
  }

  it("refuses a hyphen in its name and a region", async () => {
    expect((await refusal(kit.create(token, { ...good, policyName: "waf-1" }))).code).to.equal(
      "InvalidResourceName",
    );
    expect((await refusal(kit.create(token, { ...good, location: "eastus" }))).code).to.equal(
      "LocationNotAvailableForResourceType",
    );
  });

  describe("security policies", () => {
    let wafId: string;
    let endpointId: string;
    const policy = (): Properties => ({
      profileName: "afd",
      securityPolicyName: "waf",
      parameters: {
        type: "WebApplicationFirewall",
        wafPolicy: { id: wafId },
        associations: [{ domains: [{ id: endpointId }], patternsToMatch: ["/*"] }],
      },
    });
    beforeEach(async () => {
      await kit.create("cdn:Profile", {
        profileName: "afd",
        location: "Global",
        sku: { name: "Premium_AzureFrontDoor" },
      });
      endpointId = (
        await kit.create("cdn:AFDEndpoint", { profileName: "afd", endpointName: "shop", location: "Global" })
      ).id;
      wafId = (await kit.create(token, good)).id;
    });

    it("binds the firewall policy, which then cannot go", async () => {
      const { id } = await kit.create("cdn:SecurityPolicy", policy());
      expect((await refusal(kit.remove(token, wafId))).code).to.equal("Conflict");
      expect(
        (await refusal(kit.create("cdn:SecurityPolicy", { ...policy(), securityPolicyName: "second" }))).code,
      ).to.equal("Conflict");
      await kit.remove("cdn:SecurityPolicy", id);
      await kit.remove(token, wafId);
    });

    it("refuses what is not sound", async () => {
      const standard = await kit.create(token, {
        policyName: "wafStandard",
        location: "Global",
        sku: { name: "Standard_AzureFrontDoor" },
      });
      await kit.create("cdn:Profile", {
        profileName: "other",
        location: "Global",
        sku: { name: "Premium_AzureFrontDoor" },
      });
      const foreign = await kit.create("cdn:AFDEndpoint", {
        profileName: "other",
        endpointName: "foreign",
        location: "Global",
      });
      const cases: [string, string, Properties][] = [
        ["type", "BadRequest", { "parameters.type": "Magic" }],
        ["pattern", "BadRequest", { "parameters.associations.0.patternsToMatch": ["/api/*"] }],
        ["no domain", "BadRequest", { "parameters.associations": [] }],
        [
          "226 domains",
          "BadRequest",
          { "parameters.associations.0.domains": Array.from({ length: 226 }, () => ({ id: endpointId })) },
        ],
        ["tier", "BadRequest", { "parameters.wafPolicy.id": standard.id }],
        ["foreign domain", "BadRequest", { "parameters.associations.0.domains": [{ id: foreign.id }] }],
        ["unknown WAF policy", "InvalidResourceReference", { "parameters.wafPolicy.id": `${wafId}x` }],
      ];
      const wrong = changed(policy(), { "parameters.wafPolicy.id": endpointId });
      const error = await refusal(kit.create("cdn:SecurityPolicy", wrong));
      expect(error.message).to.contain("is no Front Door web application firewall policy");
      for (const [title, code, changes] of cases)
        expect(
          (await refusal(kit.create("cdn:SecurityPolicy", changed(policy(), changes)))).code,
          title,
        ).to.equal(code);
    });
  });
});
