import { stackControl } from "../../define.ts";
import { every, refersTo, textsWithin } from "../../read.ts";

/** Public addresses belong to what is made to face the Internet. */
export const publicAddressOwners = stackControl({
  id: "network-public-address-owners",
  title: "A public address belongs to a firewall, a gateway or a bastion.",
  why: "A public address on anything else is a way in, or out, that nothing inspects.",
  remedy: "Remove the address, or put a firewall or gateway in front.",
  severity: "critical",
  references: { mcsb: ["NS-1", "NS-3"], threats: ["S-3", "D-1"] },
  types: [
    "network:PublicIPAddress",
    "network:AzureFirewall",
    "network:ApplicationGateway",
    "network:BastionHost",
    "network:VirtualNetworkGateway",
    "network:LoadBalancer",
    "network:NatGateway",
    "network:NetworkInterface",
  ],
  parameters: {
    owners: {
      type: "list",
      description: "Types that may have public addresses, of those that the control reads.",
      default: [
        "network:AzureFirewall",
        "network:ApplicationGateway",
        "network:BastionHost",
        "network:VirtualNetworkGateway",
      ],
    },
  },
  check: (whole, refuse, { owners }) => {
    const users = whole.resources.filter(({ type }) => owners.includes(type));
    every(
      ...whole.ofType("network:PublicIPAddress").map((address) => () => {
        if (!users.some(({ props }) => textsWithin(props).some((text) => refersTo(text, address))))
          refuse(
            address,
            `The public address ${address.name} belongs to none of ${owners.join(", ")}. Remove it, or put one of them in front.`,
          );
      }),
    );
  },
  accepts: [
    [
      { type: "network:PublicIPAddress", props: { publicIpAddressName: "pip" } },
      {
        type: "network:AzureFirewall",
        props: { ipConfigurations: [{ publicIPAddress: { id: "/x/publicIPAddresses/pip" } }] },
      },
    ],
  ],
  refuses: [
    [{ type: "network:PublicIPAddress", props: { publicIpAddressName: "pip" } }],
    [
      { type: "network:PublicIPAddress", props: { publicIpAddressName: "pip" } },
      {
        type: "network:LoadBalancer",
        props: { frontendIPConfigurations: [{ publicIPAddress: { id: "/x/publicIPAddresses/pip" } }] },
      },
    ],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) =>
      whole.add({
        type: "network:PublicIPAddress",
        props: {
          publicIpAddressName: "pip-forgotten",
          publicIPAllocationMethod: "Static",
          sku: { name: "Standard" },
          zones: ["1", "2", "3"],
          tags: { workload: "bulkhead", stack: "stamp-eastus" },
        },
      }),
  },
});
