import { resourceControl } from "../../define.ts";
import { at, isText, texts } from "../../read.ts";

/** Azure knows whom to call. */
export const securityContact = resourceControl({
  id: "operations-security-contact",
  title: "Somebody is told of security alerts.",
  why: "Microsoft writes to the contact when it sees an attack; without one, to nobody.",
  remedy: "Set emails, or notificationsByRole with state 'On' and a role.",
  severity: "medium",
  references: { mcsb: ["IR-2"], threats: ["R-1"] },
  types: ["security:SecurityContact"],
  azurePolicy: [
    {
      definition: "4f4f78b8-e367-4b10-a341-d9a4ad5cf1c7",
      name: "Subscriptions should have a contact email address for security issues",
      effect: "AuditIfNotExists",
    },
  ],
  check: ({ props }, refuse) => {
    if (at(props, "isEnabled") === false) refuse("The contact is off. Set isEnabled to true.");
    const roles =
      isText(at(props, "notificationsByRole", "state"), "On") &&
      texts(at(props, "notificationsByRole", "roles")).length > 0;
    const emails = at(props, "emails");
    if (!roles && (typeof emails !== "string" || emails === ""))
      refuse("The contact has neither emails nor a role that is told. Set one.");
  },
  accepts: [
    [{ type: "security:SecurityContact", props: { emails: "security@example.com" } }],
    [
      {
        type: "security:SecurityContact",
        props: { emails: "", notificationsByRole: { state: "On", roles: ["Owner"] } },
      },
    ],
  ],
  refuses: [
    [{ type: "security:SecurityContact", props: {} }],
    [{ type: "security:SecurityContact", props: { emails: "security@example.com", isEnabled: false } }],
  ],
  breaks: {
    stack: "global",
    change: (whole) => {
      const { props } = whole.first("security:SecurityContact");
      props["emails"] = "";
      props["notificationsByRole"] = { state: "Off", roles: [] };
    },
  },
});
