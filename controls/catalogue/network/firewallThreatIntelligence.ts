import { resourceControl } from "../../define.ts";
import { at, isText, quote } from "../../read.ts";

/** A firewall policy denies what threat intelligence knows to be malicious. */
export const firewallThreatIntelligence = resourceControl({
  id: "network-firewall-threat-intelligence",
  title: "A firewall policy denies what threat intelligence knows to be malicious.",
  why: "With alerts only, a node that was taken over still reaches its controller.",
  remedy: "Set threatIntelMode to 'Deny'.",
  severity: "high",
  references: { mcsb: ["NS-3", "LT-1"], threats: ["T-1", "I-2"] },
  types: ["network:FirewallPolicy"],
  azurePolicy: [
    {
      definition: "da79a7e2-8aa1-45ed-af81-ba050c153564",
      name: "Azure Firewall Policy should enable Threat Intelligence",
      effect: "Deny",
    },
  ],
  check: ({ props }, refuse) => {
    const mode = at(props, "threatIntelMode");
    if (!isText(mode, "Deny"))
      refuse(
        `threatIntelMode is ${mode === undefined ? "not set" : quote(mode)}: known malicious addresses are not refused. Set it to 'Deny'.`,
      );
  },
  accepts: [[{ type: "network:FirewallPolicy", props: { threatIntelMode: "Deny" } }]],
  refuses: [
    [{ type: "network:FirewallPolicy", props: { threatIntelMode: "Alert" } }],
    [{ type: "network:FirewallPolicy", props: {} }],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      whole.first("network:FirewallPolicy").props["threatIntelMode"] = "Alert";
    },
  },
});
