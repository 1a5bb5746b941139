import * as pulumi from "@pulumi/pulumi";
import { publicLoadBalancerAnnotations } from "../../lib/ingress/entrance.ts";
import type { NetworkPart } from "./network.ts";
import type { StampScope } from "./scope.ts";

/** Ranges that send requests to the gateway's pods: their load balancer leaves the sender's address as it is. */
export function gatewaySources(
  { config, plan }: StampScope,
  { publicIps }: Pick<NetworkPart, "publicIps">,
): pulumi.Output<string[]> {
  const { privateLink, appGateway, firewall } = plan.subnets;
  const further = config.ingress.type === "firewall" ? firewall : appGateway;
  const fixed = [privateLink, ...(further === undefined ? [] : [further])];
  if (config.ingress.type !== "publicLoadBalancer") return pulumi.output(fixed);
  // The firewall hands requests on with any of its public addresses.
  return publicIps.apply((addresses) => [...fixed, ...addresses.map((address) => `${address}/32`)]);
}

/** Annotations of the public load balancer, whose address the stamp makes beforehand; none where there is no such thing. */
export function publicEntranceAnnotations({
  config,
  shared,
  resourceGroupName,
}: StampScope): Record<string, string> {
  return config.ingress.type === "publicLoadBalancer"
    ? publicLoadBalancerAnnotations(shared.names.publicIpAddress("load-balancer"), resourceGroupName)
    : {};
}
