/** Rows that break something beside the request. */
import { expect } from "chai";
import { connectionsOf, decideConnection, requestConnection } from "../../../rehearsal/azure/links.ts";
import { location } from "../azure/kit.ts";
import { madeByAzure } from "../azure/networkKit.ts";
import { failure, policy, policyInputs, vault, vaultOf, type RowTests } from "./kit.ts";

export const beside = {
  async "link-recreated"(kit) {
    const pls = `${kit.providers}/Microsoft.Network/privateLinkServices/pls`;
    const made = madeByAzure(pls, "Microsoft.Network/privateLinkServices", { alias: "pls.first" });
    kit.store.put({ ...made, location });
    await kit.make("cdn:Profile", {
      profileName: "afd",
      location: "Global",
      sku: { name: "Premium_AzureFrontDoor" },
    });
    const group = { profileName: "afd", originGroupName: "api" };
    await kit.make("cdn:AFDOriginGroup", { ...group, loadBalancingSettings: {} });
    const origin = (originName: string) => ({
      ...group,
      enabledState: originName === "first" ? "Enabled" : "Disabled",
      originName,
      hostName: "api.example.com",
      sharedPrivateLinkResource: {
        privateLink: { id: pls },
        privateLinkLocation: location,
        requestMessage: "afd",
      },
    });
    await kit.make("cdn:AFDOrigin", origin("first"));
    const { view } = kit.subscription;
    const effects = { put: kit.store.put.bind(kit.store), remove: kit.store.remove.bind(kit.store) };
    const [first] = connectionsOf(view.find(pls));
    decideConnection(view, effects, pls, first?.name ?? "", "Approved", undefined);
    requestConnection(view, effects, pls, {
      privateEndpointId: "/endpoints/pep",
      groupId: "",
      description: "operations",
      approved: true,
    });
    kit.begin({ fault: "link-recreated", after: 1, type: "Microsoft.Cdn/*" });
    await kit.make("cdn:AFDOrigin", origin("second"));
    const statuses = () =>
      connectionsOf(view.find(pls)).map(({ description, status }) => `${description} ${status}`);
    expect(statuses()).to.deep.equal(["afd Approved", "operations Approved"]);
    await kit.make("cdn:AFDOrigin", origin("third"));
    expect(statuses()).to.deep.equal(["afd Pending"]);
    expect(view.find(pls)?.outputs["alias"]).not.to.equal("pls.first");
    expect(kit.struck()).to.deep.equal([1]);
  },

  async "provider-killed"(kit) {
    kit.begin({ fault: "provider-killed", after: 1 });
    await kit.make(policy, policyInputs);
    expect(kit.broken).to.deep.equal([]);
    await kit.make(vault, vaultOf(kit));
    expect(kit.broken).to.deep.equal(["provider"]);
  },

  async "engine-killed"(kit) {
    kit.begin({ fault: "engine-killed", stack: "stamp-*" });
    await kit.make(policy, policyInputs, "global");
    await kit.make(vault, vaultOf(kit), "stamp-eastus");
    expect(kit.broken).to.deep.equal(["engine of stamp-eastus"]);
  },

  async "command-killed"(kit) {
    kit.begin({ fault: "command-killed", operation: "delete" });
    const { id } = await kit.make(policy, policyInputs);
    expect(kit.broken).to.deep.equal([]);
    await kit.take(policy, id);
    expect(kit.broken).to.deep.equal(["command"]);
  },

  async "disk-full"(kit) {
    kit.begin({ fault: "disk-full", operation: "update" });
    const { id } = await kit.make(policy, policyInputs);
    await kit.change(policy, id, { ...policyInputs, tags: { changed: "yes" } });
    expect(kit.broken).to.deep.equal(["disk of stamp-eastus"]);
  },

  "backend-locked"(kit) {
    const { faults } = kit.subscription;
    kit.begin({ fault: "backend-locked", stack: "stamp-*" });
    faults?.opened(kit.subscription, "global");
    expect(kit.broken).to.deep.equal([]);
    faults?.opened(kit.subscription, "stamp-eastus");
    expect(kit.broken).to.deep.equal(["lock stamp-eastus"]);
    // The other run has ended until the stack is opened again.
    faults?.opened(kit.subscription, "stamp-eastus");
    expect(kit.broken).to.deep.equal(["lock stamp-eastus", "unlock stamp-eastus"]);
    kit.begin({ fault: "backend-locked" });
    faults?.opened(kit.subscription, "global");
    kit.end();
    expect(kit.broken.slice(2)).to.deep.equal(["lock global", "unlock global"]);
    return Promise.resolve();
  },

  async "region-lost"(kit) {
    const group = (name: string, stack: string, at: string) =>
      kit.make("resources:ResourceGroup", { resourceGroupName: name, location: at, tags: { stack } });
    await group("rg-stamp", "stamp-eastus", location);
    await group("rg-global", "global", location);
    await group("rg-other", "stamp-westeurope", "westeurope");
    const lost = await kit.make(policy, { ...policyInputs, resourceGroupName: "rg-stamp" });
    const kept = await kit.make(policy, { ...policyInputs, resourceGroupName: "rg-global" });
    const elsewhere = { ...policyInputs, resourceGroupName: "rg-other", location: "westeurope" };
    kit.begin({ fault: "region-lost", region: location, after: 1 });
    await kit.make(policy, elsewhere);
    expect(kit.subscription.read(lost.id)).not.to.equal(undefined);
    // Another region's request is carried out even as the region goes.
    await kit.make(policy, { ...elsewhere, firewallPolicyName: "afwp-2" });
    expect(kit.subscription.read(lost.id)).to.equal(undefined);
    expect(kit.subscription.read(kept.id)).not.to.equal(undefined);
    expect(kit.struck()).to.deep.equal([1]);
    const refused = await failure(kit.make(policy, { ...policyInputs, firewallPolicyName: "afwp-3" }));
    expect(refused.message).to.match(/cannot check existence .*: status code 503, .*ServiceUnavailable/);
    expect(String(await failure(kit.change(policy, kept.id, policyInputs)))).to.contain(
      'Status=503 Code="ServiceUnavailable"',
    );
    kit.end();
    await kit.make(policy, { ...policyInputs, firewallPolicyName: "afwp-3" });

    kit.begin({ fault: "region-lost", region: "westeurope", groups: "kept" });
    await kit.change(policy, kept.id, policyInputs);
    const [still] = kit.store.below(
      `/subscriptions/${kit.subscription.view.subscriptionId}/resourceGroups/rg-other`,
    );
    expect(() => kit.subscription.read(still?.id ?? "")).to.throw("westeurope");
    kit.end();
    expect(kit.subscription.read(still?.id ?? "")).to.include({ state: "Succeeded" });
  },
} satisfies RowTests;
