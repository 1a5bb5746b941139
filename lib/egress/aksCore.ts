import type { EgressFeature } from "./types.ts";

const source = "azure-aks-docs outbound-rules-control-egress.md, read 2026-08-21";

/** What every private cluster calls. The API server is not here: it is reached through its private endpoint. */
export const aksCore: EgressFeature = {
  id: "aks-core",
  title: "Azure Kubernetes Service",
  rules: () => [
    {
      name: "aks-images",
      hosts: ["mcr.microsoft.com", "*.data.mcr.microsoft.com", "mcr-0001.mcr-msedge.net"],
      protocol: "Https",
      port: 443,
      reason: "Images of the system pods come from Microsoft's registry; without them no node becomes ready.",
      source,
    },
    {
      name: "aks-control",
      hosts: ["management.azure.com", "login.microsoftonline.com"],
      protocol: "Https",
      port: 443,
      reason:
        "The cloud provider and workload identity speak to Azure Resource Manager and Microsoft Entra ID.",
      source,
    },
    {
      name: "aks-tag",
      hosts: [],
      fqdnTags: ["AzureKubernetesService"],
      protocol: "Https",
      port: 443,
      reason:
        "Hosts that AKS moves to before the documentation lists them. The explicit rules suffice today.",
      source: "azure-docs firewall/fqdn-tags.md, ms.date 2026-03-28",
    },
  ],
};
