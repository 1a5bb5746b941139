/** What AKS' cloud controller makes in Azure of a Service of type LoadBalancer. */
import { addressAt, addressCount, parseCidr } from "../../../lib/cidr.ts";
import { ArmError } from "../errors.ts";
import { idKey, parentId } from "../ids.ts";
import { connectionsOf } from "../links.ts";
import type { AzureView, Effects, Resource } from "../model.ts";
import { isObject, textAt, textsAt, type Properties } from "../properties.ts";
import { isGranted, principalOf, userAssignedIdentityIds, type Grant } from "../rules/directory.ts";
import { subnetPrefixes } from "../rules/network.ts";
import subnets from "../data/subnets.json" with { type: "json" };

/** Annotations of cloud-provider-azure, docs "LoadBalancer" and "Azure Private Link Service" of the project. */
const prefix = "service.beta.kubernetes.io/azure-";

export interface LoadBalancerService {
  readonly namespace: string;
  readonly name: string;
  readonly annotations: Readonly<Record<string, string>>;
}

function annotation(service: LoadBalancerService, name: string): string | undefined {
  return service.annotations[`${prefix}${name}`];
}

export function servicesOf(objects: readonly Properties[], namespace: string): LoadBalancerService[] {
  return objects
    .filter((object) => object["kind"] === "Service" && textAt(object, "spec.type") === "LoadBalancer")
    .map((object) => {
      const metadata = isObject(object["metadata"]) ? object["metadata"] : {};
      const annotations = isObject(metadata["annotations"]) ? metadata["annotations"] : {};
      return {
        namespace: textAt(object, "metadata.namespace") ?? namespace,
        name: textAt(object, "metadata.name") ?? "service",
        annotations: Object.fromEntries(
          Object.entries(annotations).map(([key, value]) => [key, String(value)]),
        ),
      };
    });
}

function subnetOf(azure: AzureView, cluster: Resource, name: string | undefined): Resource {
  const nodeSubnetId = textsAt(cluster.inputs, "agentPoolProfiles[].vnetSubnetID")[0] ?? "";
  const id = name === undefined ? nodeSubnetId : `${parentId(nodeSubnetId)}/subnets/${name}`;
  const subnet = azure.find(id);
  if (subnet) return subnet;
  throw new ArmError(
    "InvalidResourceReference",
    400,
    `Subnet ${id}, named by a Service annotation, was not found.`,
  );
}

function refuseWithoutRights(
  azure: AzureView,
  cluster: Resource,
  grant: Grant,
  scope: string,
  verb: string,
): void {
  const assigned = userAssignedIdentityIds(cluster.inputs).map((id) => principalOf(azure, id));
  const principals = [...assigned, textAt(cluster.outputs, "identity.principalId")];
  if (principals.some((principal) => principal !== undefined && isGranted(azure, principal, grant, scope)))
    return;
  throw new ArmError(
    "AuthorizationFailed",
    403,
    `The control plane identity of '${cluster.name}' does not have authorization to ${verb} over scope '${scope}'.`,
  );
}

/** The address that the load balancer takes: the one that the Service names, or the lowest that is free. */
function frontendAddress(
  azure: AzureView,
  subnet: Resource,
  loadBalancer: string,
  wanted: string | undefined,
): string {
  const range = parseCidr(subnetPrefixes(subnet.inputs)[0] ?? "0.0.0.0/32");
  const others = azure.referring(subnet.id).filter((user) => idKey(user.id) !== idKey(loadBalancer));
  const held = new Set(
    others.flatMap((user) => [
      ...textsAt(user.outputs, "privateIPAddress"),
      ...textsAt(user.outputs, "customDnsConfigs[].ipAddresses[]"),
    ]),
  );
  if (wanted === undefined) {
    const usable = Array.from({ length: addressCount(range) - subnets.reservedAddresses }, (_, index) =>
      addressAt(range, subnets.firstAddress + index),
    );
    const free = usable.find((address) => !held.has(address));
    if (free !== undefined) return free;
    throw new ArmError(
      "SubnetIsFull",
      400,
      `Subnet '${subnet.id}' has no free address for the load balancer.`,
    );
  }
  const offset = parseCidr(`${wanted}/32`).address - range.address;
  if (offset < 0 || offset >= addressCount(range)) {
    throw new ArmError(
      "PrivateIPAddressNotInSubnet",
      400,
      `Private static IP address ${wanted} does not belong to the range of subnet ${subnet.id}.`,
    );
  }
  if (offset < subnets.firstAddress || offset === addressCount(range) - 1) {
    throw new ArmError(
      "PrivateIPAddressInReservedRange",
      400,
      `Private static IP address ${wanted} falls within the reserved range of subnet ${subnet.id}.`,
    );
  }
  if (held.has(wanted))
    throw new ArmError(
      "PrivateIPAddressIsAllocated",
      400,
      `IP address ${wanted} of subnet ${subnet.id} is already allocated.`,
    );
  return wanted;
}

