import { stackControl } from "../../define.ts";
import { at, every, refersTo } from "../../read.ts";

/** Every virtual network has a flow log that is on. */
export const flowLogs = stackControl({
  id: "network-flow-logs",
  title: "Every virtual network has an enabled flow log.",
  why: "Without one, nobody can say afterwards who talked to whom.",
  remedy: "Add a FlowLog with targetResourceId set to the network and enabled set to true.",
  severity: "high",
  references: { mcsb: ["LT-4"], threats: ["R-1"] },
  types: ["network:VirtualNetwork", "network:FlowLog"],
  azurePolicy: [
    {
      definition: "4c3c6c5f-0d47-4402-99b8-aa543dd8bcee",
      name: "Audit flow logs configuration for every virtual network",
      effect: "Audit",
    },
  ],
  check: (whole, refuse) => {
    const logs = whole.ofType("network:FlowLog").filter(({ props }) => at(props, "enabled") === true);
    every(
      ...whole.ofType("network:VirtualNetwork").map((network) => () => {
        if (!logs.some(({ props }) => refersTo(props["targetResourceId"], network)))
          refuse(network, `The network ${network.name} has no flow log that is enabled. Add one.`);
      }),
    );
  },
  accepts: [
    [
      { type: "network:VirtualNetwork", props: { virtualNetworkName: "vnet" } },
      { type: "network:FlowLog", props: { enabled: true, targetResourceId: "/x/virtualNetworks/vnet" } },
    ],
  ],
  refuses: [
    [{ type: "network:VirtualNetwork", props: { virtualNetworkName: "vnet" } }],
    [
      { type: "network:VirtualNetwork", props: { virtualNetworkName: "vnet" } },
      { type: "network:FlowLog", props: { enabled: false, targetResourceId: "/x/virtualNetworks/vnet" } },
    ],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) => whole.remove(whole.first("network:FlowLog")),
  },
});
