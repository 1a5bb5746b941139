import { resourceControl } from "../../define.ts";
import { at, isText, refersToSomething } from "../../read.ts";

/** A way in besides Front Door is guarded as well. */
export const gatewayFirewall = resourceControl({
  id: "edge-gateway-firewall",
  title: "An application gateway has a web application firewall that blocks.",
  why: "What enters a stamp past Front Door is otherwise looked at by nobody.",
  remedy:
    "Set firewallPolicy.id, and in the policy state 'Enabled', mode 'Prevention' and requestBodyCheck true.",
  severity: "critical",
  references: { mcsb: ["NS-6"], threats: ["T-1"] },
  types: ["network:ApplicationGateway", "network:WebApplicationFirewallPolicy"],
  azurePolicy: [
    {
      definition: "564feb30-bf6a-4854-b4bb-0d2d2d1e6c66",
      part: "enabled",
      name: "Web Application Firewall (WAF) should be enabled for Application Gateway",
      effect: "Deny",
    },
    {
      definition: "12430be1-6cc8-4527-a9a8-e3d38f250096",
      part: "mode",
      name: "Web Application Firewall (WAF) should use the specified mode for Application Gateway",
      effect: "Deny",
      parameters: { modeRequirement: "Prevention" },
    },
  ],
  check: ({ type, props }, refuse) => {
    if (type === "network:ApplicationGateway") {
      if (!refersToSomething(at(props, "firewallPolicy")))
        refuse("The gateway has no firewall policy. Set firewallPolicy.id.");
      return;
    }
    const state = at(props, "policySettings", "state");
    // Azure's defaults are on and inspecting bodies, but only detecting.
    if (state !== undefined && !isText(state, "Enabled"))
      refuse("policySettings.state is not 'Enabled': nothing is inspected. Set it.");
    if (!isText(at(props, "policySettings", "mode"), "Prevention"))
      refuse("policySettings.mode is not 'Prevention': attacks are only written down. Set it.");
    if (at(props, "policySettings", "requestBodyCheck") === false)
      refuse("policySettings.requestBodyCheck is false: what is posted is not looked at. Remove it.");
  },
  accepts: [
    [{ type: "network:ApplicationGateway", props: { firewallPolicy: { id: "/waf" } } }],
    [{ type: "network:WebApplicationFirewallPolicy", props: { policySettings: { mode: "Prevention" } } }],
  ],
  refuses: [
    [{ type: "network:ApplicationGateway", props: {} }],
    [{ type: "network:WebApplicationFirewallPolicy", props: { policySettings: { mode: "Detection" } } }],
    [
      {
        type: "network:WebApplicationFirewallPolicy",
        props: { policySettings: { mode: "Prevention", state: "Disabled" } },
      },
    ],
    [
      {
        type: "network:WebApplicationFirewallPolicy",
        props: { policySettings: { mode: "Prevention", requestBodyCheck: false } },
      },
    ],
  ],
  breaks: {
    stack: "stamp",
    values: { ingress: { type: "applicationGateway" } },
    change: (whole) => {
      delete whole.first("network:ApplicationGateway").props["firewallPolicy"];
    },
  },
});
