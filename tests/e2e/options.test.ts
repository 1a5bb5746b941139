import { writeFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { stringify } from "yaml";
import { Project } from "./kit.ts";

const hubId =
  "/subscriptions/00000000-0000-0000-0000-00000000000b/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks/vnet-hub";
const sources = ["198.51.100.0/24"];

/** Stamps with as many options as go together, so that few deployments have all of them. */
const stamps: Readonly<Record<string, (addressSpace: string) => Readonly<Record<string, unknown>>>> = {
  eastus: (addressSpace) => ({
    network: { addressSpace },
    cluster: {
      podNetwork: "podSubnet",
      tier: "Premium",
      longTermSupport: true,
      features: {
        defender: true,
        keda: true,
        diskCsiDriver: true,
        fileCsiDriver: true,
        blobCsiDriver: true,
        snapshotController: true,
        verticalPodAutoscaler: true,
        secretsStoreAddOn: true,
      },
    },
    ingress: { type: "applicationGateway" },
  }),
  westeurope: (addressSpace) => ({
    network: { addressSpace, applicationSecurityGroups: true },
    cluster: { apiServer: { access: "vnetIntegration" } },
    firewall: { tier: "Standard", publicIpPrefixLength: 29 },
    ingress: { type: "publicLoadBalancer", allowedSources: sources },
    locks: { enabled: true },
  }),
  northeurope: (addressSpace) => ({
    network: { addressSpace, hub: { virtualNetworkId: hubId, nextHopIp: "10.0.0.4" } },
    cluster: { egress: "networkIsolated" },
    privateLinkScope: { enabled: true },
  }),
  westus3: (addressSpace) => ({
    network: { addressSpace },
    cluster: {
      apiServer: { access: "public", authorizedIpRanges: sources },
      features: { nodeProvisioning: true },
      systemPool: { maxCount: 3 },
      userPools: [{ name: "workload", maxCount: 3 }],
    },
    ingress: { type: "firewall", allowedSources: sources },
  }),
};

const registry = {
  cacheRules: [
    { name: "aks-managed-mcr", source: "mcr.microsoft.com/*", target: "aks-managed-repository/*" },
  ],
};

describe("options of a stamp on the local Azure", function () {
  this.timeout(1_200_000);

  it("are all taken, with everything around them", () => {
    const project = new Project(0);
    try {
      const write = (stack: string, values: Readonly<Record<string, unknown>>): void => {
        const keys = Object.entries(values).map(([key, value]) => [`bulkhead:${key}`, value]);
        writeFileSync(
          path.join(project.root, `Pulumi.${stack}.yaml`),
          stringify({ config: Object.fromEntries(keys) }),
        );
      };
      // Some options need an exemption from a control; here Azure alone is asked.
      writeFileSync(path.join(project.root, "policy-config.json"), JSON.stringify({ all: "disabled" }));
      write("global", { location: "eastus", registry });
      Object.entries(stamps).forEach(([location, values], index) =>
        write(`stamp-${location}`, { location, ...values(`10.${64 + index}.0.0/16`) }),
      );
      const { code, summary, stderr } = project.local("up", "--engine", "in-process");
      const errors = summary.stacks.flatMap(({ stack, errors: all }) =>
        all.map((error) => `${stack}: ${error}`),
      );
      expect(errors).to.deep.equal([]);
      expect(code, stderr).to.equal(0);
      expect(summary.stacks.filter(({ stack }) => stack.startsWith("stamp-"))).to.have.length(4);
    } finally {
      project.remove();
    }
  });
});
