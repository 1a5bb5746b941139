import { resourceControl } from "../../define.ts";
import { at, quote } from "../../read.ts";

/** Nodes have no way out but the firewall. */
export const egress = resourceControl({
  id: "cluster-egress",
  title: "Nodes send through the firewall, or not at all.",
  why: "Every other kind of outbound traffic gives the cluster a public address and a way past the firewall.",
  remedy: "Set networkProfile.outboundType to 'userDefinedRouting', or to 'none' for an isolated cluster.",
  severity: "critical",
  references: { mcsb: ["NS-3"], threats: ["I-2"] },
  types: ["containerservice:ManagedCluster"],
  parameters: {
    outboundTypes: {
      type: "list",
      description: "Kinds of outbound traffic that a cluster may have, spelt as AKS spells them.",
      default: ["userDefinedRouting", "none", "block"],
    },
  },
  check: ({ props }, refuse, { outboundTypes }) => {
    const outbound = at(props, "networkProfile", "outboundType");
    if (typeof outbound !== "string" || !outboundTypes.includes(outbound))
      refuse(
        `networkProfile.outboundType is ${outbound === undefined ? "not set" : quote(outbound)}: it must be ${outboundTypes.join(" or ")}.`,
      );
  },
  accepts: [
    [
      {
        type: "containerservice:ManagedCluster",
        props: { networkProfile: { outboundType: "userDefinedRouting" } },
      },
    ],
  ],
  refuses: [
    [{ type: "containerservice:ManagedCluster", props: {} }],
    [
      {
        type: "containerservice:ManagedCluster",
        props: { networkProfile: { outboundType: "loadBalancer" } },
      },
    ],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      const cluster = whole.first("containerservice:ManagedCluster");
      Object.assign(cluster.props["networkProfile"] as object, { outboundType: "loadBalancer" });
    },
  },
});
