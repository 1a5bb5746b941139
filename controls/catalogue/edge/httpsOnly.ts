import { resourceControl } from "../../define.ts";
import { at, isText, texts } from "../../read.ts";

/** Nothing crosses the Internet in the clear. */
export const httpsOnly = resourceControl({
  id: "edge-https-only",
  title: "Routes answer over HTTPS only, to clients and to origins.",
  why: "A request over HTTP can be read and changed by every network that it crosses.",
  remedy: "Set httpsRedirect to 'Enabled' and forwardingProtocol to 'HttpsOnly'.",
  severity: "high",
  references: { mcsb: ["DP-3"], threats: ["I-1"] },
  types: ["cdn:Route"],
  check: ({ props }, refuse) => {
    const clear = texts(at(props, "supportedProtocols")).some((protocol) => isText(protocol, "Http"));
    if (clear && !isText(at(props, "httpsRedirect"), "Enabled"))
      refuse("The route answers over HTTP. Set httpsRedirect to 'Enabled'.");
    if (!isText(at(props, "forwardingProtocol"), "HttpsOnly"))
      refuse("The route may ask the origin over HTTP. Set forwardingProtocol to 'HttpsOnly'.");
  },
  accepts: [
    [{ type: "cdn:Route", props: { supportedProtocols: ["Https"], forwardingProtocol: "HttpsOnly" } }],
    [
      {
        type: "cdn:Route",
        props: {
          supportedProtocols: ["Http", "Https"],
          httpsRedirect: "Enabled",
          forwardingProtocol: "HttpsOnly",
        },
      },
    ],
  ],
  refuses: [
    [{ type: "cdn:Route", props: { supportedProtocols: ["Https"] } }],
    [{ type: "cdn:Route", props: { supportedProtocols: ["Http"], forwardingProtocol: "HttpsOnly" } }],
  ],
  breaks: {
    stack: "global",
    change: (whole) => {
      whole.first("cdn:Route").props["httpsRedirect"] = "Disabled";
    },
  },
});
