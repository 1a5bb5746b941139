/** The documents the hosts were read from. Each entry of the catalogue names one. */
export const opsSources = {
  entraSsh:
    "learn.microsoft.com entra/identity/devices/howto-vm-sign-in-azure-ad-linux, network requirements, read 2026-11-21",
  arm: "azure-aks-docs outbound-rules-control-egress.md, ms.date 2026-06-18, read 2026-08-21",
  pools:
    "azure-devops-docs managed-devops-pools/configure-networking.md, Restrict outbound connectivity, read 2026-11-21",
  scaleSetAgents:
    "azure-devops-docs pipelines/agents/scale-set-agents.md, lifecycle of an agent, read 2026-11-21",
  agentDownload:
    "microsoft/azure-pipelines-agent issue 5185: the host that replaced vstsagentpackage.azureedge.net",
  devopsHosts: "azure-devops-docs organizations/security/allow-list-ip-url.md, read 2026-11-21",
  github: "docs.github.com, communication requirements of self-hosted runners, read 2026-11-21",
  githubStorage:
    "api.github.com/meta, domains.actions: the twenty accounts of logs and artifacts, as recorded on 2026-09-10",
  toolchain: "lib/ops/toolchain.ts: where the program itself fetches the tools",
  pulumi: "Pulumi: plugins are fetched from get.pulumi.com, the SDKs from the npm registry",
  fqdnImages: "azure-aks-docs outbound-rules-control-egress.md: hosts of Microsoft's registry",
} as const;
