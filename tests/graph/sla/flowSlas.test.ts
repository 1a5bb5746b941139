import { expect } from "chai";
import { graphOf } from "../../../graph/model.ts";
import { toNode } from "../../../graph/readers/node.ts";
import { flowSlas, type FlowSla } from "../../../graph/sla/sla.ts";
import type { Properties } from "../../../lib/properties.ts";

type Resource = readonly [stack: string, type: string, inputs: Properties];

const cluster = (stack: string, ...pools: readonly Properties[]): Resource => [
  stack,
  "containerservice:ManagedCluster",
  { agentPoolProfiles: pools },
];
const pool = (stack: string, inputs: Properties): Resource => [stack, "containerservice:AgentPool", inputs];
const firewall = (stack: string, ...zones: readonly string[]): Resource => [
  stack,
  "network:AzureFirewall",
  { zones },
];
const account = (several: boolean, regions: number): Resource => [
  "global",
  "cosmosdb:DatabaseAccount",
  {
    enableMultipleWriteLocations: several,
    locations: Array.from({ length: regions }, (_, index) => ({ locationName: `r${index}` })),
  },
];
const zoned = { availabilityZones: ["1", "2"] };
const oneZone = { availabilityZones: ["1"] };

function flows(...resources: readonly Resource[]): FlowSla[] {
  return flowSlas(
    graphOf(
      resources.map(([stack, type, inputs], index) => {
        const token = `azure-native:${type}`;
        return toNode(stack, {
          urn: `urn:pulumi:${stack}::p::${token}::${index}`,
          type: token,
          custom: true,
          inputs,
        });
      }),
    ),
  );
}

function flow(id: string, ...resources: readonly Resource[]): FlowSla {
  const found = flows(...resources).find((candidate) => candidate.id === id);
  if (found === undefined) throw new Error(`no flow ${id}`);
  return found;
}

const rows = ({ parts }: FlowSla, regional: boolean) =>
  parts.filter((part) => part.regional === regional).map(({ sla }) => sla.id);
const newPod = (...resources: readonly Resource[]) => rows(flow("new-pod", ...resources), true);

describe("the ways that users take", () => {
  it("are reading, writing, opening the website and starting a pod, each with all that it needs", () => {
    const all = flows(cluster("stamp", zoned), firewall("stamp", "1", "2"), account(true, 2));
    expect(all.map((one) => [one.id, one.title, rows(one, false), rows(one, true)])).to.deep.equal([
      [
        "read",
        "A user reads the catalogue",
        ["front-door", "cosmos-many"],
        ["front-door-private-link", "load-balancer", "nodes-zones", "private-dns", "private-link"],
      ],
      [
        "write",
        "A user writes a comment",
        ["front-door"],
        [
          "front-door-private-link",
          "load-balancer",
          "nodes-zones",
          "private-dns",
          "private-link",
          "event-hubs",
        ],
      ],
      ["website", "A user opens the website", ["front-door"], ["front-door-private-link", "storage"]],
      [
        "new-pod",
        "A new pod starts (scaling, repair, release)",
        ["entra", "registry"],
        ["aks-zones", "nodes-zones", "firewall-zones", "private-dns", "private-link", "key-vault"],
      ],
    ]);
  });

  it("end nowhere where there is no cluster", () => {
    expect(flows(firewall("ops", "1"), account(true, 2))).to.deep.equal([]);
  });
});

describe("the promises that a configuration gets", () => {
  it("are those of zones only where every pool of every cluster has two or more", () => {
    const nodes = (...resources: readonly Resource[]) => newPod(...resources).slice(0, 2);
    const withZones = ["aks-zones", "nodes-zones"];
    const without = ["aks", "nodes"];
    expect(nodes(cluster("a", zoned, zoned), pool("a", zoned))).to.deep.equal(withZones);
    expect(nodes(cluster("a"), pool("a", zoned))).to.deep.equal(withZones);
    expect(nodes(cluster("a", zoned, {}))).to.deep.equal(without);
    expect(nodes(cluster("a", oneZone))).to.deep.equal(without);
    expect(nodes(cluster("a", zoned), pool("a", oneZone))).to.deep.equal(without);
    expect(nodes(cluster("a", zoned), cluster("b", {}))).to.deep.equal(without);
    expect(nodes(cluster("a"))).to.deep.equal(without);
  });

  it("are those of a firewall in zones only where every stamp's is in two or more", () => {
    const wall = (...resources: readonly Resource[]) =>
      newPod(cluster("a", zoned), cluster("b", zoned), ...resources).filter((id) =>
        id.startsWith("firewall"),
      );
    expect(wall(firewall("a", "1", "2"), firewall("b", "1", "2", "3"))).to.deep.equal(["firewall-zones"]);
    expect(wall(firewall("a", "1", "2"), firewall("b"))).to.deep.equal(["firewall"]);
    expect(wall(firewall("a", "1", "2"), firewall("b", "3"))).to.deep.equal(["firewall"]);
  });

  it("leave out a firewall that is on no way of a user, and that of a hub, which is not in the graph", () => {
    const wall = (...resources: readonly Resource[]) =>
      newPod(cluster("a", zoned), ...resources).filter((id) => id.startsWith("firewall"));
    expect(wall(firewall("a", "1", "2"), firewall("ops"))).to.deep.equal(["firewall-zones"]);
    expect(wall(firewall("ops"))).to.deep.equal([]);
  });

  it("are those of several write regions only where every account has them, and more than one region", () => {
    const database = (...accounts: readonly Resource[]) =>
      rows(flow("read", cluster("a"), ...accounts), false)[1];
    expect(database(account(true, 2))).to.equal("cosmos-many");
    expect(database(account(true, 1))).to.equal("cosmos-one");
    expect(database(account(false, 3))).to.equal("cosmos-one");
    expect(database(account(true, 2), account(false, 2))).to.equal("cosmos-one");
    expect(database()).to.equal("cosmos-one");
  });
});

describe("the promise of a way", () => {
  const shared = 0.9999;
  const region = 0.9999 * 0.999;

  it("is that of all its parts together with one region", () => {
    const { percent, oneRegion, regions, minutesDown } = flow("website", cluster("a"));
    expect(regions).to.equal(1);
    expect(percent).to.be.closeTo(100 * shared * region, 1e-9);
    expect(oneRegion).to.be.closeTo(percent, 1e-9);
    // A month has 730 hours.
    expect(minutesDown).to.be.closeTo((1 - shared * region) * 43_800, 1e-6);
  });

  it("is lost with several regions only where all fail at once, or what they share", () => {
    const { percent, oneRegion, regions, minutesDown } = flow(
      "website",
      cluster("a"),
      cluster("b"),
      cluster("c"),
    );
    expect(regions).to.equal(3);
    expect(percent).to.be.closeTo(100 * shared * (1 - (1 - region) ** 3), 1e-9);
    expect(oneRegion).to.be.closeTo(100 * shared * region, 1e-9);
    expect(minutesDown).to.be.closeTo(4.38, 0.001);
  });

  it("names what takes most of it away: all regions, or the worst shared service, the first of equals", () => {
    expect(flow("write", cluster("a")).weakest).to.equal("the only region");
    expect(flow("write", cluster("a"), cluster("b")).weakest).to.equal("Front Door");
    const twice = [cluster("a"), cluster("b")];
    expect(flow("read", ...twice, account(false, 1)).weakest).to.equal("Front Door");
    expect(flow("new-pod", ...twice).weakest).to.equal("Container Registry");
  });
});
