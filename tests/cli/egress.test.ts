import { expect } from "chai";
import { egressTable, opsStackEgress, stackEgress } from "../../cli/commands/egress.ts";
import { loadEnvironment } from "../../config/load.ts";
import { goodFiles, stampFile, withFiles } from "../config/support.ts";

function egressOf(more: string) {
  const files = { ...goodFiles, "Pulumi.stamp-eastus.yaml": stampFile("eastus", "10.10.0.0/20", more) };
  return withFiles(files, (root) => {
    const found = loadEnvironment(root, undefined).find((context) => context.stack.text === "stamp-eastus");
    if (found?.kind !== "stamp") throw new Error("no stamp");
    return stackEgress(found);
  });
}

const hostsOf = ({ rules }: ReturnType<typeof egressOf>): string[] =>
  rules.flatMap(({ hosts }) => [...hosts]);

describe("bulkhead egress", () => {
  it("lists every rule with its feature, sources, reason and source", () => {
    const egress = egressOf("  bulkhead:firewall:\n    allowedHosts: [api.example.com]\n");
    expect(egress.wayOut).to.equal("firewall");
    expect(hostsOf(egress)).to.include.members(["mcr.microsoft.com", "api.example.com"]);
    for (const rule of egress.rules) {
      expect(rule.sources).to.have.length(2);
      expect(rule.reason).to.not.equal("");
      expect(rule.source).to.not.equal("");
    }
  });

  it("follows the switches of the stack file", () => {
    expect(hostsOf(egressOf("  bulkhead:cluster:\n    features: { azurePolicy: false }\n"))).to.not.include(
      "data.policy.core.windows.net",
    );
  });

  it("says whose firewall has to be told, where the stamp has none", () => {
    const hub = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-hub";
    const egress = egressOf(
      `    hub:\n      virtualNetworkId: ${hub}/providers/Microsoft.Network/virtualNetworks/vnet-hub\n      nextHopIp: 10.0.0.4\n`,
    );
    expect(egress.wayOut).to.equal("hub");
    expect(hostsOf(egress)).to.include("mcr.microsoft.com");
  });

  it("prints a line for every host, the reason once", () => {
    const lines = egressTable(egressOf("").rules);
    const [header = "", ...rows] = lines;
    expect(header).to.match(/^feature +host +port +reason +source$/);
    const images = rows.filter((line) => line.startsWith("aks-images"));
    expect(images).to.have.length(3);
    expect(images.filter((line) => line.includes("Images of the system pods"))).to.have.length(1);
    expect(rows.find((line) => line.startsWith("aks-tag"))).to.match(
      /AzureKubernetesService \(tag\) +Https 443/,
    );
  });
});

describe("bulkhead egress of an operations network", () => {
  it("lists what people and what agents reach, by subnet", () => {
    const files = {
      ...goodFiles,
      "Pulumi.ops-eastus.yaml":
        "config:\n  bulkhead:location: eastus\n  bulkhead:network:\n    addressSpace: 10.8.0.0/21\n",
    };
    const { wayOut, rules } = withFiles(files, (root) => {
      const found = loadEnvironment(root, undefined).find((context) => context.kind === "ops");
      if (found?.kind !== "ops") throw new Error("no operations network");
      return opsStackEgress(found);
    });
    expect(wayOut).to.equal("firewall");
    const from = (host: string) =>
      rules.filter(({ hosts }) => hosts.includes(host)).flatMap(({ sources }) => [...sources]);
    expect(from("dev.azure.com")).to.deep.equal(["10.8.0.0/26"]);
    expect(from("pas.windows.net")).to.deep.equal(["10.8.3.96/27"]);
  });
});
