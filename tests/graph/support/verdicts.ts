/** Verdicts about flows on hand-made networks. */
import { expect } from "chai";
import { parseAddress } from "../../../graph/reachability/address.ts";
import type { End, Protocol } from "../../../graph/reachability/ends.ts";
import { judge, type Flow, type Source, type Target } from "../../../graph/reachability/judge.ts";
import { worldOf } from "../../../graph/reachability/world/world.ts";
import type { Graph } from "../../../graph/model.ts";
import type { Properties } from "../../../lib/properties.ts";
import { Sketch } from "./sketch.ts";

export const urnOf = (type: string, name: string, stack = "s") =>
  `urn:pulumi:${stack}::p::azure-native:${type}::${name}`;
export const clusterUrn = urnOf("containerservice:ManagedCluster", "aks");
export const groupUrn = urnOf("network:FirewallPolicyRuleCollectionGroup", "child-1000");

export const plain = () =>
  new Sketch().network("n", "10.1.0.0/16").subnet("n", "a", "10.1.0.0/24").subnet("n", "b", "10.1.1.0/24");

export const internet: Source = { kind: "internet" };
export const frontDoor: Source = { kind: "frontDoor" };
export const host = (name: string): Target => ({ kind: "host", host: name });

export function endAt(graph: Graph, address: string): End {
  const number = parseAddress(address) ?? 0;
  const subnet = [...worldOf(graph).subnets.values()].find(({ prefixes }) =>
    prefixes.some(({ first, last }) => first <= number && number <= last),
  );
  return { label: address, address: number, subnet };
}
export const machine = (graph: Graph, address: string): Source => ({
  kind: "machine",
  end: endAt(graph, address),
});
export const at = (graph: Graph, address: string): Target => ({
  kind: "address",
  end: endAt(graph, address),
});

export function pod(
  graph: Graph,
  name: string,
  stack = "s",
): { kind: "pod" } & Extract<Source, { kind: "pod" }> {
  for (const cluster of worldOf(graph).clusters)
    for (const own of cluster.pods)
      if (own.name === name && cluster.node.stack === stack) return { kind: "pod", cluster, pod: own };
  return expect.fail(`no pod ${name}`);
}

export function verdictOf(
  graph: Graph,
  source: Source,
  target: Target,
  { port = 443, protocol = "Tcp" }: { port?: number; protocol?: Protocol } = {},
) {
  const flow: Flow = { source, target, port, protocol };
  const verdict = judge(graph, flow);
  const { stage, rule: id, text, resource, decidedBy } = verdict.stoppedBy ?? {};
  return {
    ...verdict,
    texts: verdict.steps.map((step) => `${step.outcome}: ${step.text}`),
    why: { stage, rule: id, text, resource, decidedBy },
  };
}

export interface Translation {
  readonly name?: string;
  readonly to: string;
  readonly port?: number;
  readonly sources?: readonly string[];
  readonly protocol?: string;
}
/** Translations of the firewall in 10.1.9.0/26, in this order. */
export const nat = (...rules: readonly Translation[]): Properties => ({
  name: "in",
  priority: 100,
  action: { type: "DNAT" },
  rules: rules.map(({ name = "in-rule", to, port = 443, sources = ["*"], protocol = "TCP" }) => ({
    name,
    ruleType: "NatRule",
    sourceAddresses: sources,
    ipProtocols: [protocol],
    destinationAddresses: ["203.0.113.4"],
    destinationPorts: [String(port)],
    translatedAddress: to,
    translatedPort: String(port),
  })),
});
