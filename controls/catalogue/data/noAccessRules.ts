import { resourceControl } from "../../define.ts";

/** Nothing makes further keys. */
export const noAccessRules = resourceControl({
  id: "data-no-access-rules",
  title: "Namespaces have no authorization rules of their own making.",
  why: "Each rule is two more keys, with rights that outlive whoever asked for them.",
  remedy: "Remove the rule and assign a role such as Azure Event Hubs Data Sender.",
  severity: "high",
  references: { mcsb: ["IM-8", "PA-7"], threats: ["S-1", "E-2"] },
  types: [
    "eventhub:NamespaceAuthorizationRule",
    "eventhub:EventHubAuthorizationRule",
    "servicebus:NamespaceAuthorizationRule",
    "servicebus:QueueAuthorizationRule",
    "servicebus:TopicAuthorizationRule",
  ],
  azurePolicy: [
    {
      definition: "b278e460-7cfc-4451-8294-cccc40a940d7",
      name: "All authorization rules except RootManageSharedAccessKey should be removed from Event Hub namespace",
      effect: "Deny",
    },
  ],
  check: ({ name }, refuse) =>
    refuse(`The authorization rule ${name} makes keys. Remove it and assign a role.`),
  accepts: [[{ type: "eventhub:Namespace", props: {} }]],
  refuses: [[{ type: "eventhub:EventHubAuthorizationRule", props: { rights: ["Send"] } }]],
  breaks: {
    stack: "stamp",
    change: (whole) =>
      whole.add({
        type: "eventhub:NamespaceAuthorizationRule",
        props: { authorizationRuleName: "sender", rights: ["Send"] },
      }),
  },
});
