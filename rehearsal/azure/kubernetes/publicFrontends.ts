/** The public load balancer of a cluster, whose addresses somebody made beforehand. */
import { ArmError } from "../errors.ts";
import { idKey } from "../ids.ts";
import type { AzureView, Effects, Resource } from "../model.ts";
import { objectsAt, textAt } from "../../../lib/properties.ts";
import { annotation, fullName, type LoadBalancerService } from "./services.ts";

interface PublicFrontend {
  /** `namespace/name` of the service that has it. */
  readonly service: string;
  readonly publicIpId: string;
  readonly ipAddress: string;
}

function loadBalancerId(azure: AzureView, cluster: Resource): string {
  const group =
    textAt(cluster.outputs, "nodeResourceGroup") ?? textAt(cluster.inputs, "nodeResourceGroup") ?? "";
  return `/subscriptions/${azure.subscriptionId}/resourceGroups/${group}/providers/Microsoft.Network/loadBalancers/kubernetes`;
}

function frontends(loadBalancer: Resource | undefined): PublicFrontend[] {
  return objectsAt(loadBalancer?.outputs, "frontendIPConfigurations[]").map((frontend) => ({
    service: textAt(frontend, "service") ?? "",
    publicIpId: textAt(frontend, "publicIpId") ?? "",
    ipAddress: textAt(frontend, "ipAddress") ?? "",
  }));
}

function put(azure: AzureView, effects: Effects, cluster: Resource, all: readonly PublicFrontend[]): void {
  const id = loadBalancerId(azure, cluster);
  if (all.length === 0) {
    effects.remove(id);
    return;
  }
  effects.put({
    id,
    arm: "Microsoft.Network/loadBalancers",
    name: "kubernetes",
    location: cluster.location,
    inputs: { publicIPAddresses: all.map(({ publicIpId }) => ({ id: publicIpId })) },
    outputs: { id, frontendIPConfigurations: all },
    facts: {},
    state: "Succeeded",
    until: 0,
  });
}

/**
 * The address that a Service names. A cluster that leaves through a firewall has none of its own to give: AKS makes neither
 * outbound rules nor addresses for it, but takes one that is named (azure-aks-docs egress-udr.md, ms.date 2023-05-10).
 */
export function namedAddress(azure: AzureView, cluster: Resource, service: LoadBalancerService): Resource {
  const name = annotation(service, "pip-name");
  const group = annotation(service, "load-balancer-resource-group");
  if (name === undefined)
    throw new ArmError(
      "PublicLoadBalancerRefused",
      400,
      `Service ${fullName(service)} asks for a public load balancer; a cluster with userDefinedRouting has no public IP to give.`,
    );
  const within = group ?? loadBalancerId(azure, cluster).split("/")[4] ?? "";
  const id = `/subscriptions/${azure.subscriptionId}/resourceGroups/${within}/providers/Microsoft.Network/publicIPAddresses/${name}`;
  const address = azure.find(id);
  if (address === undefined)
    throw new ArmError(
      "SyncLoadBalancerFailed",
      400,
      `findMatchedPIPByName: failed to find public IP '${name}' of service ${fullName(service)} in resource group '${within}'.`,
    );
  if (textAt(address.inputs, "sku.name") !== "Standard")
    throw new ArmError(
      "PublicIPAndLBSkuDoNotMatch",
      400,
      `Public IP '${id}' is not of the Standard SKU of the load balancer.`,
    );
  const lb = idKey(loadBalancerId(azure, cluster));
  const other = azure.referring(id).find((user) => idKey(user.id) !== lb);
  // Roles name what they are about without using it.
  if (other !== undefined && other.arm !== "Microsoft.Authorization/roleAssignments")
    throw new ArmError("PublicIPAddressInUse", 400, `Public IP '${id}' is already in use by '${other.id}'.`);
  return address;
}

/** Gives a Service the frontend with the address that it names. */
export function putPublicFrontend(
  azure: AzureView,
  effects: Effects,
  cluster: Resource,
  service: LoadBalancerService,
  address: Resource,
): void {
  const name = fullName(service);
  const ipAddress = textAt(address.outputs, "ipAddress") ?? "";
  put(azure, effects, cluster, [
    ...frontends(azure.find(loadBalancerId(azure, cluster))).filter((frontend) => frontend.service !== name),
    { service: name, publicIpId: address.id, ipAddress },
  ]);
}

/** Takes away the public frontend of a Service, where it has one. */
export function releasePublicFrontend(
  azure: AzureView,
  effects: Effects,
  cluster: Resource,
  service: LoadBalancerService,
): void {
  const lb = azure.find(loadBalancerId(azure, cluster));
  if (!lb) return;
  const rest = frontends(lb).filter((frontend) => frontend.service !== fullName(service));
  put(azure, effects, cluster, rest);
}
