/** NetworkPolicy: which pods may talk to whom. */
import {
  isObject,
  numberAt,
  objectsAt,
  textAt,
  textsAt,
  valueAt,
  type Properties,
} from "../../lib/properties.ts";
import { allAddresses, covers, holds, isPublic, parsePrefix } from "./address.ts";
import { matchesHost, type End } from "./ends.ts";
import type { Packet } from "./securityGroups.ts";
import type { Trail } from "./trail.ts";
import { labelsAt } from "./world/labels.ts";
import type { Cluster, NetworkPolicy, Pod } from "./world/types.ts";

/** The other side of a pod's connection. */
export type Peer =
  | { readonly kind: "pod"; readonly pod: Pod }
  | { readonly kind: "node" }
  | { readonly kind: "outside"; readonly end: End };

function expressionHolds(expression: Properties, labels: Readonly<Record<string, string>>): boolean {
  const value = labels[textAt(expression, "key") ?? ""];
  const values = textsAt(expression, "values[]");
  switch (textAt(expression, "operator")) {
    case "In":
      return value !== undefined && values.includes(value);
    case "NotIn":
      return value === undefined || !values.includes(value);
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
    default:
      return false;
  }
}

/** Whether a label selector means these labels; an empty one means all. */
export function selects(selector: unknown, labels: Readonly<Record<string, string>>): boolean {
  const wanted = labelsAt({ selector }, "selector.matchLabels");
  return (
    Object.entries(wanted).every(([key, value]) => labels[key] === value) &&
    objectsAt(selector, "matchExpressions[]").every((expression) => expressionHolds(expression, labels))
  );
}

function types(policy: NetworkPolicy): readonly string[] {
  const stated = textsAt(policy.spec, "policyTypes[]");
  if (stated.length > 0) return stated;
  return policy.spec["egress"] === undefined ? ["Ingress"] : ["Ingress", "Egress"];
}

function blockHolds(block: unknown, end: End): boolean {
  const inside = (text: string): boolean => {
    const prefix = parsePrefix(text);
    if (prefix === undefined) return false;
    return end.address === undefined ? covers(prefix, allAddresses) : holds(prefix, end.address);
  };
  const excepted = textsAt(block, "except[]").some(
    // Nobody knows where a public address lies: only exceptions that are private surely do not mean it.
    (text) => inside(text) || (end.address === undefined && isPublic(parsePrefix(text)?.first ?? 0)),
  );
  return inside(textAt(block, "cidr") ?? "") && !excepted;
}

function peerHolds(rule: Properties, policy: NetworkPolicy, peer: Peer, cluster: Cluster): boolean {
  const block = rule["ipBlock"];
  if (block !== undefined) {
    if (peer.kind === "outside") return blockHolds(block, peer.end);
    return false;
  }
  if (peer.kind === "outside") {
    const { host } = peer.end;
    return host !== undefined && textsAt(rule, "hosts[]").some((pattern) => matchesHost(pattern, host));
  }
  if (peer.kind !== "pod" || rule["hosts"] !== undefined) return false;
  const { pod } = peer;
  const namespaceSelector = rule["namespaceSelector"];
  const podSelector = rule["podSelector"];
  const inNamespace =
    namespaceSelector === undefined
      ? pod.namespace === policy.namespace
      : selects(namespaceSelector, cluster.namespaces.get(pod.namespace) ?? {});
  return inNamespace && (podSelector === undefined || selects(podSelector, pod.labels));
}

function portAllowed(rule: Properties, packet: Packet, pod: Pod): boolean {
  const ports = objectsAt(rule, "ports[]");
  if (ports.length === 0) return true;
  return ports.some((port) => {
    if ((textAt(port, "protocol") ?? "TCP").toUpperCase() !== packet.protocol.toUpperCase()) return false;
    if (port["port"] === undefined) return true;
    const first = numberAt(port, "port") ?? pod.ports.get(textAt(port, "port") ?? "");
    const last = numberAt(port, "endPort") ?? first;
    return first !== undefined && last !== undefined && packet.port >= first && packet.port <= last;
  });
}

/** A way that a policy opens: an empty list of peers means everybody. */
function opens(
  rule: Properties,
  key: "from" | "to",
  { policy, packet, pod, peer, cluster }: Case & { policy: NetworkPolicy },
): boolean {
  const listening = key === "from" ? pod : peer.kind === "pod" ? peer.pod : pod;
  const peers = objectsAt(rule, `${key}[]`);
  return (
    portAllowed(rule, packet, listening) &&
    (peers.length === 0 || peers.some((entry) => peerHolds(entry, policy, peer, cluster)))
  );
}

interface Case {
  readonly cluster: Cluster;
  readonly pod: Pod;
  readonly peer: Peer;
  readonly packet: Packet;
}

function judge(given: Case, direction: "Ingress" | "Egress", trail: Trail): boolean {
  const { cluster, pod, peer } = given;
  const name = `${pod.namespace}/${pod.name}`;
  if (pod.hostNetwork)
    return trail.pass(
      "policy",
      "policy.host-network",
      `${name} uses the node's network: no policy applies to it`,
    );
  const selecting = cluster.policies.filter(
    (policy) =>
      policy.namespace === pod.namespace &&
      types(policy).includes(direction) &&
      selects(valueAt(policy.spec, "podSelector"), pod.labels),
  );
  if (selecting.length === 0)
    return trail.pass(
      "policy",
      "policy.none",
      `no network policy selects ${name} for ${direction.toLowerCase()}: everything is allowed`,
    );
  const [list, key] = direction === "Ingress" ? (["ingress", "from"] as const) : (["egress", "to"] as const);
  for (const policy of selecting) {
    const rules = objectsAt(policy.spec, `${list}[]`).filter(isObject);
    if (rules.some((rule) => opens(rule, key, { ...given, policy })))
      return trail.pass(
        "policy",
        "policy.union",
        `network policy ${policy.namespace}/${policy.name} lets ${name} ${direction === "Ingress" ? "be reached by" : "reach"} ${peerText(given)}`,
        { node: policy.node, by: policy.name },
      );
  }
  if (cluster.cilium && peer.kind !== "outside" && namesBlocks(selecting, list, key))
    trail.note(
      "policy",
      "policy.cilium-blocks",
      "address blocks of a policy never mean pods or nodes under Cilium",
    );
  return trail.stop(
    "policy",
    "policy.union",
    `none of the network policies that select ${name} (${selecting.map((policy) => policy.name).join(", ")}) lets it ${
      direction === "Ingress" ? "be reached by" : "reach"
    } ${peerText(given)}`,
    { node: selecting[0]?.node, by: selecting[0]?.name },
  );
}

function namesBlocks(policies: readonly NetworkPolicy[], list: string, key: string): boolean {
  return policies.some(({ spec }) => objectsAt(spec, `${list}[].${key}[].ipBlock`).length > 0);
}

function peerText({ peer, packet }: Case): string {
  const who =
    peer.kind === "pod"
      ? `${peer.pod.namespace}/${peer.pod.name}`
      : peer.kind === "node"
        ? "a node"
        : peer.end.label;
  return `${who} on ${packet.protocol} ${packet.port}`;
}

/** Whether policies let a pod open a connection. */
export function mayLeave(given: Case, trail: Trail): boolean {
  return judge(given, "Egress", trail);
}

/** Whether policies let a pod be reached. */
export function mayEnter(given: Case, trail: Trail): boolean {
  return judge(given, "Ingress", trail);
}
