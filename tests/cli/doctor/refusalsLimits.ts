import { at, worldWith } from "./recorded.ts";
import { usagesOf, changed, other, property, skus, cosmos, kubernetes, type Refusal } from "./refusal.ts";

export const refusalsLimits: readonly Refusal[] = [
  {
    check: "sizes",
    title: "a size that is not in the region",
    world: changed((answers) => skus(answers).shift()),
    severity: "error",
    says: [
      "Standard_D4ds_v5, eastus",
      "does not have this size",
      "Pulumi.stamp-eastus.yaml",
      "az vm list-skus",
    ],
  },
  {
    check: "sizes",
    title: "a size that is closed to the subscription",
    world: changed(
      (answers) =>
        ((skus(answers)[0] ?? {})["restrictions"] = [
          { type: "Location", values: ["eastus"], reasonCode: "NotAvailableForSubscription" },
        ]),
    ),
    severity: "error",
    says: ["NotAvailableForSubscription"],
  },
  {
    check: "sizes",
    title: "a size that is closed in one zone",
    world: changed(
      (answers) =>
        ((skus(answers)[0] ?? {})["restrictions"] = [
          {
            type: "Zone",
            values: ["eastus"],
            restrictionInfo: { zones: ["2"] },
            reasonCode: "NotAvailableForSubscription",
          },
        ]),
    ),
    severity: "error",
    says: ["no zones 2"],
  },
  {
    check: "sizes",
    title: "a size without a disk of its own and without encryption at host",
    world: changed((answers) => ((skus(answers)[0] ?? {})["capabilities"] = [])),
    severity: "error",
    says: ["no an OS disk of its own, no encryption at host"],
  },
  {
    check: "quotas",
    title: "too few vCPUs for the fewest nodes",
    world: changed((answers) => usagesOf(answers).forEach((usage) => (usage.limit = 20))),
    severity: "error",
    says: [
      "vCPUs DDSv5, eastus: 20 of 20 are free; wanted on top: 32 at least",
      "az quota update --resource-name standardDDSv5Family",
    ],
  },
  {
    check: "quotas",
    title: "too few vCPUs for autoscaling",
    world: changed((answers) => usagesOf(answers).forEach((usage) => (usage.limit = 40))),
    severity: "warning",
    says: ["autoscaling and upgrades would stop short"],
  },
  {
    check: "quotas",
    title: "too few vCPUs for a release",
    world: changed((answers) => usagesOf(answers).forEach((usage) => (usage.limit = 130))),
    severity: "warning",
    says: ["a release would stop short", "--limit-object value=192"],
  },
  {
    check: "quotas",
    title: "vCPUs that others use",
    world: changed((answers) => usagesOf(answers).forEach((usage) => (usage.currentValue = 980))),
    severity: "error",
    says: ["20 of 1000 are free"],
  },
  {
    check: "quotas",
    title: "a family without a quota",
    world: changed((answers) => usagesOf(answers).splice(1, 1)),
    severity: "error",
    says: ["no quota of this family"],
  },
  {
    check: "quotas",
    title: "no free public IP address, by the tightest of the counters",
    world: changed((answers) => {
      const usages = answers.list[at("/providers/Microsoft.Network/locations/eastus/usages")] as {
        limit: number;
      }[];
      (usages[2] as { limit: number }).limit = 0;
    }),
    severity: "error",
    says: [
      "public IP addresses, eastus: 0 of 0",
      "IPv4StandardSkuPublicIpAddresses",
      "--resource-type PublicIpAddresses",
    ],
  },
  {
    check: "quotas",
    title: "too many role assignments in the subscription",
    world: changed(
      (answers) =>
        (answers.list[at("/providers/Microsoft.Authorization/roleAssignments")] = Array.from(
          { length: 5000 },
          () => ({}),
        )),
    ),
    severity: "error",
    says: ["role assignments: 0 of 5000", "several subscriptions"],
  },
  {
    check: "cosmos",
    title: "no zone-redundant accounts in the region",
    world: changed((answers) =>
      property(answers, cosmos, "properties.isSubscriptionRegionAccessAllowedForAz", false),
    ),
    severity: "error",
    says: ["may not make zone-redundant accounts", "Region access", "cosmos.zoneRedundant.eastus: false"],
  },
  {
    check: "cosmos",
    title: "a region that is not online",
    world: changed((answers) => property(answers, cosmos, "properties.status", "Offline")),
    severity: "error",
    says: ["Offline"],
  },
  {
    check: "kubernetes",
    title: "a version that the region does not offer",
    world: changed((answers) => property(answers, kubernetes, "values", [])),
    severity: "error",
    says: ["does not offer it", "cluster.kubernetesVersion"],
  },
  {
    check: "kubernetes",
    title: "a version that is a preview",
    world: changed((answers) =>
      property(answers, kubernetes, "values", [{ version: "1.36", isPreview: true, capabilities: {} }]),
    ),
    severity: "warning",
    says: ["preview"],
  },
  {
    check: "kubernetes",
    title: "a version without the support plan",
    world: changed((answers) =>
      property(answers, kubernetes, "values", [
        { version: "1.36", capabilities: { supportPlan: ["AKSLongTermSupport"] } },
      ]),
    ),
    severity: "error",
    says: ["KubernetesOfficial"],
  },
  {
    check: "names",
    title: "a resource group that exists already",
    world: () => {
      const world = worldWith();
      return {
        ...world,
        arm: { ...world.arm, exists: (path) => Promise.resolve(path.endsWith("/rg-stamp")) },
      };
    },
    severity: "error",
    says: ["rg-stamp", "az group show --name rg-stamp"],
  },
  {
    check: "names",
    title: "a deleted workspace that keeps its name",
    world: changed(
      (answers) =>
        (answers.list[at("/providers/Microsoft.OperationalInsights/deletedWorkspaces")] = [
          { name: "log-global" },
        ]),
    ),
    severity: "warning",
    says: ["log-global", "14 days"],
  },
  {
    check: "names",
    title: "that the backend cannot be asked",
    world: other({ backend: () => Promise.reject(new Error("not logged in")) }),
    severity: "unknown",
    says: ["pulumi login"],
  },
];
