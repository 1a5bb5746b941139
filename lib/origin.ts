/** What Front Door asks each origin for to learn whether it is well; every origin of the group answers there. */
export const healthPath = "/healthservice/health/stamp";

/** Port of a stamp's internal load balancer. Traffic is encrypted up to the pods. */
export const originPort = 443;

/** Port on which the pods listen: above 1024, since they do not run as root. */
export const workloadPort = 8443;

/** Name of the one origin group that every stamp joins. */
export const apiOriginGroup = "api";

/** Key Vault certificate that the pods present to Front Door. */
export const originCertificate = "origin-tls";

/** Where the workload runs in a stamp's cluster. The federated credential and the chart must agree on both. */
export const workloadNamespace = "workload";
export const workloadServiceAccount = "workload";

/**
 * The text by which a stamp recognises its own pending private link connection. One target may hold connections
 * of several profiles and generations, so it names the profile and the stack.
 */
export function approvalMessage(frontDoorProfile: string, stack: string): string {
  return `${frontDoorProfile}/${stack}`;
}

/** ARM id of a private link service that a cluster makes: known in advance, because its name and group are. */
export function privateLinkServiceId(
  subscriptionId: string,
  resourceGroupName: string,
  name: string,
): string {
  const group = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroupName}`;
  return `${group}/providers/Microsoft.Network/privateLinkServices/${name}`;
}

/**
 * The name under which Front Door addresses a stamp, and for which the stamp's certificate is issued.
 *
 * @param endpointHostName host name of the Front Door endpoint, below which each stamp has a name of its own.
 */
export function originHostName(stack: string, endpointHostName: string): string {
  return `${stack.replace(".", "-")}.${endpointHostName}`;
}
