import { expect } from "chai";
import type { Properties } from "../../../../../lib/properties.ts";
import { identity, location, network, newKit, refusal, type Kit } from "../../kit.ts";
import { refuses } from "../../networkKit.ts";

const token = "network:FlowLog";

describe("rehearsal/azure: flow logs", () => {
  let kit: Kit;
  let good: Properties;
  const analytics = "flowAnalyticsConfiguration.networkWatcherFlowAnalyticsConfiguration";

  const account = async (name: string, changes: Properties = {}): Promise<string> =>
    (
      await kit.create("storage:StorageAccount", {
        accountName: name,
        location,
        kind: "StorageV2",
        sku: { name: "Standard_ZRS" },
        allowSharedKeyAccess: false,
        publicNetworkAccess: "Disabled",
        networkRuleSet: { defaultAction: "Deny", bypass: "AzureServices" },
        ...changes,
      })
    ).id;

  beforeEach(async () => {
    kit = await newKit();
    const { id } = await network(kit, {});
    const workspace = await kit.create("operationalinsights:Workspace", {
      workspaceName: "log-east",
      location,
      sku: { name: "PerGB2018" },
    });
    const writer = await identity(kit, "id-flow-logs");
    good = {
      flowLogName: "flowlog",
      networkWatcherName: "NetworkWatcher_eastus",
      resourceGroupName: "NetworkWatcherRG",
      location,
      targetResourceId: id,
      storageId: await account("stflow01"),
      enabled: true,
      identity: { type: "UserAssigned", userAssignedIdentities: [writer.id] },
      format: { type: "JSON", version: 2 },
      retentionPolicy: { enabled: true, days: 90 },
      flowAnalyticsConfiguration: {
        networkWatcherFlowAnalyticsConfiguration: {
          enabled: true,
          workspaceResourceId: workspace.id,
          workspaceRegion: location,
          trafficAnalyticsInterval: 60,
        },
      },
    };
  });

  it("are kept by the Network Watcher that Azure made with the first network of the region", async () => {
    const { id } = await kit.create(token, good);
    expect(id).to.match(/\/NetworkWatcherRG\/.*\/NetworkWatcher_eastus\/flowLogs\/flowlog$/);
    await kit.remove(token, id);
    expect(kit.subscription.read(id)).to.equal(undefined);
  });

  refuses(
    [
      [
        "a Network Watcher that is not there",
        "ParentResourceNotFound",
        "NetworkWatcher_westeurope",
        { networkWatcherName: "NetworkWatcher_westeurope" },
      ],
      [
        "a group that is not there",
        "ResourceGroupNotFound",
        "rg-watchers",
        { resourceGroupName: "rg-watchers" },
      ],
      ["no network", "InvalidParameter", "targetResourceId", { targetResourceId: undefined }],
      ["no storage account", "InvalidParameter", "storageId", { storageId: undefined }],
      ["an unknown format", "InvalidParameterValue", "CSV", { "format.type": "CSV" }],
      ["retention beyond a year", "InvalidParameterValue", "366", { "retentionPolicy.days": 366 }],
      [
        "another region than the watcher's",
        "InvalidResourceReference",
        "westeurope",
        { location: "westeurope" },
      ],
      [
        "analytics every half hour",
        "InvalidParameterValue",
        "30",
        { [`${analytics}.trafficAnalyticsInterval`]: 30 },
      ],
      [
        "analytics without a workspace",
        "InvalidParameter",
        "workspaceResourceId",
        { [`${analytics}.workspaceResourceId`]: undefined },
      ],
    ],
    () => kit,
    token,
    () => good,
  );

  it("refuses a storage account of another region, of the premium tier, or closed to trusted services", async () => {
    const refused = async (name: string, changes: Properties): Promise<string> => {
      const storageId = await account(name, changes);
      return (await refusal(kit.create(token, { ...good, storageId }))).code;
    };
    expect(await refused("stfar01", { location: "westeurope" })).to.equal("InvalidResourceReference");
    expect(await refused("stpremium01", { kind: "BlockBlobStorage", sku: { name: "Premium_LRS" } })).to.equal(
      "FlowLogStorageAccountNotSupported",
    );
    expect(
      await refused("stclosed01", { networkRuleSet: { defaultAction: "Deny", bypass: "None" } }),
    ).to.equal("FlowLogStorageAccountNotAccessible");
  });

  it("refuses a second log of one network, and another network for a log", async () => {
    const { id } = await kit.create(token, good);
    expect((await refusal(kit.create(token, { ...good, flowLogName: "again" }))).code).to.equal("Conflict");
    const other = await kit.create("network:VirtualNetwork", {
      virtualNetworkName: "other",
      location,
      addressSpace: { addressPrefixes: ["10.9.0.0/24"] },
    });
    const error = await refusal(kit.update(token, id, { targetResourceId: other.id }));
    expect(error.code).to.equal("PropertyChangeNotAllowed");
  });

  it("finds no Network Watcher before there is a network", async () => {
    const empty = await newKit();
    const inputs = { ...good, targetResourceId: "network", storageId: "account", identity: undefined };
    expect((await refusal(empty.create(token, inputs))).code).to.equal("ResourceGroupNotFound");
  });
});
