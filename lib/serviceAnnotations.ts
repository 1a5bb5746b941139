export interface PrivateLinkedService {
  /** Name of the subnet that the load balancer takes its address from. */
  readonly loadBalancerSubnet: string;
  /** Name of the subnet that the private link service takes its NAT addresses from. */
  readonly privateLinkSubnet: string;
  readonly privateLinkService: string;
  readonly privateLinkResourceGroup: string;
}

/** Prefix of the annotations that AKS' cloud controller reads (cloud-provider-azure, "Azure Private Link Service Integration"). */
const prefix = "service.beta.kubernetes.io/azure-";

/**
 * The annotations by which a Service of type LoadBalancer gets an internal address and a private link service before it.
 *
 * `azure-pls-visibility` is left out: the service can then be asked for by its id and with rights on it only, and not
 * by whoever knows its alias. Front Door asks by id, in the name of the one who makes the origin.
 */
export function privateLinkAnnotations(service: PrivateLinkedService): Record<string, string> {
  return {
    [`${prefix}load-balancer-internal`]: "true",
    [`${prefix}load-balancer-internal-subnet`]: service.loadBalancerSubnet,
    [`${prefix}pls-create`]: "true",
    [`${prefix}pls-name`]: service.privateLinkService,
    [`${prefix}pls-resource-group`]: service.privateLinkResourceGroup,
    [`${prefix}pls-ip-configuration-subnet`]: service.privateLinkSubnet,
    // The pods would have to understand the PROXY protocol.
    [`${prefix}pls-proxy-protocol`]: "false",
  };
}
