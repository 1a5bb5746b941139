import { expect } from "chai";
import type { ExampleResource } from "../../../controls/types.ts";
import { say } from "../support/say.ts";

type Props = ExampleResource["props"];
const cluster = (props: Props, more: Partial<ExampleResource> = {}): ExampleResource => ({
  type: "containerservice:ManagedCluster",
  props,
  ...more,
});
const pool = (props: Props, more: Partial<ExampleResource> = {}): ExampleResource => ({
  type: "containerservice:AgentPool",
  props,
  ...more,
});

describe("variants of what controls see", () => {
  it("counts that are ignored, by whichever path covers them", () => {
    const scales = { enableAutoScaling: true, count: 3 };
    const inCluster = (...ignoreChanges: string[]) =>
      say("cluster-autoscaler-owns-count", [cluster({ agentPoolProfiles: [scales] }, { ignoreChanges })])
        .length;
    expect(inCluster("agentPoolProfiles[*].count")).to.equal(0);
    expect(inCluster("agentPoolProfiles")).to.equal(0);
    expect(inCluster('agentPoolProfiles[0]["count"]')).to.equal(0);
    expect(inCluster("agent")).to.equal(1);
    expect(inCluster("agentPoolProfiles[1].count")).to.equal(1);
    const twelve = Array.from({ length: 12 }, () => scales);
    const many = cluster({ agentPoolProfiles: twelve }, { ignoreChanges: ["agentPoolProfiles[*].count"] });
    expect(say("cluster-autoscaler-owns-count", [many])).to.deep.equal([]);
    expect(say("cluster-autoscaler-owns-count", [pool({ enableAutoScaling: true })])).to.deep.equal([]);
  });

  it("ways out of a cluster that is not set, and of one that may not be", () => {
    const said = (outboundType?: string) =>
      say("cluster-egress", [
        cluster({ networkProfile: { ...(outboundType === undefined ? {} : { outboundType }) } }),
      ]);
    expect(said()).to.deep.equal([
      "networkProfile.outboundType is not set: it must be userDefinedRouting or none or block.",
    ]);
    expect(said("loadBalancer")[0]).to.match(/^networkProfile.outboundType is 'loadBalancer': /);
    expect([said("none"), said("block")]).to.deep.equal([[], []]);
  });

  it("policies of each engine and channels of each kind", () => {
    for (const networkPolicy of ["cilium", "calico", "azure"])
      expect(
        say("cluster-network-policies", [cluster({ networkProfile: { networkPolicy } })]),
        networkPolicy,
      ).to.deep.equal([]);
    for (const nodeOSUpgradeChannel of ["NodeImage", "SecurityPatch"])
      expect(
        say("cluster-node-image-channel", [cluster({ autoUpgradeProfile: { nodeOSUpgradeChannel } })]),
      ).to.deep.equal([]);
    for (const upgradeChannel of ["patch", "stable"])
      expect(
        say("cluster-upgrade-channel", [cluster({ autoUpgradeProfile: { upgradeChannel } })]),
      ).to.deep.equal([]);
    for (const tier of ["Standard", "Premium"])
      expect(say("cluster-uptime-tier", [cluster({ sku: { tier } })])).to.deep.equal([]);
  });

  it("maintenance windows of the cluster itself, not of another one", () => {
    const window = (resourceName: string, configName: string): ExampleResource => ({
      type: "containerservice:MaintenanceConfiguration",
      props: { resourceName, configName },
    });
    const mine = cluster({ resourceName: "a" });
    const both = (name: string) =>
      ["aksManagedAutoUpgradeSchedule", "aksManagedNodeOSUpgradeSchedule"].map((one) => window(name, one));
    expect(say("cluster-maintenance-windows", [mine, ...both("a")])).to.deep.equal([]);
    expect(say("cluster-maintenance-windows", [mine, ...both("b")])).to.have.length(2);
  });

  it("pools by their name in the cluster, by that of a pool of its own, or by Pulumi's", () => {
    const said = (resource: ExampleResource) =>
      say("cluster-pool-zones", [resource], { values: { zones: 2 } })[0];
    expect(said(cluster({ agentPoolProfiles: [{ name: "system" }] }))).to.match(
      /^The pool system is in 0 zones/,
    );
    expect(said(pool({ agentPoolName: "user", name: "other" }))).to.match(/^The pool user /);
    expect(said(pool({}, { name: "logical" }))).to.match(/^The pool logical /);
    expect(said(pool({ availabilityZones: ["1", "2"] }))).to.equal(undefined);
    expect(said(pool({ availabilityZones: ["1"] }))).to.match(/ is in 1 zones/);
    expect(said(pool({ location: "westus" }))).to.equal(undefined);
  });

  it("versions of clusters and pools, or none", () => {
    const said = (resource: ExampleResource) =>
      say("cluster-supported-version", [resource], { values: { minors: ["1.35", "1.36"] } });
    expect(said(cluster({}))).to.deep.equal(["kubernetesVersion is not set: choose 1.35 or 1.36."]);
    expect(said(cluster({ kubernetesVersion: "1.20.3" }))).to.deep.equal([
      "kubernetesVersion is 1.20: choose 1.35 or 1.36.",
    ]);
    expect(said(cluster({ kubernetesVersion: "1.36.1" }))).to.deep.equal([]);
    expect(said(pool({}))).to.deep.equal([]);
    expect(said(pool({ orchestratorVersion: "1.21" }))).to.deep.equal([
      "orchestratorVersion is 1.21: choose 1.35 or 1.36.",
    ]);
  });

  it("system pools by what autoscaling leaves of them, and no other pools", () => {
    const nodeTaints = ["CriticalAddonsOnly=true:NoSchedule"];
    const said = (...agentPoolProfiles: Props[]) =>
      say("cluster-system-pool", [cluster({ agentPoolProfiles })], { values: { nodes: 3 } });
    const system = { name: "s", mode: "System", nodeTaints };
    expect(said({ ...system, count: 3 }, { name: "u", mode: "User", count: 1 })).to.deep.equal([]);
    expect(said({ ...system, count: 2 })).to.deep.equal(["The system pool s may shrink to 2 nodes. Keep 3."]);
    expect(said({ ...system, minCount: 1, count: 9 })).to.deep.equal([
      "The system pool s may shrink to 1 nodes. Keep 3.",
    ]);
    expect(said(system)).to.deep.equal(["The system pool s may shrink to 1 nodes. Keep 3."]);
    expect(said({ name: "s", mode: "System", count: 3 })).to.deep.equal([
      "The system pool s takes every pod. Give it the taint CriticalAddonsOnly=true:NoSchedule.",
    ]);
    expect(said({ name: "u", mode: "User" })).to.deep.equal(["No pool has the mode 'System'. Add one."]);
  });

  it("switches that are off, all of them in one sentence", () => {
    expect(say("cluster-entra-id", [cluster({})])).to.deep.equal([
      "enableRBAC and aadProfile.managed and aadProfile.enableAzureRBAC must be true: Azure would not decide who may do what.",
    ]);
    expect(say("cluster-workload-identity", [cluster({})])).to.deep.equal([
      "oidcIssuerProfile.enabled and securityProfile.workloadIdentity.enabled must be true.",
    ]);
    expect(say("cluster-nodes-trusted-launch", [pool({ agentPoolName: "user" })])).to.deep.equal([
      "The pool user does not set securityProfile.enableSecureBoot and enableVTPM to true.",
    ]);
  });

  it("backups of the tiers that are long enough", () => {
    const said = (backupPolicy?: Props, values = { tiers: ["Continuous7Days", "Continuous30Days"] }) =>
      say("data-cosmos-backup", [{ type: "cosmosdb:DatabaseAccount", props: { backupPolicy } }], { values });
    const tier = (name: string) => ({ type: "Continuous", continuousModeProperties: { tier: name } });
    expect(said()).to.deep.equal(["backupPolicy.type is not set: set 'Continuous'."]);
    expect(said({ type: "Periodic" })).to.deep.equal(["backupPolicy.type is 'Periodic': set 'Continuous'."]);
    expect([said({ type: "Continuous" }), said(tier("Continuous7Days"))]).to.deep.equal([[], []]);
    expect(said(tier("Continuous1Day"))).to.deep.equal([
      "backupPolicy.continuousModeProperties.tier is 'Continuous1Day': set 'Continuous7Days' or 'Continuous30Days'.",
    ]);
  });

  it("accounts of several regions that fail over in one way or the other", () => {
    const said = (props: Props) =>
      say("data-cosmos-failover", [
        { type: "cosmosdb:DatabaseAccount", props: { locations: [{}, {}], ...props } },
      ]).length;
    expect([
      said({}),
      said({ enableMultipleWriteLocations: true }),
      said({ enableAutomaticFailover: true }),
      said({ locations: [{}] }),
    ]).to.deep.equal([1, 0, 0, 0]);
  });

  it("keys with a version, wherever each service names it, and none where one is required", () => {
    const id = "data-customer-keys";
    const pinned = "The encryption key is named with a version and would not rotate. Leave the version out.";
    const uri = "https://kv.example/keys/data";
    const named = (keyVaultProperties: unknown) => ({ encryption: { keyVaultProperties } });
    for (const [type, keys] of [
      ["eventhub:Namespace", [{ keyName: "data" }, { keyName: "data", keyVersion: "0123" }]],
      ["containerregistry:Registry", { keyIdentifier: `${uri}/0123` }],
      ["storage:StorageAccount", { keyName: "data", keyVersion: "0123" }],
    ] as const)
      expect(say(id, [{ type, props: named(keys) }]), type).to.deep.equal([pinned]);
    expect(
      say(id, [{ type: "eventhub:Namespace", props: named([{ keyName: "data", keyVersion: "" }]) }]),
    ).to.deep.equal([]);
    expect(
      say(id, [{ type: "containerregistry:Registry", props: named({ keyIdentifier: uri }) }]),
    ).to.deep.equal([]);
    const required = { values: { required: true } };
    const none = "The data is encrypted with a key of Azure's. Name one of your own vault.";
    expect(say(id, [{ type: "cosmosdb:DatabaseAccount", props: {} }], required)).to.deep.equal([none]);
    expect(
      say(id, [{ type: "cosmosdb:DatabaseAccount", props: { keyVaultKeyUri: uri } }], required),
    ).to.deep.equal([]);
    expect(
      say(id, [{ type: "cosmosdb:DatabaseAccount", props: { keyVaultKeyUri: `${uri}/0123` } }], required),
    ).to.deep.equal([pinned]);
  });

  it("access policies, on a vault and of their own", () => {
    expect(say("data-vault-roles", [{ type: "keyvault:AccessPolicy", props: {} }])).to.deep.equal([
      "An access policy covers all secrets of a vault. Assign a role on the secret instead.",
    ]);
    const properties = { enableRbacAuthorization: true, accessPolicies: [{}] };
    expect(say("data-vault-roles", [{ type: "keyvault:Vault", props: { properties } }])).to.deep.equal([
      "The vault has access policies. Assign roles instead.",
    ]);
  });

  it("redundancy over zones, where there are any", () => {
    const said = (type: string, props: Props) => say("data-zone-redundant", [{ type, props }]).length;
    const sku = (name: string) => ({ sku: { name } });
    expect(
      [sku("Standard_ZRS"), sku("Standard_RAGZRS"), sku("Standard_LRS"), sku("ZRS_none"), {}].map((props) =>
        said("storage:StorageAccount", props),
      ),
    ).to.deep.equal([0, 0, 1, 1, 1]);
    expect(said("storage:StorageAccount", { ...sku("Standard_LRS"), location: "westus" })).to.equal(0);
    expect(
      [true, false, undefined].map((zoneRedundant) => said("eventhub:Namespace", { zoneRedundant })),
    ).to.deep.equal([0, 1, 1]);
    for (const type of ["containerregistry:Registry", "containerregistry:Replication"])
      expect(["Enabled", "Disabled"].map((zoneRedundancy) => said(type, { zoneRedundancy }))).to.deep.equal([
        0, 1,
      ]);
    const locations = [
      { locationName: "eastus", isZoneRedundant: true },
      { locationName: "westus", isZoneRedundant: false },
      { locationName: "westeurope" },
    ];
    expect(
      say("data-zone-redundant", [{ type: "cosmosdb:DatabaseAccount", props: { locations } }]),
    ).to.deep.equal(["The region westeurope of the account is not zone-redundant. Set isZoneRedundant."]);
  });

  it("soft delete that is on for long enough, to the day", () => {
    const said = (enabled: boolean, days?: number) => {
      const policy = { enabled, days };
      const props = { deleteRetentionPolicy: policy, containerDeleteRetentionPolicy: policy };
      return say("data-blob-soft-delete", [{ type: "storage:BlobServiceProperties", props }], {
        values: { days: 7 },
      });
    };
    expect([said(true, 7).length, said(true, 6).length, said(true).length]).to.deep.equal([0, 2, 2]);
    expect(said(false, 30)[0]).to.match(/ keeps what is deleted for 0 days\. Enable it for 7 at least\.$/);
  });

  it("exemptions by name and by URN, as long as they hold, and with their end in the message", () => {
    const exempted = (resource: string, expires: string) =>
      say("data-vault-roles", [{ type: "keyvault:AccessPolicy", name: "mine", props: {} }], {
        exemptions: [{ resource, reason: "Migration", expires }],
      })[0];
    expect(exempted("mine", "2026-11-21")).to.match(/^exempted: .*Exempted until 2026-11-21: Migration$/);
    expect(exempted("mine", "2026-11-20")).to.match(
      /Its exemption expired on 2026-11-20 \(Migration\): comply, or decide again and set a later day\.$/,
    );
    expect(exempted("*::mine", "2027-01-01")).to.match(/^exempted: /);
    expect(exempted("yours", "2027-01-01")).to.match(/^An access policy/);
  });
});
