import { expect } from "chai";
import { mkdtempSync, rmSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { SimulatedClock } from "../../../rehearsal/azure/clock.ts";
import type { Properties } from "../../../lib/properties.ts";
import { Store } from "../../../rehearsal/azure/store.ts";
import { Subscription } from "../../../rehearsal/azure/subscription.ts";
import { connectionsOf } from "../../../rehearsal/azure/links.ts";
import { location } from "./kit.ts";
import { madeByAzure } from "./networkKit.ts";

/** A clock that never moves, so that an operation stays under way until its process is gone. */
function stopped(): SimulatedClock {
  const clock = new SimulatedClock(0, 0);
  clock.enter();
  return clock;
}

describe("rehearsal/azure: a killed process", () => {
  let folder: string;
  let store: Store;
  let azure: Subscription;
  const inGroup = { resourceGroupName: "rg-test", location };

  const open = (clock: SimulatedClock) => {
    store = new Store(path.join(folder, "below", "azure.db"));
    azure = new Subscription(store, clock);
  };
  const create = (token: string, inputs: Properties) =>
    azure.create(`azure-native:${token}`, "urn", { ...inGroup, ...inputs });
  /** The process goes while the operation is under way, and another one opens the file. */
  const killDuring = (work: () => Promise<unknown>) => {
    store.close();
    open(stopped());
    void work();
    const states = store.all().map(({ name, state }) => `${name} ${state}`);
    store.close();
    open(new SimulatedClock(0, 0));
    return states;
  };

  beforeEach(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), "bulkhead-azure-"));
    open(new SimulatedClock(0, 0));
    await create("resources:ResourceGroup", {});
  });

  afterEach(() => {
    store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("leaves a creation that Azure ends", () => {
    const zone = { privateZoneName: "a.example", location: "global" };
    expect(killDuring(() => create("privatedns:PrivateZone", zone))).to.deep.equal([
      "rg-test Succeeded",
      "a.example Creating",
    ]);
    const found = azure.read(azure.idOf("azure-native:privatedns:PrivateZone", { ...inGroup, ...zone }));
    expect(found?.state).to.equal("Succeeded");
    expect(found?.outputs).to.include({ provisioningState: "Succeeded", maxNumberOfRecordSets: 25000 });
  });

  it("leaves an update that Azure ends, with what was known before", async () => {
    const vnet = { virtualNetworkName: "vnet", addressSpace: { addressPrefixes: ["10.0.0.0/16"] } };
    const { id, outputs } = await create("network:VirtualNetwork", vnet);
    const states = killDuring(() =>
      azure.update("azure-native:network:VirtualNetwork", "urn", id, {
        ...inGroup,
        ...vnet,
        tags: { a: "b" },
      }),
    );
    expect(states).to.contain("vnet Updating");
    expect(azure.read(id)?.state).to.equal("Succeeded");
    expect(azure.read(id)?.outputs).to.deep.include({
      tags: { a: "b" },
      resourceGuid: outputs["resourceGuid"],
    });
  });

  it("leaves a deletion that Azure ends, with all that it takes along", async () => {
    const { id } = await create("network:VirtualNetwork", {
      virtualNetworkName: "vnet",
      addressSpace: { addressPrefixes: ["10.0.0.0/16"] },
    });
    await create("network:Subnet", {
      virtualNetworkName: "vnet",
      subnetName: "a",
      addressPrefix: "10.0.0.0/24",
    });
    const states = killDuring(() => azure.delete("azure-native:network:VirtualNetwork", "urn", id));
    expect(states).to.contain("vnet Deleting");
    expect(store.all().map(({ name }) => name)).to.deep.equal(["rg-test"]);
  });

  it("leaves a private endpoint whose target hears of it", async () => {
    await create("network:VirtualNetwork", {
      virtualNetworkName: "vnet",
      addressSpace: { addressPrefixes: ["10.0.0.0/16"] },
    });
    const subnet = (
      await create("network:Subnet", {
        virtualNetworkName: "vnet",
        subnetName: "a",
        addressPrefix: "10.0.0.0/24",
      })
    ).id;
    const pls = `/subscriptions/${azure.view.subscriptionId}/resourceGroups/rg-test/providers/Microsoft.Network/privateLinkServices/pls`;
    store.put(madeByAzure(pls, "Microsoft.Network/privateLinkServices"));
    killDuring(() =>
      create("network:PrivateEndpoint", {
        privateEndpointName: "pep",
        subnet: { id: subnet },
        privateLinkServiceConnections: [{ privateLinkServiceId: pls }],
      }),
    );
    expect(connectionsOf(azure.read(pls)).map(({ status }) => status)).to.deep.equal(["Approved"]);
  });

  it("does not bring back what was being written in a group that went", async () => {
    const group = azure.idOf("azure-native:resources:ResourceGroup", inGroup);
    killDuring(() =>
      Promise.all([
        create("privatedns:PrivateZone", { privateZoneName: "a.example", location: "global" }),
        azure.delete("azure-native:resources:ResourceGroup", "urn", group),
      ]),
    );
    expect(store.all().filter(({ name }) => name === "rg-test")).to.deep.equal([]);
    expect(store.all()).to.deep.equal([]);
  });

  it("keeps subscription, GUIDs and soft-deleted names", async () => {
    const { subscriptionId, tenantId } = azure.view;
    const guid = store.guid("seed");
    const { id } = await create("keyvault:Vault", {
      vaultName: "kv-gone",
      properties: { sku: { family: "A", name: "standard" }, tenantId, enableRbacAuthorization: true },
    });
    await azure.delete("azure-native:keyvault:Vault", "urn", id);
    store.close();
    open(new SimulatedClock(0, 0));
    expect(azure.view).to.include({ subscriptionId, tenantId });
    expect(store.guid("seed")).to.equal(guid);
    expect(store.isSoftDeleted("Microsoft.KeyVault/vaults", "KV-Gone")).to.equal(true);
  });
});
