import { resourceControl } from "../../define.ts";
import { at, every, isText, list } from "../../read.ts";

/** No request goes around the rules. */
export const wafNoBypass = resourceControl({
  id: "edge-waf-no-bypass",
  title: "No rule of the web application firewall lets requests past the others.",
  why: "An allow rule ends the inspection: what looks like a health probe or a partner is then not looked at.",
  remedy: "Write an exclusion for the one managed rule that is in the way.",
  severity: "high",
  references: { mcsb: ["NS-6"], threats: ["T-1"] },
  types: ["frontdoor:Policy"],
  check: ({ props }, refuse) =>
    every(
      ...list(at(props, "customRules", "rules")).map((rule) => () => {
        if (isText(at(rule, "action"), "Allow") && !isText(at(rule, "enabledState"), "Disabled"))
          refuse(`The rule ${String(at(rule, "name"))} allows requests past all others. Remove it.`);
      }),
    ),
  accepts: [
    [{ type: "frontdoor:Policy", props: {} }],
    [{ type: "frontdoor:Policy", props: { customRules: { rules: [{ name: "a", action: "Block" }] } } }],
  ],
  refuses: [
    [{ type: "frontdoor:Policy", props: { customRules: { rules: [{ name: "a", action: "Allow" }] } } }],
  ],
  breaks: {
    stack: "global",
    change: (whole) => {
      const custom = whole.first("frontdoor:Policy").props["customRules"] as { rules: unknown[] };
      custom.rules.unshift({ name: "Partner", action: "Allow", ruleType: "MatchRule", priority: 1 });
    },
  },
});
