import { expect } from "chai";
import { roles } from "../../lib/roles.ts";
import { workloadComponents, type ComponentId } from "../../lib/workload/components.ts";
import { runtimeKeys } from "../../lib/workload/runtimeKeys.ts";
import type { Recorded, StackRun } from "../support/runStack.ts";
import { named, ofType, runStamp, stampRun } from "../support/stacks.ts";

const roleName = (assignment: Recorded): string | undefined => {
  const id = String(assignment.inputs["roleDefinitionId"]).split("/").at(-1);
  return Object.entries(roles).find(([, guid]) => guid === id)?.[0];
};
const scopeEnd = (assignment: Recorded): string =>
  String(assignment.inputs["scope"]).split("/").slice(-2).join("/");
const assignments = (run: StackRun, prefix: string): Recorded[] =>
  ofType(run, "authorization:RoleAssignment").filter(({ name }) => name.startsWith(prefix));
const granted = (assignment: Recorded) => [assignment.name, roleName(assignment), scopeEnd(assignment)];

describe("identities", function () {
  let run: StackRun;
  before(async () => {
    run = await stampRun();
  });

  it("of the cluster have these rights and no others", () => {
    expect(assignments(run, "identities-").map(granted)).to.have.deep.members([
      ["identities-joins-system-nodes", "networkContributor", "subnets/snet-nodes-system"],
      ["identities-joins-user-nodes", "networkContributor", "subnets/snet-nodes-user"],
      ["identities-joins-ingress", "networkContributor", "subnets/snet-ingress"],
      ["identities-joins-private-link", "networkContributor", "subnets/snet-private-link"],
      ["identities-privatelink", "networkContributor", "resourceGroups/rg-bulkhead-privatelink-eus"],
      ["identities-api-zone", "privateDnsZoneContributor", "privateDnsZones/privatelink.eastus.azmk8s.io"],
      ["identities-api-network", "privateDnsZoneContributor", "virtualNetworks/vnet-bulkhead-eus"],
      [
        "identities-assigns-kubelet",
        "managedIdentityOperator",
        "userAssignedIdentities/id-bulkhead-kubelet-eus",
      ],
      ["identities-pulls", "acrPull", "registries/crbhglxxxxx"],
    ]);
  });

  it("of the workload have these data-plane rights and no others", () => {
    const rights = assignments(run, "workload-identities-").filter(
      (assignment) => roleName(assignment) !== "keyVaultSecretsUser",
    );
    expect(rights.map(granted)).to.have.deep.members([
      ["workload-identities-catalog-api-sends-events", "eventHubsDataSender", "eventhubs/catalog-writes"],
      [
        "workload-identities-catalog-api-sends-telemetry",
        "monitoringMetricsPublisher",
        "components/appi-bulkhead-global-eus",
      ],
      [
        "workload-identities-background-worker-receives-events",
        "eventHubsDataReceiver",
        "eventhubs/catalog-writes",
      ],
      [
        "workload-identities-background-worker-writes-checkpoints",
        "storageBlobDataContributor",
        "containers/checkpoints",
      ],
      [
        "workload-identities-background-worker-writes-poison-table",
        "storageTableDataContributor",
        "tables/poisonmessages",
      ],
      [
        "workload-identities-background-worker-sends-telemetry",
        "monitoringMetricsPublisher",
        "components/appi-bulkhead-global-eus",
      ],
      ["workload-identities-health-service-sends-events", "eventHubsDataSender", "eventhubs/catalog-writes"],
      ["workload-identities-health-service-reads-health-blob", "storageBlobDataReader", "containers/health"],
      [
        "workload-identities-health-service-queries-logs",
        "logAnalyticsDataReader",
        "workspaces/log-bulkhead-global-eus",
      ],
      [
        "workload-identities-health-service-sends-telemetry",
        "monitoringMetricsPublisher",
        "components/appi-bulkhead-global-eus",
      ],
    ]);
  });

  for (const id of Object.keys(workloadComponents) as ComponentId[]) {
    it(`of ${id} read its own secrets and no other's`, () => {
      const reads = assignments(run, `workload-identities-${id}-reads-`).filter(
        (assignment) => roleName(assignment) === "keyVaultSecretsUser",
      );
      expect(reads.map(scopeEnd)).to.have.members(
        workloadComponents[id].keys.map((key) => `secrets/${runtimeKeys[key].secret}`),
      );
    });

    it(`of ${id} trusts one service account of the stamp's own cluster`, () => {
      expect(named(run, `workload-identities-${id}-credential`).inputs).to.deep.include({
        issuer: "https://issuer.example/aks-bulkhead-eus/",
        subject: `system:serviceaccount:workload:${workloadComponents[id].serviceAccount}`,
        audiences: ["api://AzureADTokenExchange"],
      });
    });

    it(`of ${id} writes to one database and not to the account`, () => {
      const assignment = named(run, `workload-identities-${id}-writes-database`);
      expect(assignment.inputs["scope"]).to.match(/databaseAccounts\/cosno-bh-gl-xxxxx\/dbs\/catalog$/);
      expect(assignment.inputs["resourceGroupName"]).to.equal("rg-bulkhead-global");
    });
  }

  it("have at most one federated credential each, for Azure takes one change at a time and twenty in all", () => {
    const owners = ofType(run, "managedidentity:FederatedIdentityCredential").map(
      ({ inputs }) => inputs["resourceName"],
    );
    expect(new Set(owners).size).to.equal(owners.length);
  });

  it("get their rights in the database one after the other: the account refuses two changes at once", () => {
    const [first, ...others] = ofType(run, "cosmosdb:SqlResourceSqlRoleAssignment");
    expect(others).to.have.length(2);
    for (const [index, assignment] of others.entries()) {
      const before = index === 0 ? first : others[index - 1];
      expect(assignment.dependencies).to.include(before?.urn);
    }
  });

  it("are never assigned a role over more than one thing", () => {
    for (const assignment of ofType(run, "authorization:RoleAssignment")) {
      const group = /\/resourceGroups\/[^/]+$/.test(String(assignment.inputs["scope"]));
      // The group of the private link service holds nothing else.
      expect(group, assignment.name).to.equal(assignment.name === "identities-privatelink");
    }
  });

  it("are assigned as service principals, under names known before anything exists", async () => {
    const preview = await runStamp("stamp-eastus", { preview: true });
    for (const assignment of [
      ...assignments(run, "identities-"),
      ...assignments(run, "workload-identities-"),
    ]) {
      expect(assignment.inputs["principalType"]).to.equal("ServicePrincipal");
      expect(assignment.deleteBeforeReplace).to.equal(true);
      const name = assignment.inputs["roleAssignmentName"];
      expect(name).to.match(/^[0-9a-f-]{36}$/);
      expect(named(preview, assignment.name).inputs["roleAssignmentName"], assignment.name).to.equal(name);
    }
  });

  it("never share the name of an assignment, within a stamp or between stamps", async () => {
    const other = await stampRun("stamp-westeurope");
    const names = [run, other].flatMap((stamp) =>
      [
        ...ofType(stamp, "authorization:RoleAssignment"),
        ...ofType(stamp, "cosmosdb:SqlResourceSqlRoleAssignment"),
      ].map(({ inputs }) => inputs["roleAssignmentName"] ?? inputs["roleAssignmentId"]),
    );
    expect(new Set(names).size).to.equal(names.length);
  });

  it("need no key: none is asked for and none is stored", () => {
    for (const { type, inputs } of run.resources) {
      if (type === "azure-native:storage:StorageAccount")
        expect(inputs["allowSharedKeyAccess"]).to.equal(false);
      if (type === "azure-native:eventhub:Namespace") expect(inputs["disableLocalAuth"]).to.equal(true);
    }
    expect(JSON.stringify(run.resources)).to.not.match(/AccountKey=|SharedAccessKey|[?&]sig=/);
  });
});

