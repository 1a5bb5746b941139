/** Which key of which stack file would let a denied flow through. */
import { egressCatalogue } from "../../lib/egress/catalogue.ts";
import { refuseHost } from "../../lib/egress/refusedHosts.ts";
import type { EgressContext } from "../../lib/egress/types.ts";
import type { Graph } from "../model.ts";
import { matchesHost } from "./ends.ts";
import { judge } from "./judge.ts";
import { nodeOf } from "./pods.ts";
import { workPools } from "./loadBalancer.ts";
import type { Flow, Verdict } from "./judge.ts";

/** A change of configuration. */
export interface Advice {
  readonly file: string;
  readonly key: string;
  readonly text: string;
}

/** Catalogue entries are asked for their hosts only; those that depend on a region are asked for anywhere. */
const anywhere: EgressContext = {
  location: "*",
  privateMonitoring: false,
  acmeServer: undefined,
  allowedHosts: [],
};

/** Entries of the egress catalogue that would let a host through. */
function featuresFor(host: string): string[] {
  return egressCatalogue
    .filter((feature) =>
      feature.rules(anywhere).some(({ hosts }) => hosts.some((pattern) => matchesHost(pattern, host))),
    )
    .map(({ id }) => id);
}

function firewallAdvice(host: string, flow: Flow, file: string): Advice {
  const refusal = refuseHost(host);
  if (refusal !== undefined)
    return {
      file,
      key: "firewall.allowedHosts",
      text: `It cannot be listed as firewall.allowedHosts: ${refusal.problem} ${refusal.remedy}`,
    };
  const features = featuresFor(host);
  const entry =
    flow.port === 443
      ? host
      : `{ host: ${host}, protocol: ${flow.port === 80 ? "Http" : flow.protocol}, port: ${flow.port} }`;
  const feature =
    features.length === 0 ? "" : ` (${features.join(", ")} of the egress catalogue needs it as well)`;
  return {
    file,
    key: "firewall.allowedHosts",
    text: `Add ${entry} to firewall.allowedHosts${feature}.`,
  };
}

/** Whether what stops the flow is the way out of a stamp: its firewall, or a security group before it. */
function stopsOnTheWayOut({ stoppedBy }: Verdict): boolean {
  return (
    stoppedBy?.rule === "firewall.default-deny" ||
    (stoppedBy?.stage === "security group" && stoppedBy.decidedBy === "deny-all-outbound")
  );
}

/**
 * What to configure so that a denied flow to a public name is allowed; empty where no key would do it, or should.
 *
 * @param stack the stack that the source belongs to.
 */
export function adviceFor(graph: Graph, stack: string, flow: Flow, verdict: Verdict): Advice[] {
  const { source, target } = flow;
  if (verdict.allowed || target.kind !== "host") return [];
  const resolved = verdict.steps.findLast(({ stage, outcome }) => stage === "dns" && outcome === "pass");
  if (resolved?.rule !== "dns.public") return [];
  const file = `Pulumi.${stack}.yaml`;
  const { host } = target;
  if (stopsOnTheWayOut(verdict)) return [firewallAdvice(host, flow, file)];
  if (verdict.stoppedBy?.stage === "firewall" && verdict.stoppedBy.rule !== "firewall.default-deny")
    return [
      {
        file: "Pulumi.global.yaml",
        key: "firewallPolicy",
        text: `${verdict.stoppedBy.decidedBy ?? "A rule"} denies it for all stamps; no key of a stamp overrides that.`,
      },
    ];
  if (source.kind !== "pod" || verdict.stoppedBy?.stage !== "policy") return [];
  const [pool] = workPools(source.cluster);
  const behind =
    pool === undefined
      ? undefined
      : judge(graph, { ...flow, source: { kind: "machine", end: nodeOf(pool) } });
  return [
    {
      file,
      key: "workload.networkPolicy",
      text: "Add the addresses of the host to workload.networkPolicy.ranges, or set workload.networkPolicy.external to names.",
    },
    ...(behind !== undefined && stopsOnTheWayOut(behind) ? [firewallAdvice(host, flow, file)] : []),
  ];
}
