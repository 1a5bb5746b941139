import { expect } from "chai";
import { refuseHost } from "../../../lib/egress/refusedHosts.ts";
import {
  opsCatalogue,
  opsEgressFor,
  opsEgressPorts,
  opsFeatures,
  type OpsEgressSwitches,
} from "../../../lib/ops/egress/catalogue.ts";
import { opsFeatureIds, type OpsEgressContext, type OpsSource } from "../../../lib/ops/egress/types.ts";

const usual: OpsEgressSwitches = {
  agents: "scaleSet",
  installsTools: ["jumpBoxes", "agents"],
  stateBackend: "storage",
  furtherFeatures: [],
};
const allowedHosts = { jumpBoxes: [], agents: [] };

function hosts(
  source: OpsSource,
  switches: Partial<OpsEgressSwitches> = {},
  context: Partial<OpsEgressContext> = {},
): string[] {
  const all = { ...usual, ...switches };
  return opsEgressFor(
    opsFeatures(all, source),
    { agents: all.agents, organization: undefined, allowedHosts, ...context },
    source,
  ).flatMap(({ rules }) => rules.flatMap((rule) => [...rule.hosts]));
}

const without = (less: readonly string[], more: readonly string[]): string[] =>
  more.filter((host) => !less.includes(host));

describe("egress of an operations network", () => {
  it("has every entry once, and a reason and a source for every rule", () => {
    expect(opsCatalogue.map(({ id }) => id)).to.deep.equal([...opsFeatureIds]);
    const context = {
      agents: "scaleSet",
      organization: undefined,
      allowedHosts: { jumpBoxes: ["a.example.com"], agents: ["b.example.com"] },
    } as const;
    for (const feature of opsCatalogue)
      for (const source of feature.from)
        for (const rule of feature.rules(context, source)) {
          expect(rule.hosts, rule.name).to.not.have.length(0);
          expect(rule.reason.length, rule.name).to.be.greaterThan(20);
          expect(rule.source, rule.name).to.not.equal("");
          expect(new Set(rule.hosts).size, rule.name).to.equal(rule.hosts.length);
        }
  });

  it("opens no name space that anybody can have a name in, but those that a service is made of", () => {
    const stars = (["scaleSet", "managedPool", "githubRunners"] as const)
      .flatMap((agents) => [...hosts("agents", { agents }), ...hosts("jumpBoxes", { agents })])
      .filter((host) => host.startsWith("*") && refuseHost(host) !== undefined);
    // The queue of Managed DevOps Pools has a host of its own in every region, which the service does not tell.
    expect([...new Set(stars)]).to.deep.equal(["*.queue.core.windows.net"]);
  });

  it("has nothing for a subnet where there is nothing to let out, and no empty entries", () => {
    const features = opsFeatures(usual, "agents");
    const context = { agents: "scaleSet", organization: undefined, allowedHosts } as const;
    const entries = opsEgressFor(features, context, "agents").map(({ feature }) => feature.id);
    expect(entries).to.deep.equal(features.filter((id) => !["configured", "entra-ssh"].includes(id)));
    expect(opsEgressFor([...opsFeatureIds], { ...context, agents: "none" }, "agents")).to.deep.equal([]);
    expect(features).to.deep.equal([
      "azure-sign-in",
      "azure-resource-manager",
      "entra-ssh",
      "ubuntu-updates",
      "azure-pipelines",
      "scale-set-agents",
      "toolchain",
      "program",
      "configured",
    ]);
  });

  it("keeps people away from what only pipelines need", () => {
    expect(hosts("jumpBoxes")).to.include.members(["login.microsoftonline.com", "pas.windows.net"]);
    expect(hosts("jumpBoxes")).to.not.include.members(["dev.azure.com"]);
    for (const host of ["dev.azure.com", "registry.npmjs.org", "pypi.org", "api.pulumi.com"])
      expect(hosts("jumpBoxes"), host).to.not.include(host);
    expect(hosts("agents")).to.not.include("pas.windows.net");
  });

  it("follows the kind of agents", () => {
    const scaleSet = hosts("agents");
    expect(scaleSet).to.include.members(["dev.azure.com", "vstsagenttools.blob.core.windows.net"]);
    expect(scaleSet).to.not.include("*.prod.manageddevops.microsoft.com");
    const pool = hosts("agents", { agents: "managedPool", installsTools: [] });
    expect(pool).to.include.members(["*.prod.manageddevops.microsoft.com", "dev.azure.com"]);
    expect(pool).to.not.include("github.com");
    const github = hosts("agents", { agents: "githubRunners" });
    expect(github).to.include.members(["github.com", "productionresultssa19.blob.core.windows.net"]);
    expect(github).to.not.include("*.blob.core.windows.net");
    expect(github).to.not.include("dev.azure.com");
    expect(hosts("agents", { agents: "none" })).to.deep.equal([]);
  });

  const switches: readonly [
    title: string,
    off: Partial<OpsEgressSwitches>,
    on: Partial<OpsEgressSwitches>,
    string[],
  ][] = [
    ["tools in the image", { installsTools: [] }, {}, ["get.helm.sh", "nodejs.org"]],
    ["state in Pulumi Cloud", {}, { stateBackend: "pulumiCloud" }, ["api.pulumi.com"]],
    [
      "base images",
      {},
      { furtherFeatures: ["base-images"] },
      ["mcr.microsoft.com", "*.data.mcr.microsoft.com"],
    ],
    ["Microsoft Graph", {}, { furtherFeatures: ["microsoft-graph"] }, ["graph.microsoft.com"]],
  ];
  for (const [title, off, on, expected] of switches)
    it(`${title}: changes these hosts and no others`, () => {
      const [less, more] = [hosts("agents", off), hosts("agents", on)];
      expect(without(less, more)).to.include.members(expected);
      expect(without(more, less)).to.deep.equal([]);
    });

  it("names the organization's hosts where it is known", () => {
    const named = hosts("agents", {}, { organization: "contoso" });
    expect(named).to.include("contoso.pkgs.visualstudio.com");
    expect(named).to.not.include("*.visualstudio.com");
    expect(hosts("agents")).to.include("*.visualstudio.com");
  });

  it("adds configured hosts to the subnet they are for", () => {
    const context = { allowedHosts: { jumpBoxes: ["wiki.example.com"], agents: [] } };
    expect(hosts("jumpBoxes", {}, context)).to.include("wiki.example.com");
    expect(hosts("agents", {}, context)).to.not.include("wiki.example.com");
  });

  it("tells the ports that security groups leave open", () => {
    const egress = opsEgressFor(
      opsFeatures(usual, "jumpBoxes"),
      { agents: "none", organization: undefined, allowedHosts },
      "jumpBoxes",
    );
    expect(opsEgressPorts(egress)).to.deep.equal([80, 443]);
  });
});
