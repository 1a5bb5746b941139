import type { EgressFeature } from "./types.ts";

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
      source: "azure-aks-docs outbound-rules-control-egress.md, read 2026-08-21",
    },
    {
      name: "policy-telemetry",
      hosts: ["dc.services.visualstudio.com"],
      protocol: "Https",
      port: 443,
      reason: "The add-on sends its telemetry there and logs errors for every refused attempt.",
      source: "azure-aks-docs outbound-rules-control-egress.md, read 2026-08-21",
    },
  ],
};
