import { expect } from "chai";
import { diagnosticsOffer } from "../../lib/diagnostics/catalogue.ts";
import { diagnosticsOf, withoutSetting } from "../../lib/diagnostics/selection.ts";
import { resourceTypeOf } from "../../lib/resourceTypes.ts";
import type { StackRun } from "../support/runStack.ts";
import { globalContract, input, ofType, runStamp, stampRun } from "../support/stacks.ts";

const settingType = "monitor:DiagnosticSetting";

/** Resources of a run that can report something, by logical name, with the settings they must have. */
function expectedSettings(run: StackRun): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { type, name, custom } of run.resources) {
    const arm = custom ? resourceTypeOf(type)?.arm : undefined;
    if (arm === undefined || diagnosticsOffer(arm) === undefined || withoutSetting[arm] !== undefined)
      continue;
    counts.set(name, diagnosticsOf(arm, {}, true).length);
  }
  return counts;
}

/** Settings that stand in a run, by the logical name of what they are about. */
function standingSettings(run: StackRun): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { name } of ofType(run, settingType)) {
    const [, about = ""] = /^diagnostics-(.*?)(-(blob|file|queue|table)Services)?$/.exec(name) ?? [];
    counts.set(about, (counts.get(about) ?? 0) + 1);
  }
  return counts;
}

const sorted = (counts: Map<string, number>) => [...counts].sort(([a], [b]) => a.localeCompare(b));

describe("diagnostic settings of a stamp", function () {
  let run: StackRun;
  before(async () => {
    run = await stampRun();
  });

  it("stand for every resource that has something to report, and for none twice", () => {
    expect(expectedSettings(run).size).to.be.greaterThan(10);
    expect(sorted(standingSettings(run))).to.deep.equal(sorted(expectedSettings(run)));
  });

  it("stand for what an option brings as well", async () => {
    const more = await runStamp("stamp-eastus", { values: { privateLinkScope: { enabled: true } } });
    expect(sorted(standingSettings(more))).to.deep.equal(sorted(expectedSettings(more)));
  });

  it("report to the workspace of the region, which outlives the stamp", async () => {
    const { regions } = await globalContract();
    const workspaceId = regions.find(({ location }) => location === "eastus")?.workspaceId;
    for (const setting of ofType(run, settingType))
      expect(setting.inputs["workspaceId"]).to.equal(workspaceId);
  });

  it("never send nothing, and enable all that they name", () => {
    for (const setting of ofType(run, settingType)) {
      const entries = [input(setting, "logs"), input(setting, "metrics")].flatMap(
        (list) => (list ?? []) as { enabled: boolean }[],
      );
      expect(entries.length, setting.name).to.be.greaterThan(0);
      for (const { enabled } of entries) expect(enabled, setting.name).to.equal(true);
    }
  });

  it("take the cluster's logs from the configuration, and metrics where they are wanted", async () => {
    const diagnostics = { clusterLogs: ["kube-audit", "kube-scheduler"], metrics: false };
    const other = await runStamp("stamp-eastus", { values: { diagnostics } });
    const cluster = ofType(other, settingType).find(({ name }) => name === "diagnostics-cluster-cluster");
    expect(cluster?.inputs["logs"]).to.deep.equal([
      { category: "kube-audit", enabled: true },
      { category: "kube-scheduler", enabled: true },
    ]);
    for (const { inputs } of ofType(other, settingType)) expect(inputs).not.to.have.property("metrics");
  });
});
