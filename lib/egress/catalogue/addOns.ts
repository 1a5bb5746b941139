import { sources } from "../sources.ts";
import type { EgressFeature, EgressFeatureId } from "../types.ts";

/** The Azure Policy add-on of the cluster. */
export const azurePolicy: EgressFeature = {
  id: "azure-policy",
  title: "Azure Policy for Kubernetes",
  rules: () => [
    {
      name: "policy-addon",
      hosts: ["data.policy.core.windows.net", "store.policy.core.windows.net"],
      protocol: "Https",
      port: 443,
      reason:
        "The add-on fetches policy definitions and reports compliance; blocked, admission keeps its last rules.",
      source: sources.aks,
    },
    {
      name: "policy-telemetry",
      hosts: ["dc.services.visualstudio.com"],
      protocol: "Https",
      port: 443,
      reason: "The add-on sends its telemetry there and logs errors for every refused attempt.",
      source: sources.aks,
    },
  ],
};

/** Microsoft Defender's sensor on the nodes. */
export const defender: EgressFeature = {
  id: "defender",
  title: "Microsoft Defender for Containers",
  rules: ({ privateMonitoring }) => [
    {
      name: "defender-sensor",
      hosts: [
        "*.cloud.defender.microsoft.com",
        ...(privateMonitoring ? [] : ["*.ods.opinsights.azure.com", "*.oms.opinsights.azure.com"]),
      ],
      protocol: "Https",
      port: 443,
      reason: "The sensor sends security events; blocked, threats on the nodes go unnoticed.",
      source: `${sources.defender}; ${sources.aks}`,
    },
  ],
};

/** Extensions that AKS installs as managed resources, such as Flux. */
export const clusterExtensions: EgressFeature = {
  id: "cluster-extensions",
  title: "Cluster extensions",
  rules: ({ location }) => [
    {
      name: "extensions",
      hosts: [`${location}.dp.kubernetesconfiguration.azure.com`],
      protocol: "Https",
      port: 443,
      reason: "The extension agents fetch their configuration and report their state.",
      source: sources.aks,
    },
  ],
};

/** cert-manager, where it orders the certificate of the stamp. */
export const acme: EgressFeature = {
  id: "acme",
  title: "Certificates of an ACME authority",
  rules: ({ acmeServer }) => {
    if (acmeServer === undefined) return [];
    const { hostname, port } = new URL(acmeServer);
    return [
      {
        name: "acme",
        hosts: [hostname],
        protocol: "Https",
        port: port === "" ? 443 : Number(port),
        reason: "cert-manager orders and renews the certificate; blocked, it expires.",
        source: "bulkhead:certificate.acme.server",
      },
    ];
  },
};

function coveredBy(id: EgressFeatureId, title: string, none: string): EgressFeature {
  return { id, title, none, rules: () => [] };
}

const core = `the hosts of aks-core cover it (${sources.aks})`;

/** Features that need no host of their own. They are listed so that nobody has to guess whether one was forgotten. */
export const withoutHosts: readonly EgressFeature[] = [
  coveredBy("keda", "KEDA", `Event Hubs has a private endpoint; ${core}`),
  coveredBy("cost-analysis", "Cost analysis", core),
  coveredBy("node-provisioning", "Node auto-provisioning", core),
  coveredBy("disk-csi", "Azure Disks driver", core),
  coveredBy("file-csi", "Azure Files driver", `storage accounts are reached by private endpoint; ${core}`),
  coveredBy("blob-csi", "Azure Blob driver", `storage accounts are reached by private endpoint; ${core}`),
  coveredBy("secrets-store", "Secrets Store driver", `the vault has a private endpoint; ${core}`),
];
