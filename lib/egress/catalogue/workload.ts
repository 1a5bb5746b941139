import type { AllowedHost, EgressFeature, EgressRule } from "../types.ts";

/** What the workload itself calls outside of Azure. Nothing, unless the stamp's configuration says so. */
export const workload: EgressFeature = {
  id: "workload",
  title: "Workload",
  rules: ({ allowedHosts }) =>
    [...Map.groupBy(allowedHosts, groupKey)]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, hosts]) => toRule(key, hosts)),
};

/** Hosts that differ in their name only share a rule. */
function groupKey({ protocol, port, reason, inspected }: AllowedHost): string {
  return JSON.stringify([protocol, port, inspected, reason]);
}

function toRule(key: string, hosts: readonly AllowedHost[]): EgressRule {
  const [protocol, port, inspected, reason] = JSON.parse(key) as [
    AllowedHost["protocol"],
    number,
    boolean,
    string,
  ];
  const names = hosts.map(({ host }) => host).sort();
  return {
    name: ruleName(protocol, port, names),
    hosts: names,
    protocol,
    port,
    reason,
    source: "bulkhead:firewall.allowedHosts",
    ...(inspected ? { inspected } : {}),
  };
}

/** "workload-https-443-api-example-com": the first host keeps rules apart that differ in their reason only. */
function ruleName(protocol: string, port: number, names: readonly string[]): string {
  const host = (names[0] ?? "").replace("*.", "any.").replaceAll(".", "-");
  return `workload-${protocol.toLowerCase()}-${port}-${host}`.slice(0, 80);
}
