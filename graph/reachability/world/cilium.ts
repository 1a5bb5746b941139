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

/** The spec of a policy for what endpoints may reach. */
export function asNetworkPolicy(spec: unknown): Properties {
  const egress = objectsAt(spec, "egress[]").map((rule) => {
    const hosts = [...textsAt(rule, "toFQDNs[].matchName"), ...textsAt(rule, "toFQDNs[].matchPattern")];
    return {
      to: [...objectsAt(rule, "toEndpoints[]").map(endpointPeer), ...(hosts.length === 0 ? [] : [{ hosts }])],
      ports: portsOf(rule),
    };
  });
  return {
    podSelector: valueAt(spec, "endpointSelector") ?? {},
    policyTypes: egress.length > 0 ? ["Egress"] : [],
    egress,
  };
}
