/** What AKS makes up for a cluster: host names, the issuer of its tokens, the group of its nodes. */
import { nameOfId, resourceGroupId } from "../../ids.ts";
import type { Request } from "../../model.ts";
import { flagAt, textAt, valueAt, type Properties } from "../../../../lib/properties.ts";
import { userAssignedIdentityIds } from "../../rules/directory.ts";
import table from "../../data/aks.json" with { type: "json" };
import { privateZoneId } from "./identities.ts";

/** aks/faq.md: MC_<group>_<cluster>_<region>, at most 80 characters. */
export function nodeGroupName({
  id,
  inputs,
  name,
  location,
}: Pick<Request, "id" | "inputs" | "name" | "location">): string {
  return (
    textAt(inputs, "nodeResourceGroup") ??
    `MC_${nameOfId(resourceGroupId(id) ?? "")}_${name}_${location}`.slice(0, 80)
  );
}

export function nodeGroupId(azure: Request["azure"], group: string): string {
  return `/subscriptions/${azure.subscriptionId}/resourceGroups/${group}`;
}

export function isPrivate(inputs: Properties): boolean {
  return flagAt(inputs, "apiServerAccessProfile.enablePrivateCluster") === true;
}

function hostNames({ azure, id, inputs, location }: Request): Properties {
  const first =
    textAt(inputs, "fqdnSubdomain") ??
    `${textAt(inputs, "dnsPrefix")}-${azure.guid(`${id}/dns`).slice(0, 8)}`;
  const publicName = `${first}.hcp.${location}.azmk8s.io`;
  if (!isPrivate(inputs)) return { fqdn: publicName };
  const zone = privateZoneId(inputs);
  const none = textAt(inputs, "apiServerAccessProfile.privateDNSZone")?.toLowerCase() === "none";
  const privateZone =
    zone === undefined ? `${azure.guid(`${id}/zone`)}.privatelink.${location}.azmk8s.io` : nameOfId(zone);
  return {
    ...(none ? {} : { privateFQDN: `${first}.${privateZone}` }),
    ...(flagAt(inputs, "apiServerAccessProfile.enablePrivateClusterPublicFQDN") === false
      ? {}
      : { fqdn: publicName }),
  };
}

function kubeletIdentity(request: Request): Properties {
  const { azure, id, inputs, name } = request;
  const given = valueAt(inputs, "identityProfile.kubeletidentity.resourceId");
  const identity = typeof given === "string" ? azure.find(given) : undefined;
  if (identity)
    return {
      resourceId: identity.id,
      clientId: identity.outputs["clientId"],
      objectId: identity.outputs["principalId"],
    };
  const made = `${nodeGroupId(azure, nodeGroupName(request))}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}-agentpool`;
  return {
    resourceId: made,
    clientId: azure.guid(`${id}/kubelet/client`),
    objectId: azure.guid(`${id}/kubelet/object`),
  };
}

/** What AKS answers about a cluster. */
export function clusterOutputs(request: Request): Properties {
  const { azure, id, inputs, location } = request;
  const issuer = flagAt(inputs, "oidcIssuerProfile.enabled") === true;
  const systemAssigned = textAt(inputs, "identity.type") === "SystemAssigned";
  return {
    id,
    ...hostNames(request),
    azurePortalFQDN: `${textAt(inputs, "dnsPrefix") ?? textAt(inputs, "fqdnSubdomain")}-${azure.guid(`${id}/dns`).slice(0, 8)}.portal.hcp.${location}.azmk8s.io`,
    currentKubernetesVersion: textAt(inputs, "kubernetesVersion"),
    maxAgentPools: table.limits.poolsPerCluster,
    nodeResourceGroup: nodeGroupName(request),
    powerState: { code: "Running" },
    resourceUID: azure.guid(`${id}/uid`).replaceAll("-", ""),
    identityProfile: { kubeletidentity: kubeletIdentity(request) },
    ...(issuer
      ? {
          oidcIssuerProfile: {
            enabled: true,
            issuerURL: `https://${location}.oic.prod-aks.azure.com/${azure.tenantId}/${azure.guid(`${id}/issuer`)}/`,
          },
        }
      : {}),
    ...(systemAssigned
      ? {
          identity: {
            type: "SystemAssigned",
            principalId: azure.guid(`${id}/identity`),
            tenantId: azure.tenantId,
          },
        }
      : {}),
    ...(userAssignedIdentityIds(inputs).length > 0
      ? {
          identity: {
            type: "UserAssigned",
            userAssignedIdentities: Object.fromEntries(
              userAssignedIdentityIds(inputs).map((identity) => [
                identity,
                {
                  clientId: azure.find(identity)?.outputs["clientId"],
                  principalId: azure.find(identity)?.outputs["principalId"],
                },
              ]),
            ),
          },
        }
      : {}),
  };
}
