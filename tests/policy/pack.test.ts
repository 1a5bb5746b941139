import { expect } from "chai";
import type { ResourceValidation, ResourceValidationArgs } from "@pulumi/policy";
import { rules } from "../../policy/src/rules/index.ts";
import { toPolicy } from "../../policy/src/toPolicy.ts";

describe("policy/rules", () => {
  it("have names of their own that begin with a domain", () => {
    const names = rules.map((rule) => rule.name);
    expect(new Set(names).size).to.equal(names.length);
    for (const name of names) expect(name).to.match(/^(cluster|data|network)-[a-z-]+$/);
  });

  for (const rule of rules) {
    it(`${rule.name} says what, why, how to comply and where it comes from`, () => {
      const texts = [rule.description, rule.why, rule.remedy, rule.reference];
      for (const text of texts) expect(text.trim()).not.to.equal("");
      const policy = toPolicy(rule);
      expect(policy.description).to.equal(rule.description);
      expect(policy.remediationSteps).to.contain(rule.remedy);
    });
  }

  it("hand Pulumi's type to the rule without its API version, and the rule's words to Pulumi", async () => {
    const messages: string[] = [];
    const policies = rules.map(toPolicy);
    for (const policy of policies) {
      const args = { type: "azure-native:keyvault/v20240501:Vault", props: { properties: {} } };
      const validate = policy.validateResource as ResourceValidation;
      await validate(args as unknown as ResourceValidationArgs, (message) => messages.push(message));
    }
    expect(messages).to.have.length(1);
    expect(messages[0]).to.contain("properties.publicNetworkAccess is not set");
  });
});
