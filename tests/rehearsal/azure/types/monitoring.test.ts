import { expect } from "chai";
import { stampWorkbook } from "../../../../lib/observability/workbook.ts";
import type { Properties } from "../../../../lib/properties.ts";
import { changed, refusal } from "../kit.ts";
import { newMonitorKit, type MonitorKit } from "../monitorKit.ts";

type Refused = readonly [title: string, changes: Properties, message: RegExp];

function refuses(
  token: string,
  good: (kit: MonitorKit) => Promise<Properties> | Properties,
  cases: readonly Refused[],
) {
  for (const [title, changes, message] of cases) {
    it(`refuses ${title}`, async () => {
      const kit = await newMonitorKit();
      const answer = await refusal(kit.create(token, changed(await good(kit), changes)));
      expect(`${answer.code}: ${answer.message}`).to.match(message);
    });
  }
}

const goodInsights = (kit: MonitorKit): Properties => ({
  resourceName: "appi-other",
  location: "eastus",
  kind: "web",
  applicationType: "web",
  ingestionMode: "LogAnalytics",
  workspaceResourceId: kit.workspaceId,
});

describe("rehearsal/azure: Application Insights", () => {
  it("gives a connection string", async () => {
    const kit = await newMonitorKit();
    const { outputs } = await kit.create("applicationinsights:Component", goodInsights(kit));
    expect(outputs["connectionString"]).to.match(
      /^InstrumentationKey=[0-9a-f-]{36};IngestionEndpoint=https:\/\/eastus/,
    );
  });

  refuses("applicationinsights:Component", goodInsights, [
    ["one without a workspace", { workspaceResourceId: undefined }, /classic ones can no longer be made/],
    ["an unknown kind of application", { applicationType: "mobile" }, /'mobile' of 'applicationType'/],
    ["an unknown way in", { ingestionMode: "Direct" }, /'Direct' of 'ingestionMode'/],
    ["an unknown network mode of ingestion", { publicNetworkAccessForIngestion: "Maybe" }, /'Maybe'/],
    ["an unknown network mode of queries", { publicNetworkAccessForQuery: "Maybe" }, /'Maybe'/],
  ]);

  it("refuses a workspace that is none, and one that is gone", async () => {
    const kit = await newMonitorKit();
    const wrong = { ...goodInsights(kit), workspaceResourceId: kit.actionGroupId };
    expect((await refusal(kit.create("applicationinsights:Component", wrong))).message).to.contain(
      "is not a Log Analytics workspace",
    );
    const gone = { ...goodInsights(kit), workspaceResourceId: `${kit.workspaceId}-gone` };
    expect((await refusal(kit.create("applicationinsights:Component", gone))).code).to.equal(
      "InvalidResourceReference",
    );
  });
});

const goodWebTest = (kit: MonitorKit): Properties => ({
  webTestName: "appiwt-test",
  syntheticMonitorId: "appiwt-test",
  location: "eastus",
  kind: "standard",
  webTestKind: "standard",
  enabled: true,
  frequency: 300,
  timeout: 30,
  locations: ["emea-nl-ams-azr", "us-va-ash-azr", "us-ca-sjc-azr"].map((place) => ({ location: place })),
  request: { requestUrl: "https://example.com/" },
  tags: { [`hidden-link:${kit.insightsId}`]: "Resource" },
});

