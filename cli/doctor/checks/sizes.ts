/** Whether VM sizes, database regions and Kubernetes versions are to be had where they are wanted. */
import { flagAt, objectsOf, textAt, textsAt, valueAt } from "../../../lib/properties.ts";
import { regions } from "../../../lib/regions.ts";
import { apiVersions } from "../apiVersions.ts";
import { doubtful, fine, wrong, type Finding } from "../finding.ts";
import type { SizeNeed } from "../needs.ts";
import { skusOf, type Sku } from "../skus.ts";
import type { Check } from "../world.ts";

function yes(sku: Sku, capability: string): boolean {
  return sku.capabilities.get(capability)?.toLowerCase() === "true";
}

/** What a size does not have of what its machines want. */
function lacks(sku: Sku, need: SizeNeed): string[] {
  const missing = need.zones.filter((zone) => !sku.zones.includes(zone));
  return [
    ...(missing.length > 0 ? [`zones ${missing.join(", ")}`] : []),
    ...(need.ephemeralDisk && !yes(sku, "EphemeralOSDiskSupported") ? ["an OS disk of its own"] : []),
    ...(need.encryptionAtHost && !yes(sku, "EncryptionAtHostSupported") ? ["encryption at host"] : []),
    ...(need.trustedLaunch && yes(sku, "TrustedLaunchDisabled") ? ["Trusted Launch"] : []),
  ];
}

function sizeFinding(need: SizeNeed, sku: Sku | undefined): Finding {
  const subject = `${need.size}, ${need.location}`;
  const list = `\`az vm list-skus --location ${need.location} --resource-type virtualMachines --zone --output table\``;
  const remedy = `Choose another vmSize in ${need.stacks.map((stack) => `Pulumi.${stack}.yaml`).join(" and ")}, of those in ${list}, or ask support to open it.`;
  if (sku === undefined) return wrong(subject, "The region does not have this size.", remedy);
  if (sku.closed !== undefined)
    return wrong(subject, `It is closed to this subscription (${sku.closed}).`, remedy);
  const missing = lacks(sku, need);
  if (missing.length > 0)
    return wrong(subject, `It has no ${missing.join(", no ")} for this subscription.`, remedy);
  return fine(subject, need.zones.length > 0 ? `open in zones ${need.zones.join(", ")}` : "open");
}

export const sizesCheck: Check = {
  id: "sizes",
  title: "VM sizes",
  look: async (world) => {
    const locations = [...new Set(world.needs.sizes.map(({ location }) => location))];
    const findings = await Promise.all(
      locations.map(async (location) => {
        const skus = await skusOf(world, location);
        return world.needs.sizes
          .filter((need) => need.location === location)
          .map((need) => sizeFinding(need, skus.get(need.size.toLowerCase())));
      }),
    );
    return findings.flat();
  },
};

export const cosmosCheck: Check = {
  id: "cosmos",
  title: "Cosmos DB in the regions",
  look: ({ arm, subscriptionId, needs }) =>
    Promise.all(
      needs.cosmos.map(async ({ location, zoneRedundant }) => {
        const name = regions.get(location)?.displayName ?? location;
        const answer = await arm.get(
          `/subscriptions/${subscriptionId}/providers/Microsoft.DocumentDB/locations/${encodeURIComponent(location)}`,
          apiVersions.cosmos,
        );
        const subject = `Cosmos DB, ${location}`;
        const ask = `Ask for it: portal, Help + support, Service and subscription limits, quota type Azure Cosmos DB, request Region access for ${name}.`;
        const at = (key: string) => flagAt(answer, `properties.${key}`);
        const state = textAt(answer, "properties.status");
        if (state !== undefined && state !== "Online")
          return wrong(subject, `The region is ${state} for Cosmos DB.`, "Choose another region, or wait.");
        if (zoneRedundant && at("supportsAvailabilityZone") === false)
          return wrong(
            subject,
            "Cosmos DB has no zones there.",
            `Set cosmos.zoneRedundant.${location} to false in the file of global.`,
          );
        const key = `isSubscriptionRegionAccessAllowedFor${zoneRedundant ? "Az" : "Regular"}`;
        if (at(key) === false)
          return wrong(
            subject,
            `The subscription may not make ${zoneRedundant ? "zone-redundant" : ""} accounts there yet.`.replace(
              "  ",
              " ",
            ),
            zoneRedundant && at("isSubscriptionRegionAccessAllowedForRegular") === true
              ? `${ask} Until then cosmos.zoneRedundant.${location}: false works, without zones.`
              : ask,
          );
        return fine(subject, zoneRedundant ? "open, zone-redundant" : "open");
      }),
    ),
};

export const kubernetesCheck: Check = {
  id: "kubernetes",
  title: "Kubernetes versions",
  look: ({ arm, subscriptionId, needs }) =>
    Promise.all(
      needs.kubernetes.map(async ({ stack, location, version, longTerm }) => {
        const answer = await arm.get(
          `/subscriptions/${subscriptionId}/providers/Microsoft.ContainerService/locations/${location}/kubernetesVersions`,
          apiVersions.kubernetes,
        );
        const offered = objectsOf(valueAt(answer, "values"));
        const found = offered.find((each) => textAt(each, "version") === version);
        const subject = `Kubernetes ${version}, ${stack}`;
        const names = offered
          .filter((each) => flagAt(each, "isPreview") !== true)
          .map((each) => textAt(each, "version") ?? "")
          .sort();
        const remedy = `Set cluster.kubernetesVersion in Pulumi.${stack}.yaml to one of ${names.join(", ")}.`;
        if (found === undefined) return wrong(subject, `${location} does not offer it.`, remedy);
        if (flagAt(found, "isPreview") === true)
          return doubtful(subject, `It is a preview in ${location}.`, remedy);
        const plan = longTerm ? "AKSLongTermSupport" : "KubernetesOfficial";
        if (!textsAt(found, "capabilities.supportPlan[]").includes(plan))
          return wrong(subject, `${location} offers it without the support plan ${plan}.`, remedy);
        return fine(subject, `offered in ${location}`);
      }),
    ),
};
