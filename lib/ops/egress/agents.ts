import { opsSources } from "./sources.ts";
import type { OpsEgressContext, OpsEgressFeature } from "./types.ts";

/** Hosts below an organisation's name; any organisation's where none is named. */
function organizationHosts({ organization }: OpsEgressContext): string[] {
  const services = ["vsrm", "vstmr", "pkgs", "vssps", "vsblob", "services"];
  return organization === undefined
    ? ["*.visualstudio.com"]
    : [
        `${organization}.visualstudio.com`,
        ...services.map((service) => `${organization}.${service}.visualstudio.com`),
      ];
}

/** Agents of Azure Pipelines, however their machines come to be. */
const azurePipelines: OpsEgressFeature = {
  id: "azure-pipelines",
  title: "Azure Pipelines",
  from: ["agents"],
  rules: (context) => [
    {
      name: "azure-devops",
      hosts: ["dev.azure.com", "vssps.dev.azure.com", "vsrm.dev.azure.com", ...organizationHosts(context)],
      protocol: "Https",
      port: 443,
      reason: "Agents ask for jobs, fetch sources and report results; blocked, no pipeline runs.",
      source: opsSources.pools,
    },
    {
      name: "agent-download",
      hosts: ["download.agent.dev.azure.com"],
      protocol: "Https",
      port: 443,
      reason: "A new machine fetches the agent, and agents update themselves.",
      source: `${opsSources.pools}; ${opsSources.agentDownload}`,
    },
    {
      name: "pipeline-artifacts",
      hosts: ["*.vsassets.io"],
      protocol: "Https",
      port: 443,
      reason: "Pipeline artifacts and caches pass through it.",
      source: opsSources.devopsHosts,
    },
  ],
};

/** The extension that Azure DevOps puts on machines of a scale set. */
const scaleSetAgents: OpsEgressFeature = {
  id: "scale-set-agents",
  title: "Scale set agents of Azure Pipelines",
  from: ["agents"],
  rules: () => [
    {
      name: "scale-set-agents",
      hosts: ["vstsagenttools.blob.core.windows.net"],
      protocol: "Https",
      port: 443,
      reason:
        "The agent extension fetches its configuration script; blocked, new machines never become agents.",
      source: opsSources.scaleSetAgents,
    },
  ],
};

/** Machines that Managed DevOps Pools makes in the delegated subnet. */
const managedPool: OpsEgressFeature = {
  id: "managed-devops-pool",
  title: "Managed DevOps Pool",
  from: ["agents"],
  rules: () => [
    {
      name: "managed-devops-pool",
      hosts: ["*.prod.manageddevops.microsoft.com", "rmprodbuilds.azureedge.net", "*.queue.core.windows.net"],
      protocol: "Https",
      port: 443,
      reason: "Machines fetch their worker and are told by queue what to do; blocked, none comes online.",
      source: opsSources.pools,
    },
    {
      name: "pool-machines",
      hosts: ["www.microsoft.com", "packages.microsoft.com", "security.ubuntu.com"],
      protocol: "Https",
      port: 443,
      reason: "The service prepares Linux machines with packages from there.",
      source: opsSources.pools,
    },
  ],
};

/** Storage accounts of GitHub's logs and artifacts, numbered from 0. */
const resultAccounts = 20;

/** Runners of GitHub Actions on machines of our own. */
const githubRunners: OpsEgressFeature = {
  id: "github-runners",
  title: "GitHub Actions runners",
  from: ["agents"],
  rules: () => [
    {
      name: "github-actions",
      hosts: ["github.com", "api.github.com", "codeload.github.com", "*.actions.githubusercontent.com"],
      protocol: "Https",
      port: 443,
      reason: "Runners register, ask for jobs and fetch sources and actions; blocked, no workflow runs.",
      source: opsSources.github,
    },
    {
      name: "github-runner-updates",
      hosts: ["objects.githubusercontent.com", "release-assets.githubusercontent.com"],
      protocol: "Https",
      port: 443,
      reason: "A new machine fetches the runner, and runners update themselves.",
      source: opsSources.github,
    },
    {
      name: "github-results",
      hosts: Array.from(
        { length: resultAccounts },
        (_, index) => `productionresultssa${index}.blob.core.windows.net`,
      ),
      protocol: "Https",
      port: 443,
      reason:
        "Logs, artifacts and caches; each account by name, or every storage account of Azure would be open.",
      source: opsSources.githubStorage,
    },
  ],
};

export const agentFeatures: readonly OpsEgressFeature[] = [
  azurePipelines,
  scaleSetAgents,
  managedPool,
  githubRunners,
];
