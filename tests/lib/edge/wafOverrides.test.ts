import { expect } from "chai";
import { ruleGroupOverrides } from "../../../lib/edge/wafOverrides.ts";
import { originState } from "../../../lib/edge/weight.ts";

describe("overrides of managed rules", () => {
  it("stand by rule group, in the order of the configuration, apart by rule set", () => {
    const overrides = [
      { ruleSet: "default", group: "SQLI", rule: "942100", enabled: false },
      { ruleSet: "bots", group: "Bots", rule: "300600", enabled: true, action: "Log" },
      { ruleSet: "default", group: "XSS", rule: "941100", enabled: true, action: "Block" },
      { ruleSet: "default", group: "SQLI", rule: "942110", enabled: true },
    ] as const;
    expect(ruleGroupOverrides(overrides, "default")).to.deep.equal([
      {
        ruleGroupName: "SQLI",
        rules: [
          { ruleId: "942100", enabledState: "Disabled" },
          { ruleId: "942110", enabledState: "Enabled" },
        ],
      },
      { ruleGroupName: "XSS", rules: [{ ruleId: "941100", enabledState: "Enabled", action: "Block" }] },
    ]);
    expect(ruleGroupOverrides(overrides, "bots")).to.deep.equal([
      { ruleGroupName: "Bots", rules: [{ ruleId: "300600", enabledState: "Enabled", action: "Log" }] },
    ]);
  });
});

describe("a stamp's part of the traffic", () => {
  it("is none when it is switched off or weighs nothing, and Front Door then gets its lowest weight", () => {
    expect(originState({ enabled: true, weight: 500 })).to.deep.equal({
      enabledState: "Enabled",
      weight: 500,
    });
    expect(originState({ enabled: true, weight: 1 })).to.deep.equal({ enabledState: "Enabled", weight: 1 });
    expect(originState({ enabled: true, weight: 0 })).to.deep.equal({ enabledState: "Disabled", weight: 1 });
    expect(originState({ enabled: false, weight: 500 })).to.deep.equal({
      enabledState: "Disabled",
      weight: 500,
    });
  });
});