describe("rehearsal/azure: web tests", () => {
  refuses("applicationinsights:WebTest", goodWebTest, [
    ["a kind that is retired", { kind: "ping", webTestKind: "ping" }, /kind ping, which is retired/],
    ["two kinds at once", { kind: "ping" }, /has two kinds/],
    ["a location that does not exist", { "locations.0.location": "westeurope" }, /location 'westeurope'/],
    ["no location", { locations: [] }, /has 0 locations; 1 to 16/],
    ["a frequency that is not offered", { frequency: 60 }, /every 60 seconds; 300, 600, 900/],
    ["a timeout above two minutes", { timeout: 121 }, /'121' of 'timeout'/],
    ["an address that is none", { "request.requestUrl": "example.com" }, /asks for 'example.com'/],
    ["a test of no Application Insights", { tags: { team: "a" } }, /lacks a tag 'hidden-link/],
    [
      "a test in another region than its Application Insights",
      { location: "westus3" },
      /in westus3, its Application Insights in eastus/,
    ],
  ]);

  it("has an alert on failed locations, which must go before it", async () => {
    const kit = await newMonitorKit();
    const { id } = await kit.create("applicationinsights:WebTest", goodWebTest(kit));
    const alert: Properties = {
      ruleName: "ma-web",
      location: "global",
      severity: 0,
      enabled: true,
      evaluationFrequency: "PT1M",
      windowSize: "PT5M",
      scopes: [id, kit.insightsId],
      criteria: {
        odataType: "Microsoft.Azure.Monitor.WebtestLocationAvailabilityCriteria",
        webTestId: id,
        componentId: kit.insightsId,
        failedLocationCount: 2,
      },
    };
    const tooMany = changed(alert, { "criteria.failedLocationCount": 4 });
    expect((await refusal(kit.create("monitor:MetricAlert", tooMany))).message).to.contain(
      "waits for 4 failed locations; the test has 3",
    );
    const blind = changed(alert, { scopes: [kit.insightsId] });
    expect((await refusal(kit.create("monitor:MetricAlert", blind))).message).to.contain(
      "both the web test and its component",
    );
    await kit.create("monitor:MetricAlert", alert);
    expect((await refusal(kit.remove("applicationinsights:WebTest", id))).code).to.equal("Conflict");
  });
});

const goodWorkbook = (kit: MonitorKit): Properties => ({
  resourceName: "8ad6ad2c-3e25-5d2b-8a63-8a4a9c4f9ef2",
  location: "eastus",
  kind: "shared",
  category: "workbook",
  displayName: "Health",
  sourceId: kit.workspaceId,
  serializedData: JSON.stringify(
    stampWorkbook("stamp-eastus", { title: "eastus", workspaceId: kit.workspaceId }),
  ),
});

describe("rehearsal/azure: workbooks", () => {
  it("accepts ours", async () => {
    const kit = await newMonitorKit();
    await kit.create("applicationinsights:Workbook", goodWorkbook(kit));
  });

  refuses("applicationinsights:Workbook", goodWorkbook, [
    ["a name that is no GUID", { resourceName: "health" }, /^InvalidResourceName/],
    ["content that is no JSON", { serializedData: "# Health" }, /is not JSON/],
    ["JSON that is no workbook", { serializedData: '{"items":[]}' }, /is not a workbook/],
    ["no title", { displayName: undefined }, /displayName/],
  ]);
});

const goodRule = async (kit: MonitorKit): Promise<Properties> => {
  const { id } = await kit.create("monitor:DataCollectionEndpoint", {
    dataCollectionEndpointName: "dce-test",
    location: "eastus",
    kind: "Linux",
  });
  return {
    dataCollectionRuleName: "dcr-test",
    location: "eastus",
    kind: "Linux",
    dataCollectionEndpointId: id,
    dataSources: { extensions: [{ name: "e", extensionName: "ContainerInsights", streams: ["A"] }] },
    destinations: { logAnalytics: [{ name: "w", workspaceResourceId: kit.workspaceId }] },
    dataFlows: [{ streams: ["A"], destinations: ["w"] }],
  };
};

describe("rehearsal/azure: data collection", () => {
  it("holds an endpoint that a rule uses", async () => {
    const kit = await newMonitorKit();
    const good = await goodRule(kit);
    await kit.create("monitor:DataCollectionRule", good);
    const answer = await refusal(
      kit.remove("monitor:DataCollectionEndpoint", String(good["dataCollectionEndpointId"])),
    );
    expect(answer.code).to.equal("DataCollectionEndpointInUse");
  });

  refuses("monitor:DataCollectionRule", goodRule, [
    ["a flow to nowhere", { "dataFlows.0.destinations": ["x"] }, /leads to 'x'; the destinations are w/],
    ["a source without a flow", { "dataFlows.0.streams": ["B"] }, /stream 'A' .* in no data flow/],
    ["an unknown kind", { kind: "Mac" }, /'Mac' of 'kind'/],
    ["no destinations", { destinations: undefined }, /destinations/],
    ["a workspace of another region", { location: "westus3" }, /is in westus3 and uses .* in eastus/],
  ]);

  it("refuses an unknown kind or network mode of an endpoint and a workspace", async () => {
    const kit = await newMonitorKit();
    const endpoint = { dataCollectionEndpointName: "dce-other", location: "eastus" };
    expect(
      (await refusal(kit.create("monitor:DataCollectionEndpoint", { ...endpoint, kind: "Mac" }))).message,
    ).to.contain("'Mac'");
    const maybe = { publicNetworkAccess: "Maybe" };
    expect(
      (await refusal(kit.create("monitor:DataCollectionEndpoint", { ...endpoint, networkAcls: maybe })))
        .message,
    ).to.contain("'Maybe'");
    const workspace = { azureMonitorWorkspaceName: "amw-test", location: "eastus", ...maybe };
    expect((await refusal(kit.create("monitor:AzureMonitorWorkspace", workspace))).message).to.contain(
      "'Maybe'",
    );
  });
});

const goodGroup = async (kit: MonitorKit): Promise<Properties> => ({
  ruleGroupName: "prg-test",
  location: "eastus",
  interval: "PT1M",
  scopes: [
    (
      await kit.create("monitor:AzureMonitorWorkspace", {
        azureMonitorWorkspaceName: "amw-test",
        location: "eastus",
      })
    ).id,
  ],
  rules: [
    { alert: "A", expression: "up == 0", severity: 2, actions: [{ actionGroupId: kit.actionGroupId }] },
  ],
});

describe("rehearsal/azure: Prometheus rule groups", () => {
  it("accepts alerts and recordings", async () => {
    const kit = await newMonitorKit();
    await kit.create(
      "alertsmanagement:PrometheusRuleGroup",
      changed(await goodGroup(kit), { "rules.1": { record: "r", expression: "up" } }),
    );
  });

  refuses("alertsmanagement:PrometheusRuleGroup", goodGroup, [
    ["a group of no workspace", { scopes: [] }, /has no Azure Monitor workspace/],
    [
      "a group in another region than its workspace",
      { location: "westus3" },
      /in westus3, its Azure Monitor workspace in eastus/,
    ],
    ["three scopes", { "scopes.1": "/subscriptions/a", "scopes.2": "/subscriptions/b" }, /has 3 scopes/],
    ["an interval below a minute", { interval: "PT30S" }, /every PT30S/],
    ["no rules", { rules: [] }, /has 0 rules/],
    [
      "twenty-one rules",
      { rules: Array.from({ length: 21 }, (_, index) => ({ alert: `a${index}`, expression: "up" })) },
      /has 21 rules; 1 to 20/,
    ],
    ["a rule that is both", { "rules.0.record": "r" }, /either an alert or a recording/],
    ["a rule without an expression", { "rules.0.expression": "" }, /has no expression/],
    ["a severity that does not exist", { "rules.0.severity": 9 }, /severity 9/],
  ]);
});

describe("rehearsal/azure: saved searches", () => {
  const search = (kit: MonitorKit, id: string, functionAlias: string): Properties => ({
    workspaceName: kit.workspaceId.split("/").at(-1),
    savedSearchId: id,
    category: "Health model",
    displayName: id,
    functionAlias,
    query: "AppRequests",
  });

  it("keeps functions of one name apart", async () => {
    const kit = await newMonitorKit();
    await kit.create("operationalinsights:SavedSearch", search(kit, "Score", "Score"));
    const again = refusal(kit.create("operationalinsights:SavedSearch", search(kit, "Score2", "Score")));
    expect((await again).message).to.contain("The function 'Score'");
    const wrong = refusal(
      kit.create("operationalinsights:SavedSearch", search(kit, "Score3", "health score")),
    );
    expect((await wrong).message).to.contain("is no name for a function");
  });
});
