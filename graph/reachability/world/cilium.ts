/** CiliumNetworkPolicy in the shape of a NetworkPolicy, as far as the two say the same; names of hosts come on top. */
import { objectsAt, textAt, textsAt, valueAt, type Properties } from "../../../lib/properties.ts";
import { labelsAt } from "./labels.ts";

const namespaceLabel = "io.kubernetes.pod.namespace";

/** Labels of endpoints carry their source in front, and the namespace among them. */
function endpointPeer(selector: Properties): Properties {
  const labels = Object.entries(labelsAt(selector, "matchLabels")).map(
    ([key, value]) => [key.replace(/^k8s:/, ""), value] as const,
  );
  const namespace = labels.find(([key]) => key === namespaceLabel)?.[1];
  return {
    podSelector: { matchLabels: Object.fromEntries(labels.filter(([key]) => key !== namespaceLabel)) },
    ...(namespace === undefined
      ? {}
      : { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } } }),
  };
}

function portsOf(rule: Properties): Properties[] {
  return objectsAt(rule, "toPorts[].ports[]").flatMap((port) => {
    const protocol = textAt(port, "protocol") ?? "ANY";
    return (protocol === "ANY" ? ["TCP", "UDP"] : [protocol]).map((one) => ({
      protocol: one,
      port: Number(textAt(port, "port")),
    }));
  });
}

/**
 * The spec of a policy, with the directions that it has rules for: by those Cilium denies whatever they do not allow. Whom a rule names
 * in another way than by endpoints and hosts (entities, services, address blocks) is not told apart: it opens to everybody, so that
 * nothing is taken for closed that is open.
 *
 * @returns undefined where it allows nothing, and so denies nothing either.
 */
export function asNetworkPolicy(spec: unknown): Properties | undefined {
  const egress = objectsAt(spec, "egress[]").map((rule) => {
    const hosts = [...textsAt(rule, "toFQDNs[].matchName"), ...textsAt(rule, "toFQDNs[].matchPattern")];
    return {
      to: [...objectsAt(rule, "toEndpoints[]").map(endpointPeer), ...(hosts.length === 0 ? [] : [{ hosts }])],
      ports: portsOf(rule),
    };
  });
  const ingress = objectsAt(spec, "ingress[]").map((rule) => ({
    from: objectsAt(rule, "fromEndpoints[]").map(endpointPeer),
    ports: portsOf(rule),
  }));
  if (egress.length + ingress.length === 0) return undefined;
  return {
    podSelector: valueAt(spec, "endpointSelector") ?? {},
    policyTypes: [...(egress.length > 0 ? ["Egress"] : []), ...(ingress.length > 0 ? ["Ingress"] : [])],
    egress,
    ingress,
  };
}
