import type { ManagedClusterArgs } from "@pulumi/azure-native/containerservice/managedCluster.js";
import type * as pulumi from "@pulumi/pulumi";
import { addressAt, parseCidr } from "../../lib/cidr.ts";

/** A part of a cluster's request, in azure-native's terms. */
type Profile<Key extends keyof ManagedClusterArgs> = NonNullable<ManagedClusterArgs[Key]>;

/** How the API server is reached. */
export type ApiServerArgs =
  | { readonly access: "privateLink"; readonly zoneId: pulumi.Input<string> }
  | {
      readonly access: "vnetIntegration";
      readonly zoneId: pulumi.Input<string>;
      /** A subnet of at least /28, delegated to Microsoft.ContainerService/managedClusters. */
      readonly subnetId: pulumi.Input<string>;
    }
  | { readonly access: "public"; readonly authorizedIpRanges: pulumi.Input<string[]> };

/** The access profile of the API server, in azure-native's terms. */
export function apiServerAccessProfile(apiServer: ApiServerArgs): Profile<"apiServerAccessProfile"> {
  // Run-command would give cluster-admin to whoever may write to the cluster through ARM, past its private address.
  const disableRunCommand = true;
  if (apiServer.access === "public") {
    return {
      enablePrivateCluster: false,
      authorizedIPRanges: apiServer.authorizedIpRanges,
      disableRunCommand,
    };
  }
  return {
    enablePrivateCluster: true,
    enablePrivateClusterPublicFQDN: false,
    privateDNSZone: apiServer.zoneId,
    disableRunCommand,
    ...(apiServer.access === "vnetIntegration"
      ? { enableVnetIntegration: true, subnetId: apiServer.subnetId }
      : {}),
  };
}

export interface ClusterNetworkArgs {
  readonly podNetwork: "overlay" | "podSubnet";
  readonly podCidr: string;
  readonly serviceCidr: string;
  /** networkIsolated: AKS needs no way out, so it is told of none; the routes stay for the workload. */
  readonly egress: "firewall" | "networkIsolated";
  /** Whether network policies name hosts, for which Cilium has to look into DNS; billed per node. */
  readonly policiesByName: boolean;
}

/** Place of the name server in the service range; the first address is the API server's. */
const dnsServiceIndex = 10;

/**
 * The network profile of a cluster, in azure-native's terms.
 *
 * There is no load balancer profile: AKS takes UserDefinedRouting and a load balancer profile for a contradiction
 * (InvalidUserDefinedRoutingWithLoadBalancerProfile), and the SDK adds outbound settings to any profile it is given.
 * Without one the backend pool is of the type NodeIPConfiguration, which a private link service needs.
 */
export function networkProfile(network: ClusterNetworkArgs): Profile<"networkProfile"> {
  return {
    networkPlugin: "azure",
    ...(network.podNetwork === "overlay" ? { networkPluginMode: "overlay", podCidr: network.podCidr } : {}),
    networkDataplane: "cilium",
    networkPolicy: "cilium",
    outboundType: network.egress === "firewall" ? "userDefinedRouting" : "none",
    serviceCidr: network.serviceCidr,
    dnsServiceIP: addressAt(parseCidr(network.serviceCidr), dnsServiceIndex),
    loadBalancerSku: "standard",
    ...(network.policiesByName
      ? {
          advancedNetworking: { enabled: true, security: { enabled: true, advancedNetworkPolicies: "FQDN" } },
        }
      : {}),
  };
}

/** Where nodes and add-ons take their own images from. */
export function bootstrapProfile(
  egress: ClusterNetworkArgs["egress"],
  registryId: string,
): Profile<"bootstrapProfile"> {
  return egress === "networkIsolated"
    ? { artifactSource: "Cache", containerRegistryId: registryId }
    : { artifactSource: "Direct" };
}

/**
 * Takes out of a cluster's request the pod range that the SDK adds where none is given. With pods in a subnet there is
 * none: AKS reads it in overlay mode only (azure-rest-api-specs, managedClusters.json, podCidr), and a range that nobody
 * chose could overlap the network. Transformations see the request after the SDK has filled in its defaults.
 */
export const withoutUnusedPodRange: pulumi.ResourceTransformation = ({ props, opts }) => {
  const network = props["networkProfile"] as pulumi.Output<{ networkPluginMode?: string; podCidr?: string }>;
  const networkProfile = network.apply(({ podCidr, ...others }) =>
    others.networkPluginMode === "overlay" ? { ...others, podCidr } : others,
  );
  return { props: { ...props, networkProfile }, opts };
};
