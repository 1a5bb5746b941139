import { at, every, isText, quote } from "../../properties.ts";
import type { Rule } from "../../rule.ts";

export const clusterPrivate: Rule = {
  name: "cluster-private",
  description: "A cluster has a private API server, sends through the firewall, and knows no local accounts.",
  why: "A public API server, a load balancer for outbound traffic or a certificate that never expires each go around the platform's locks.",
  remedy:
    "Set apiServerAccessProfile.enablePrivateCluster, networkProfile.outboundType 'userDefinedRouting' and disableLocalAccounts.",
  severity: "critical",
  reference: "Microsoft cloud security benchmark v1 NS-2, IM-1",
  check({ type, props }, refuse) {
    if (type !== "containerservice:ManagedCluster") return;
    every(
      () => {
        if (at(props, "apiServerAccessProfile", "enablePrivateCluster") !== true) {
          refuse(
            "apiServerAccessProfile.enablePrivateCluster is not true: the API server would have a public address.",
          );
        }
      },
      () => {
        const outbound = at(props, "networkProfile", "outboundType");
        if (!isText(outbound, "userDefinedRouting")) {
          refuse(
            `networkProfile.outboundType is ${outbound === undefined ? "not set" : quote(outbound)}: it must be ` +
              "'userDefinedRouting', or nodes send to the Internet past the firewall.",
          );
        }
      },
      () => {
        if (at(props, "disableLocalAccounts") !== true) {
          refuse(
            "disableLocalAccounts is not true: the cluster admin certificate would work without Entra ID.",
          );
        }
      },
    );
  },
};
