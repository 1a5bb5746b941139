import type { EgressSwitches } from "../../../lib/egress/features.ts";

/** The part of a stamp's configuration that egress looks at, as it is when nothing is configured. */
export function switches(): EgressSwitches {
  return {
    location: "westeurope",
    cluster: {
      egress: "firewall",
      apiServer: { access: "privateLink" },
      upgrades: { nodeOsChannel: "NodeImage" },
      systemPool: { osSku: "AzureLinux3" },
      userPools: [{ osSku: "AzureLinux3" }],
      features: {
        azurePolicy: true,
        containerInsights: true,
        managedPrometheus: true,
        defender: false,
        keda: false,
        costAnalysis: true,
        diskCsiDriver: false,
        fileCsiDriver: false,
        blobCsiDriver: false,
        nodeProvisioning: false,
      },
    },
    certificate: { issuer: "imported" },
    gateway: { protocol: "https" },
    privateLinkScope: { enabled: false },
    firewall: { aksFqdnTag: true, furtherFeatures: [], allowedHosts: [] },
  };
}

type Section = "certificate" | "cluster" | "firewall";

/** The same with changes in one section. */
export function changed<S extends Section>(section: S, changes: Partial<EgressSwitches[S]>): EgressSwitches {
  const usual = switches();
  return { ...usual, [section]: { ...usual[section], ...changes } };
}

/** The same with changes of `cluster.features`. */
export function withFeatures(changes: Partial<EgressSwitches["cluster"]["features"]>): EgressSwitches {
  return changed("cluster", { features: { ...switches().cluster.features, ...changes } });
}
