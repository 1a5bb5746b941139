import { expect } from "chai";
import { formatAddress } from "../../../../graph/reachability/address.ts";
import type { Cluster } from "../../../../graph/reachability/world/types.ts";
import { worldOf } from "../../../../graph/reachability/world/world.ts";
import type { Properties } from "../../../../lib/properties.ts";
import { deployment, ids, networkPolicy, Sketch } from "../../support/sketch.ts";

const sketch = () => new Sketch().network("n", "10.1.0.0/16").subnet("n", "nodes", "10.1.0.0/24");

function only(made: Sketch): Cluster {
  const [cluster, ...more] = worldOf(made.graph()).clusters;
  if (cluster === undefined || more.length > 0) return expect.fail("not one cluster");
  return cluster;
}

const clusterWith = (objects: readonly Properties[], more: Properties = {}) =>
  only(sketch().cluster("n", "nodes", objects, more));

const template = (name: string) => ({
  metadata: { labels: { app: name } },
  spec: { hostNetwork: true, containers: [{ ports: [{ name: "http", containerPort: 8080 }] }] },
});

describe("pods of a cluster", () => {
  const made: Readonly<Record<string, (name: string) => Properties>> = {
    Deployment: (name) => ({ spec: { template: template(name) } }),
    DaemonSet: (name) => ({ spec: { template: template(name) } }),
    StatefulSet: (name) => ({ spec: { template: template(name) } }),
    ReplicaSet: (name) => ({ spec: { template: template(name) } }),
    Job: (name) => ({ spec: { template: template(name) } }),
    CronJob: (name) => ({ spec: { jobTemplate: { spec: { template: template(name) } } } }),
    Pod: (name) => ({ ...template(name) }),
  };
  for (const [kind, body] of Object.entries(made))
    it(`are those of a ${kind}`, () => {
      const { metadata, ...rest } = body("p") as { metadata?: Properties };
      const object = {
        apiVersion: "v1",
        kind,
        ...rest,
        metadata: { ...metadata, name: "p", namespace: "w" },
      };
      const [pod] = clusterWith([object]).pods;
      expect(pod).to.deep.include({ name: "p", namespace: "w", labels: { app: "p" }, hostNetwork: true });
      expect([...(pod?.ports ?? [])]).to.deep.equal([["http", 8080]]);
    });

  it("are none of helm's tests, and the name servers besides", () => {
    const test = (hook: string): Properties => ({
      ...deployment(hook, 1),
      metadata: { name: hook, namespace: "w", annotations: { "helm.sh/hook": hook } },
    });
    const { pods } = clusterWith([test("test"), test("pre-install,test"), test("post-install")]);
    expect(pods.map(({ name }) => name)).to.deep.equal(["post-install", "kube-dns"]);
    expect(pods[1]).to.deep.include({
      namespace: "kube-system",
      labels: { "k8s-app": "kube-dns" },
      hostNetwork: false,
    });
    expect([...(pods[1]?.ports ?? [])]).to.deep.equal([["dns", 53]]);
  });

  it("have ports that have a name, of all containers, and their own network unless they say otherwise", () => {
    const object = deployment("a", 1, "w", {
      containers: [
        { ports: [{ name: "http", containerPort: 8080 }, { containerPort: 9090 }] },
        { ports: [{ name: "metrics", containerPort: 9100 }, { name: "odd" }] },
      ],
    });
    const [pod] = clusterWith([object]).pods;
    expect([...(pod?.ports ?? [])]).to.deep.equal([
      ["http", 8080],
      ["metrics", 9100],
    ]);
    expect(pod?.hostNetwork).to.equal(false);
  });

  it("show whether any chart was rendered", () => {
    expect(clusterWith([]).rendered).to.equal(false);
    expect(clusterWith([networkPolicy("p", {})]).rendered).to.equal(false);
    expect(clusterWith([deployment("a", 1)]).rendered).to.equal(true);
  });
});

