import type { EgressFeature } from "./types.ts";

/**
 * Azure Linux nodes updated by node image. The Ubuntu mirrors over plain HTTP are left out on purpose: nodes are
 * replaced by newer images, never patched in place.
 */
export const nodeImage: EgressFeature = {
  id: "node-image",
  title: "Azure Linux node images",
  rules: () => [
    {
      name: "node-packages",
      hosts: ["packages.microsoft.com", "packages.aks.azure.com"],
      protocol: "Https",
      port: 443,
      reason:
        "A new node fetches the kubelet and the network plugin while it starts; blocked, scaling out hangs.",
      source: "azure-aks-docs outbound-rules-control-egress.md, read 2026-08-21; Azure/AKS issue 4792",
    },
  ],
};
