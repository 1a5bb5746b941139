import { expect } from "chai";
import type { Properties } from "../../../../lib/properties.ts";
import { deployerObjectId, isGranted } from "../../../../rehearsal/azure/rules/directory.ts";
import { diffOf } from "../../../../rehearsal/azure/diff.ts";
import { grant, identity, newKit, nextGuid, refusal, roleId, type Kit } from "../kit.ts";

const token = "authorization:RoleAssignment";

describe("rehearsal/azure: role assignments", () => {
  let kit: Kit;
  let good: Properties;
  let vnet: string;

  beforeEach(async () => {
    kit = await newKit();
    const { principalId } = await identity(kit, "id-one");
    vnet = (
      await kit.create("network:VirtualNetwork", {
        virtualNetworkName: "vnet",
        location: "eastus",
        addressSpace: { addressPrefixes: ["10.0.0.0/16"] },
      })
    ).id;
    good = {
      roleAssignmentName: nextGuid(),
      scope: vnet,
      principalId,
      roleDefinitionId: roleId(kit, "networkContributor"),
      principalType: "ServicePrincipal",
    };
  });

  it("believes in a service of Microsoft's that gets a custom role, and in none that gets another", async () => {
    const service = { ...good, principalId: "8d2f6a3e-1c49-4b77-9a10-4e5d6f708192" };
    expect((await refusal(kit.create(token, service))).code).to.equal("PrincipalNotFound");
    const subscription = `/subscriptions/${kit.subscription.view.subscriptionId}`;
    const custom = await kit.create("authorization:RoleDefinition", {
      roleDefinitionId: nextGuid(),
      scope: subscription,
      roleName: "Joins machines to a network",
      roleType: "CustomRole",
      permissions: [{ actions: ["Microsoft.Network/virtualNetworks/subnets/join/action"] }],
      assignableScopes: [subscription],
    });
    await kit.create(token, { ...service, roleDefinitionId: custom.id });
  });

  it("accepts one, below its scope, and counts it", async () => {
    const { id } = await kit.create(token, good);
    expect(id).to.equal(
      `${vnet}/providers/Microsoft.Authorization/roleAssignments/${String(good["roleAssignmentName"])}`,
    );
    const { view } = kit.subscription;
    expect(isGranted(view, String(good["principalId"]), "joinSubnet", `${vnet}/subnets/a`)).to.equal(true);
    expect(isGranted(view, String(good["principalId"]), "assignIdentity", vnet)).to.equal(false);
    expect(isGranted(view, String(good["principalId"]), "joinSubnet", `${vnet}-other/subnets/a`)).to.equal(
      false,
    );
  });

  it("accepts the deployer as principal and the subscription as scope", async () => {
    const scope = `/subscriptions/${kit.subscription.view.subscriptionId}`;
    await kit.create(token, { ...good, scope, principalId: deployerObjectId(kit.subscription.view) });
  });

  it("believes in people and groups, whose directory is not the subscription's", async () => {
    const principalId = "11111111-2222-4333-8444-555555555555";
    await kit.create(token, { ...good, principalId, principalType: "Group" });
    const person = { ...good, roleAssignmentName: nextGuid(), principalType: "User" };
    await kit.create(token, { ...person, principalId: "aaaaaaaa-2222-4333-8444-555555555555" });
  });

  it("does not find an identity in the directory yet, unless it is told what it is", async () => {
    const { principalType: _, ...untold } = good;
    expect((await refusal(kit.create(token, untold))).code).to.equal("PrincipalNotFound");
  });

  it("knows its own identities for what they are", async () => {
    const group = { ...good, principalType: "Group" };
    expect((await refusal(kit.create(token, group))).code).to.equal("UnmatchedPrincipalType");
  });

  it("takes conditions in version 2.0 only", async () => {
    const condition = "(!(ActionMatches{'x/write'}))";
    await kit.create(token, { ...good, condition, conditionVersion: "2.0" });
    const other = { ...good, roleAssignmentName: nextGuid(), roleDefinitionId: roleId(kit, "acrPull") };
    for (const wrong of [
      { condition, conditionVersion: "1.0" },
      { conditionVersion: "2.0" },
      { condition: "x".repeat(8193) },
    ])
      expect((await refusal(kit.create(token, { ...other, ...wrong }))).code).to.match(/Condition/);
  });

  const refused: [string, string, Properties][] = [
    ["a name that is no GUID", "InvalidRoleAssignmentId", { roleAssignmentName: "mine" }],
    [
      "a role that does not exist",
      "RoleDefinitionDoesNotExist",
      {
        roleDefinitionId:
          "/providers/Microsoft.Authorization/roleDefinitions/00000000-0000-0000-0000-000000000009",
      },
    ],
    [
      "the name of a role instead of its id",
      "RoleDefinitionDoesNotExist",
      { roleDefinitionId: "Network Contributor" },
    ],
    [
      "a principal nobody knows",
      "PrincipalNotFound",
      { principalId: "00000000-0000-0000-0000-000000000009" },
    ],
    ["a principal type that does not exist", "InvalidPrincipalType", { principalType: "Robot" }],
    ["no principal", "InvalidParameter", { principalId: undefined }],
  ];
  for (const [title, code, changes] of refused) {
    it(`refuses ${title}`, async () => {
      expect((await refusal(kit.create(token, { ...good, ...changes }))).code).to.equal(code);
    });
  }

  it("refuses a scope that is not there", async () => {
    expect((await refusal(kit.create(token, { ...good, scope: `${vnet}/subnets/none` }))).status).to.equal(
      404,
    );
  });

  it("refuses the same grant under another name", async () => {
    await kit.create(token, good);
    const error = await refusal(kit.create(token, { ...good, roleAssignmentName: nextGuid() }));
    expect([error.code, error.status]).to.deep.equal(["RoleAssignmentExists", 409]);
  });

  it("replaces an assignment whose principal changes, and refuses to update it", async () => {
    const { id } = await kit.create(token, good);
    const second = await identity(kit, "id-two");
    const after = { ...good, principalId: second.principalId };
    expect(diffOf(`azure-native:${token}`, good, after).every((change) => change.replaces)).to.equal(true);
    expect((await refusal(kit.update(token, id, { principalId: second.principalId }))).code).to.equal(
      "PropertyChangeNotAllowed",
    );
    expect((await kit.update(token, id, { description: "why" })).outputs["description"]).to.equal("why");
  });

  it("refuses the assignment beyond 5,000", async () => {
    const { id } = await kit.create(token, good);
    const one = kit.store.get(id);
    for (let index = 1; one && index < 5000; index += 1) {
      kit.store.put({
        ...one,
        id: `${id}-${index}`,
        name: `${one.name}-${index}`,
        inputs: { ...one.inputs, principalId: `principal-${index}` },
      });
    }
    const another = { ...good, roleAssignmentName: nextGuid(), roleDefinitionId: roleId(kit, "acrPull") };
    expect((await refusal(kit.create(token, another))).code).to.equal("RoleAssignmentLimitExceeded");
    // One of them can still be written.
    const described = await kit.update(token, id, { ...good, description: "why" });
    expect(described.outputs["description"]).to.equal("why");
  });

  it("goes with its scope", async () => {
    const id = await grant(kit, String(good["principalId"]), "networkContributor", vnet);
    await kit.remove("network:VirtualNetwork", vnet);
    expect(kit.subscription.read(id)).to.equal(undefined);
  });
});
