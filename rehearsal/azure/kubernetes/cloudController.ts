/** What AKS' cloud controller makes in Azure of a Service of type LoadBalancer. */
import { ArmError } from "../errors.ts";
import { idKey, parentId } from "../ids.ts";
import { connectionsOf } from "../links.ts";
import type { AzureView, Effects, Resource } from "../model.ts";
import { textAt, textsAt, type Properties } from "../../../lib/properties.ts";
import { isGranted, principalOf, userAssignedIdentityIds, type Grant } from "../rules/directory.ts";
import { askFor, sharedLinkOf } from "../types/cdn/sharedLink.ts";
import { frontendAddress, frontendsOf, type Frontend } from "./frontends.ts";
import { namedAddress, putPublicFrontend, releasePublicFrontend } from "./publicFrontends.ts";
import { annotation, fullName, type LoadBalancerService } from "./services.ts";

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

/** An ARM resource that no program declared. */
function madeByAzure(
  id: string,
  arm: string,
  location: string | undefined,
  refersTo: Properties,
  outputs: Properties,
  facts: Properties = {},
): Resource {
  return {
    id,
    arm,
    name: id.split("/").at(-1) ?? "",
    location,
    inputs: refersTo,
    outputs,
    facts,
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
  const name = annotation(service, "pls-name") ?? `pls-${azure.guid(fullName(service))}`;
  return `/subscriptions/${azure.subscriptionId}/resourceGroups/${group}/providers/Microsoft.Network/privateLinkServices/${name}`;
}

/** The private link service that was made for a service, whatever its annotations say by now. */
function madeFor(azure: AzureView, cluster: Resource, service: LoadBalancerService): Resource | undefined {
  return azure
    .ofType("Microsoft.Network/privateLinkServices")
    .find(
      ({ facts }) =>
        facts["service"] === fullName(service) && idKey(String(facts["cluster"])) === idKey(cluster.id),
    );
}

/** A cluster has one internal load balancer; with its last frontend it goes. */
function putFrontends(
  azure: AzureView,
  effects: Effects,
  cluster: Resource,
  frontends: readonly Frontend[],
): void {
  const id = loadBalancerId(azure, cluster);
  if (frontends.length === 0) {
    effects.remove(id);
    return;
  }
  effects.put(
    madeByAzure(
      id,
      "Microsoft.Network/loadBalancers",
      cluster.location,
      {
        subnets: [...new Set(frontends.map((frontend) => frontend.subnetId))].map((subnetId) => ({
          id: subnetId,
        })),
      },
      { id, frontendIPConfigurations: frontends },
    ),
  );
}

/** Makes or keeps the frontend and the private link service of a Service. */
export function reconcile(
  azure: AzureView,
  effects: Effects,
  cluster: Resource,
  service: LoadBalancerService,
): void {
  const name = fullName(service);
  if (annotation(service, "load-balancer-internal") !== "true") {
    const address = namedAddress(azure, cluster, service);
    refuseWithoutRights(
      azure,
      cluster,
      "joinPublicIp",
      address.id,
      "perform 'Microsoft.Network/publicIPAddresses/join/action'",
    );
    putPublicFrontend(azure, effects, cluster, service, address);
    return;
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
  const privateIPAddress = frontendAddress(
    azure,
    subnet,
    lb,
    name,
    annotation(service, "load-balancer-ipv4"),
  );
  putFrontends(azure, effects, cluster, [
    ...frontendsOf(azure.find(lb)).filter((frontend) => frontend.service !== name),
    { service: name, privateIPAddress, subnetId: subnet.id },
  ]);
  reconcilePrivateLink(azure, effects, cluster, service);
}

function reconcilePrivateLink(
  azure: AzureView,
  effects: Effects,
  cluster: Resource,
  service: LoadBalancerService,
): void {
  const pls = privateLinkServiceId(azure, cluster, service);
  const present = madeFor(azure, cluster, service);
  if (pls === undefined) {
    if (present) removePrivateLinkService(effects, present);
    return;
  }
  if (present && idKey(present.id) !== idKey(pls)) {
    // getPrivateLinkServiceName in azure_privatelinkservice.go of cloud-provider-azure.
    throw new ArmError(
      "SyncLoadBalancerFailed",
      400,
      `getPrivateLinkServiceName(${fullName(service)}) failed: cannot change existing private link service name (${present.name}) to (${pls.split("/").at(-1)}). Take the annotation azure-pls-create away first, which removes the old one, then give the new name.`,
    );
  }
  if (azure.find(pls)) return;
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
      { loadBalancer: { id: loadBalancerId(azure, cluster) }, subnet: { id: natSubnet.id } },
      {
        id: pls,
        alias: `${pls.split("/").at(-1)}.${azure.guid(pls)}.${cluster.location}.azure.privatelinkservice`,
        visibility: (annotation(service, "pls-visibility") ?? "").split(" ").filter((entry) => entry !== ""),
      },
      { cluster: cluster.id, service: fullName(service) },
    ),
  );
  askAnew(azure, effects, pls);
}

/**
 * Front Door's private endpoints of an earlier service of this name lead to the new one and have to be approved again
 * (https://github.com/kubernetes-sigs/cloud-provider-azure/issues/1825).
 */
function askAnew(azure: AzureView, effects: Effects, privateLinkService: string): void {
  for (const origin of azure.referring(privateLinkService)) {
    const link = origin.arm === "Microsoft.Cdn/profiles/originGroups/origins" && sharedLinkOf(origin.inputs);
    if (link) askFor(azure, effects, origin.id, link);
  }
}

/**
 * A cloud controller that makes a private link service anew, under its name: the connections of the old one are gone, and Front
 * Door's ask again. Private endpoints of networks do not; theirs stay disconnected.
 */
export function recreatePrivateLinkService(azure: AzureView, effects: Effects, service: Resource): void {
  const { privateEndpointConnections: _, ...facts } = service.facts;
  const alias = `${service.name}.${azure.guid(`${service.id} ${textAt(service.outputs, "alias")}`)}.${service.location}.azure.privatelinkservice`;
  effects.remove(service.id);
  effects.put({ ...service, facts, outputs: { ...service.outputs, alias } });
  askAnew(azure, effects, service.id);
}

function removePrivateLinkService(effects: Effects, service: Resource): void {
  const connections = connectionsOf(service);
  if (connections.length > 0) {
    throw new ArmError(
      "PrivateLinkServiceWithPrivateEndpointConnectionsCannotBeDeleted",
      400,
      `Private link service '${service.id}' cannot be deleted while it has connections: ${connections.map((connection) => `${connection.name} (${connection.status})`).join(", ")}.`,
    );
  }
  effects.remove(service.id);
}

/** Takes away what a Service had. A private link service with connections cannot go, and the Service hangs on it. */
export function release(
  azure: AzureView,
  effects: Effects,
  cluster: Resource,
  service: LoadBalancerService,
): void {
  const named = privateLinkServiceId(azure, cluster, service);
  const present = madeFor(azure, cluster, service) ?? (named === undefined ? undefined : azure.find(named));
  if (present) removePrivateLinkService(effects, present);
  releasePublicFrontend(azure, effects, cluster, service);
  const lb = azure.find(loadBalancerId(azure, cluster));
  if (!lb) return;
  const rest = frontendsOf(lb).filter((frontend) => frontend.service !== fullName(service));
  putFrontends(azure, effects, cluster, rest);
}
