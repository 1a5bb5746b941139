import { resourceControl } from "../../define.ts";
import { at, every, isText, list } from "../../read.ts";

const versions = ["TLSv1_2", "TLSv1_3"];

/** An application gateway speaks TLS, and no old one. */
export const gatewayTls = resourceControl({
  id: "edge-gateway-tls",
  title: "An application gateway listens and forwards over HTTPS, with TLS 1.2 or later.",
  why: "What crosses a network in the clear, or in an old TLS, can be read and changed there.",
  remedy:
    "Set protocol 'Https' on listeners and backend settings, and sslPolicy to one of the policies named.",
  severity: "high",
  references: { mcsb: ["DP-3", "NS-8"], threats: ["I-1"] },
  types: ["network:ApplicationGateway"],
  parameters: {
    policies: {
      type: "list",
      description:
        "Predefined policies with TLS 1.2 or later (learn.microsoft.com/azure/application-gateway/application-gateway-ssl-policy-overview).",
      default: ["AppGwSslPolicy20170401S", "AppGwSslPolicy20220101", "AppGwSslPolicy20220101S"],
    },
  },
  check: ({ props }, refuse, { policies }) => {
    every(
      () => {
        const policy = at(props, "sslPolicy", "policyName");
        const least = at(props, "sslPolicy", "minProtocolVersion");
        const good =
          policies.some((name) => isText(policy, name)) || versions.some((version) => isText(least, version));
        if (!good)
          refuse(`sslPolicy takes an old TLS, or is not set. Set policyName to ${policies.join(" or ")}.`);
      },
      ...["httpListeners", "backendHttpSettingsCollection"].map((key) => () => {
        const clear = list(at(props, key)).filter((entry) => !isText(at(entry, "protocol"), "Https"));
        if (clear.length > 0) refuse(`${key} has entries without HTTPS. Set protocol to 'Https'.`);
      }),
    );
  },
  accepts: [
    [
      {
        type: "network:ApplicationGateway",
        props: {
          sslPolicy: { policyType: "Predefined", policyName: "AppGwSslPolicy20220101S" },
          httpListeners: [{ protocol: "Https" }],
          backendHttpSettingsCollection: [{ protocol: "Https" }],
        },
      },
    ],
    [
      {
        type: "network:ApplicationGateway",
        props: { sslPolicy: { policyType: "CustomV2", minProtocolVersion: "TLSv1_3" } },
      },
    ],
  ],
  refuses: [
    [{ type: "network:ApplicationGateway", props: {} }],
    [{ type: "network:ApplicationGateway", props: { sslPolicy: { policyName: "AppGwSslPolicy20150501" } } }],
    [
      {
        type: "network:ApplicationGateway",
        props: {
          sslPolicy: { policyName: "AppGwSslPolicy20220101S" },
          httpListeners: [{ protocol: "Http" }],
        },
      },
    ],
  ],
  breaks: {
    stack: "stamp",
    values: { ingress: { type: "applicationGateway" } },
    change: (whole) => {
      whole.first("network:ApplicationGateway").props["sslPolicy"] = {
        policyType: "Predefined",
        policyName: "AppGwSslPolicy20150501",
      };
    },
  },
});
