import { expect } from "chai";
import { clusterRun } from "../support/clusterRun.ts";
import { globalContract, input, ofType, only, runStamp, stampRun } from "../support/stacks.ts";

type Values = Record<string, unknown>;

/** What a cluster with these keys asks of AKS. */
async function requestOf(cluster: Values): Promise<Values> {
  const run = await clusterRun(cluster);
  return run.find(({ type }) => type === "containerservice:ManagedCluster")?.inputs ?? {};
}

const valueAt = (values: unknown, path: string): unknown =>
  path
    .split(".")
    .reduce<unknown>(
      (value, key) => (value === undefined ? undefined : (value as Record<string, unknown>)[key]),
      values,
    );

/** One option of the cluster, and what of the cluster's request becomes what with it. */
interface Option {
  readonly cluster: Values;
  /** By dotted path below the cluster's inputs. */
  readonly registers: Readonly<Record<string, unknown>>;
}

const options: Readonly<Record<string, Option>> = {
  "the tier Free": {
    cluster: { tier: "Free", features: { costAnalysis: false } },
    registers: { "sku.tier": "Free", "metricsProfile.costAnalysis.enabled": false },
  },
  "long-term support": {
    cluster: { tier: "Premium", longTermSupport: true },
    registers: { "sku.tier": "Premium", supportPlan: "AKSLongTermSupport" },
  },
  "API server VNet integration": {
    cluster: { apiServer: { access: "vnetIntegration" } },
    registers: {
      "apiServerAccessProfile.enablePrivateCluster": true,
      "apiServerAccessProfile.enableVnetIntegration": true,
      "apiServerAccessProfile.subnetId": "/subnets/api-server",
      "apiServerAccessProfile.privateDNSZone": "/zone",
    },
  },
  "a public API server": {
    cluster: { apiServer: { access: "public", authorizedIpRanges: ["198.51.100.0/24"] } },
    registers: {
      "apiServerAccessProfile.enablePrivateCluster": false,
      "apiServerAccessProfile.authorizedIPRanges": ["198.51.100.0/24"],
      "apiServerAccessProfile.privateDNSZone": undefined,
    },
  },
  "the network isolated profile": {
    cluster: { egress: "networkIsolated" },
    registers: {
      "networkProfile.outboundType": "none",
      bootstrapProfile: { artifactSource: "Cache", containerRegistryId: "/registry" },
    },
  },
  "pods in a subnet": {
    cluster: { podNetwork: "podSubnet" },
    registers: {
      "networkProfile.networkPluginMode": undefined,
      "networkProfile.podCidr": undefined,
      "networkProfile.networkDataplane": "cilium",
      "agentPoolProfiles.0.podSubnetID": "/subnets/pods",
      "agentPoolProfiles.0.podIPAllocationMode": "DynamicIndividual",
    },
  },
  "no Azure Policy add-on": {
    cluster: { features: { azurePolicy: false } },
    registers: { "addonProfiles.azurepolicy": { enabled: false } },
  },
  "Container insights": {
    cluster: { features: { containerInsights: true } },
    registers: {
      "addonProfiles.omsagent.config.logAnalyticsWorkspaceResourceID": "/workspace",
      "addonProfiles.omsagent.config.useAADAuth": "true",
    },
  },
  "no Container insights": {
    cluster: { features: { containerInsights: false } },
    registers: { "addonProfiles.omsagent": { enabled: false } },
  },
  "no managed Prometheus": {
    cluster: { features: { managedPrometheus: false } },
    registers: { "azureMonitorProfile.metrics.enabled": false },
  },
  Defender: {
    cluster: { features: { defender: true } },
    registers: {
      "securityProfile.defender.securityMonitoring.enabled": true,
      "securityProfile.defender.logAnalyticsWorkspaceResourceId": "/workspace",
    },
  },
  KEDA: {
    cluster: { features: { keda: true } },
    registers: { "workloadAutoScalerProfile.keda.enabled": true },
  },
  "the Vertical Pod Autoscaler": {
    cluster: { features: { verticalPodAutoscaler: true } },
    registers: { "workloadAutoScalerProfile.verticalPodAutoscaler.enabled": true },
  },
  "volumes of every kind": {
    cluster: {
      features: { diskCsiDriver: true, fileCsiDriver: true, blobCsiDriver: true, snapshotController: true },
    },
    registers: {
      storageProfile: {
        diskCSIDriver: { enabled: true },
        fileCSIDriver: { enabled: true },
        blobCSIDriver: { enabled: true },
        snapshotController: { enabled: true },
      },
    },
  },
  "node auto-provisioning": {
    cluster: {
      features: { nodeProvisioning: true },
      systemPool: { maxCount: 3 },
      userPools: [{ name: "workload", maxCount: 3 }],
    },
    registers: {
      "nodeProvisioningProfile.mode": "Auto",
      "agentPoolProfiles.0.enableAutoScaling": false,
      "agentPoolProfiles.0.minCount": undefined,
      "agentPoolProfiles.0.count": 3,
    },
  },
  "the secrets store as an add-on": {
    cluster: { features: { secretsStoreAddOn: true } },
    registers: { "addonProfiles.azureKeyvaultSecretsProvider.config.enableSecretRotation": "true" },
  },
  "another autoscaler": {
    cluster: {
      autoscaler: {
        expander: "priority",
        balanceSimilarPools: false,
        scanIntervalSeconds: 20,
        scaleDownUnneededMinutes: 5,
        scaleDownDelayAfterAddMinutes: 15,
        maxGracefulTerminationSeconds: 1200,
        skipNodesWithLocalStorage: true,
      },
    },
    registers: {
      autoScalerProfile: {
        expander: "priority",
        balanceSimilarNodeGroups: "false",
        scanInterval: "20s",
        scaleDownUnneededTime: "5m",
        scaleDownDelayAfterAdd: "15m",
        maxGracefulTerminationSec: "1200",
        skipNodesWithLocalStorage: "true",
      },
    },
  },
  "other channels": {
    cluster: { upgrades: { channel: "none", nodeOsChannel: "SecurityPatch" } },
    registers: { autoUpgradeProfile: { upgradeChannel: "none", nodeOSUpgradeChannel: "SecurityPatch" } },
  },
  "no image cleaner": {
    cluster: { imageCleaner: { enabled: false } },
    registers: { "securityProfile.imageCleaner": { enabled: false } },
  },
  "other machines for system pods": {
    cluster: {
      systemPool: {
        vmSize: "Standard_D4ps_v5",
        osSku: "Ubuntu",
        osDiskType: "Managed",
        osDiskSizeGB: 64,
        maxPods: 60,
        labels: { team: "platform" },
        maxSurgePercent: 10,
        drainTimeoutMinutes: 60,
        nodeSoakMinutes: 5,
        undrainableNodes: "Schedule",
        encryptionAtHost: true,
        fips: true,
        trustedLaunch: false,
      },
    },
    registers: {
      "agentPoolProfiles.0.vmSize": "Standard_D4ps_v5",
      "agentPoolProfiles.0.osSKU": "Ubuntu",
      "agentPoolProfiles.0.osDiskType": "Managed",
      "agentPoolProfiles.0.osDiskSizeGB": 64,
      "agentPoolProfiles.0.maxPods": 60,
      "agentPoolProfiles.0.nodeLabels": { team: "platform" },
      "agentPoolProfiles.0.enableEncryptionAtHost": true,
      "agentPoolProfiles.0.enableFIPS": true,
      "agentPoolProfiles.0.securityProfile": { enableSecureBoot: false, enableVTPM: false },
      "agentPoolProfiles.0.upgradeSettings": {
        maxSurge: "10%",
        drainTimeoutInMinutes: 60,
        nodeSoakDurationInMinutes: 5,
        undrainableNodeBehavior: "Schedule",
      },
    },
  },
};

