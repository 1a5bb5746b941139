import { resourceControl } from "../../define.ts";
import { at, isText } from "../../read.ts";

/** Clients speak a TLS that holds. */
export const edgeTlsVersion = resourceControl({
  id: "edge-tls-version",
  title: "Custom domains of Front Door take TLS 1.2 or later.",
  why: "Older versions can be read or changed on the way by somebody in between.",
  remedy: "Set tlsSettings.minimumTlsVersion to 'TLS12' or 'TLS13'.",
  severity: "high",
  references: { mcsb: ["DP-3", "NS-8"], threats: ["I-1"] },
  types: ["cdn:AFDCustomDomain"],
  azurePolicy: [
    {
      definition: "679da822-78a7-4eff-8fff-a899454a9970",
      name: "Azure Front Door Standard and Premium should be running minimum TLS version of 1.2",
      effect: "Deny",
    },
  ],
  check: ({ props }, refuse) => {
    const version = at(props, "tlsSettings", "minimumTlsVersion");
    if (!["TLS12", "TLS13"].some((allowed) => isText(version, allowed)))
      refuse("tlsSettings.minimumTlsVersion is not 'TLS12' or 'TLS13'. Set it.");
  },
  accepts: [[{ type: "cdn:AFDCustomDomain", props: { tlsSettings: { minimumTlsVersion: "TLS12" } } }]],
  refuses: [
    [{ type: "cdn:AFDCustomDomain", props: {} }],
    [{ type: "cdn:AFDCustomDomain", props: { tlsSettings: { minimumTlsVersion: "TLS10" } } }],
  ],
  breaks: {
    stack: "global",
    values: { frontDoor: { customDomains: [{ hostName: "www.example.com" }] } },
    change: (whole) => {
      whole.first("cdn:AFDCustomDomain").props["tlsSettings"] = { minimumTlsVersion: "TLS10" };
    },
  },
});
