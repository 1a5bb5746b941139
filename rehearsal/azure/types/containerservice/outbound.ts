/** How nodes leave, and what of it can change. */
import { ArmError } from "../../errors.ts";
import { idKey, nameOfId } from "../../ids.ts";
import type { Rule } from "../../model.ts";
import { textAt, textsAt, valueAt } from "../../../../lib/properties.ts";
import { isGranted } from "../../rules/directory.ts";
import { inlinePools, subnetIdOf } from "./pools.ts";

const outboundOf = (inputs: Parameters<typeof textAt>[0]): string =>
  textAt(inputs, "networkProfile.outboundType") ?? "loadBalancer";

/**
 * Steps that AKS takes in a network of one's own (azure-aks-docs egress-outboundtype.md of 2024-04-29); network-isolated.md adds
 * none and block for clusters that get isolated later.
 */
const steps: Readonly<Record<string, readonly string[]>> = {
  loadBalancer: ["userAssignedNATGateway", "userDefinedRouting", "none", "block"],
  userAssignedNATGateway: ["loadBalancer", "userDefinedRouting", "none", "block"],
  userDefinedRouting: ["loadBalancer", "userAssignedNATGateway", "none", "block"],
  managedNATGateway: [],
};
/** The same for a network of AKS' own making. */
const managedSteps: Readonly<Record<string, readonly string[]>> = {
  loadBalancer: ["managedNATGateway", "none", "block"],
  managedNATGateway: ["loadBalancer", "none", "block"],
};

export const outboundTypeCanChange: Rule = ({ inputs, previous, name }) => {
  if (previous === undefined) return;
  const [before, after] = [outboundOf(previous.inputs), outboundOf(inputs)];
  if (before === after) return;
  const own = inlinePools(inputs).some((pool) => subnetIdOf(pool) !== undefined);
  const provisions = textAt(previous.inputs, "nodeProvisioningProfile.mode") === "Auto";
  if (!provisions && (own ? steps : managedSteps)[before]?.includes(after) === true) return;
  throw new ArmError(
    "UpdatingOutboundTypeNotAllowed",
    400,
    `Cluster '${name}': the outbound type cannot change from ${before} to ${after}${provisions ? " while node auto-provisioning is on" : ""}.`,
  );
};

/** azure-aks-docs concepts-network-isolated.md (limitations) and network-isolated.md (a registry of one's own). */
export const isolationIsComplete: Rule = ({ azure, inputs, name }) => {
  const refuse = (message: string): never => {
    throw new ArmError("InvalidParameter", 400, `Cluster '${name}': ${message}`);
  };
  const registryId = textAt(inputs, "bootstrapProfile.containerRegistryId");
  const cached = textAt(inputs, "bootstrapProfile.artifactSource") === "Cache";
  if (!cached) {
    if (registryId !== undefined)
      refuse("bootstrapProfile.containerRegistryId needs the artifact source Cache.");
    return;
  }
  const channel = textAt(inputs, "autoUpgradeProfile.nodeOSUpgradeChannel") ?? "NodeImage";
  if (!["NodeImage", "None"].includes(channel))
    refuse(`the node OS upgrade channel ${channel} is not supported with the artifact source Cache.`);
  if (registryId === undefined) return;
  const registry = azure.find(registryId);
  if (textAt(registry?.inputs, "sku.name") !== "Premium")
    refuse(`registry '${nameOfId(registryId)}' must have the SKU Premium.`);
  const kubelet = textAt(inputs, "identityProfile.kubeletidentity.resourceId") ?? "";
  const principal = textAt(azure.find(kubelet)?.outputs, "principalId") ?? "";
  if (!isGranted(azure, principal, "pullImages", registryId))
    throw new ArmError(
      "LinkedAuthorizationFailed",
      403,
      `Cluster '${name}': the kubelet identity may not pull from '${registryId}', which bootstrapping needs.`,
    );
  const caches = azure
    .ofType("Microsoft.ContainerRegistry/registries/cacheRules")
    .filter((rule) => idKey(rule.id).startsWith(`${idKey(registryId)}/`))
    .flatMap((rule) => textsAt(rule.inputs, "sourceRepository"));
  if (!caches.includes("mcr.microsoft.com/*"))
    refuse(`registry '${nameOfId(registryId)}' has no cache rule for mcr.microsoft.com/*.`);
};

/** What of the load balancer profile is about outbound traffic; the type of the backend pool is not. */
const outboundSettings = [
  "managedOutboundIPs",
  "outboundIPs",
  "outboundIPPrefixes",
  "allocatedOutboundPorts",
  "idleTimeoutInMinutes",
];

/** AKS' published error codes: a UDR and a load balancer profile for outbound connectivity exclude each other. */
export const noOutboundLoadBalancer: Rule = ({ inputs, name }) => {
  if (!["userDefinedRouting", "none", "block"].includes(outboundOf(inputs))) return;
  const setting = outboundSettings.find(
    (key) => valueAt(inputs, `networkProfile.loadBalancerProfile.${key}`) !== undefined,
  );
  if (setting === undefined) return;
  throw new ArmError(
    "InvalidUserDefinedRoutingWithLoadBalancerProfile",
    400,
    `UserDefinedRouting and load balancer profile are mutually exclusive: cluster '${name}' has networkProfile.loadBalancerProfile.${setting}.`,
  );
};
