import { expect } from "chai";
import type { Properties } from "../../../../lib/properties.ts";
import { changed, refusal } from "../kit.ts";
import { goodActionGroup, newMonitorKit, type MonitorKit } from "../monitorKit.ts";

/** What is refused: a title, changes to a good resource, and part of the answer. */
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

describe("rehearsal/azure: action groups", () => {
  it("accepts receivers of all kinds", async () => {
    const kit = await newMonitorKit();
    await kit.create("monitor:ActionGroup", {
      ...goodActionGroup,
      actionGroupName: "ag-other",
      armRoleReceivers: [{ name: "owners", roleId: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635" }],
      webhookReceivers: [{ name: "chat", serviceUri: "https://example.com" }],
      azureAppPushReceivers: [{ name: "lead", emailAddress: "lead@example.com" }],
    });
  });

  refuses("monitor:ActionGroup", () => ({ ...goodActionGroup, actionGroupName: "ag-other" }), [
    [
      "a short name of thirteen characters",
      { groupShortName: "thirteen-char" },
      /has 13 characters; 1 to 12/,
    ],
    ["no short name", { groupShortName: undefined }, /^InvalidParameter: .*groupShortName/],
    [
      "two receivers of one name",
      { webhookReceivers: [{ name: "On Call", serviceUri: "https://a.example" }] },
      /are called 'on call'/,
    ],
    [
      "eleven webhooks",
      {
        webhookReceivers: Array.from({ length: 11 }, (_, index) => ({
          name: `w${index}`,
          serviceUri: "https://a.example",
        })),
      },
      /11 webhookReceivers; 10 are allowed/,
    ],
    [
      "an address that is none",
      { "emailReceivers.0.emailAddress": "oncall" },
      /'oncall' .* is not an e-mail address/,
    ],
    [
      "a signed webhook without an application",
      {
        webhookReceivers: [
          { name: "pager", serviceUri: "https://a.example", useAadAuth: true, objectId: "o" },
        ],
      },
      /lacks identifierUri, tenantId/,
    ],
    ["a region", { location: "eastus" }, /LocationNotAvailable/],
  ]);
});

const vault = async (kit: MonitorKit): Promise<string> =>
  (
    await kit.create("keyvault:Vault", {
      vaultName: "kv-test-abc",
      location: "eastus",
      properties: {
        tenantId: kit.subscription.view.tenantId,
        sku: { family: "A", name: "standard" },
        enableRbacAuthorization: true,
      },
    })
  ).id;

const goodMetricAlert = async (kit: MonitorKit): Promise<Properties> => ({
  ruleName: "ma-test",
  location: "global",
  severity: 1,
  enabled: true,
  evaluationFrequency: "PT1M",
  windowSize: "PT5M",
  scopes: [await vault(kit)],
  criteria: {
    odataType: "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
    allOf: [
      {
        criterionType: "StaticThresholdCriterion",
        name: "condition-1",
        metricNamespace: "Microsoft.KeyVault/vaults",
        metricName: "Availability",
        timeAggregation: "Average",
        operator: "LessThan",
        threshold: 99,
        dimensions: [{ name: "StatusCode", operator: "Include", values: ["*"] }],
      },
    ],
  },
  actions: [{ actionGroupId: kit.actionGroupId }],
});

describe("rehearsal/azure: metric alerts", () => {
  it("accepts a metric that the watched resource has", async () => {
    const kit = await newMonitorKit();
    await kit.create("monitor:MetricAlert", await goodMetricAlert(kit));
  });

  const dynamic = {
    criterionType: "DynamicThresholdCriterion",
    failingPeriods: { numberOfEvaluationPeriods: 4, minFailingPeriodsToAlert: 3 },
  };
  const condition = (name: string) => ({ name, metricName: "Availability", timeAggregation: "Average" });
  refuses("monitor:MetricAlert", goodMetricAlert, [
    [
      "a metric that does not exist",
      { "criteria.allOf.0.metricName": "Availabilty" },
      /Failed to find metric configuration for provider Microsoft\.KeyVault\/vaults, metric: Availabilty/,
    ],
    [
      "a metric of another type",
      { "criteria.allOf.0.metricNamespace": "Microsoft.Cdn/profiles" },
      /is not that of/,
    ],
    [
      "an aggregation that the metric does not have",
      { "criteria.allOf.0.timeAggregation": "Total" },
      /does not support the aggregation Total .*: Average/,
    ],
    [
      "a dimension that the metric does not have",
      { "criteria.allOf.0.dimensions.0.name": "Colour" },
      /has no dimension Colour/,
    ],
    ["a frequency that is not offered", { evaluationFrequency: "PT10M" }, /'PT10M' of 'evaluationFrequency'/],
    ["a window that is not offered", { windowSize: "PT10M" }, /'PT10M' of 'windowSize'/],
    [
      "a window shorter than the frequency",
      { evaluationFrequency: "PT15M" },
      /window PT5M .* shorter than its evaluation frequency PT15M/,
    ],
    ["a severity that does not exist", { severity: 5 }, /severity '5'/],
    [
      "six conditions",
      { "criteria.allOf": ["a", "b", "c", "d", "e", "f"].map(condition) },
      /has 6 conditions; 5 are allowed/,
    ],
    ["two conditions of one name", { "criteria.allOf": ["a", "a"].map(condition) }, /the same name/],
    ["no condition", { "criteria.allOf": [] }, /has no condition/],
    ["no scope", { scopes: [] }, /has no scope/],
    [
      "a learned threshold every minute",
      { "criteria.allOf": [{ ...condition("a"), ...dynamic }] },
      /looked at every five minutes/,
    ],
    [
      "more failing periods than there are",
      {
        evaluationFrequency: "PT5M",
        "criteria.allOf": [
          {
            ...condition("a"),
            ...dynamic,
            failingPeriods: { numberOfEvaluationPeriods: 2, minFailingPeriodsToAlert: 3 },
          },
        ],
      },
      /3 failing periods of 2/,
    ],
    [
      "a learned threshold beside another",
      { "criteria.allOf": [condition("a"), { ...condition("b"), ...dynamic }] },
      /beside other conditions/,
    ],
    ["a description of a page", { description: "x".repeat(2049) }, /has 2049 characters; 2048/],
  ]);

  it("refuses an action group that is none, and one that does not exist", async () => {
    const kit = await newMonitorKit();
    const good = await goodMetricAlert(kit);
    const wrong = changed(good, { "actions.0.actionGroupId": kit.workspaceId });
    expect((await refusal(kit.create("monitor:MetricAlert", wrong))).message).to.contain(
      "is not an action group",
    );
    const gone = changed(good, { "actions.0.actionGroupId": `${kit.actionGroupId}-gone` });
    expect((await refusal(kit.create("monitor:MetricAlert", gone))).code).to.equal(
      "InvalidResourceReference",
    );
  });

  it("refuses a type whose metrics nobody wrote down, instead of letting it pass", async () => {
    const kit = await newMonitorKit();
    const good = changed(await goodMetricAlert(kit), {
      scopes: [kit.insightsId],
      "criteria.allOf.0.metricNamespace": "Microsoft.Insights/components",
    });
    expect((await refusal(kit.create("monitor:MetricAlert", good))).message).to.contain("none of this type");
  });
});

const goodLogAlert = (kit: MonitorKit): Properties => ({
  ruleName: "schqra-test",
  location: "eastus",
  kind: "LogAlert",
  severity: 2,
  enabled: true,
  evaluationFrequency: "PT5M",
  windowSize: "PT15M",
  autoMitigate: true,
  scopes: [kit.workspaceId],
  criteria: {
    allOf: [
      {
        query:
          '// AZFWApplicationRules\nlet Recent = AZFWApplicationRule | where Action == "Deny";\nRecent\n| summarize Denied = count() by SourceIp',
        timeAggregation: "Total",
        metricMeasureColumn: "Denied",
        operator: "GreaterThan",
        threshold: 10,
        dimensions: [{ name: "SourceIp", operator: "Include", values: ["*"] }],
        failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 },
      },
    ],
  },
  actions: { actionGroups: [kit.actionGroupId] },
});

describe("rehearsal/azure: log alerts", () => {
  it("accepts a query of known tables, and any query that it is told not to look at", async () => {
    const kit = await newMonitorKit();
    const good = goodLogAlert(kit);
    await kit.create("monitor:ScheduledQueryRule", good);
    const unseen = {
      ruleName: "schqra-unseen",
      skipQueryValidation: true,
      "criteria.allOf.0.query": "Nope | count",
    };
    await kit.create("monitor:ScheduledQueryRule", changed(good, unseen));
  });

  refuses("monitor:ScheduledQueryRule", goodLogAlert, [
    [
      "a table that does not exist",
      { "criteria.allOf.0.query": "AZFWApplicationRules\n| count" },
      /Failed to resolve table or column expression named 'AZFWApplicationRules'/,
    ],
    [
      "a table that does not exist in a union",
      { "criteria.allOf.0.query": "union isfuzzy=true AppRequests, Nope | count" },
      /named 'Nope'/,
    ],
    [
      "a function that log alerts lack",
      { "criteria.allOf.0.query": "AppRequests | evaluate pivot(Name)" },
      /calls pivot/,
    ],
    [
      "a reserved word",
      { "criteria.allOf.0.query": "AppRequests | extend AggregatedValue = 1" },
      /reserved word AggregatedValue/,
    ],
    [
      "a sum of no column",
      { "criteria.allOf.0.metricMeasureColumn": undefined },
      /takes the Total of no column/,
    ],
    [
      "a count of a column",
      { "criteria.allOf.0.timeAggregation": "Count" },
      /counts rows and names the column 'Denied'/,
    ],
    [
      "seven dimensions",
      { "criteria.allOf.0.dimensions": Array.from({ length: 7 }, (_, index) => ({ name: `d${index}` })) },
      /has 7 dimensions; 6 are allowed/,
    ],
    ["no condition", { "criteria.allOf": [] }, /has no condition/],
    ["two scopes", { "scopes.1": "/subscriptions/x" }, /has 2 scopes/],
    ["a frequency that is not offered", { evaluationFrequency: "PT7M" }, /'PT7M' of 'evaluationFrequency'/],
    ["a window that is not offered", { windowSize: "PT7M" }, /'PT7M' of 'windowSize'/],
    [
      "a time range that is not offered",
      { overrideQueryTimeRange: "P7D" },
      /'P7D' of 'overrideQueryTimeRange'/,
    ],
    [
      "a time range shorter than the window",
      { overrideQueryTimeRange: "PT5M" },
      /PT5M .* is shorter than what it looks back/,
    ],
    [
      "a window shorter than the frequency",
      { evaluationFrequency: "PT1H" },
      /looks back less than its evaluation frequency/,
    ],
    [
      "more than two days",
      {
        windowSize: "P1D",
        "criteria.allOf.0.failingPeriods": { numberOfEvaluationPeriods: 3, minFailingPeriodsToAlert: 1 },
      },
      /looks back 3 times P1D/,
    ],
    [
      "seven periods",
      { "criteria.allOf.0.failingPeriods": { numberOfEvaluationPeriods: 7, minFailingPeriodsToAlert: 1 } },
      /1 failing periods of 7; there are 1 to 6/,
    ],
    ["to resolve and to mute", { muteActionsDuration: "PT1H" }, /one or the other/],
    ["a rule of more than 64 KB", { description: "x".repeat(70_000) }, /65536 are allowed/],
    ["a severity that does not exist", { severity: -1 }, /severity '-1'/],
  ]);

  it("replaces a rule whose scope changes", async () => {
    const kit = await newMonitorKit();
    const { id } = await kit.create("monitor:ScheduledQueryRule", goodLogAlert(kit));
    const answer = await refusal(kit.update("monitor:ScheduledQueryRule", id, { scopes: [kit.insightsId] }));
    expect(answer.code).to.equal("PropertyChangeNotAllowed");
  });
});

const subscription = (kit: MonitorKit): string => `/subscriptions/${kit.subscription.view.subscriptionId}`;
const goodActivityAlert = (kit: MonitorKit): Properties => ({
  activityLogAlertName: "ala-test",
  location: "Global",
  enabled: true,
  scopes: [subscription(kit)],
  condition: {
    allOf: [
      { field: "category", equals: "Administrative" },
      { anyOf: [{ field: "operationName", equals: "Microsoft.Authorization/locks/delete" }] },
    ],
  },
  actions: { actionGroups: [{ actionGroupId: kit.actionGroupId }] },
});

describe("rehearsal/azure: activity log alerts", () => {
  it("accepts one on the subscription and one on a group", async () => {
    const kit = await newMonitorKit();
    const good = goodActivityAlert(kit);
    await kit.create("monitor:ActivityLogAlert", good);
    const scopes = [`${subscription(kit)}/resourceGroups/rg-test`];
    await kit.create("monitor:ActivityLogAlert", { ...good, activityLogAlertName: "ala-group", scopes });
  });

  refuses("monitor:ActivityLogAlert", goodActivityAlert, [
    ["a condition without a category", { "condition.allOf.0.field": "status" }, /must name a category/],
    ["a category that does not exist", { "condition.allOf.0.equals": "Gossip" }, /it is Gossip/],
    [
      "a condition without a value",
      { "condition.allOf.1": { field: "status" } },
      /lacks its field or its value/,
    ],
    [
      "a choice with an empty part",
      { "condition.allOf.1.anyOf.0.equals": undefined },
      /lacks its field or its value/,
    ],
    ["no scope", { scopes: [] }, /in 0 subscriptions/],
    ["scopes in two subscriptions", { "scopes.1": "/subscriptions/other" }, /in 2 subscriptions/],
  ]);

  it("refuses to watch service health of a group", async () => {
    const kit = await newMonitorKit();
    const answer = await refusal(
      kit.create(
        "monitor:ActivityLogAlert",
        changed(goodActivityAlert(kit), {
          "condition.allOf": [{ field: "category", equals: "ServiceHealth" }],
          scopes: [`${subscription(kit)}/resourceGroups/rg-test`],
        }),
      ),
    );
    expect(answer.message).to.contain("has the subscription as its scope");
  });
});
