import { resourceControl } from "../../define.ts";
import { at, isText } from "../../read.ts";

/** Azure's services do not walk past the registry's network rules. */
export const registryNoBypass = resourceControl({
  id: "supply-chain-registry-no-bypass",
  title: "No service of Azure reaches a registry past its private endpoints.",
  why: "The exception for trusted services lets tasks of Azure push and pull from outside the network.",
  remedy: "Set networkRuleBypassOptions to 'None'.",
  severity: "medium",
  references: { mcsb: ["NS-2"], threats: ["T-2", "I-3"] },
  types: ["containerregistry:Registry"],
  check: ({ props }, refuse) => {
    if (!isText(at(props, "networkRuleBypassOptions"), "None"))
      refuse("networkRuleBypassOptions is not 'None': services of Azure come in. Set it.");
  },
  accepts: [[{ type: "containerregistry:Registry", props: { networkRuleBypassOptions: "None" } }]],
  refuses: [
    [{ type: "containerregistry:Registry", props: {} }],
    [{ type: "containerregistry:Registry", props: { networkRuleBypassOptions: "AzureServices" } }],
  ],
  breaks: {
    stack: "global",
    change: (whole) => {
      whole.first("containerregistry:Registry").props["networkRuleBypassOptions"] = "AzureServices";
    },
  },
});