describe("people", function () {
  const group = "11111111-2222-4333-8444-555555555555";
  const other = "aaaaaaaa-2222-4333-8444-555555555555";
  const withPeople = (people: Record<string, unknown>): Promise<StackRun> =>
    runStamp("stamp-eastus", { values: { people } });

  it("are nobody but whoever deploys, by default", async () => {
    const run = await stampRun();
    expect(assignments(run, "people-").map(granted)).to.have.deep.members([
      ["people-deployer-signs-in", "aksClusterUser", "managedClusters/aks-bulkhead-eus"],
      ["people-deployer-installs", "aksRbacClusterAdmin", "managedClusters/aks-bulkhead-eus"],
    ]);
    for (const { inputs } of assignments(run, "people-"))
      expect(inputs["principalType"]).to.equal("ServicePrincipal");
  });

  it("are groups with a role in the cluster or in one namespace, and a way to sign in", async () => {
    const run = await withPeople({
      groups: [
        { name: "sre", objectId: group, role: "clusterAdmin" },
        { name: "developers", objectId: other, role: "writer", namespace: "workload" },
        { name: "developers", objectId: other, role: "reader" },
        { name: "owners", objectId: other, role: "admin", namespace: "workload" },
      ],
    });
    const made = assignments(run, "people-").filter(({ name }) => !name.includes("deployer"));
    expect(made.map(granted)).to.have.deep.members([
      ["people-sre-signs-in", "aksClusterUser", "managedClusters/aks-bulkhead-eus"],
      ["people-sre-clusteradmin", "aksRbacClusterAdmin", "managedClusters/aks-bulkhead-eus"],
      ["people-developers-signs-in", "aksClusterUser", "managedClusters/aks-bulkhead-eus"],
      ["people-developers-writer-workload", "aksRbacWriter", "namespaces/workload"],
      ["people-developers-reader", "aksRbacReader", "managedClusters/aks-bulkhead-eus"],
      ["people-owners-admin-workload", "aksRbacAdmin", "namespaces/workload"],
    ]);
    for (const { inputs } of made) expect(inputs["principalType"]).to.equal("Group");
  });

  it("may name the identity that deploys", async () => {
    const run = await withPeople({ deployer: { objectId: group, type: "User" } });
    for (const { inputs } of assignments(run, "people-deployer"))
      expect(inputs).to.include({ principalId: group, principalType: "User" });
  });

  it("install nothing before the deployer may", async () => {
    const run = await stampRun();
    const releases = run.resources.filter(({ type }) => type === "kubernetes:helm.sh/v3:Release");
    const installs = named(run, "people-deployer-installs").urn;
    expect(releases.some(({ dependencies }) => dependencies.includes(installs))).to.equal(true);
  });
});
