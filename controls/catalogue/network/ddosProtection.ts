import { resourceControl } from "../../define.ts";
import { at, isText, refersToSomething } from "../../read.ts";

/** Nothing opts out of the protection that its network has. */
export const ddosProtection = resourceControl({
  id: "network-ddos-protection",
  title: "No public address opts out of DDoS protection, and a protected network names its plan.",
  why: "An address that opts out is what an attack will find; a network that says it is protected and names no plan is not.",
  remedy:
    "Remove protectionMode 'Disabled', and set ddosProtectionPlan.id where enableDdosProtection is true.",
  severity: "medium",
  references: { mcsb: ["NS-5"], threats: ["D-1"] },
  types: ["network:PublicIPAddress", "network:VirtualNetwork"],
  check: ({ type, props }, refuse) => {
    if (type === "network:PublicIPAddress") {
      if (isText(at(props, "ddosSettings", "protectionMode"), "Disabled"))
        refuse("ddosSettings.protectionMode is 'Disabled'. Leave it to the network, or set 'Enabled'.");
    } else if (
      at(props, "enableDdosProtection") === true &&
      !refersToSomething(at(props, "ddosProtectionPlan"))
    ) {
      refuse("enableDdosProtection is true and there is no plan. Set ddosProtectionPlan.id.");
    }
  },
  accepts: [
    [{ type: "network:PublicIPAddress", props: {} }],
    [
      {
        type: "network:VirtualNetwork",
        props: { enableDdosProtection: true, ddosProtectionPlan: { id: "/plan" } },
      },
    ],
  ],
  refuses: [
    [{ type: "network:PublicIPAddress", props: { ddosSettings: { protectionMode: "Disabled" } } }],
    [{ type: "network:VirtualNetwork", props: { enableDdosProtection: true } }],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      whole.first("network:PublicIPAddress").props["ddosSettings"] = { protectionMode: "Disabled" };
    },
  },
});
