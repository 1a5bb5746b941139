import { expect } from "chai";
import { keepsRecords, keptText, markKept, refuseToLoseData, unprotectedText } from "../../cli/dataGuard.ts";

const urn = (types: string, name: string) => `urn:pulumi:global::bulkhead::${types}::${name}`;
const workspace = urn(
  "bulkhead:observability:LogWorkspaces$azure-native:operationalinsights:Workspace",
  "logs",
);
const archive = urn("bulkhead:data:ArchiveStorage$azure-native:storage:StorageAccount", "archive");
const cosmos = urn("bulkhead:data:CosmosDatabase$azure-native:cosmosdb:DatabaseAccount", "cosmos");
const protectedAll = [workspace, archive, cosmos].map((item) => ({
  stack: "global",
  urn: item,
  name: item.split("::").at(-1) ?? "",
}));

describe("the guard before data", () => {
  it("refuses to destroy what holds data, and names it by stack", () => {
    expect(() => refuseToLoseData(protectedAll, {})).to.throw(
      /Destroying would delete data \(global: logs, archive, cosmos\).*Nothing has been touched.*--yes-delete-data.*--keep-logs/s,
    );
    expect(() => refuseToLoseData(protectedAll, { keepLogs: true })).to.throw(/\(global: cosmos\)/);
    expect(() => refuseToLoseData(protectedAll, { yesDeleteData: true })).not.to.throw();
    expect(() => refuseToLoseData(protectedAll.slice(0, 2), { keepLogs: true })).not.to.throw();
    expect(() => refuseToLoseData([], {})).not.to.throw();
  });

  it("says what loses its protection", () => {
    expect(unprotectedText(protectedAll, { keepLogs: true, yesDeleteData: true })).to.deep.equal([
      "Protection taken away, to be deleted: global: cosmos",
    ]);
    expect(unprotectedText([], {})).to.deep.equal([]);
  });

  it("keeps records and the groups they are in, and nothing else", () => {
    const group = (name: string) => ({
      urn: urn("azure-native:resources:ResourceGroup", name),
      type: "azure-native:resources:ResourceGroup",
      id: `/subscriptions/s/resourceGroups/rg-${name}`,
    });
    const inGroup = (name: string, item: string, type: string) => ({
      urn: item,
      type,
      id: `/subscriptions/s/resourceGroups/RG-${name}/providers/x/y/${item.split("::").at(-1)}`,
    });
    const resources = [
      group("monitoring"),
      group("global"),
      inGroup("monitoring", workspace, "azure-native:operationalinsights:Workspace"),
      inGroup("global", cosmos, "azure-native:cosmosdb:DatabaseAccount"),
      { urn: urn("bulkhead:data:ArchiveStorage", "archive"), type: "bulkhead:data:ArchiveStorage" },
    ];
    const { resources: marked, kept } = markKept(resources);
    expect(kept.map((resource) => resource.id)).to.deep.equal([
      "/subscriptions/s/resourceGroups/rg-monitoring",
      "/subscriptions/s/resourceGroups/RG-monitoring/providers/x/y/logs",
    ]);
    expect(marked.map((resource) => resource.retainOnDelete)).to.deep.equal([
      true,
      undefined,
      true,
      undefined,
      undefined,
    ]);
    expect(
      keptText(kept.map((resource) => ({ stack: "global", name: "n", id: resource.id ?? "" }))).join("\n"),
    ).to.match(/Kept in Azure.*rg-monitoring.*Delete them by hand/s);
    expect(keptText([])).to.deep.equal([]);
  });

  it("tells records from other data", () => {
    expect([workspace, archive, cosmos].map(keepsRecords)).to.deep.equal([true, true, false]);
  });
});
