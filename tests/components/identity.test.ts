import { expect } from "chai";
import { roles } from "../../lib/roles.ts";
import type { Recorded, StackRun } from "../support/runStack.ts";
import { named, ofType, only, runStamp, stampRun } from "../support/stacks.ts";

const roleName = (assignment: Recorded): string | undefined => {
  const id = String(assignment.inputs["roleDefinitionId"]).split("/").at(-1);
  return Object.entries(roles).find(([, guid]) => guid === id)?.[0];
};
const scopeEnd = (assignment: Recorded): string =>
  String(assignment.inputs["scope"]).split("/").slice(-2).join("/");

describe("identities", function () {
  this.timeout(30_000);

  let run: StackRun;
  before(async () => {
    run = await stampRun();
  });

  it("have these rights and no others", () => {
    const assignments = ofType(run, "authorization:RoleAssignment");
    expect(
      assignments.map((assignment) => [assignment.name, roleName(assignment), scopeEnd(assignment)]),
    ).to.have.deep.members([
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
      ["workload-identity-reads-vault", "keyVaultSecretsUser", "vaults/kv-bh-eus-xxxxx"],
    ]);
  });

  it("are assigned as service principals, under names known before anything exists", async () => {
    const preview = await runStamp("stamp-eastus", { preview: true });
    for (const assignment of ofType(run, "authorization:RoleAssignment")) {
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

  it("trust one service account of the stamp's own cluster", () => {
    expect(only(run, "managedidentity:FederatedIdentityCredential").inputs).to.deep.include({
      issuer: "https://issuer.example/aks-bulkhead-eus/",
      subject: "system:serviceaccount:workload:workload",
      audiences: ["api://AzureADTokenExchange"],
    });
  });

  it("write to one database and not to the account", () => {
    const assignment = only(run, "cosmosdb:SqlResourceSqlRoleAssignment");
    expect(assignment.inputs["scope"]).to.match(/databaseAccounts\/cosno-bh-gl-xxxxx\/dbs\/catalog$/);
    expect(assignment.inputs["resourceGroupName"]).to.equal("rg-bulkhead-global");
  });
});
