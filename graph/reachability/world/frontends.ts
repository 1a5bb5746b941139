/** Services of Kubernetes, and the load balancer frontends and private link services that AKS makes for them. */
import type { GraphNode } from "../../model.ts";
import { numberAt, objectsAt, textAt } from "../../../lib/properties.ts";
import { parseAddress } from "../address.ts";
import { labelsAt } from "./labels.ts";
import type { Frontend, KubernetesService, Network } from "./types.ts";

/** Azure keeps the first four addresses of a subnet. */
const firstUsable = 4;

/** Annotations as documented by kubernetes-sigs/cloud-provider-azure, docs "LoadBalancer" and "Azure PLS integration". */
const prefix = "service.beta.kubernetes.io/azure-";

function frontendOf(node: GraphNode, network: Network | undefined): Frontend {
  const annotations = labelsAt(node.inputs, "metadata.annotations");
  const annotation = (name: string): string | undefined => annotations[`${prefix}${name}`];
  const named = (name: string | undefined) => network?.subnets.find((subnet) => subnet.name === name);
  const subnet = named(annotation("load-balancer-internal-subnet"));
  const given = annotation("load-balancer-ipv4") ?? textAt(node.inputs, "spec.loadBalancerIP");
  const first = subnet?.prefixes[0]?.first;
  const linkName = annotation("pls-name");
  return {
    subnet,
    address:
      given === undefined ? (first === undefined ? undefined : first + firstUsable) : parseAddress(given),
    internal: annotation("load-balancer-internal") === "true",
    linkService:
      annotation("pls-create") === "true" && linkName !== undefined
        ? {
            name: linkName,
            resourceGroup: annotation("pls-resource-group"),
            natSubnet: named(annotation("pls-ip-configuration-subnet")),
          }
        : undefined,
    floating: annotation("disable-load-balancer-floating-ip") !== "true",
  };
}

/** Reads the services of one cluster, whose nodes are in the network. */
export function readKubernetesServices(
  nodes: readonly GraphNode[],
  network: Network | undefined,
): KubernetesService[] {
  return nodes.map((node) => ({
    name: node.name,
    namespace: textAt(node.inputs, "metadata.namespace") ?? "default",
    node,
    selector: labelsAt(node.inputs, "spec.selector"),
    ports: objectsAt(node.inputs, "spec.ports[]").map((port) => {
      const number = numberAt(port, "port") ?? 0;
      return { port: number, target: numberAt(port, "targetPort") ?? textAt(port, "targetPort") ?? number };
    }),
    frontend: textAt(node.inputs, "spec.type") === "LoadBalancer" ? frontendOf(node, network) : undefined,
  }));
}