/** An ARM resource that no program declared. */
function madeByAzure(
  id: string,
  arm: string,
  location: string | undefined,
  refersTo: Properties,
  outputs: Properties,
): Resource {
  return {
    id,
    arm,
    name: id.split("/").at(-1) ?? "",
    location,
    inputs: refersTo,
    outputs,
    facts: {},
    state: "Succeeded",
    until: 0,
  };
}

function loadBalancerId(azure: AzureView, cluster: Resource): string {
  const group =
    textAt(cluster.outputs, "nodeResourceGroup") ?? textAt(cluster.inputs, "nodeResourceGroup") ?? "";
  return `/subscriptions/${azure.subscriptionId}/resourceGroups/${group}/providers/Microsoft.Network/loadBalancers/kubernetes-internal`;
}

export function privateLinkServiceId(
  azure: AzureView,
  cluster: Resource,
  service: LoadBalancerService,
): string | undefined {
  if (annotation(service, "pls-create") !== "true") return undefined;
  const lb = loadBalancerId(azure, cluster);
  const group = annotation(service, "pls-resource-group") ?? lb.split("/")[4] ?? "";
  const name = annotation(service, "pls-name") ?? `pls-${azure.guid(`${service.namespace}/${service.name}`)}`;
  return `/subscriptions/${azure.subscriptionId}/resourceGroups/${group}/providers/Microsoft.Network/privateLinkServices/${name}`;
}

/** Makes or keeps the load balancer and the private link service of a Service. */
export function reconcile(
  azure: AzureView,
  effects: Effects,
  cluster: Resource,
  service: LoadBalancerService,
): void {
  if (annotation(service, "load-balancer-internal") !== "true") {
    throw new ArmError(
      "PublicLoadBalancerRefused",
      400,
      `Service ${service.namespace}/${service.name} asks for a public load balancer; a cluster with userDefinedRouting has no public IP to give.`,
    );
  }
  const subnet = subnetOf(azure, cluster, annotation(service, "load-balancer-internal-subnet"));
  refuseWithoutRights(
    azure,
    cluster,
    "joinSubnet",
    subnet.id,
    "perform 'Microsoft.Network/virtualNetworks/subnets/join/action'",
  );
  const lb = loadBalancerId(azure, cluster);
  const address = frontendAddress(azure, subnet, lb, annotation(service, "load-balancer-ipv4"));
  effects.put(
    madeByAzure(
      lb,
      "Microsoft.Network/loadBalancers",
      cluster.location,
      { subnet: { id: subnet.id } },
      { id: lb, privateIPAddress: address, subnetId: subnet.id },
    ),
  );
  const pls = privateLinkServiceId(azure, cluster, service);
  if (pls === undefined || azure.find(pls)) return;
  const natSubnet = subnetOf(azure, cluster, annotation(service, "pls-ip-configuration-subnet"));
  if (textAt(natSubnet.inputs, "privateLinkServiceNetworkPolicies") !== "Disabled") {
    throw new ArmError(
      "PrivateLinkServiceCannotBeCreatedInSubnetThatHasNetworkPoliciesEnabled",
      400,
      `Private link service '${pls}' cannot be created in subnet '${natSubnet.id}': its privateLinkServiceNetworkPolicies must be Disabled.`,
    );
  }
  refuseWithoutRights(
    azure,
    cluster,
    "writePrivateLinkService",
    parentId(pls),
    "perform 'Microsoft.Network/privateLinkServices/write'",
  );
  if (!azure.find(parentId(pls)))
    throw new ArmError("ResourceGroupNotFound", 404, `Resource group of '${pls}' could not be found.`);
  effects.put(
    madeByAzure(
      pls,
      "Microsoft.Network/privateLinkServices",
      cluster.location,
      { loadBalancer: { id: lb }, subnet: { id: natSubnet.id } },
      {
        id: pls,
        alias: `${pls.split("/").at(-1)}.${azure.guid(pls)}.${cluster.location}.azure.privatelinkservice`,
        visibility: (annotation(service, "pls-visibility") ?? "").split(" ").filter((entry) => entry !== ""),
      },
    ),
  );
}

/** Takes away what a Service had. A private link service with connections cannot go, and the Service hangs on it. */
export function release(
  azure: AzureView,
  effects: Effects,
  cluster: Resource,
  service: LoadBalancerService,
): void {
  const pls = privateLinkServiceId(azure, cluster, service);
  const connections = connectionsOf(pls === undefined ? undefined : azure.find(pls));
  if (pls !== undefined && connections.length > 0) {
    throw new ArmError(
      "PrivateLinkServiceWithPrivateEndpointConnectionsCannotBeDeleted",
      400,
      `Private link service '${pls}' cannot be deleted while it has connections: ${connections.map((connection) => `${connection.name} (${connection.status})`).join(", ")}.`,
    );
  }
  if (pls !== undefined) effects.remove(pls);
  effects.remove(loadBalancerId(azure, cluster));
}
