import { opsSources } from "./sources.ts";
import type { OpsEgressFeature } from "./types.ts";

/** Sign-in of people, agents and programs. Entra ID has no private endpoint. */
const azureSignIn: OpsEgressFeature = {
  id: "azure-sign-in",
  title: "Sign-in to Microsoft Entra ID",
  from: ["jumpBoxes", "agents"],
  rules: () => [
    {
      name: "entra-sign-in",
      hosts: ["login.microsoftonline.com"],
      protocol: "Https",
      port: 443,
      reason: "az, kubelogin and Pulumi get their tokens there; blocked, nothing in Azure can be reached.",
      source: opsSources.arm,
    },
  ],
};

/** What every change of a resource goes through. */
const azureResourceManager: OpsEgressFeature = {
  id: "azure-resource-manager",
  title: "Azure Resource Manager",
  from: ["jumpBoxes", "agents"],
  rules: () => [
    {
      name: "resource-manager",
      hosts: ["management.azure.com"],
      protocol: "Https",
      port: 443,
      reason: "az and Pulumi read and change resources; blocked, nobody can deploy from here.",
      source: opsSources.arm,
    },
  ],
};

/** Sign-in of people to the jump boxes. */
const entraSsh: OpsEgressFeature = {
  id: "entra-ssh",
  title: "SSH with Microsoft Entra ID",
  from: ["jumpBoxes"],
  rules: () => [
    {
      name: "entra-ssh",
      hosts: ["packages.microsoft.com", "pas.windows.net"],
      protocol: "Https",
      port: 443,
      reason:
        "The sign-in extension installs its package and asks who may log in; blocked, nobody gets a session.",
      source: opsSources.entraSsh,
    },
  ],
};

/** Between two images. */
const ubuntuUpdates: OpsEgressFeature = {
  id: "ubuntu-updates",
  title: "Security updates of Ubuntu",
  from: ["jumpBoxes", "agents"],
  rules: () => [
    {
      name: "ubuntu-mirrors",
      hosts: ["azure.archive.ubuntu.com", "security.ubuntu.com"],
      protocol: "Http",
      port: 80,
      reason: "Packages come from the mirrors over plain HTTP; they are signed.",
      source: opsSources.pools,
    },
  ],
};

/** Looking people and groups up by name. */
const microsoftGraph: OpsEgressFeature = {
  id: "microsoft-graph",
  title: "Microsoft Graph",
  from: ["jumpBoxes", "agents"],
  rules: () => [
    {
      name: "microsoft-graph",
      hosts: ["graph.microsoft.com"],
      protocol: "Https",
      port: 443,
      reason: "az looks up people and applications by name; the program needs object ids only.",
      source: opsSources.pools,
    },
  ],
};

/** Images that builds start from. */
const baseImages: OpsEgressFeature = {
  id: "base-images",
  title: "Base images of Microsoft's registry",
  from: ["agents"],
  rules: () => [
    {
      name: "base-images",
      hosts: ["mcr.microsoft.com", "*.data.mcr.microsoft.com"],
      protocol: "Https",
      port: 443,
      reason: "Builds of images start from Microsoft's; mirrored ones in the own registry need no way out.",
      source: opsSources.fqdnImages,
    },
  ],
};

export const azureFeatures: readonly OpsEgressFeature[] = [
  azureSignIn,
  azureResourceManager,
  entraSsh,
  ubuntuUpdates,
  microsoftGraph,
  baseImages,
];
