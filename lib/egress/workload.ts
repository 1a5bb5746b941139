import type { EgressFeature } from "./types.ts";

/** What the workload itself calls outside of Azure. Nothing, unless the stamp's configuration says so. */
export const workload: EgressFeature = {
  id: "workload",
  title: "Workload",
  rules: ({ allowedHosts }) =>
    allowedHosts.length === 0
      ? []
      : [
          {
            name: "workload-allowed-hosts",
            hosts: [...allowedHosts].sort(),
            protocol: "Https",
            port: 443,
            reason: "Listed as firewall.allowedHosts in the stamp's configuration.",
            source: "bulkhead:firewall.allowedHosts",
          },
        ],
};