describe("namespaces of a cluster", () => {
  it("have their name as a label, those without an object of their own as well", () => {
    const labels = (name: string, own: Properties) => ({
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name, labels: own },
    });
    const { namespaces } = clusterWith([
      deployment("a", 1, "w"),
      labels("x", { team: "x", "kubernetes.io/metadata.name": "forged" }),
    ]);
    const own = (name: string) => ({ "kubernetes.io/metadata.name": name });
    expect(Object.fromEntries(namespaces)).to.deep.equal({
      "kube-system": own("kube-system"),
      w: own("w"),
      x: { team: "x", ...own("x") },
    });
  });
});

describe("pools of a cluster", () => {
  it("are its own and those that are resources of their own", () => {
    const pool = (name: string, more: Properties = {}) => ({
      vnetSubnetID: ids.subnet("n", "nodes"),
      ...(name === "" ? {} : { name }),
      ...more,
    });
    const cluster = only(
      sketch()
        .subnet("n", "pods", "10.1.4.0/22")
        .cluster("n", "nodes", [], {
          agentPoolProfiles: [
            pool("system", { nodeTaints: ["CriticalAddonsOnly=true:NoSchedule"] }),
            { name: "elsewhere", vnetSubnetID: "/other" },
          ],
        })
        .add(
          "containerservice:AgentPool",
          "user",
          `${ids.cluster("AKS")}/agentPools/user`,
          pool("", {
            agentPoolName: "user",
            nodeTaints: ["spot=true:PreferNoSchedule"],
            podSubnetID: ids.subnet("n", "pods").toUpperCase(),
            networkProfile: { applicationSecurityGroups: [ids.asg("Web")] },
          }),
        )
        .add(
          "containerservice:AgentPool",
          "other",
          `${ids.cluster("aks2")}/agentPools/other`,
          pool("", { agentPoolName: "other" }),
        ),
    );
    expect(
      cluster.pools.map(({ name, subnet, podSubnet, groups, reserved }) => [
        name,
        subnet.name,
        podSubnet?.name,
        groups,
        reserved,
      ]),
    ).to.deep.equal([
      ["system", "nodes", undefined, [], true],
      ["user", "nodes", "pods", [ids.asg("web").toLowerCase()], false],
    ]);
  });
});

describe("addresses of a cluster", () => {
  it("are those of an overlay, or of the subnets", () => {
    const mode = (networkPluginMode?: string) =>
      clusterWith([], { networkProfile: { networkPluginMode, podCidr: "192.168.0.0/16" } }).podPrefix?.text;
    expect([mode("overlay"), mode("Overlay"), mode()]).to.deep.equal([
      "192.168.0.0/16",
      "192.168.0.0/16",
      undefined,
    ]);
  });

  it("are for the API server in its own subnet, or in that of the nodes, or public", () => {
    const server = (profile: Properties | undefined) => {
      const { apiServer } = only(
        sketch()
          .subnet("n", "api", "10.1.2.0/28")
          .cluster("n", "nodes", [], { apiServerAccessProfile: profile }),
      );
      const { address, subnet, isPublic } = apiServer;
      return [address === undefined ? undefined : formatAddress(address), subnet?.name, isPublic];
    };
    expect(server({ enablePrivateCluster: true })).to.deep.equal(["10.1.0.4", "nodes", false]);
    expect(server({ enablePrivateCluster: true, subnetId: ids.subnet("N", "API") })).to.deep.equal([
      "10.1.2.4",
      "api",
      false,
    ]);
    expect(server({ subnetId: ids.subnet("n", "api") })).to.deep.equal(["10.1.2.4", "api", true]);
    for (const open of [{ enablePrivateCluster: false }, undefined])
      expect(server(open)).to.deep.equal([undefined, undefined, true]);
  });

  it("may reach a public API server where it says so, by its name as Azure tells it", () => {
    const { apiServer } = clusterWith([], {
      apiServerAccessProfile: { authorizedIPRanges: ["203.0.113.0/24"] },
    });
    expect(apiServer.allowedRanges).to.deep.equal(["203.0.113.0/24"]);
    expect(apiServer.host).to.equal("aks-1.privatelink.eastus.azmk8s.io");
  });
});
