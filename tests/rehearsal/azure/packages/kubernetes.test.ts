import { expect } from "chai";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { kubernetes } from "../../../../rehearsal/azure/packages/kubernetes.ts";
import { parseFaults } from "../../../../rehearsal/faults/file.ts";
import type { Properties } from "../../../../lib/properties.ts";
import { UnknownTypeError } from "../../../../rehearsal/azure/types/index.ts";
import {
  annotations,
  grantAll,
  host,
  kubeconfig,
  newClusterKit,
  type ClusterKit,
} from "../kubernetes/cluster.ts";
import { madeByAzure } from "../networkKit.ts";

const token = "kubernetes:helm.sh/v3:Release";

describe("rehearsal/azure: the kubernetes package", () => {
  let kit: ClusterKit;
  let folder: string;
  beforeEach(async () => {
    kit = await newClusterKit();
    await grantAll(kit);
    folder = mkdtempSync(path.join(os.tmpdir(), "bulkhead-charts-"));
    mkdirSync(path.join(folder, "chart"));
    writeFileSync(path.join(folder, "chart", "Chart.yaml"), "apiVersion: v2\nname: chart\nversion: 1.0.0\n");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const call = (configuration: Properties = kubeconfig(`https://${host}:443`), type = token) => ({
    type,
    urn: `urn:pulumi:s::p::${type}::api`,
    configuration,
  });
  const provider = (helm?: string) => kubernetes(kit.subscription, { helm, directory: folder });
  const inputs = (changes: Properties = {}): Properties => ({
    name: "api",
    namespace: "apps",
    createNamespace: true,
    chart: "chart",
    values: { service: { annotations: annotations() } },
    ...changes,
  });
  const pls = () => kit.subscription.view.ofType("Microsoft.Network/privateLinkServices");
  const failure = async (promise: Promise<unknown>): Promise<string> =>
    promise.then(
      () => expect.fail("it was accepted"),
      (error: unknown) => String(error),
    );

  /** A helm that answers every chart with the same objects, after a while, and checks how it is called. */
  function fakeHelm(body: string): string {
    const file = path.join(folder, "helm");
    writeFileSync(file, `#!/bin/sh\n${body}\n`);
    chmodSync(file, 0o755);
    return file;
  }
  const rendering = (name: string) =>
    fakeHelm(`cat >/dev/null; sleep 0.05; cat <<'EOF'
apiVersion: v1
kind: Service
metadata: { name: ${name}, annotations: ${JSON.stringify(annotations())} }
spec: { type: LoadBalancer, ports: [{ port: 443 }] }
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: robot }
EOF`);

  it("completes name and namespace, and wants a chart", () => {
    const { inputs: completed, problems } = provider().check(call(), {}, undefined);
    expect(completed).to.include({ name: "api", namespace: "default" });
    expect(problems).to.deep.equal([{ property: "chart", reason: "missing required property 'chart'" }]);
    expect(provider().check(call(), { chart: "c" }, { name: "before" }).inputs).to.include({
      name: "before",
    });
  });

  it("replaces a release with another name or namespace, and updates the rest", () => {
    const changes = provider().diff(call(), inputs(), inputs({ namespace: "other", values: {} }));
    expect(changes.map(({ path: at, replaces }) => [at, replaces])).to.deep.equal([
      ["namespace", true],
      ["values.service", false],
    ]);
  });

  it("installs what helm renders, and the cloud controller follows", async () => {
    const { id, outputs } = await provider(rendering("api")).create(call(), inputs());
    expect(id).to.equal("apps/api");
    expect(outputs["resourceNames"]).to.deep.equal({ "Service/v1": ["api"], "ServiceAccount/v1": ["robot"] });
    expect(outputs["status"]).to.include({ status: "deployed", revision: 1 });
    expect(pls().map(({ name }) => name)).to.deep.equal(["pls-api"]);
    expect(provider().read(call(), id, undefined)?.outputs).to.deep.equal(outputs);
  });

  it("knows of services from the values where there is no helm", async () => {
    await provider().create(call(), inputs());
    expect(pls()).to.have.length(1);
  });

  it("lets no simulated time pass while helm renders", async () => {
    const helm = rendering("api");
    const start = kit.clock.now;
    const release = provider(helm).create(call(), inputs());
    const long = kit.create("network:VirtualNetwork", {
      virtualNetworkName: "vnet-2",
      location: "eastus",
      addressSpace: { addressPrefixes: ["10.9.0.0/16"] },
    });
    await long;
    expect(kit.clock.now - start).to.be.closeTo(0.1, 1e-9);
    await release;
    const installed = kit.store.operationsSince(0).find(({ id }) => id === "apps/api");
    expect(installed?.started).to.equal(start);
  });

  it("counts revisions and takes away what a newer one no longer has", async () => {
    const { id } = await provider(rendering("api")).create(call(), inputs());
    const outputs = await provider().update(call(), id, inputs({ values: {} }));
    expect(outputs["status"]).to.include({ revision: 2 });
    expect(pls()).to.deep.equal([]);
    expect(await failure(provider().update(call(), "apps/none", inputs()))).to.contain(
      "apps/none was not found on aks",
    );
  });

  it("removes a release with its load balancer, and notes how long it took", async () => {
    const { id } = await provider().create(call(), inputs());
    await provider().delete(call(), id);
    expect([pls(), provider().read(call(), id, undefined)]).to.deep.equal([[], undefined]);
    const last = kit.store.operationsSince(0).at(-1);
    expect(last).to.include({ operation: "delete", id });
    expect(last?.ended).to.be.greaterThan(last?.started ?? Infinity);
    await provider().delete(call(), id);
  });

  it("keeps a release whose private link service has connections", async () => {
    const { id } = await provider().create(call(), inputs());
    const [service] = pls();
    kit.store.put({
      ...(service ?? expect.fail()),
      facts: {
        privateEndpointConnections: [
          { id: "c", name: "c", privateEndpointId: "p", groupId: "", description: "", status: "Approved" },
        ],
      },
    });
    expect(await failure(provider().delete(call(), id))).to.contain(
      "PrivateLinkServiceWithPrivateEndpointConnectionsCannotBeDeleted",
    );
    expect(provider().read(call(), id, undefined)).not.to.equal(undefined);
  });

  it("fails as the faults want it, and leaves nothing of an atomic release", async () => {
    const begin = (...faults: object[]) => {
      kit.subscription.faults?.end();
      kit.subscription.faults?.begin(parseFaults({ faults }, "faults.yaml"));
    };
    begin({ fault: "operation-failed", name: "api" }, { fault: "throttling" });
    expect(await failure(provider().create(call(), inputs()))).to.contain(
      "release api failed, and has been uninstalled due to atomic being set",
    );
    expect(pls()).to.deep.equal([]);
    const { id } = await provider().create(call(), inputs());
    expect(kit.subscription.faults?.report().map(({ struck }) => struck)).to.deep.equal([1, 0]);
    begin({ fault: "operation-failed", operation: "update" });
    expect(await failure(provider().update(call(), id, inputs({ timeout: 60 })))).to.contain("rolled back");
    begin({ fault: "operation-failed", operation: "delete" });
    expect(await failure(provider().delete(call(), id))).to.contain("uninstallation completed with 1 error");
    expect(pls()).to.have.length(1);
    begin({ fault: "region-lost", region: "eastus", groups: "kept" });
    expect(await failure(provider().update(call(), id, inputs()))).to.contain("eastus");
  });

  it("refuses a name that is in use, also by a release under way", async () => {
    const results = await Promise.allSettled([
      provider().create(call(), inputs()),
      provider().create(call(), inputs({ namespace: "other", values: {} })),
    ]);
    expect(results.map(({ status }) => status)).to.deep.equal(["fulfilled", "fulfilled"]);
    expect(await failure(provider().create(call(), inputs()))).to.contain(
      "cannot re-use a name that is still in use: release apps/api on aks",
    );
    const one = provider();
    const third = inputs({ namespace: "third", values: {} });
    const twice = await Promise.allSettled([one.create(call(), third), one.create(call(), third)]);
    expect(twice.map(({ status }) => status)).to.deep.equal(["fulfilled", "rejected"]);
  });

  it("does not reach a cluster that is not there", async () => {
    for (const configuration of [kubeconfig("https://elsewhere.example:443"), {}]) {
      const text = await failure(provider().create(call(configuration), inputs()));
      expect(text).to.contain("unreachable");
    }
    expect(
      await failure(provider().create(call(kubeconfig("https://elsewhere.example:443")), inputs())),
    ).to.contain("https://elsewhere.example:443");
  });

  it("lets a preview go on without a way to the cluster, and neither forgets nor removes what is in it", async () => {
    const { id, outputs } = await provider().create(call(), inputs());
    const nowhere = call(kubeconfig("https://elsewhere.example:443"));
    const checked = provider().check(nowhere, inputs({ timeout: 600 }), inputs());
    expect(checked.problems).to.deep.equal([]);
    expect(provider().diff(nowhere, inputs(), inputs())).to.deep.equal([]);
    const changes = provider().diff(nowhere, inputs(), inputs({ timeout: 600 }));
    expect(changes.map(({ path: changed, replaces }) => [changed, replaces])).to.deep.equal([
      ["timeout", false],
    ]);
    // To answer "not there" would make the engine forget the release and plan another one.
    expect(() => provider().read(nowhere, id, undefined)).to.throw("cluster is unreachable");
    expect(await failure(provider().update(nowhere, id, inputs({ timeout: 600 })))).to.contain("unreachable");
    expect(await failure(provider().delete(nowhere, id))).to.contain("unreachable");
    expect(provider().read(call(), id, undefined)?.outputs).to.deep.equal(outputs);
  });

  it("fetches charts only from registries of the subscription", async () => {
    const create = (chart: string) => provider().create(call(), inputs({ chart, values: {} }));
    expect(await failure(create("oci://ghcr.io/charts/api"))).to.contain("nothing answers at ghcr.io");
    expect(await failure(create("no-such-folder"))).to.contain("'no-such-folder' was not found");
    kit.store.put(
      madeByAzure(
        `${kit.providers}/Microsoft.ContainerRegistry/registries/cr`,
        "Microsoft.ContainerRegistry/registries",
        { loginServer: "cr.azurecr.io" },
      ),
    );
    await create("oci://cr.azurecr.io/charts/api");
  });

  it("says in helm's words why a chart does not render, and goes on", async () => {
    const helm = fakeHelm("echo 'Error: values do not meet the schema' >&2; exit 1");
    expect(await failure(provider(helm).create(call(), inputs()))).to.contain(
      "helm could not render 'chart': Error: values do not meet the schema",
    );
    await provider().create(call(), inputs());
  });

  it("knows no other types and no functions", () => {
    const configMap = "kubernetes:core/v1:ConfigMap";
    expect(() => provider().check(call({}, configMap), {}, undefined)).to.throw(UnknownTypeError, configMap);
    expect(() => provider().diff(call({}, configMap), {}, {})).to.throw(UnknownTypeError, configMap);
    expect(() => provider().invoke("kubernetes:helm:template", {}, {})).to.throw(
      UnknownTypeError,
      "kubernetes:helm:template",
    );
  });
});
