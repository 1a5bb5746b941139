import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { policyConfigFile, readPolicyConfig } from "../../../cli/controls/policyConfig.ts";
import { UserError } from "../../../config/userError.ts";
import type { Settings } from "../../../controls/evaluate.ts";
import { catalogue } from "../../../controls/catalogue/index.ts";

const today = "2026-11-21";

describe("cli/controls/policyConfig", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(path.join(os.tmpdir(), "bulkhead-policy-config-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  function read(text: string): Settings {
    writeFileSync(path.join(folder, "policy-config.json"), text);
    return readPolicyConfig(policyConfigFile(folder), catalogue, today);
  }

  function refusal(content: unknown): UserError {
    try {
      read(typeof content === "string" ? content : JSON.stringify(content));
    } catch (error) {
      if (error instanceof UserError) return error;
      throw error;
    }
    throw new Error("it was accepted");
  }

  it("needs no file", () => {
    expect(policyConfigFile(folder)).to.equal(undefined);
    expect(readPolicyConfig(undefined, catalogue, today)).to.deep.equal({ controls: {}, today });
  });

  it("reads levels, parameters and exemptions in Pulumi's form", () => {
    const exemptions = [{ resource: "old-*", reason: "Moves in spring.", expires: "2027-03-31" }];
    const { controls } = read(
      JSON.stringify({
        "network-firewall-premium": "disabled",
        "network-flow-logs-kept": { enforcementLevel: "advisory", days: 30 },
        "network-subnet-private": { exemptions },
      }),
    );
    expect(controls).to.deep.equal({
      "network-firewall-premium": { enforcement: "disabled" },
      "network-flow-logs-kept": { enforcement: "advisory", values: { days: 30 } },
      "network-subnet-private": { exemptions, values: {} },
    });
  });

  it("sets a level for all, and another for one", () => {
    const { controls } = read(JSON.stringify({ all: "advisory", "network-subnet-private": "mandatory" }));
    expect(Object.keys(controls)).to.have.length(catalogue.length);
    expect(controls["network-flow-logs"]?.enforcement).to.equal("advisory");
    expect(controls["network-subnet-private"]?.enforcement).to.equal("mandatory");
  });

  it("refuses a control that there is not, and names the one that was meant", () => {
    const { file, key, remedy } = refusal({ "network-subnet-privat": "disabled" });
    expect([file, key]).to.deep.equal(["policy-config.json", "network-subnet-privat"]);
    expect(remedy).to.contain("Did you mean network-subnet-private");
  });

  for (const [what, entry, key] of [
    ["an unknown level", "loud", ""],
    ["an unknown parameter", { hours: 3 }, ""],
    ["a parameter of the wrong type", { days: "ninety" }, ".days"],
    [
      "an exemption without a reason",
      { exemptions: [{ resource: "*", expires: "2027-03-31" }] },
      ".exemptions.0.reason",
    ],
    [
      "an exemption without a last day",
      { exemptions: [{ resource: "*", reason: "So." }] },
      ".exemptions.0.expires",
    ],
    [
      "a day that there is not",
      { exemptions: [{ resource: "*", reason: "So.", expires: "2027-02-30" }] },
      ".exemptions.0.expires",
    ],
  ] as const) {
    it(`refuses ${what}`, () => {
      const error = refusal({ "network-flow-logs-kept": entry });
      expect(error.key).to.equal(`network-flow-logs-kept${key}`);
      expect(error.remedy).to.contain("enforcementLevel, exemptions, days");
    });
  }

  it("takes the examples of the documentation", () => {
    const root = path.join(import.meta.dirname, "../../..");
    const [, example = ""] =
      /```json\n(.*?)```/s.exec(readFileSync(path.join(root, "policy/README.md"), "utf8")) ?? [];
    expect(Object.keys(read(example).controls)).to.have.length(4);
    const shop = policyConfigFile(path.join(root, "docs/examples/policy-pack"));
    expect(Object.keys(readPolicyConfig(shop, catalogue, today).controls)).to.have.length(3);
  });

  it("refuses what is no JSON", () => {
    expect(refusal("{").problem).to.contain("no JSON object");
    expect(refusal([]).problem).to.contain("no JSON object");
  });
});
