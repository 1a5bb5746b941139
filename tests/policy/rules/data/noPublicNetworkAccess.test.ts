import * as fs from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { publicAccessSwitches } from "../../../../policy/src/data/publicAccess.ts";
import { noPublicNetworkAccess as rule } from "../../../../policy/src/rules/data/noPublicNetworkAccess.ts";
import { accepted, judge, unknownText } from "../../check.ts";

const sdk = path.join(import.meta.dirname, "../../../../node_modules/@pulumi/azure-native");

function nested(keys: readonly string[], value: unknown): Record<string, unknown> {
  const [first = "", ...rest] = keys;
  return { [first]: rest.length === 0 ? value : nested(rest, value) };
}

describe("policy/rules/data/noPublicNetworkAccess", () => {
  for (const { type, path: keys } of publicAccessSwitches) {
    const token = `azure-native:${type}`;
    it(`refuses ${type} that is open or says nothing, and accepts a closed one`, () => {
      expect(judge(rule, token, {}).messages).to.deep.equal([
        `${keys.join(".")} is not set, which leaves it open: it must be 'Disabled', with a private endpoint to reach the service.`,
      ]);
      expect(judge(rule, token, nested(keys, "Enabled")).messages[0]).to.contain("is 'Enabled'");
      expect(judge(rule, token, nested(keys, "SecuredByPerimeter")).messages).to.have.length(1);
      expect(judge(rule, token, nested(keys, "Disabled"))).to.deep.equal(accepted);
      expect(judge(rule, token, nested(keys, "disabled"))).to.deep.equal(accepted);
    });

    it(`cannot decide about ${type} while the value is unknown`, () => {
      expect(judge(rule, token, nested(keys, unknownText))).to.deep.equal({ messages: [], undecided: true });
    });

    it(`finds the input of ${type} in the installed SDK`, () => {
      const [module = "", name = ""] = type.split(":");
      const file = path.join(sdk, module, `${name.charAt(0).toLowerCase()}${name.slice(1)}.d.ts`);
      const declaration = fs.readFileSync(file, "utf8");
      expect(declaration.slice(declaration.indexOf(`export interface ${name}Args`))).to.match(
        new RegExp(`^ {4}${keys[0] ?? ""}\\??:`, "m"),
      );
    });
  }

  it("takes a boolean where the service has one", () => {
    const token = "azure-native:automation:AutomationAccount";
    expect(judge(rule, token, { publicNetworkAccess: false })).to.deep.equal(accepted);
    expect(judge(rule, token, { publicNetworkAccess: true }).messages).to.have.length(1);
  });

  it("refuses a type it does not know when that says itself that it is open", () => {
    expect(
      judge(rule, "azure-native:web:WebApp", { publicNetworkAccess: "Enabled" }).messages,
    ).to.have.length(1);
    expect(judge(rule, "azure-native:web:WebApp", { publicNetworkAccess: "Disabled" })).to.deep.equal(
      accepted,
    );
    expect(judge(rule, "azure-native:web:WebApp", {})).to.deep.equal(accepted);
  });

  it("refuses a token with an API version as well", () => {
    expect(judge(rule, "azure-native:storage/v20240101:StorageAccount", {}).messages).to.have.length(1);
  });
});
