import { resourceControl } from "../../define.ts";
import { at, fitsAny } from "../../read.ts";

/** Networks are peered with a hub only. */
export const noPeering = resourceControl({
  id: "network-no-peering",
  title: "A network is peered with a hub and nothing else, and forwards nothing for others.",
  why: "Stamps that are peered with each other fail together, and what breaks into one reaches the next.",
  remedy: "Remove the peering, or list the hub in the parameter remoteNetworks.",
  severity: "high",
  references: { mcsb: ["NS-1"], threats: ["I-2", "E-3"] },
  types: ["network:VirtualNetworkPeering"],
  parameters: {
    remoteNetworks: {
      type: "list",
      description: "Names or ids of networks that may be peered with; * stands for any characters.",
      default: ["*hub*"],
    },
  },
  check: ({ props }, refuse, { remoteNetworks }) => {
    const remote = at(props, "remoteVirtualNetwork", "id");
    const fromHub = fitsAny(String(at(props, "virtualNetworkName")), remoteNetworks);
    if (
      !fromHub &&
      !(
        typeof remote === "string" &&
        fitsAny(remote, [...remoteNetworks, ...remoteNetworks.map((name) => `*/${name}`)])
      )
    )
      refuse(`The network is peered with ${String(remote)}, which is no hub. Remove the peering.`);
  },
  accepts: [
    [
      {
        type: "network:VirtualNetworkPeering",
        props: { remoteVirtualNetwork: { id: "/x/virtualNetworks/vnet-hub-eus" } },
      },
    ],
  ],
  refuses: [
    [
      {
        type: "network:VirtualNetworkPeering",
        props: { remoteVirtualNetwork: { id: "/x/virtualNetworks/vnet-bulkhead-we" } },
      },
    ],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) =>
      whole.add({
        type: "network:VirtualNetworkPeering",
        props: {
          virtualNetworkName: "vnet-bulkhead-eus",
          remoteVirtualNetwork: { id: "/x/virtualNetworks/vnet-bulkhead-we" },
        },
      }),
  },
});
