import { resourceControl } from "../../define.ts";
import { at, isText, quote } from "../../read.ts";

/** What is posted is inspected too. */
export const wafBody = resourceControl({
  id: "edge-waf-body",
  title: "The web application firewall inspects request bodies.",
  why: "Most of what is written to a database comes in the body.",
  remedy: "Set policySettings.requestBodyCheck to 'Enabled'.",
  severity: "high",
  references: { mcsb: ["NS-6"], threats: ["T-1"] },
  types: ["frontdoor:Policy"],
  azurePolicy: [
    {
      definition: "4598f028-de1f-4694-8751-84dceb5f86b9",
      name: "Azure Web Application Firewall on Azure Front Door should have request body inspection enabled",
      effect: "Deny",
    },
  ],
  check: ({ props }, refuse) => {
    const value = at(props, "policySettings", "requestBodyCheck");
    if (!isText(value, "Enabled"))
      refuse(
        `policySettings.requestBodyCheck is ${value === undefined ? "not set" : quote(value)}: set 'Enabled'.`,
      );
  },
  accepts: [[{ type: "frontdoor:Policy", props: { policySettings: { requestBodyCheck: "Enabled" } } }]],
  refuses: [
    [{ type: "frontdoor:Policy", props: {} }],
    [{ type: "frontdoor:Policy", props: { policySettings: { requestBodyCheck: "Disabled" } } }],
  ],
  breaks: {
    stack: "global",
    change: (whole) => {
      Object.assign(whole.first("frontdoor:Policy").props["policySettings"] as object, {
        requestBodyCheck: "Disabled",
      });
    },
  },
});
