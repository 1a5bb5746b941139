/** Rows whose requests Azure accepts, and which do not end well. */
import { expect } from "chai";
import { ProvisioningFailed } from "../../../rehearsal/azure/errors.ts";
import { failure, policy, policyInputs, policyMinutes, type RowTests } from "./kit.ts";

export const accepted = {
  async "zone-capacity"(kit) {
    kit.begin({ fault: "zone-capacity", zone: "2" });
    await kit.make(policy, policyInputs);
    expect(kit.struck()).to.deep.equal([0]);
    const cluster = {
      resourceName: "aks",
      location: "westus",
      dnsPrefix: "aks",
      identity: { type: "SystemAssigned" },
      agentPoolProfiles: [{ name: "system", mode: "System", count: 3, vmSize: "Standard_D4ds_v5" }],
    };
    const refused = await failure(kit.make("containerservice:ManagedCluster", cluster));
    expect(refused).to.be.instanceOf(ProvisioningFailed);
    expect(refused.message).to.match(
      /^Status=200 Code="AKSCapacityHeavyUsage" Message=".*zone '2' of 'westus'/,
    );
    const id = `${kit.providers}/Microsoft.ContainerService/managedClusters/aks`;
    expect(kit.store.get(id)).to.include({ state: "Failed" });
    kit.end();
    await kit.change("containerservice:ManagedCluster", id, cluster);
    expect(kit.store.get(id)).to.include({ state: "Succeeded" });
  },

  async "operation-failed"(kit) {
    kit.begin({ fault: "operation-failed", name: "afwp" });
    const id = `${kit.providers}/Microsoft.Network/firewallPolicies/afwp`;
    let refused: Error | undefined;
    const took = await kit.minutes(async () => (refused = await failure(kit.make(policy, policyInputs))));
    expect(took).to.be.closeTo(policyMinutes / 2, 0.01);
    expect(refused).to.be.instanceOf(ProvisioningFailed).and.to.include({ id });
    expect(refused?.message).to.match(/^Status=200 Code="InternalServerError"/);
    expect(kit.subscription.read(id)?.outputs).to.include({ provisioningState: "Failed" });
    await kit.change(policy, id, policyInputs);
    expect(kit.subscription.read(id)?.outputs).to.include({ provisioningState: "Succeeded" });

    kit.begin({ fault: "operation-failed", operation: "delete" });
    expect(String(await failure(kit.take(policy, id)))).to.contain('Status=200 Code="InternalServerError"');
    expect(kit.store.get(id)).to.include({ state: "Failed" });
    // Whoever asks for it then is told so.
    expect(kit.subscription.read(id)?.outputs).to.include({ provisioningState: "Failed" });
    await kit.take(policy, id);
    expect(kit.store.get(id)).to.equal(undefined);
  },

  async "operation-timeout"(kit) {
    kit.begin({ fault: "operation-timeout", minutes: 130 });
    const id = `${kit.providers}/Microsoft.Network/firewallPolicies/afwp`;
    let refused: Error | undefined;
    const took = await kit.minutes(async () => (refused = await failure(kit.make(policy, policyInputs))));
    expect(took).to.be.closeTo(120, 0.01);
    expect(refused)
      .to.be.instanceOf(ProvisioningFailed)
      .and.to.include({ id, message: "operation timed out" });
    expect(String(await failure(kit.change(policy, id, policyInputs)))).to.contain(
      "AnotherOperationInProgress",
    );
    await kit.clock.pass(10);
    expect(kit.store.get(id)).to.include({ state: "Succeeded" });
    await kit.change(policy, id, policyInputs);

    kit.begin({ fault: "operation-timeout", operation: "delete" });
    expect((await failure(kit.take(policy, id))).message).to.equal("operation timed out");
    await kit.clock.pass(5);
    expect(kit.store.get(id)).to.equal(undefined);
  },

  async "lost-answer"(kit) {
    kit.begin({ fault: "lost-answer", operation: "create" });
    const id = `${kit.providers}/Microsoft.Network/firewallPolicies/afwp`;
    const lost = await failure(kit.make(policy, policyInputs));
    expect(lost.message).to.equal(
      `Put "https://management.azure.com${id}": read tcp: connection reset by peer`,
    );
    expect(kit.struck()).to.deep.equal([4]);
    await kit.clock.pass(policyMinutes);
    expect(kit.subscription.read(id)?.outputs).to.include({ provisioningState: "Succeeded" });
    expect(String(await failure(kit.make(policy, policyInputs)))).to.contain("already existing resource");

    kit.begin({ fault: "lost-answer", times: 1 });
    await kit.make(policy, { ...policyInputs, firewallPolicyName: "afwp-2" });
    expect(kit.store.ofType("Microsoft.Network/firewallPolicies")).to.have.length(2);
    kit.begin({ fault: "lost-answer", operation: "delete" });
    expect((await failure(kit.take(policy, id))).message).to.match(/^Delete "https:.*connection reset/);
    await kit.clock.pass(5);
    expect(kit.store.get(id)).to.equal(undefined);
  },
} satisfies RowTests;
