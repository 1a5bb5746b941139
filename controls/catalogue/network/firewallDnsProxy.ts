import { resourceControl } from "../../define.ts";
import { at } from "../../read.ts";

/** The firewall resolves the names that its rules are about. */
export const firewallDnsProxy = resourceControl({
  id: "network-firewall-dns-proxy",
  title: "A firewall policy has its DNS proxy enabled.",
  why: "Rules with host names hold only if firewall and node resolve the same address, and the queries are logged only there.",
  remedy: "Set dnsSettings.enableProxy to true.",
  severity: "medium",
  references: { mcsb: ["NS-10"], threats: ["I-2"] },
  types: ["network:FirewallPolicy"],
  azurePolicy: [
    {
      definition: "3f84c9b0-8b64-4208-98d4-6ada96bb49c3",
      name: "Azure Firewall Policy should have DNS Proxy Enabled",
      effect: "Audit",
    },
  ],
  check: ({ props }, refuse) => {
    if (at(props, "dnsSettings", "enableProxy") !== true)
      refuse("dnsSettings.enableProxy is not true: rules with host names do not hold.");
  },
  accepts: [[{ type: "network:FirewallPolicy", props: { dnsSettings: { enableProxy: true } } }]],
  refuses: [[{ type: "network:FirewallPolicy", props: {} }]],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      whole.first("network:FirewallPolicy").props["dnsSettings"] = { enableProxy: false };
    },
  },
});
