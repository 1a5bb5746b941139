import { expect } from "chai";
import type { Properties } from "../../../../lib/properties.ts";
import { changed, location, newKit, refusal, type Kit } from "../kit.ts";
import { vault } from "../networkKit.ts";

describe("rehearsal/azure: Event Grid", () => {
  let kit: Kit;
  let source: string;
  let actionGroup: string;
  const topic = (changes: Properties = {}) =>
    changed(
      { systemTopicName: "egst-vault", location, source, topicType: "Microsoft.KeyVault.vaults" },
      changes,
    );
  const alert = (changes: Properties = {}) =>
    changed(
      {
        systemTopicName: "egst-vault",
        eventSubscriptionName: "expiry",
        eventDeliverySchema: "CloudEventSchemaV1_0",
        destination: { endpointType: "MonitorAlert", severity: "Sev2", actionGroups: [actionGroup] },
        filter: { includedEventTypes: ["Microsoft.KeyVault.SecretNearExpiry"] },
        retryPolicy: { maxDeliveryAttempts: 30, eventTimeToLiveInMinutes: 1440 },
      },
      changes,
    );

  beforeEach(async () => {
    kit = await newKit();
    source = await vault(kit, "kv-events");
    actionGroup = `${kit.providers}/Microsoft.Insights/actionGroups/ag-test`;
    kit.store.put({
      id: actionGroup,
      arm: "Microsoft.Insights/actionGroups",
      name: "ag-test",
      location: undefined,
      inputs: {},
      outputs: {},
      facts: {},
      state: "Succeeded",
      until: 0,
    });
    await kit.create("eventgrid:SystemTopic", topic());
  });

  it("turns what happens in a vault into an alert or a call", async () => {
    await kit.create("eventgrid:SystemTopicEventSubscription", alert());
    const destination = { endpointType: "WebHook", endpointUrl: "https://example.com/hook" };
    await kit.create(
      "eventgrid:SystemTopicEventSubscription",
      alert({ eventSubscriptionName: "hook", destination }),
    );
  });

  it("refuses a second topic of a source, another type, another region and a source without events", async () => {
    const create = (changes: Properties) =>
      refusal(kit.create("eventgrid:SystemTopic", topic({ systemTopicName: "egst-two", ...changes })));
    expect((await create({})).code).to.equal("Conflict");
    expect((await create({ topicType: "Microsoft.Storage.StorageAccounts" })).message).to.contain("of type");
    expect((await create({ location: "westeurope" })).message).to.contain("region of its source");
    const workspace = (
      await kit.create("operationalinsights:Workspace", { workspaceName: "log-x", location })
    ).id;
    expect((await create({ source: workspace })).message).to.contain("raises no events");
  });

  const wrong: [string, string, Properties][] = [
    [
      "an event that no vault raises",
      "no event of a key vault",
      { "filter.includedEventTypes": ["Microsoft.KeyVault.Sneezed"] },
    ],
    ["an alert in another schema", "CloudEventSchemaV1_0 only", { eventDeliverySchema: "EventGridSchema" }],
    ["an alert without severity", "needs a severity", { "destination.severity": undefined }],
    ["an unknown severity", "destination.severity", { "destination.severity": "Sev9" }],
    [
      "a call without TLS",
      "HTTPS",
      { destination: { endpointType: "WebHook", endpointUrl: "http://example.com" } },
    ],
    ["an unknown destination", "endpointType", { destination: { endpointType: "Pigeon" } }],
    ["more attempts than Event Grid makes", "maxDeliveryAttempts", { "retryPolicy.maxDeliveryAttempts": 31 }],
    [
      "events that live longer than a day",
      "eventTimeToLiveInMinutes",
      { "retryPolicy.eventTimeToLiveInMinutes": 1441 },
    ],
    ["empty batches", "1 to 5000", { "destination.maxEventsPerBatch": 0 }],
  ];
  for (const [title, message, changes] of wrong) {
    it(`refuses ${title}`, async () => {
      const refused = await refusal(kit.create("eventgrid:SystemTopicEventSubscription", alert(changes)));
      expect(refused.code).to.equal("InvalidRequest");
      expect(refused.message).to.contain(message);
    });
  }

  it("refuses alerts that go to no action group, or come from something else than a vault", async () => {
    const elsewhere = alert({ "destination.actionGroups": [source] });
    expect(
      (await refusal(kit.create("eventgrid:SystemTopicEventSubscription", elsewhere))).message,
    ).to.contain("no action group");
    const storage = (
      await kit.create("storage:StorageAccount", {
        accountName: "stevents",
        location,
        kind: "StorageV2",
        sku: { name: "Standard_LRS" },
      })
    ).id;
    await kit.create(
      "eventgrid:SystemTopic",
      topic({
        systemTopicName: "egst-storage",
        source: storage,
        topicType: "Microsoft.Storage.StorageAccounts",
      }),
    );
    const fromStorage = alert({ systemTopicName: "egst-storage", filter: undefined });
    expect(
      (await refusal(kit.create("eventgrid:SystemTopicEventSubscription", fromStorage))).message,
    ).to.contain("cannot become");
  });
});
