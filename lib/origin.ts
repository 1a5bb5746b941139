/** What Front Door asks each origin for to learn whether it is well; every origin of the group answers there. */
export const healthPath = "/healthservice/health/stamp";

/** Port of a stamp's internal load balancer. Traffic is encrypted up to the gateway, except in development. */
export function originPort(protocol: "https" | "http"): number {
  return protocol === "https" ? 443 : 80;
}

/** Where the workload runs in a stamp's cluster. The federated credentials and the chart must agree on it. */
export const workloadNamespace = "workload";

/** A Front Door profile, as far as its private origins carry it. */
export interface RequestingProfile {
  readonly profileName: string;
  /** The profile's GUID. Azure draws it, and only origins and owners of the profile ever see it. */
  readonly frontDoorId: string;
}

/** "Restricted to 140 chars": the request message of a private link connection (azure-native 3.28.0). */
const longestMessage = 140;

/**
 * The text by which a stack recognises its own pending private link connection: whoever knows the id of a storage account
 * can ask it for a connection, from any tenant, and this message is all that tells ours from a stranger's. One target may
 * hold connections of several profiles and generations, so it names the profile and the stack; and it ends with the
 * profile's GUID, so that nobody outside can guess it.
 *
 * @param purpose tells connections apart that one stack asks of one target.
 * @throws RangeError when the message would be longer than Azure takes.
 */
export function approvalMessage(profile: RequestingProfile, stack: string, purpose?: string): string {
  const parts = [profile.profileName, stack, purpose, profile.frontDoorId];
  const message = parts.filter((part) => part !== undefined).join("/");
  if (message.length <= longestMessage) return message;
  throw new RangeError(
    `The request message '${message}' has ${message.length} characters; ${longestMessage} are allowed. Shorten the name of the environment.`,
  );
}

/** The stack that an approval message names; undefined for a message of somebody else. */
export function stackOfMessage(message: string): string | undefined {
  const parts = message.split("/");
  return parts.length === 3 || parts.length === 4 ? parts[1] : undefined;
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
 * The name under which Front Door addresses a stamp, and for which the stamp's certificate is issued: it checks that both
 * agree, and that a public certification authority vouches for it. Nobody can have a certificate for a name below the
 * endpoint, which is what stands here as long as no name of one's own is configured.
 *
 * @param endpointHostName host name of the Front Door endpoint.
 * @param configured `edge.originHostName` of the stamp's configuration.
 */
export function originHostName(stack: string, endpointHostName: string, configured?: string): string {
  return configured ?? `${stack.replaceAll(".", "-")}.${endpointHostName}`;
}