describe("options of the cluster", () => {
  for (const [name, { cluster, registers }] of Object.entries(options)) {
    it(name, async () => {
      const made = await requestOf(cluster);
      for (const [path, expected] of Object.entries(registers))
        expect(valueAt(made, path), path).to.deep.equal(expected);
    });
  }

  it("spot machines and taints of a user pool", async () => {
    const userPools = [{ name: "batch", spot: true, taints: ["team=batch:NoSchedule"] }];
    const run = await clusterRun({ userPools });
    const inputs = run.find(({ type }) => type === "containerservice:AgentPool")?.inputs;
    expect(inputs).to.deep.include({
      scaleSetPriority: "Spot",
      scaleSetEvictionPolicy: "Delete",
      spotMaxPrice: -1,
      nodeLabels: { "kubernetes.azure.com/scalesetpriority": "spot" },
      nodeTaints: ["team=batch:NoSchedule", "kubernetes.azure.com/scalesetpriority=spot:NoSchedule"],
    });
    expect(inputs).to.not.have.property("upgradeSettings");
  });

  it("windows of one's own", async () => {
    const window = { dayOfWeek: "Sunday", startTime: "02:00", durationHours: 6 };
    const run = await clusterRun({
      upgrades: { clusterWindow: window, nodeOsWindow: { ...window, dayOfWeek: "Monday" } },
    });
    const windows = run.filter(({ type }) => type === "containerservice:MaintenanceConfiguration");
    expect(windows.map(({ inputs }) => inputs["maintenanceWindow"])).to.deep.equal(
      ["Sunday", "Monday"].map((dayOfWeek) => ({
        schedule: { weekly: { dayOfWeek, intervalWeeks: 1 } },
        startTime: "02:00",
        durationHours: 6,
        utcOffset: "+00:00",
      })),
    );
  });
});

