import { expect } from "chai";
import {
  clusterLogCategories,
  diagnosticsDate,
  diagnosticsOffer,
  logCategories,
} from "../../../lib/diagnostics/catalogue.ts";
import { diagnosticsOf, usualLogs, withoutSetting } from "../../../lib/diagnostics/selection.ts";
import { resourceTypes } from "../../../lib/resourceTypes.ts";

const cluster = "Microsoft.ContainerService/managedClusters";
const arms = [...new Set([...resourceTypes.values()].map(({ arm }) => arm))];

describe("diagnostic settings by type", () => {
  it("are none for a type that offers nothing", () => {
    for (const arm of [
      "Microsoft.Network/routeTables",
      "Microsoft.Resources/resourceGroups",
      "Microsoft.Network/privateEndpoints",
    ]) {
      expect(diagnosticsOf(arm, {}, true), arm).to.deep.equal([]);
    }
  });

  it("send all logs by their group, so that a category of tomorrow is not missed", () => {
    expect(diagnosticsOf("Microsoft.KeyVault/vaults", {}, true)).to.deep.equal([
      {
        arm: "Microsoft.KeyVault/vaults",
        path: "",
        logs: [{ categoryGroup: "allLogs" }],
        metrics: true,
        dedicatedTables: true,
      },
    ]);
  });

  it("ask for tables of their own only where there are some", () => {
    const dedicated = (arm: string) =>
      diagnosticsOf(arm, {}, true).map(({ dedicatedTables }) => dedicatedTables);
    expect(dedicated("Microsoft.Cdn/profiles")).to.deep.equal([false]);
    expect(dedicated("Microsoft.Network/virtualNetworks")).to.deep.equal([false]);
    expect(dedicated("Microsoft.Network/azureFirewalls")).to.deep.equal([true]);
  });

  it("are five for a storage account: its metrics, and the logs of its services", () => {
    const settings = diagnosticsOf("Microsoft.Storage/storageAccounts", {}, true);
    expect(settings.map(({ path }) => path)).to.deep.equal([
      "",
      "/blobServices/default",
      "/fileServices/default",
      "/queueServices/default",
      "/tableServices/default",
    ]);
    expect(settings[0]?.logs).to.deep.equal([]);
    // Without metrics an account has nothing to send, and Azure refuses an empty setting.
    expect(diagnosticsOf("Microsoft.Storage/storageAccounts", {}, false)).to.have.length(4);
  });

  it("leave metrics out where they are not wanted, or not offered", () => {
    expect(diagnosticsOf("Microsoft.KeyVault/vaults", {}, false)[0]?.metrics).to.equal(false);
    expect(diagnosticsOf("Microsoft.Network/networkSecurityGroups", {}, true)[0]?.metrics).to.equal(false);
  });

  it("take the cluster's audit log without its reads, unless told otherwise", () => {
    expect(usualLogs(cluster)).to.include("kube-audit-admin").and.not.to.include("kube-audit");
    expect(diagnosticsOf(cluster, { [cluster]: ["guard"] }, true)[0]?.logs).to.deep.equal([
      { category: "guard" },
    ]);
    expect(clusterLogCategories).to.include.members(["kube-audit", "kube-apiserver"]);
  });

  it("refuse a category that the type does not have, and name those that it has", () => {
    expect(() => diagnosticsOf(cluster, { [cluster]: ["kube-gossip"] }, true)).to.throw(
      RangeError,
      /has no log category kube-gossip: it has .*kube-audit-admin/,
    );
  });

  it("never choose a category that the catalogue does not have", () => {
    for (const arm of arms) expect(() => diagnosticsOf(arm, {}, true), arm).not.to.throw();
  });

  it("pass over a type only with a reason, and only one that could have a setting", () => {
    for (const [arm, reason] of Object.entries(withoutSetting)) {
      expect(diagnosticsOffer(arm), arm).not.to.equal(undefined);
      expect(reason.length, arm).to.be.greaterThan(20);
      expect(diagnosticsOf(arm, {}, true), arm).to.deep.equal([]);
    }
  });

  it("come from a dated catalogue that does not name a category twice", () => {
    expect(diagnosticsDate).to.match(/^\d{4}-\d\d-\d\d$/);
    for (const arm of arms) {
      const categories = logCategories(arm);
      expect(new Set(categories).size, arm).to.equal(categories.length);
    }
    expect(diagnosticsOffer("MICROSOFT.keyvault/VAULTS")).to.equal(
      diagnosticsOffer("Microsoft.KeyVault/vaults"),
    );
  });
});
