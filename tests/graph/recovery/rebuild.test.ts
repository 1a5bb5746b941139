import { readFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { graphOf } from "../../../graph/model.ts";
import { minutesOf, rebuildOf } from "../../../graph/recovery/rebuild.ts";
import { rebuildLines } from "../../../graph/recovery/text.ts";
import { alertCatalogue } from "../../../lib/alerts/catalogue.ts";
import { recoveryTimeMinutes } from "../../../lib/recovery/objectives.ts";
import { slowestMinutes, typicalMinutes } from "../../../rehearsal/azure/durations.ts";
import { projectRoot } from "../../support/runStack.ts";
import { objectsAt, textAt } from "../../../lib/properties.ts";
import { pages } from "../../runbooks/pages.ts";
import { platformGraph } from "../support/mocks.ts";

const durations = { typical: typicalMinutes, slow: slowestMinutes };

describe("rebuilding a lost region", function () {
  this.timeout(300_000);

  for (const stamp of ["stamp-eastus", "stamp-westeurope"]) {
    it(`${stamp} serves again within the recovery time objective, even when every operation is at its slowest`, async () => {
      const rebuild = rebuildOf(await platformGraph(), stamp, durations);
      expect(rebuild.slow, rebuildLines(rebuild, recoveryTimeMinutes).join("\n")).to.be.below(
        recoveryTimeMinutes,
      );
      expect(rebuild.typical).to.be.below(rebuild.slow);
      expect(rebuild.phases.map(({ typical }) => typical).every((minutes) => minutes > 0)).to.equal(true);
    });
  }

  it("names the cluster and the firewall as long poles", async () => {
    const { poles } = rebuildOf(await platformGraph(), "stamp-westeurope", durations);
    const longest = poles.slice(0, 3).map(({ node }) => node.type);
    expect(longest).to.include("azure-native:containerservice:ManagedCluster");
    expect(longest).to.include("azure-native:network:AzureFirewall");
    const lengths = poles.map(({ start, end }) => end - start);
    expect(lengths).to.deep.equal([...lengths].sort((a, b) => b - a));
  });

  it("says by how much an objective is missed", async () => {
    const rebuild = rebuildOf(await platformGraph(), "stamp-westeurope", durations);
    expect(rebuildLines(rebuild, 10).join("\n")).to.match(/it is missed by \d+\./);
    expect(rebuildLines(rebuild, recoveryTimeMinutes).join("\n")).to.match(/which leaves \d+ to notice/);
  });

  it("stands in docs/recovery.md as it is computed", async () => {
    const rebuild = rebuildOf(await platformGraph(), "stamp-westeurope", durations);
    const page = readFileSync(path.join(projectRoot, "docs", "recovery.md"), "utf8");
    expect(page).to.contain(rebuildLines(rebuild, recoveryTimeMinutes).join("\n"));
  });

  it("begins when people are told, by an alert that there is", () => {
    const alert = alertCatalogue.find(({ id }) => id === "frontdoor-origin-health");
    expect(alert?.kind).to.equal("metric");
    const { phases } = rebuildOf(graphOf([]), "stamp-x", durations);
    expect(phases[0]?.typical).to.be.greaterThan(0);
    expect(phases[1]).to.include({ typical: 0, slow: 0 });
    expect(["PT5M", "PT1H", "PT1H30M", "P1D"].map(minutesOf)).to.deep.equal([5, 60, 90, 0]);
  });

  it("knows the upper end of every operation, which is never below the typical one", () => {
    const rows: [string, string][] = [
      ["Microsoft.ContainerService/managedClusters", "create"],
      ["Microsoft.Cdn/profiles", "edge-propagation"],
      ["helm-release", "install"],
      ["Nobody.Knows/this", "create"],
    ];
    for (const [arm, operation] of rows)
      expect(slowestMinutes(arm, operation)).to.be.at.least(typicalMinutes(arm, operation));
  });
});

const names = pages.map(({ name }) => name);

describe("alerts", function () {
  this.timeout(300_000);

  it("say in Azure which it is, every rule that a stack registers", async () => {
    const graph = await platformGraph();
    const rules = ["monitor:MetricAlert", "monitor:ScheduledQueryRule", "monitor:ActivityLogAlert"].flatMap(
      (type) => graph.byType.get(`azure-native:${type}`) ?? [],
    );
    const texts = rules.map(({ name, inputs }) => [name, textAt(inputs, "description") ?? ""] as const);
    const groups = graph.byType.get("azure-native:alertsmanagement:PrometheusRuleGroup") ?? [];
    const alerts = groups.flatMap(({ name, inputs }) =>
      objectsAt(inputs, "rules[]").map(
        (rule) =>
          [`${name} ${textAt(rule, "alert")}`, `Runbook: ${textAt(rule, "annotations.runbook")}`] as const,
      ),
    );
    expect(texts.length).to.be.greaterThan(50);
    expect(alerts.length).to.be.greaterThan(20);
    for (const [name, text] of [...texts, ...alerts]) {
      const [, file = "none"] = /Runbook: docs\/runbooks\/([a-z-]+)\.md$/.exec(text) ?? [];
      expect(names, `${name}: ${text}`).to.include(file);
    }
  });
});
