import { privateLinkServiceId } from "../kubernetes/cloudController.ts";
import { frontendsOf } from "../kubernetes/frontends.ts";
import { annotation, fullName, type LoadBalancerService } from "../kubernetes/services.ts";
import type { ReleaseTraffic, RouteEntry, RouteMatch, ServiceEntry } from "../kubernetes/traffic.ts";
import { idKey, nameOfId, resourceGroupId } from "../ids.ts";
import type { AzureView, Resource } from "../model.ts";
import { textAt } from "../../../lib/properties.ts";
import type { Break } from "./types.ts";

export interface ProbeRequest {
  readonly hostName: string;
  readonly path: string;
  /** The profile's GUID, which Front Door sends along in X-Azure-FDID. */
  readonly frontDoorId: string;
}

interface ClusterState {
  readonly services: readonly LoadBalancerService[];
  /** Undefined where a chart that may carry traffic could not be rendered, so that nobody knows. */
  readonly traffic: ReleaseTraffic | undefined;
}

function releasesOf(azure: AzureView, cluster: Resource): Resource[] {
  return azure.below(cluster.id).filter((resource) => resource.arm === "Helm/releases");
}

function balancedServices(release: Resource): LoadBalancerService[] {
  return (release.facts["services"] ?? []) as LoadBalancerService[];
}

/** What serves the cluster itself carries none of its users' requests, whether or not it could be rendered. */
function isPlatform(release: Resource): boolean {
  return nameOfId(release.id).startsWith("kube-system.");
}

function stateOf(azure: AzureView, cluster: Resource): ClusterState {
  const releases = releasesOf(azure, cluster);
  const traffic = (release: Resource) => release.facts["traffic"] as ReleaseTraffic | undefined;
  const isUnknown = releases.some((release) => !isPlatform(release) && traffic(release) === undefined);
  const known = releases.map(traffic).filter((item) => item !== undefined);
  return {
    services: releases.flatMap(balancedServices),
    traffic: isUnknown
      ? undefined
      : {
          pods: known.flatMap((item) => item.pods),
          services: known.flatMap((item) => item.services),
          gateways: known.flatMap((item) => item.gateways),
          routes: known.flatMap((item) => item.routes),
        },
  };
}

/** Why a private link service is not there: nobody asks for it, or not by that name. */
export function missingServiceBreak(azure: AzureView, targetId: string): Break {
  const group = nameOfId(resourceGroupId(targetId) ?? "");
  const clusters = azure.ofType("Microsoft.ContainerService/managedClusters");
  const asking = clusters.flatMap((cluster) =>
    stateOf(azure, cluster).services.map((service) => ({ cluster, service })),
  );
  const named = asking.find(
    ({ service }) =>
      annotation(service, "pls-resource-group")?.toLowerCase() === group.toLowerCase() ||
      annotation(service, "pls-name")?.toLowerCase() === nameOfId(targetId).toLowerCase(),
  );
  if (!named)
    return {
      link: "service",
      text: `no Service of type LoadBalancer asks for the private link service '${nameOfId(targetId)}'`,
    };
  const { cluster, service } = named;
  if (annotation(service, "pls-create") !== "true")
    return {
      link: "service annotation",
      text: `Service ${fullName(service)} of '${cluster.name}' does not carry the annotation azure-pls-create: "true"`,
    };
  const asked = privateLinkServiceId(azure, cluster, service) ?? "";
  if (idKey(asked) !== idKey(targetId))
    return {
      link: "service annotation",
      text: `Service ${fullName(service)} of '${cluster.name}' asks for the private link service '${nameOfId(asked)}' in '${nameOfId(resourceGroupId(asked) ?? "")}', and the origin leads to '${nameOfId(targetId)}' in '${group}'`,
    };
  return {
    link: "private link target",
    text: `the private link service '${nameOfId(targetId)}' is gone, though Service ${fullName(service)} of '${cluster.name}' asks for it`,
  };
}

function selects(
  selector: Readonly<Record<string, string>>,
  labels: Readonly<Record<string, string>>,
): boolean {
  const entries = Object.entries(selector);
  return entries.length > 0 && entries.every(([key, value]) => labels[key] === value);
}

function hasPods(traffic: ReleaseTraffic, service: ServiceEntry): boolean {
  return traffic.pods.some(
    (pod) => pod.namespace === service.namespace && selects(service.selector, pod.labels),
  );
}

function hostMatches(pattern: string, host: string): boolean {
  if (pattern === "*") return true;
  return pattern.startsWith("*.")
    ? host.endsWith(pattern.slice(1))
    : pattern.toLowerCase() === host.toLowerCase();
}

