import { expect } from "chai";
import { kubernetesVersions } from "../../../../config/kubernetesVersions.ts";
import { kindsOf, kindsOfChart, kindsOfCluster } from "../../../../rehearsal/azure/kubernetes/definitions.ts";
import { schemaMistakes } from "../../../../rehearsal/azure/kubernetes/openApi.ts";
import { objectMistakes } from "../../../../rehearsal/azure/kubernetes/rules.ts";
import type { Properties } from "../../../../lib/properties.ts";

const service = (spec: Properties): Properties => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "api" },
  spec,
});
const texts = (objects: readonly Properties[], custom = kindsOfChart("none")): string[] =>
  schemaMistakes(objects, "1.36", custom).map(({ object, text }) => `${object}: ${text}`);

/** A kind of one version with one field that has to be there. */
const definition: Properties = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "things.example.com" },
  spec: {
    group: "example.com",
    scope: "Namespaced",
    names: { kind: "Thing", plural: "things" },
    versions: [
      { name: "v1", served: true, storage: true, schema: { openAPIV3Schema: thing() } },
      { name: "v0", served: false, storage: false, schema: { openAPIV3Schema: thing() } },
    ],
  },
};
function thing(): Properties {
  const spec = { type: "object", required: ["size"], properties: { size: { type: "integer" } } };
  const text = { type: "string" };
  return {
    type: "object",
    properties: { apiVersion: text, kind: text, metadata: { type: "object" }, spec },
  };
}
const instance = (spec: Properties, version = "v1"): Properties => ({
  apiVersion: `example.com/${version}`,
  kind: "Thing",
  metadata: { name: "one", labels: { a: "b" } },
  spec,
});

describe("rehearsal/azure: manifests that an API server reads", () => {
  it("are those of the schema, in every version that a stamp may have", () => {
    for (const { minor } of kubernetesVersions)
      expect(
        schemaMistakes([service({ ports: [{ port: 80, targetPort: "http" }] })], minor, []),
      ).to.deep.equal([]);
    expect(texts([service({ ports: [{ port: 80 }], selector: null })])).to.deep.equal([]);
  });

  it("name no field that there is not, and all that there must be, of the right type", () => {
    expect(texts([service({ portss: [] })])).to.deep.equal(['Service/api: unknown field "spec.portss"']);
    expect(texts([service({ ports: [{ name: "http" }] })])).to.deep.equal([
      'Service/api: missing required field "spec.ports[0].port"',
    ]);
    expect(texts([service({ ports: [{ port: "80" }] })])).to.deep.equal([
      "Service/api: spec.ports[0].port: must be of type integer",
    ]);
  });

  it("are of a kind that the cluster has", () => {
    const old = { ...service({}), apiVersion: "extensions/v1beta1", kind: "Ingress" };
    expect(texts([old])).to.deep.equal([
      'Ingress/api: no matches for kind "Ingress" in version "extensions/v1beta1": ensure CRDs are installed first',
    ]);
  });

  it("are of custom kinds once a definition is there, and then judged by it", () => {
    expect(texts([instance({ size: 1 })])[0]).to.contain("ensure CRDs are installed first");
    const kinds = kindsOf([definition]);
    expect(kinds.map(({ id }) => id)).to.deep.equal(["example.com/v1/Thing"]);
    expect(texts([instance({ size: 1 })], kinds)).to.deep.equal([]);
    expect(texts([instance({ size: "1", colour: "red" })], kinds)).to.have.members([
      'Thing/one: unknown field "spec.colour"',
      "Thing/one: spec.size: must be of type integer",
    ]);
    expect(texts([instance({})], kinds)).to.deep.equal(['Thing/one: missing required field "spec.size"']);
    expect(texts([instance({ size: 1 }, "v0")], kinds)[0]).to.contain("no matches for kind");
  });

  it("are of kinds that AKS brings, where the cluster has the feature", () => {
    const ids = (cluster: Properties): string[] => kindsOfCluster(cluster).map(({ id }) => id);
    expect(ids({ networkProfile: { networkDataplane: "azure" } })).to.deep.equal([]);
    expect(ids({ networkProfile: { networkDataplane: "cilium" } })).to.deep.equal([
      "cilium.io/v2/CiliumNetworkPolicy",
    ]);
    expect(ids({ addonProfiles: { azureKeyvaultSecretsProvider: { enabled: true } } })).to.deep.equal([
      "secrets-store.csi.x-k8s.io/v1/SecretProviderClass",
    ]);
    expect(kindsOfChart("oci://registry.example/helm/cert-manager").map(({ id }) => id)).to.deep.equal([
      "cert-manager.io/v1/ClusterIssuer",
      "cert-manager.io/v1/Certificate",
    ]);
  });
});

describe("rehearsal/azure: objects that an API server refuses although it can read them", () => {
  const app = (container: Properties, more: Properties = {}): Properties => ({
    kind: "Deployment",
    metadata: { name: "app", namespace: "apps" },
    spec: {
      selector: { matchLabels: { app: "app" } },
      template: {
        metadata: { labels: { app: "app" } },
        spec: { containers: [{ name: "app", ...container }], ...more },
      },
    },
  });
  const mistakes = (...objects: Properties[]): string[] => objectMistakes(objects, new Set(["apps"]));
  const scaler = (spec: Properties): Properties => ({
    kind: "HorizontalPodAutoscaler",
    metadata: { name: "app", namespace: "apps" },
    spec,
  });

  it("take what is right", () => {
    const resources = { requests: { cpu: "500m" }, limits: { cpu: "1" } };
    expect(mistakes(app({ resources }), scaler({ minReplicas: 2, maxReplicas: 3 }))).to.deep.equal([]);
  });

  const wrong: [what: string, object: Properties, text: string][] = [
    ["a name", { kind: "Service", metadata: { name: "Api_1" } }, 'Invalid value: "Api_1"'],
    [
      "a namespace that is not there",
      { kind: "Service", metadata: { name: "a", namespace: "b" } },
      '"b" not found',
    ],
    ["a mount of no volume", app({ volumeMounts: [{ name: "tmp" }] }), 'volumeMounts: Not found: "tmp"'],
    [
      "more than the limit",
      app({ resources: { requests: { memory: "1Gi" }, limits: { memory: "512Mi" } } }),
      "must be less than or equal to memory limit",
    ],
    [
      "a sleep beyond the grace period",
      app({ lifecycle: { preStop: { sleep: { seconds: 40 } } } }),
      "must be less than terminationGracePeriodSeconds (30)",
    ],
    ["an autoscaler upside down", scaler({ minReplicas: 3, maxReplicas: 2 }), "spec.maxReplicas"],
    [
      "a budget that says both",
      {
        kind: "PodDisruptionBudget",
        metadata: { name: "b", namespace: "apps" },
        spec: { minAvailable: 1, maxUnavailable: 1 },
      },
      "cannot be both set",
    ],
    [
      "pods that the deployment would not find",
      {
        ...app({}),
        spec: {
          selector: { matchLabels: { app: "other" } },
          template: { metadata: { labels: { app: "app" } }, spec: { containers: [{ name: "a" }] } },
        },
      },
      "does not match template `labels`",
    ],
  ];
  for (const [what, object, text] of wrong) {
    it(`refuse ${what}`, () => {
      const found = mistakes(object);
      expect(found).to.have.length(1);
      expect(found[0]).to.contain(text);
    });
  }

  it("refuse the same object twice", () => {
    expect(mistakes(app({}), app({}))).to.deep.equal(['Deployment "app": is there twice']);
  });
});
