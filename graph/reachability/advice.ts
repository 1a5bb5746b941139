/** Which key of which stack file would let a denied flow through. */
import { egressCatalogue } from "../../lib/egress/catalogue.ts";
import { refuseHost } from "../../lib/egress/refusedHosts.ts";
import { workloadComponents } from "../../lib/workload/components.ts";
import type { Graph } from "../model.ts";
import { matchesHost } from "./ends.ts";
import { judge } from "./judge.ts";
import { nodeOf } from "./pods.ts";
import { workPools } from "./loadBalancer.ts";
import type { Flow, Verdict } from "./judge.ts";
import type { Pod } from "./world/types.ts";

/** A change of configuration. */
export interface Advice {
  readonly file: string;
  readonly key: string;
  readonly text: string;
}

/** The last port that firewall.allowedHosts takes. */
const lastPort = 64000;

/** Entries of the egress catalogue that would let a host through. Some hosts bear their region: any label may be it. */
function featuresFor(host: string): string[] {
  return egressCatalogue
    .filter(({ rules }) =>
      host
        .split(".")
        .flatMap((location) =>
          rules({ location, privateMonitoring: false, acmeServer: undefined, allowedHosts: [] }),
        )
        .some(({ hosts }) => hosts.some((pattern) => matchesHost(pattern, host))),
    )
    .map(({ id }) => id);
}

/** How firewall.allowedHosts names a host on a port. */
function entryFor(host: string, { port, protocol }: Flow): string {
  if (protocol === "Tcp" && port === 443) return host;
  return `{ host: ${host}, protocol: ${protocol === "Tcp" && port === 80 ? "Http" : protocol}, port: ${port} }`;
}

function firewallAdvice(host: string, flow: Flow, file: string): Advice[] {
  if (flow.protocol === "Icmp" || flow.port > lastPort) return [];
  const key = "firewall.allowedHosts";
  const refusal = refuseHost(host);
  if (refusal !== undefined)
    return [{ file, key, text: `It cannot be listed as ${key}: ${refusal.problem} ${refusal.remedy}` }];
  const features = featuresFor(host);
  const others =
    features.length === 0 ? "" : ` (${features.join(", ")} of the egress catalogue needs it as well)`;
  return [{ file, key, text: `Add ${entryFor(host, flow)} to ${key}${others}.` }];
}

/** Whether what stops the flow is the way out of a stamp: its firewall, or a security group before it. */
function stopsOnTheWayOut({ stoppedBy }: Verdict): boolean {
  return (
    stoppedBy?.rule === "firewall.default-deny" ||
    (stoppedBy?.stage === "security group" && stoppedBy.decidedBy === "deny-all-outbound")
  );
}

/** workload.networkPolicy decides about the workload's own pods, and opens HTTPS only. */
function hasPolicyKey({ labels }: Pod, { port, protocol }: Flow): boolean {
  return (
    Object.keys(workloadComponents).some((id) => id === labels["app.kubernetes.io/name"]) &&
    protocol === "Tcp" &&
    port === 443
  );
}

/**
 * What to configure so that a denied flow to a public name is allowed; empty where no key would do it, or should.
 *
 * @param stack the stack that the source belongs to.
 */
export function adviceFor(graph: Graph, stack: string, flow: Flow, verdict: Verdict): Advice[] {
  const { source, target } = flow;
  const { stoppedBy } = verdict;
  if (stoppedBy === undefined || target.kind !== "host") return [];
  if (!verdict.steps.some(({ rule }) => rule === "dns.public")) return [];
  const file = `Pulumi.${stack}.yaml`;
  const { host } = target;
  if (stopsOnTheWayOut(verdict)) return firewallAdvice(host, flow, file);
  const { stage, decidedBy } = stoppedBy;
  if (stage === "firewall" && decidedBy !== undefined)
    return [
      {
        file: "Pulumi.global.yaml",
        key: "firewallPolicy",
        text: `${decidedBy} denies it for all stamps; no key of a stamp overrides that.`,
      },
    ];
  if (source.kind !== "pod" || stage !== "policy" || !hasPolicyKey(source.pod, flow)) return [];
  const behind = workPools(source.cluster).map((pool) =>
    judge(graph, { ...flow, source: { kind: "machine", end: nodeOf(pool) } }),
  );
  return [
    {
      file,
      key: "workload.networkPolicy",
      text: "Add the addresses of the host to workload.networkPolicy.ranges, or set workload.networkPolicy.external to names.",
    },
    ...(behind.some(stopsOnTheWayOut) ? firewallAdvice(host, flow, file) : []),
  ];
}