function pathMatches(match: RouteMatch, path: string): boolean {
  if (match.type === "Exact") return match.path === path;
  if (match.type === "RegularExpression") return new RegExp(match.path).test(path);
  const prefix = match.path.replace(/\/$/, "");
  return path === prefix || path.startsWith(`${prefix}/`);
}

function headersMatch(match: RouteMatch, request: ProbeRequest): boolean {
  return match.headers.every(
    ({ name, value }) => name.toLowerCase() === "x-azure-fdid" && value === request.frontDoorId,
  );
}

function answersHost(hostNames: readonly string[], host: string): boolean {
  return hostNames.length === 0 || hostNames.some((pattern) => hostMatches(pattern, host));
}

/** Where the request gets lost between the gateway's pods and the pods that answer it. */
function gatewayBreak(traffic: ReleaseTraffic, request: ProbeRequest): Break | undefined {
  // Pods that nothing routes to by the Gateway API answer by themselves.
  if (traffic.routes.length === 0 && traffic.gateways.length === 0) return undefined;
  const gateways = traffic.gateways.filter((gateway) => answersHost(gateway.hostNames, request.hostName));
  if (gateways.length === 0)
    return {
      link: "gateway",
      text: `no Gateway listens for '${request.hostName}' (there are: ${traffic.gateways.map((gateway) => `${fullName(gateway)} for ${gateway.hostNames.join(", ")}`).join("; ") || "none"})`,
    };
  const names = new Set(gateways.map(fullName));
  const attached = traffic.routes.filter((route) => route.gateways.some((gateway) => names.has(gateway)));
  const rules = attached
    .filter((route) => answersHost(route.hostNames, request.hostName))
    .flatMap((route) => route.rules.map((rule) => ({ route, rule })))
    .filter(({ rule }) => rule.matches.some((match) => pathMatches(match, request.path)));
  if (rules.length === 0)
    return {
      link: "gateway route",
      text: `no HTTPRoute of ${[...names].join(", ")} answers ${request.path} for '${request.hostName}'`,
    };
  const open = rules.filter(({ rule }) =>
    rule.matches.some((match) => pathMatches(match, request.path) && headersMatch(match, request)),
  );
  if (open.length === 0)
    return {
      link: "gateway route",
      text: `the HTTPRoute ${fullName(rules[0]?.route ?? { namespace: "", name: "" })} answers ${request.path} only with headers that this Front Door does not send`,
    };
  return backendBreak(traffic, open);
}

function backendBreak(
  traffic: ReleaseTraffic,
  rules: readonly { readonly route: RouteEntry; readonly rule: RouteEntry["rules"][number] }[],
): Break | undefined {
  const wanted = rules.flatMap(({ rule }) => rule.backends);
  const services = traffic.services.filter((service) => wanted.includes(fullName(service)));
  if (services.length === 0)
    return {
      link: "service",
      text: `the route leads to ${wanted.join(", ") || "nothing"}, which is not there`,
    };
  if (services.some((service) => hasPods(traffic, service))) return undefined;
  return { link: "pods", text: `no pods stand behind the service ${services.map(fullName).join(", ")}` };
}

/** Whether what stands behind a private link service answers the probe. */
export function kubernetesBreak(
  azure: AzureView,
  privateLinkService: Resource,
  request: ProbeRequest,
): Break | undefined {
  const clusterId = textAt(privateLinkService.facts, "cluster") ?? "";
  const serviceName = textAt(privateLinkService.facts, "service") ?? "";
  const cluster = azure.find(clusterId);
  if (!cluster)
    return { link: "service", text: `the cluster that made '${privateLinkService.name}' is gone` };
  const state = stateOf(azure, cluster);
  if (!state.services.some((service) => fullName(service) === serviceName))
    return { link: "service", text: `the Service ${serviceName} of '${cluster.name}' is gone` };
  const balancers = azure
    .ofType("Microsoft.Network/loadBalancers")
    .filter((balancer) => idKey(balancer.id) === idKey(loadBalancerOf(privateLinkService)));
  const frontends = balancers.flatMap(frontendsOf);
  if (!frontends.some((frontend) => frontend.service === serviceName))
    return {
      link: "load balancer",
      text: `the internal load balancer of '${cluster.name}' has no frontend for the Service ${serviceName}`,
    };
  const { traffic } = state;
  if (traffic === undefined) return undefined;
  const service = traffic.services.find((entry) => fullName(entry) === serviceName);
  if (service && !hasPods(traffic, service))
    return { link: "pods", text: `no pods stand behind the Service ${serviceName} of '${cluster.name}'` };
  return gatewayBreak(traffic, request);
}

function loadBalancerOf(privateLinkService: Resource): string {
  return textAt(privateLinkService.inputs, "loadBalancer.id") ?? "";
}
