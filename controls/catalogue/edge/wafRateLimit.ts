import { resourceControl } from "../../define.ts";
import { at, isText, list } from "../../read.ts";

/** No client may ask as often as it likes. */
export const wafRateLimit = resourceControl({
  id: "edge-waf-rate-limit",
  title: "The web application firewall blocks clients that ask too often.",
  why: "One client that asks fast enough keeps everybody else from being answered.",
  remedy: "Add an enabled custom rule of type 'RateLimitRule' with action 'Block'.",
  severity: "high",
  references: { mcsb: ["NS-5", "NS-6"], threats: ["D-1", "D-2"] },
  types: ["frontdoor:Policy"],
  azurePolicy: [
    {
      definition: "e52e8487-4a97-48ac-b3e6-1c3cef45d298",
      name: "Enable Rate Limit rule to protect against DDoS attacks on Azure Front Door WAF",
      effect: "Audit",
    },
  ],
  check: ({ props }, refuse) => {
    const limits = list(at(props, "customRules", "rules")).filter(
      (rule) =>
        isText(at(rule, "ruleType"), "RateLimitRule") &&
        !isText(at(rule, "enabledState"), "Disabled") &&
        isText(at(rule, "action"), "Block"),
    );
    if (limits.length === 0)
      refuse("No enabled rule limits how often a client may ask. Add a RateLimitRule.");
  },
  accepts: [
    [
      {
        type: "frontdoor:Policy",
        props: { customRules: { rules: [{ ruleType: "RateLimitRule", action: "Block" }] } },
      },
    ],
  ],
  refuses: [
    [{ type: "frontdoor:Policy", props: {} }],
    [
      {
        type: "frontdoor:Policy",
        props: {
          customRules: { rules: [{ ruleType: "RateLimitRule", action: "Block", enabledState: "Disabled" }] },
        },
      },
    ],
    [
      {
        type: "frontdoor:Policy",
        props: { customRules: { rules: [{ ruleType: "RateLimitRule", action: "Log" }] } },
      },
    ],
  ],
  breaks: {
    stack: "global",
    change: (whole) => {
      whole.first("frontdoor:Policy").props["customRules"] = { rules: [] };
    },
  },
});
