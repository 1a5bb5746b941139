import { expect } from "chai";
import { catalogue } from "../../controls/catalogue/index.ts";
import { locationUses } from "../../controls/assignmentTable.ts";
import { policyUseProblems } from "../../controls/policyDefinitions.ts";
import type { AzurePolicyUse } from "../../controls/types.ts";
import { policyDefinitions } from "../../lib/policy/definitions.ts";

const secureTransfer: AzurePolicyUse = {
  definition: "404c3081-a854-4457-ae30-26a93ef643f9",
  name: "Secure transfer to storage accounts should be enabled",
  effect: "Deny",
};
const mode: AzurePolicyUse = {
  definition: "425bea59-a659-4cbb-8d31-34499bd030b8",
  name: "Web Application Firewall (WAF) should use the specified mode for Azure Front Door Service",
  effect: "Deny",
  parameters: { modeRequirement: "Prevention" },
};

describe("controls/policyDefinitions", () => {
  for (const { id, azurePolicy } of catalogue.filter((control) => control.azurePolicy.length > 0)) {
    it(`knows what ${id} names, and Azure would take it`, () => {
      expect(azurePolicy.flatMap(policyUseProblems)).to.deep.equal([]);
    });
  }

  it("holds no definition that nobody uses", () => {
    const used = new Set(
      [...catalogue.flatMap(({ azurePolicy }) => azurePolicy), ...locationUses].map(
        ({ definition }) => definition,
      ),
    );
    expect([...policyDefinitions.keys()].filter((id) => !used.has(id))).to.deep.equal([]);
  });

  it("takes a use that is right", () => {
    expect(policyUseProblems(secureTransfer)).to.deep.equal([]);
    expect(policyUseProblems(mode)).to.deep.equal([]);
  });

  const wrong: readonly (readonly [what: string, use: AzurePolicyUse, says: RegExp])[] = [
    [
      "a digit of the id",
      { ...secureTransfer, definition: "404c3081-a854-4457-ae30-26a93ef643f8" },
      /no built-in/i,
    ],
    ["another definition's id", { ...secureTransfer, definition: mode.definition }, / is 'Web Application/],
    [
      "a letter of the name",
      { ...secureTransfer, name: "Secure transfer to storage account" },
      /not 'Secure/,
    ],
    ["an effect that it lacks", { ...secureTransfer, effect: "Modify" }, /has no effect Modify: Audit, Deny/],
    ["the spelling of the effect", { ...secureTransfer, effect: "deny" }, /has no effect deny/],
    ["a parameter that it lacks", { ...secureTransfer, parameters: { tls: "1.2" } }, /has no parameter tls/],
    [
      "a value that is not allowed",
      { ...mode, parameters: { modeRequirement: "Off" } },
      /does not take "Off"/,
    ],
  ];
  for (const [what, use, says] of wrong)
    it(`refuses a typo in ${what}`, () => {
      expect(policyUseProblems(use).join(" ")).to.match(says);
    });

  it("refuses a use without a parameter that has no default", () => {
    const control = catalogue.find(({ id }) => id === "operations-guardrail-alert");
    const [{ parameters: _, ...use } = secureTransfer] = control?.azurePolicy ?? [];
    expect(policyUseProblems(use).join(" ")).to.match(/needs the parameter operationName/);
  });
});
