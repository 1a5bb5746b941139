import { resourceControl } from "../../define.ts";
import { at, isText, quote, refersToSomething } from "../../read.ts";

/** Origins are not on the Internet. */
export const privateOrigins = resourceControl({
  id: "edge-private-origins",
  title: "Front Door reaches its origins over private link.",
  why: "An origin with a public address can be called past Front Door, its firewall and its limits.",
  remedy: "Set sharedPrivateLinkResource, and approve the connection.",
  severity: "high",
  references: { mcsb: ["NS-2"], threats: ["S-3", "D-1"] },
  types: ["cdn:AFDOrigin"],
  azurePolicy: [
    {
      definition: "daba2cce-8326-4af3-b049-81a362da024d",
      name: "Secure private connectivity between Azure Front Door Premium and Azure Storage Blob, or Azure App Service",
      effect: "Audit",
    },
  ],
  check: ({ props }, refuse) => {
    if (isText(at(props, "enabledState"), "Disabled")) return;
    if (!refersToSomething(at(props, "sharedPrivateLinkResource", "privateLink")))
      refuse(`The origin ${quote(at(props, "hostName"))} is public. Set sharedPrivateLinkResource.`);
  },
  accepts: [
    [{ type: "cdn:AFDOrigin", props: { sharedPrivateLinkResource: { privateLink: { id: "/service" } } } }],
    [{ type: "cdn:AFDOrigin", props: { enabledState: "Disabled" } }],
  ],
  refuses: [[{ type: "cdn:AFDOrigin", props: { hostName: "origin.example" } }]],
  breaks: {
    stack: "global",
    change: (whole) => {
      delete whole.first("cdn:AFDOrigin").props["sharedPrivateLinkResource"];
    },
  },
});
