import { WebTest } from "@pulumi/azure-native/applicationinsights/webTest.js";
import { MetricAlert } from "@pulumi/azure-native/monitor/metricAlert.js";
import * as pulumi from "@pulumi/pulumi";
import { runbookOf } from "../../lib/alerts/runbooks.ts";
import type { Names } from "../../lib/names.ts";
import type { HealthNode } from "../../lib/observability/healthModel.ts";
import { failedLocations, webTestWindow } from "../../lib/observability/webTests.ts";

export interface WebTestsArgs {
  readonly names: Names;
  readonly resourceGroupName: pulumi.Input<string>;
  /** The one of the Application Insights. */
  readonly location: string;
  readonly tags: Record<string, string>;
  /** The host that users ask for. */
  readonly hostName: pulumi.Input<string>;
  readonly flows: readonly HealthNode[];
  readonly locations: readonly string[];
  readonly frequencySeconds: number;
  readonly timeoutSeconds: number;
  readonly insights: { readonly id: pulumi.Input<string>; readonly armId: string };
  readonly actionGroupId: pulumi.Input<string>;
}

/** Days before its end from which on a certificate counts as a failure: managed ones are renewed well before. */
const certificateDays = 14;

/** One standard web test for each user flow that can be followed without changing anything, each with an alert. */
export class WebTests extends pulumi.ComponentResource {
  constructor(name: string, args: WebTestsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:observability:WebTests", name, {}, opts);
    const { names, resourceGroupName, location, tags, insights } = args;
    for (const { id, title, probe } of args.flows) {
      if (probe === undefined) continue;
      const flow = id.replaceAll(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);
      const webTestName = names.webTest(flow);
      // Azure finds the tests of an Application Insights by this tag.
      const belongsTo = { [`hidden-link:${insights.armId}`]: "Resource" };
      const test = new WebTest(
        `${name}-${flow}`,
        {
          webTestName,
          syntheticMonitorId: webTestName,
          resourceGroupName,
          location,
          tags: { ...tags, ...belongsTo },
          description: `${title}, through Front Door`,
          kind: "standard",
          webTestKind: "standard",
          enabled: true,
          // Most failures are gone at the second try.
          retryEnabled: true,
          frequency: args.frequencySeconds,
          timeout: args.timeoutSeconds,
          locations: args.locations.map((place) => ({ location: place })),
          request: {
            requestUrl: pulumi.interpolate`https://${args.hostName}${probe.path}`,
            httpVerb: "GET",
            followRedirects: false,
            parseDependentRequests: false,
          },
          validationRules: {
            expectedHttpStatusCode: probe.expectedStatus,
            sSLCheck: true,
            sSLCertRemainingLifetimeCheck: certificateDays,
          },
        },
        { parent: this },
      );
      new MetricAlert(
        `${name}-${flow}-alert`,
        {
          ruleName: names.alertRule("Microsoft.Insights/metricAlerts", `user-flow-${flow}`),
          resourceGroupName,
          location: "global",
          tags: {
            ...tags,
            ...belongsTo,
            [`hidden-link:${webTestArmId(insights.armId, webTestName)}`]: "Resource",
          },
          description: `Users cannot: ${title}. Asked from outside, through Front Door. See the health model in the workbook: which service of which stamp, and what it stands on. Runbook: ${runbookOf("user-flow")}`,
          severity: 0,
          enabled: true,
          autoMitigate: true,
          evaluationFrequency: "PT1M",
          windowSize: webTestWindow(args.frequencySeconds),
          scopes: [test.id, insights.id],
          criteria: {
            odataType: "Microsoft.Azure.Monitor.WebtestLocationAvailabilityCriteria",
            webTestId: test.id,
            componentId: insights.id,
            failedLocationCount: failedLocations(args.locations.length),
          },
          actions: [{ actionGroupId: args.actionGroupId }],
        },
        { parent: this },
      );
    }
    this.registerOutputs({});
  }
}

/** Beside the component, in the same group. */
function webTestArmId(componentId: string, name: string): string {
  return componentId.replace(/\/components\/[^/]+$/, `/webtests/${name}`);
}
