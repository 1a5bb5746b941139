import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { reasonToSkip } from "../../rehearsal/cluster/available.ts";
import { controlPlaneTools } from "../../rehearsal/cluster/controlPlane.ts";
import { localReleases, type LocalRelease } from "../charts/releases.ts";
import { variants } from "../charts/variants.ts";
import { renderChart } from "../support/releases.ts";
import { foreignDefinitions } from "./definitions.ts";
import { Cluster, type KubernetesObject } from "./kit.ts";
import { nodeManifest, nodes } from "./nodes.ts";

/** Twice what a first start takes on two busy cores; the build of the control plane, if there is one, comes before. */
const patience = 300_000;
/** A first build of everything on two cores, three times over. */
const buildPatience = 3_600_000;

const zoneLabel = "topology.kubernetes.io/zone";
const componentLabel = "app.kubernetes.io/name";

describe("the releases of a stamp on a real control plane", function () {
  this.timeout(patience);

  let cluster: Cluster;
  let releases: LocalRelease[];

  before(async function () {
    this.timeout(buildPatience);
    const reason = reasonToSkip("the test on a real control plane", controlPlaneTools);
    if (reason !== undefined) {
      console.error(reason);
      this.skip();
    }
    releases = await localReleases();
    cluster = await Cluster.start();
    for (const definition of foreignDefinitions()) {
      const result = await cluster.apply(definition);
      expect(result.problem).to.equal("");
    }
    for (const node of nodes) {
      const result = await cluster.apply(nodeManifest(node));
      expect(result.problem).to.equal("");
    }
    for (const release of releases) await cluster.release(release);
  });

  after(async () => {
    await cluster?.stop();
  });

  const pods = async (): Promise<KubernetesObject[]> =>
    (await cluster.list("pods", "--all-namespaces")).filter(({ spec }) => spec["nodeName"] !== undefined);
  const deployments = (): Promise<KubernetesObject[]> => cluster.list("deployments", "--all-namespaces");
  const zoneOf = new Map(nodes.map(({ name, zone }) => [name, zone]));
  const nodeOf = ({ spec }: KubernetesObject): string => String(spec["nodeName"]);
  const isReady = ({ status }: KubernetesObject): boolean =>
    (status?.["conditions"] as { type: string; status: string }[] | undefined)?.some(
      ({ type, status: value }) => type === "Ready" && value === "True",
    ) ?? false;

  it("install with every pod admitted and ready", async () => {
    const all = await deployments();
    expect(all.map(({ metadata }) => metadata.name)).to.include.members([
      "catalog-api",
      "background-worker",
      "health-service",
    ]);
    for (const { metadata, spec, status } of all) {
      expect(status?.["availableReplicas"], metadata.name).to.equal(spec["replicas"]);
    }
    expect((await pods()).filter((pod) => !isReady(pod))).to.deep.equal([]);
    const refused = await cluster.list(
      "events",
      "--all-namespaces",
      "--field-selector",
      "reason=FailedCreate",
    );
    expect(refused).to.deep.equal([]);
  });

  it("run in namespaces that enforce the restricted standard", async () => {
    const namespaces = new Set((await deployments()).map(({ metadata }) => metadata.namespace));
    for (const { metadata } of await cluster.list("namespaces")) {
      if (!namespaces.has(metadata.name)) continue;
      expect(metadata.labels?.["pod-security.kubernetes.io/enforce"], metadata.name).to.equal("restricted");
    }
    const privileged = {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "privileged", namespace: "workload" },
      spec: { containers: [{ name: "shell", image: "any", securityContext: { privileged: true } }] },
    };
    const result = await cluster.apply(privileged);
    expect(result.ok).to.equal(false);
    expect(result.problem).to.match(/violates PodSecurity "restricted/);
  });

  it("spread evenly over the zones", async () => {
    const counts = new Map<string, Map<string, number>>();
    for (const pod of await pods()) {
      const component = pod.metadata.labels?.[componentLabel] ?? "";
      const zones = counts.get(component) ?? new Map(nodes.map(({ zone }) => [zone, 0]));
      const zone = zoneOf.get(nodeOf(pod)) ?? "";
      counts.set(component, zones.set(zone, (zones.get(zone) ?? 0) + 1));
    }
    expect(counts.size).to.be.at.least(4);
    for (const [component, zones] of counts) {
      const numbers = [...zones.values()];
      expect(Math.max(...numbers) - Math.min(...numbers), component).to.be.at.most(1);
    }
    expect((await cluster.list("nodes", "--label-columns", zoneLabel)).length).to.equal(nodes.length);
  });

  it("let a node drain without falling below any disruption budget", async () => {
    const node = nodeOf((await pods())[0] as KubernetesObject);
    const budgets = (): Promise<KubernetesObject[]> =>
      cluster.list("poddisruptionbudgets", "--all-namespaces");
    let watching = true;
    const below: string[] = [];
    const watch = (async () => {
      while (watching) {
        for (const { metadata, status } of await budgets()) {
          if (Number(status?.["currentHealthy"]) < Number(status?.["desiredHealthy"]))
            below.push(metadata.name);
        }
        await sleep(100);
      }
    })();
    try {
      await cluster.kubectl("drain", node, "--ignore-daemonsets", "--delete-emptydir-data", "--timeout=50s");
    } finally {
      watching = false;
      await watch;
    }
    expect((await budgets()).length).to.be.at.least(4);
    expect(below).to.deep.equal([]);
    expect((await pods()).filter((pod) => nodeOf(pod) === node)).to.deep.equal([]);
    await cluster.eventually("all replicas are back", async () =>
      (await deployments()).every(({ spec, status }) => status?.["availableReplicas"] === spec["replicas"]),
    );
    await cluster.kubectl("uncordon", node);
  });

  it("hold an eviction back when too few pods would remain", async () => {
    for (const { name } of nodes) await cluster.kubectl("cordon", name);
    const evict = async ({ metadata }: KubernetesObject): Promise<string> => {
      const { name, namespace = "" } = metadata;
      const eviction = { apiVersion: "policy/v1", kind: "Eviction", metadata: { name, namespace } };
      const file = join(cluster.folder, "eviction.json");
      writeFileSync(file, JSON.stringify(eviction));
      const place = `/api/v1/namespaces/${namespace}/pods/${name}/eviction`;
      return (await cluster.plane.kubectl(["create", "--raw", place, "--filename", file])).problem;
    };
    try {
      const health = (await pods()).filter(
        ({ metadata }) => metadata.labels?.[componentLabel] === "health-service",
      );
      expect(health.length).to.equal(3);
      const answers: string[] = [];
      for (const pod of health) answers.push(await evict(pod));
      expect(answers[0]).to.equal("");
      expect(answers.slice(1).join()).to.match(/disruption budget/);
    } finally {
      for (const { name } of nodes) await cluster.kubectl("uncordon", name);
    }
    await cluster.eventually("all replicas are back", async () =>
      (await deployments()).every(({ spec, status }) => status?.["availableReplicas"] === spec["replicas"]),
    );
  });

  it("keep the replica count that the autoscaler chose through an upgrade", async () => {
    const workload = releases.find(({ name }) => name === "workload") as LocalRelease;
    await cluster.kubectl("scale", "deployment", "catalog-api", "--namespace", "workload", "--replicas", "5");
    await cluster.eventually("five pods", async () =>
      (await deployments()).some(
        ({ metadata, status }) => metadata.name === "catalog-api" && status?.["availableReplicas"] === 5,
      ),
    );
    await cluster.release(workload, { region: "West Europe" });
    const after = (await deployments()).find(({ metadata }) => metadata.name === "catalog-api");
    expect(after?.spec["replicas"]).to.equal(5);
    const revision = await cluster.kubectl(
      ...["get", "deployment", "catalog-api", "--namespace", "workload"],
      ...["--output", "jsonpath={.metadata.annotations.deployment\\.kubernetes\\.io/revision}"],
    );
    expect(revision, "the upgrade changed the pods").to.equal("2");
  });

  describe("with other values", () => {
    const namespace = "variants";
    // Of a Deployment whose pods the namespace would refuse, an API server only warns.
    const strict = ["--dry-run=server", "--validate=strict", "--warnings-as-errors"];

    // A namespace of their own: what exists already would be merged with what is tried.
    before(async () => {
      const labels = { "pod-security.kubernetes.io/enforce": "restricted" };
      const warned = { ...labels, "pod-security.kubernetes.io/warn": "restricted" };
      const metadata = { name: namespace, labels: warned };
      expect((await cluster.apply({ apiVersion: "v1", kind: "Namespace", metadata })).problem).to.equal("");
    });

    for (const { what, chart, values } of variants) {
      it(`${chart} is admitted ${what}`, async () => {
        const items = await renderChart(chart, values, { namespace });
        const result = await cluster.apply({ apiVersion: "v1", kind: "List", items }, ...strict);
        expect(result.problem).to.equal("");
      });
    }

    it("nothing is admitted without a line of its security context", async () => {
      const items = await renderChart("workload", {}, { namespace });
      const deployment = JSON.stringify(items.find(({ kind }) => kind === "Deployment"));
      const broken = deployment.replaceAll('"allowPrivilegeEscalation":false,', "");
      expect(broken).not.to.equal(deployment);
      const result = await cluster.apply(JSON.parse(broken) as object, ...strict);
      expect(result.ok).to.equal(false);
      const whole = await cluster.apply(JSON.parse(deployment) as object, ...strict);
      expect(whole.problem).to.equal("");
    });
  });

  it("is judged by an API server that refuses what it does not know", async () => {
    const policy = {
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: { name: "misspelt", namespace: "workload" },
      spec: { podSelectors: {}, podSelector: {} },
    };
    const result = await cluster.apply(policy, "--dry-run=server", "--validate=strict");
    expect(result.ok).to.equal(false);
    expect(result.problem).to.match(/unknown field "spec.podSelectors"/);
  });
});
