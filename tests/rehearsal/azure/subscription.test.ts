import { expect } from "chai";
import { group, location, network, newKit, refusal, type Kit } from "./kit.ts";
import { codesOf, firewallInputs, policy, publicIp, vault } from "./networkKit.ts";
import { UnknownTypeError } from "../../../rehearsal/azure/types/index.ts";

const subnet = (name: string, third: number) => ({
  virtualNetworkName: "vnet",
  subnetName: name,
  addressPrefix: `10.0.${third}.0/24`,
});

describe("rehearsal/azure: the subscription", () => {
  let kit: Kit;
  beforeEach(async () => {
    kit = await newKit();
  });
  const groupId = () => `/subscriptions/${kit.subscription.view.subscriptionId}/resourceGroups/${group}`;

  it("answers what it was given, with what Azure adds", async () => {
    const id = await policy(kit, "afwp");
    const outputs = kit.subscription.read(id)?.outputs;
    expect(outputs).to.include({
      id,
      name: "afwp",
      type: "Microsoft.Network/firewallPolicies",
      location,
      provisioningState: "Succeeded",
    });
    expect(kit.subscription.read(id.toUpperCase())?.id).to.equal(id);
    expect(
      kit.subscription.idOf("azure-native:network:FirewallPolicy", {
        resourceGroupName: group,
        firewallPolicyName: "afwp",
      }),
    ).to.equal(id);
  });

  it("never takes over what it did not create", async () => {
    await policy(kit, "afwp");
    const error = await refusal(policy(kit, "AFWP"));
    expect(error.status).to.equal(409);
    expect(error.message).to.match(/^cannot create already existing resource '.*firewallPolicies\/AFWP'$/);
  });

  it("does not update what is not there, and takes a deletion of it as done", async () => {
    const id = `${kit.providers}/Microsoft.Network/firewallPolicies/none`;
    const error = await refusal(kit.update("network:FirewallPolicy", id, { firewallPolicyName: "none" }));
    expect([error.code, error.status]).to.deep.equal(["ResourceNotFound", 404]);
    await kit.remove("network:FirewallPolicy", id);
  });

  it("knows no type that nobody taught it", async () => {
    const create = async () => kit.create("batch:BatchAccount", { accountName: "ba", location });
    const error = await create().then(
      () => undefined,
      (failure: unknown) => failure,
    );
    expect(error).to.be.instanceOf(UnknownTypeError);
    expect(String(error))
      .to.contain("azure-native:batch:BatchAccount")
      .and.to.contain("rehearsal/azure/types");
  });

  it("writes one subnet of a network at a time, and those of two networks side by side", async () => {
    await network(kit, {});
    await kit.create("network:VirtualNetwork", {
      virtualNetworkName: "vnet-2",
      location,
      addressSpace: { addressPrefixes: ["10.0.0.0/16"] },
    });
    const other = { ...subnet("c", 3), virtualNetworkName: "vnet-2" };
    const codes = await codesOf([
      kit.create("network:Subnet", subnet("a", 1)),
      kit.create("network:Subnet", subnet("b", 2)),
      kit.create("network:Subnet", other),
    ]);
    expect(codes).to.deep.equal(["AnotherOperationInProgress"]);
    await kit.create("network:Subnet", subnet("b", 2));
  });

  it("neither changes a resource twice at once nor its parts meanwhile", async () => {
    const net = await network(kit, { a: subnet("a", 1) });
    const updating = kit.update("network:VirtualNetwork", net.id, { tags: {} });
    const attempts = [
      kit.update("network:VirtualNetwork", net.id, {}),
      kit.remove("network:VirtualNetwork", net.id),
      kit.create("network:Subnet", subnet("b", 2)),
      kit.remove("network:Subnet", net.subnet("a")),
    ];
    expect(await codesOf(attempts)).to.deep.equal(
      Array.from({ length: 4 }, () => "AnotherOperationInProgress"),
    );
    await updating;
    const writing = kit.create("network:Subnet", subnet("b", 2));
    expect(
      await codesOf([
        kit.update("network:VirtualNetwork", net.id, {}),
        kit.remove("network:VirtualNetwork", net.id),
      ]),
    ).to.deep.equal(["AnotherOperationInProgress", "AnotherOperationInProgress"]);
    await writing;
    expect(kit.subscription.read(net.id)?.state).to.equal("Succeeded");
  });

  it("gives up its locks after a refusal", async () => {
    const net = await network(kit, {});
    await refusal(kit.create("network:Subnet", subnet("a", 300)));
    await kit.create("network:Subnet", subnet("a", 1));
    await kit.update("network:VirtualNetwork", net.id, {});
  });

  it("assigns roles on what is being changed", async () => {
    const net = await network(kit, {});
    const { outputs } = await kit.create("managedidentity:UserAssignedIdentity", {
      resourceName: "id-one",
      location,
    });
    const updating = kit.update("network:VirtualNetwork", net.id, { tags: {} });
    const roleDefinitionId = `/subscriptions/${kit.subscription.view.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/4d97b98b-1d4f-4787-a291-c67834d212e7`;
    const inputs = {
      roleAssignmentName: "00000000-0000-4000-8000-00000000abcd",
      scope: net.id,
      principalId: outputs["principalId"],
      roleDefinitionId,
      principalType: "ServicePrincipal",
    };
    await kit.create("authorization:RoleAssignment", inputs);
    await updating;
  });

  it("notes when every operation began and ended, and lets them overlap", async () => {
    const before = kit.store.operationsSince(0).at(-1)?.number ?? 0;
    const start = kit.clock.now;
    const net = await network(kit, { AzureFirewallSubnet: { addressPrefix: "10.0.0.0/26" } });
    const inputs = firewallInputs(
      net.subnet("AzureFirewallSubnet"),
      await publicIp(kit, "pip"),
      await policy(kit, "afwp"),
    );
    const ready = kit.clock.now;
    await Promise.all([kit.create("network:AzureFirewall", inputs), vault(kit, "kv-beside")]);
    expect(kit.clock.now - ready).to.be.closeTo(8.5, 1e-9);
    const operations = kit.store.operationsSince(before);
    expect(operations.map(({ operation }) => operation)).to.deep.equal(
      Array.from({ length: 6 }, () => "create"),
    );
    expect(operations[0]?.started).to.equal(start);
    const [firewall, beside] = operations.slice(-2);
    expect([firewall?.started, beside?.started]).to.deep.equal([ready, ready]);
    expect(beside?.ended).to.be.lessThan(firewall?.ended ?? 0);
  });

  it("deletes a resource group with all that is in it, and refuses new things meanwhile", async () => {
    const net = await network(kit, { a: subnet("a", 1) });
    await vault(kit, "kv-inside");
    const going = kit.remove("resources:ResourceGroup", groupId());
    const error = await refusal(policy(kit, "afwp"));
    expect([error.code, error.status]).to.deep.equal(["ResourceGroupBeingDeleted", 409]);
    expect(error.message).to.contain(`'${group}'`);
    await going;
    expect(kit.store.all()).to.deep.equal([]);
    expect(kit.subscription.read(net.subnet("a"))).to.equal(undefined);
    expect(kit.store.softDeleted().map(({ name }) => name)).to.deep.equal(["kv-inside"]);
  });

  it("takes a private endpoint's connection along when its group goes", async () => {
    await kit.create("resources:ResourceGroup", { resourceGroupName: "rg-target", location });
    const inputs = {
      vaultName: "kv-far",
      resourceGroupName: "rg-target",
      location,
      properties: {
        sku: { family: "A", name: "standard" },
        tenantId: kit.subscription.view.tenantId,
        enableRbacAuthorization: true,
      },
    };
    const { id } = await kit.create("keyvault:Vault", inputs);
    const net = await network(kit, { a: subnet("a", 1) });
    await kit.create("network:PrivateEndpoint", {
      privateEndpointName: "pep",
      location,
      subnet: { id: net.subnet("a") },
      privateLinkServiceConnections: [{ privateLinkServiceId: id, groupIds: ["vault"] }],
    });
    expect(kit.subscription.read(id)?.facts["privateEndpointConnections"]).to.have.length(1);
    await kit.remove("resources:ResourceGroup", groupId());
    expect(kit.subscription.read(id)?.facts["privateEndpointConnections"]).to.deep.equal([]);
  });

  it("does not delete a group around what somebody outside uses", async () => {
    await policy(kit, "afwp");
    await kit.create("resources:ResourceGroup", { resourceGroupName: "rg-child", location });
    await policy(kit, "afwp-child", {
      resourceGroupName: "rg-child",
      basePolicy: { id: `${kit.providers}/Microsoft.Network/firewallPolicies/afwp` },
    });
    const error = await refusal(kit.remove("resources:ResourceGroup", groupId()));
    expect(error.code).to.equal("FirewallPolicyInUseCannotBeDeleted");
    expect(error.message).to.contain("rg-child");
  });

  it("fails what was being written in a group that went", async () => {
    const net = await network(kit, { AzureFirewallSubnet: { addressPrefix: "10.0.0.0/26" } });
    const inputs = firewallInputs(
      net.subnet("AzureFirewallSubnet"),
      await publicIp(kit, "pip"),
      await policy(kit, "afwp"),
    );
    const building = refusal(kit.create("network:AzureFirewall", inputs));
    await kit.remove("resources:ResourceGroup", groupId());
    expect((await building).code).to.equal("ResourceNotFound");
    expect(kit.store.all()).to.deep.equal([]);
  });

  it("makes up the same GUID for the same seed, another for another, and others for other subscriptions", async () => {
    const other = await newKit();
    expect(kit.store.guid("a"))
      .to.equal(kit.store.guid("a"))
      .and.to.match(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(kit.store.guid("a")).not.to.equal(kit.store.guid("b"));
    expect(kit.subscription.view.subscriptionId).not.to.equal(other.subscription.view.subscriptionId);
  });
});
