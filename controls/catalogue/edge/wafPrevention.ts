import { resourceControl } from "../../define.ts";
import { at, isText, quote } from "../../read.ts";

/** The web application firewall stops what it recognises. */
export const wafPrevention = resourceControl({
  id: "edge-waf-prevention",
  title: "The web application firewall is on and blocks.",
  why: "In detection mode it writes down an attack and lets it through.",
  remedy: "Set policySettings.enabledState to 'Enabled' and mode to 'Prevention'.",
  severity: "critical",
  references: { mcsb: ["NS-6"], threats: ["T-1", "D-2"] },
  types: ["frontdoor:Policy"],
  azurePolicy: [
    {
      definition: "425bea59-a659-4cbb-8d31-34499bd030b8",
      name: "Web Application Firewall (WAF) should use the specified mode for Azure Front Door Service",
      effect: "Deny",
      parameters: { modeRequirement: "Prevention" },
    },
  ],
  check: ({ props }, refuse) => {
    const state = at(props, "policySettings", "enabledState");
    // Azure's default is on.
    if (state !== undefined && !isText(state, "Enabled"))
      refuse(`policySettings.enabledState is ${quote(state)}: nothing is inspected. Set 'Enabled'.`);
    if (!isText(at(props, "policySettings", "mode"), "Prevention"))
      refuse("policySettings.mode is not 'Prevention': attacks are only written down. Set it.");
  },
  accepts: [
    [
      {
        type: "frontdoor:Policy",
        props: { policySettings: { enabledState: "Enabled", mode: "Prevention" } },
      },
    ],
    [{ type: "frontdoor:Policy", props: { policySettings: { mode: "Prevention" } } }],
  ],
  refuses: [
    [{ type: "frontdoor:Policy", props: {} }],
    [{ type: "frontdoor:Policy", props: { policySettings: { mode: "Detection" } } }],
    [
      {
        type: "frontdoor:Policy",
        props: { policySettings: { enabledState: "Disabled", mode: "Prevention" } },
      },
    ],
  ],
  breaks: {
    stack: "global",
    change: (whole) => {
      Object.assign(whole.first("frontdoor:Policy").props["policySettings"] as object, { mode: "Detection" });
    },
  },
});
