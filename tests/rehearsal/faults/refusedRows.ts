/** Rows whose requests Azure refuses. */
import { expect } from "chai";
import { grant, identity, location } from "../azure/kit.ts";
import { failure, policy, policyInputs, policyMinutes, vault, vaultOf, type RowTests } from "./kit.ts";

export const refused = {
  async throttling(kit) {
    kit.begin({ fault: "throttling", type: "Microsoft.Network/*", retryAfterSeconds: 90 });
    const took = await kit.minutes(() => kit.make(policy, policyInputs));
    expect(took).to.be.closeTo(policyMinutes + 1.5, 0.01);
    expect(kit.struck()).to.deep.equal([1]);

    kit.begin({ fault: "throttling", times: 4, type: "Microsoft.Network/*" });
    await kit.make("managedidentity:UserAssignedIdentity", { resourceName: "id-test", location });
    expect(kit.struck()).to.deep.equal([0]);
    const refused = await failure(kit.make(policy, { ...policyInputs, firewallPolicyName: "afwp-2" }));
    expect(String(refused)).to.match(/^Status=429 Code="TooManyRequests" Message="/);
    expect(kit.subscription.read(`${kit.providers}/Microsoft.Network/firewallPolicies/afwp-2`)).to.equal(
      undefined,
    );

    kit.begin({ fault: "throttling", retryAfterSeconds: 121 });
    const impatient = await kit.minutes(() =>
      failure(kit.make(policy, { ...policyInputs, firewallPolicyName: "afwp-3" })),
    );
    expect([impatient, kit.struck()]).to.deep.equal([0, [1]]);
  },

  async busy(kit) {
    kit.begin({ fault: "busy" });
    const took = await kit.minutes(() => kit.make(policy, policyInputs));
    expect(took).to.be.closeTo(policyMinutes + 20 / 60, 0.01);

    kit.begin({ fault: "busy", times: 4 });
    expect(String(await failure(kit.make(vault, vaultOf(kit))))).to.contain(
      'Status=409 Code="AnotherOperationInProgress"',
    );
    kit.begin({ fault: "busy", times: 4 });
    const other = { ...policyInputs, firewallPolicyName: "afwp-2" };
    expect(String(await failure(kit.make(policy, other)))).to.contain(
      'Status=429 Code="RetryableErrorDueToAnotherOperation"',
    );
    kit.begin({ fault: "busy" });
    const account = { accountName: "cosmos", location };
    expect(String(await failure(kit.make("cosmosdb:DatabaseAccount", account)))).to.contain(
      'Status=412 Code="PreconditionFailed"',
    );
    expect(kit.struck()).to.deep.equal([1]);
  },

  async "server-error"(kit) {
    for (const [status, code] of [
      ["500", "InternalServerError"],
      ["503", "ServiceUnavailable"],
      ["504", "GatewayTimeout"],
    ]) {
      kit.begin({ fault: "server-error", status, times: 4 });
      const refused = await failure(kit.make(policy, policyInputs));
      expect(String(refused)).to.contain(`Status=${status} Code="${code}"`);
    }
    kit.end();
    kit.begin({ fault: "server-error", times: 3, operation: "create" });
    const took = await kit.minutes(() => kit.make(policy, policyInputs));
    expect(took).to.be.closeTo(policyMinutes + (20 + 60 + 120) / 60, 0.01);
    expect(kit.struck()).to.deep.equal([3]);
  },

  async quota(kit) {
    kit.begin({ fault: "quota", limit: 7, name: "pip-*" });
    const address = { publicIpAddressName: "pip-a", location, sku: { name: "Standard" } };
    const made = failure(kit.make("network:PublicIPAddress", address));
    expect(String(await made))
      .to.contain('Status=400 Code="PublicIPCountLimitReached"')
      .and.to.contain(" 7 ");
    expect(String(await failure(kit.make("network:PublicIPAddress", address)))).to.contain("Cannot create");
    expect(kit.struck()).to.deep.equal([2]);
    kit.begin({ fault: "quota", type: "Microsoft.Network/virtualNetworks" });
    const net = { virtualNetworkName: "v", location, addressSpace: { addressPrefixes: ["10.0.0.0/16"] } };
    expect(String(await failure(kit.make("network:VirtualNetwork", net)))).to.contain(
      "VnetCountLimitReached",
    );
    kit.begin({ fault: "quota" });
    expect(String(await failure(kit.make(policy, policyInputs)))).to.contain(
      'Status=409 Code="QuotaExceeded"',
    );
    expect(kit.store.ofType("Microsoft.Network/firewallPolicies")).to.deep.equal([]);
  },

  async "role-propagation"(kit) {
    const { id, principalId } = await identity(kit, "id-test");
    const scaleSet = {
      vmScaleSetName: "vmss",
      location,
      identity: { type: "UserAssigned", userAssignedIdentities: [id] },
    };
    kit.begin({ fault: "role-propagation", minutes: 8 });
    // Nothing was granted: the type's own rules speak.
    expect(String(await failure(kit.make("compute:VirtualMachineScaleSet", scaleSet)))).not.to.contain("403");
    await grant(kit, principalId, "networkContributor", kit.providers.replace("/providers", ""));
    const refused = await failure(kit.make("compute:VirtualMachineScaleSet", scaleSet));
    expect(String(refused)).to.contain('Status=403 Code="LinkedAuthorizationFailed"');
    expect(String(await failure(kit.make(policy, policyInputs)))).to.contain(
      'Status=403 Code="AuthorizationFailed"',
    );
    expect(kit.struck()).to.deep.equal([2]);
    await kit.clock.pass(8);
    await kit.make(policy, policyInputs);
    expect(kit.struck()).to.deep.equal([2]);
  },

  async "identity-propagation"(kit) {
    const { principalId } = await identity(kit, "id-test");
    kit.begin({ fault: "identity-propagation", seconds: 90 });
    await grant(kit, principalId, "networkContributor", kit.providers.replace("/providers", ""));
    expect(kit.struck()).to.deep.equal([0]);
    const assignment = {
      accountName: "cosmos",
      roleAssignmentId: "00000000-0000-4000-8000-000000000001",
      principalId,
    };
    const refused = await failure(kit.make("cosmosdb:SqlResourceSqlRoleAssignment", assignment));
    expect(String(refused)).to.contain('Status=400 Code="PrincipalNotFound"').and.to.contain(principalId);
    expect(kit.struck()).to.deep.equal([1]);
    await kit.clock.pass(1.5);
    const then = await failure(kit.make("cosmosdb:SqlResourceSqlRoleAssignment", assignment));
    expect(String(then)).not.to.contain("PrincipalNotFound");
  },

  async "soft-deleted-name"(kit) {
    kit.begin({ fault: "soft-deleted-name", name: "kv-*" });
    expect(String(await failure(kit.make(vault, vaultOf(kit))))).to.contain(
      'Status=409 Code="VaultAlreadyExists"',
    );
    // The name stays taken, although the fault has struck as often as it should.
    expect(String(await failure(kit.make(vault, vaultOf(kit))))).to.contain("VaultAlreadyExists");
    expect(kit.struck()).to.deep.equal([1]);
    kit.end();
    await kit.make(vault, vaultOf(kit));
    expect(kit.store.softDeleted()).to.deep.equal([]);
  },

  async "clock-skew"(kit) {
    const { id } = await kit.make(policy, policyInputs);
    kit.begin({ fault: "clock-skew", clock: "ahead" });
    const other = `${kit.providers}/Microsoft.Network/firewallPolicies/afwp-2`;
    const created = await failure(kit.make(policy, { ...policyInputs, firewallPolicyName: "afwp-2" }));
    expect(created.message).to.match(
      new RegExp(
        `^cannot check existence of resource '${other}': status code 401, \\{"error":\\{"code":"InvalidAuthenticationToken"`,
      ),
    );
    expect(String(await failure(kit.change(policy, id, policyInputs)))).to.match(
      /Status=401 Code="InvalidAuthenticationToken" Message=".*ahead/,
    );
    expect(String(await failure(kit.take(policy, id)))).to.contain("Status=401");
    expect(kit.struck()).to.deep.equal([3]);
    kit.end();
    await kit.take(policy, id);
  },
} satisfies RowTests;
