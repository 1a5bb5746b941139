import { expect } from "chai";
import type { Properties } from "../../../../lib/properties.ts";
import { newKit, nextGuid, refusal, roleId, type Kit } from "../kit.ts";
import { deployerObjectId } from "../../../../rehearsal/azure/rules/directory.ts";

const secret = { vaultName: "kv-test", secretName: "greeting", properties: { value: "hello" } };

async function vault(kit: Kit, changes: Properties): Promise<string> {
  const { id } = await kit.create("keyvault:Vault", {
    vaultName: "kv-test",
    location: "eastus",
    properties: {
      tenantId: kit.subscription.view.tenantId,
      sku: { family: "A", name: "standard" },
      enableRbacAuthorization: true,
      ...changes,
    },
  });
  return id;
}

function makeOfficer(kit: Kit, scope: string): Promise<unknown> {
  return kit.create("authorization:RoleAssignment", {
    roleAssignmentName: nextGuid(),
    scope,
    principalId: deployerObjectId(kit.subscription.view),
    roleDefinitionId: roleId(kit, "keyVaultSecretsOfficer"),
    principalType: "ServicePrincipal",
  });
}

describe("rehearsal/azure: secrets of a vault", () => {
  let kit: Kit;
  beforeEach(async () => {
    kit = await newKit();
  });

  it("are written through Resource Manager, however closed the vault is", async () => {
    await vault(kit, { publicNetworkAccess: "Disabled" });
    const { id } = await kit.create("keyvault:Secret", secret);
    await kit.update("keyvault:Secret", id, { properties: { value: "good bye" } });
  });

  it("are not deleted from outside a closed vault, whatever the role", async () => {
    const scope = await vault(kit, { publicNetworkAccess: "Disabled" });
    const { id } = await kit.create("keyvault:Secret", secret);
    await makeOfficer(kit, scope);
    const error = await refusal(kit.remove("keyvault:Secret", id));
    expect([error.code, error.status]).to.deep.equal(["Forbidden", 403]);
    expect(error.message).to.contain("ForbiddenByConnection");
  });

  it("are deleted from an open vault by who has the role, and keep their names then", async () => {
    const scope = await vault(kit, {});
    const { id } = await kit.create("keyvault:Secret", secret);
    expect((await refusal(kit.remove("keyvault:Secret", id))).message).to.contain("ForbiddenByRbac");
    await makeOfficer(kit, scope);
    await kit.remove("keyvault:Secret", id);
    const error = await refusal(kit.create("keyvault:Secret", secret));
    expect([error.code, error.status]).to.deep.equal(["ObjectIsDeletedButRecoverable", 409]);
    await kit.create("keyvault:Secret", { ...secret, secretName: "other" });
  });

  it("go with their vault", async () => {
    const scope = await vault(kit, { publicNetworkAccess: "Disabled" });
    const { id } = await kit.create("keyvault:Secret", secret);
    await kit.remove("keyvault:Vault", scope);
    expect(kit.subscription.read(id)).to.equal(undefined);
  });

  it("have a content type of at most 255 characters", async () => {
    await vault(kit, {});
    const long = { ...secret, properties: { value: "x", contentType: "x".repeat(256) } };
    expect((await refusal(kit.create("keyvault:Secret", long))).message).to.contain("256");
  });
});
