import { toolHosts } from "../toolchain.ts";
import { opsSources } from "./sources.ts";
import type { OpsEgressFeature } from "./types.ts";

/** Tools that machines fetch when they start. An image with the tools in it needs none of this. */
const toolchain: OpsEgressFeature = {
  id: "toolchain",
  title: "Tools, fetched at the start",
  from: ["jumpBoxes", "agents"],
  rules: () => [
    {
      name: "toolchain",
      hosts: toolHosts,
      protocol: "Https",
      port: 443,
      reason: "A starting machine installs az, kubectl, kubelogin, helm, node and pulumi.",
      source: opsSources.toolchain,
    },
  ],
};

/** What a run of this program fetches. */
const program: OpsEgressFeature = {
  id: "program",
  title: "This program's own packages",
  from: ["agents"],
  rules: () => [
    {
      name: "program-packages",
      hosts: ["registry.npmjs.org", "get.pulumi.com"],
      protocol: "Https",
      port: 443,
      reason: "`npm ci` and Pulumi's plugins; blocked, a pipeline cannot install the program.",
      source: opsSources.pulumi,
    },
  ],
};

/** State in Pulumi Cloud. A storage account of the operations network needs no way out. */
const pulumiCloud: OpsEgressFeature = {
  id: "pulumi-cloud",
  title: "Pulumi Cloud",
  from: ["agents"],
  rules: () => [
    {
      name: "pulumi-cloud",
      hosts: ["api.pulumi.com"],
      protocol: "Https",
      port: 443,
      reason: "The state is kept there; blocked, no stack can be opened.",
      source: opsSources.pulumi,
    },
  ],
};

/** What the configuration adds. */
const configured: OpsEgressFeature = {
  id: "configured",
  title: "Hosts of the configuration",
  from: ["jumpBoxes", "agents"],
  rules: ({ allowedHosts }, source) =>
    allowedHosts[source].length === 0
      ? []
      : [
          {
            name: `configured-${source === "agents" ? "agents" : "jump-boxes"}`,
            hosts: allowedHosts[source],
            protocol: "Https",
            port: 443,
            reason: `Listed as egress.allowedHosts.${source} in the configuration.`,
            source: `bulkhead:egress.allowedHosts.${source}`,
          },
        ],
};

export const toolFeatures: readonly OpsEgressFeature[] = [toolchain, program, pulumiCloud, configured];