describe("options of the cluster, with the stamp around it", function () {
  it("rights follow the way the API server is reached, and who places machines", async () => {
    const rolesOf = async (cluster: Values): Promise<string[]> =>
      ofType(await runStamp("stamp-eastus", { values: { cluster } }), "authorization:RoleAssignment")
        .map(({ name }) => name)
        .filter((name) => name.startsWith("identities-"));
    expect(await rolesOf({ apiServer: { access: "vnetIntegration" } })).to.include(
      "identities-joins-api-server",
    );
    expect(
      await rolesOf({
        features: { nodeProvisioning: true },
        systemPool: { maxCount: 3 },
        userPools: [{ name: "workload", maxCount: 3 }],
      }),
    ).to.include("identities-network");
  });

  it("a public API server answers the stamp's own egress addresses too, and its zone is nobody's", async () => {
    const cluster = { apiServer: { access: "public", authorizedIpRanges: ["198.51.100.0/24"] } };
    const run = await runStamp("stamp-eastus", { values: { cluster } });
    const ranges = input(
      only(run, "containerservice:ManagedCluster"),
      "apiServerAccessProfile.authorizedIPRanges",
    );
    expect(ranges).to.include.members(["198.51.100.0/24", "203.0.113.4/32"]);
    const roles = ofType(run, "authorization:RoleAssignment").map(({ name }) => name);
    expect(roles).to.not.include.members(["identities-api-zone", "identities-api-network"]);
  });

  it("nothing is joined for agents that are off", async () => {
    const run = await runStamp("stamp-eastus", {
      values: { cluster: { features: { containerInsights: false, managedPrometheus: false } } },
    });
    expect(ofType(run, "monitor:DataCollectionRuleAssociation")).to.deep.equal([]);
  });

  it("Prometheus metrics need a workspace in the global stack", async () => {
    const global = await withoutPrometheus();
    const refusal = await runStamp("stamp-eastus", { contracts: { global } }).then(() => "", String);
    expect(refusal).to.match(/cluster.features.managedPrometheus: .*keeps no Prometheus metrics/);
  });

  it("nodes join a group where rules are by group", async () => {
    const run = await runStamp("stamp-eastus", {
      values: { network: { addressSpace: "10.10.0.0/20", applicationSecurityGroups: true } },
    });
    for (const groups of [
      input(
        only(run, "containerservice:ManagedCluster"),
        "agentPoolProfiles.0.networkProfile.applicationSecurityGroups",
      ),
      input(only(run, "containerservice:AgentPool"), "networkProfile.applicationSecurityGroups"),
    ])
      expect(groups).to.have.length(1);
    const usual = only(await stampRun(), "containerservice:AgentPool").inputs["agentPoolName"];
    expect(only(run, "containerservice:AgentPool").inputs["agentPoolName"]).to.not.equal(usual);
  });
});

async function withoutPrometheus(): Promise<unknown> {
  const contract = await globalContract();
  return {
    ...contract,
    regions: contract.regions.map(({ dataCollectionRuleIds, ...region }) => ({
      ...region,
      dataCollectionRuleIds: { containerInsights: dataCollectionRuleIds.containerInsights },
    })),
  };
}
