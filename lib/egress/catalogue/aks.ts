import { sources } from "../sources.ts";
import type { EgressFeature, EgressRule } from "../types.ts";

const signIn: EgressRule["hosts"] = ["login.microsoftonline.com"];

/** Pods exchange their service account's token for one of Microsoft Entra ID, which has no private endpoint. */
export const workloadIdentity: EgressFeature = {
  id: "workload-identity",
  title: "Sign-in of pods to Microsoft Entra ID",
  rules: () => [
    {
      name: "entra-sign-in",
      hosts: signIn,
      protocol: "Https",
      port: 443,
      reason:
        "Pods get their tokens there; blocked, none of them reads a secret, the database or the event hub.",
      source: sources.aks,
    },
  ],
};

/** What every private cluster calls. The API server is not here: it is reached through its private endpoint. */
export const aksCore: EgressFeature = {
  id: "aks-core",
  title: "Azure Kubernetes Service",
  rules: () => [
    {
      name: "aks-control",
      hosts: ["management.azure.com", ...signIn],
      protocol: "Https",
      port: 443,
      reason: "Nodes and add-ons speak to Azure Resource Manager, signed in at Microsoft Entra ID.",
      source: sources.aks,
    },
  ],
};

/** Microsoft's registry. A network isolated cluster takes the same images from a cache in the own registry. */
export const aksImages: EgressFeature = {
  id: "aks-images",
  title: "Images of the cluster's own pods",
  rules: () => [
    {
      name: "aks-images",
      hosts: ["mcr.microsoft.com", "*.data.mcr.microsoft.com", "mcr-0001.mcr-msedge.net"],
      protocol: "Https",
      port: 443,
      reason: "Images of the system pods come from Microsoft's registry; without them no node becomes ready.",
      source: sources.aks,
    },
  ],
};

/** Microsoft's own list, unpublished. The explicit rules suffice today; it is there for the day they do not. */
export const aksTag: EgressFeature = {
  id: "aks-tag",
  title: "Azure Kubernetes Service, Microsoft's own list",
  rules: () => [
    {
      name: "aks-tag",
      hosts: [],
      fqdnTags: ["AzureKubernetesService"],
      protocol: "Https",
      port: 443,
      reason: "Hosts that AKS moves to before the documentation lists them.",
      source: sources.fqdnTags,
    },
  ],
};

/** What a starting node fetches, whatever its operating system. */
export const nodeImage: EgressFeature = {
  id: "node-image",
  title: "Start of nodes",
  rules: () => [
    {
      name: "node-packages",
      hosts: ["packages.microsoft.com", "packages.aks.azure.com"],
      protocol: "Https",
      port: 443,
      reason:
        "A new node fetches the kubelet and the network plugin while it starts; blocked, scaling out hangs.",
      source: `${sources.aks}; ${sources.aksPackages}`,
    },
  ],
};

/** Ubuntu nodes that are patched in place. Nodes replaced by newer images need none of it. */
export const ubuntuPatches: EgressFeature = {
  id: "ubuntu-patches",
  title: "Security patches of Ubuntu nodes",
  rules: () => [
    {
      name: "ubuntu-mirrors",
      hosts: ["security.ubuntu.com", "azure.archive.ubuntu.com", "changelogs.ubuntu.com"],
      protocol: "Http",
      port: 80,
      reason: "Packages come from the mirrors over plain HTTP; they are signed.",
      source: sources.aks,
    },
    {
      name: "ubuntu-snapshots",
      hosts: ["snapshot.ubuntu.com"],
      protocol: "Https",
      port: 443,
      reason: "AKS installs the patches of one dated snapshot on all nodes.",
      source: sources.aks,
    },
  ],
};

/** Nodes of a cluster whose API server is public reach it like everybody else. */
export const publicApiServer: EgressFeature = {
  id: "public-api-server",
  title: "Public API server",
  rules: ({ location }) => [
    {
      name: "api-server",
      hosts: [`*.hcp.${location}.azmk8s.io`],
      protocol: "Https",
      port: 443,
      reason: "Nodes and the tunnel from the control plane to them use the public address of the API server.",
      source: sources.aks,
    },
  ],
};
