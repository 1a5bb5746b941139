import { resourceControl } from "../../define.ts";
import { at, texts } from "../../read.ts";

/** Connections to a private link service are decided by us. */
export const privateLinkServiceNamed = resourceControl({
  id: "network-private-link-service-approved",
  title: "A private link service approves no connection of everybody by itself.",
  why: "Whoever knows its id, in any subscription of Azure, would be connected past Front Door and its web application firewall.",
  remedy: "Name subscriptions in visibility and autoApproval, or leave both out and approve by hand.",
  severity: "high",
  references: { mcsb: ["NS-2"], threats: ["S-3"] },
  types: ["network:PrivateLinkService"],
  check: ({ props }, refuse) => {
    if (texts(at(props, "autoApproval", "subscriptions")).includes("*"))
      refuse("autoApproval.subscriptions is '*': everybody is connected. Name subscriptions.");
  },
  accepts: [
    [{ type: "network:PrivateLinkService", props: {} }],
    [
      {
        type: "network:PrivateLinkService",
        props: { autoApproval: { subscriptions: ["6e0f2d2c-8d0c-4a55-9e5a-5f3f8c7d9a10"] } },
      },
    ],
  ],
  refuses: [[{ type: "network:PrivateLinkService", props: { autoApproval: { subscriptions: ["*"] } } }]],
  breaks: {
    stack: "stamp",
    change: (whole) =>
      whole.add({
        type: "network:PrivateLinkService",
        props: {
          location: "eastus",
          autoApproval: { subscriptions: ["*"] },
          tags: { workload: "bulkhead", stack: "stamp-eastus" },
        },
      }),
  },
});
