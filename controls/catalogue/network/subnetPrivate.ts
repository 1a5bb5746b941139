import { resourceControl } from "../../define.ts";
import { at } from "../../read.ts";
import { everySubnet } from "./subnets.ts";

/** No subnet has Azure's default way out. */
export const subnetPrivate = resourceControl({
  id: "network-subnet-private",
  title: "No subnet has default outbound access.",
  why: "Azure lends machines in such a subnet a public address that no rule of ours knows.",
  remedy: "Set defaultOutboundAccess to false.",
  severity: "high",
  references: { mcsb: ["NS-1"], threats: ["I-2"] },
  types: ["network:Subnet", "network:VirtualNetwork"],
  azurePolicy: [
    { definition: "7bca8353-aa3b-429b-904a-9229c4385837", name: "Subnets should be private", effect: "Deny" },
  ],
  check: (resource, refuse) =>
    everySubnet(resource, (subnet, label) => {
      if (at(subnet, "defaultOutboundAccess") !== false)
        refuse(
          `The subnet ${label} does not set defaultOutboundAccess to false: machines in it may get a public address.`,
        );
    }),
  accepts: [[{ type: "network:Subnet", props: { defaultOutboundAccess: false } }]],
  refuses: [
    [{ type: "network:Subnet", props: {} }],
    [{ type: "network:Subnet", props: { defaultOutboundAccess: true } }],
    [{ type: "network:VirtualNetwork", props: { subnets: [{ name: "nodes" }] } }],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      whole.first("network:Subnet").props["defaultOutboundAccess"] = true;
    },
  },
});
