import { expect } from "chai";
import { contentsOf, type ClusterContents } from "../../../../rehearsal/azure/kubernetes/admission.ts";
import { admitRelease, releaseArm } from "../../../../rehearsal/azure/kubernetes/releases.ts";
import type { Properties } from "../../../../lib/properties.ts";
import { madeByAzure } from "../networkKit.ts";
import { newClusterKit, type ClusterKit } from "./cluster.ts";

const security = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  runAsNonRoot: true,
  seccompProfile: { type: "RuntimeDefault" },
};
const pod = (securityContext: Properties = security, image = "cr.azurecr.io/app:1"): Properties => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "app", namespace: "apps" },
  spec: { containers: [{ name: "app", image, securityContext }] },
});
const namespace = (name: string, level?: string): Properties => ({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: {
    name,
    ...(level === undefined ? {} : { labels: { "pod-security.kubernetes.io/enforce": level } }),
  },
});
const secretClass: Properties = {
  apiVersion: "secrets-store.csi.x-k8s.io/v1",
  kind: "SecretProviderClass",
  metadata: { name: "app", namespace: "apps" },
  spec: { provider: "azure", parameters: {} },
};

describe("rehearsal/azure: a cluster judges releases", () => {
  let kit: ClusterKit;
  beforeEach(async () => {
    kit = await newClusterKit();
    kit.store.put(
      madeByAzure(
        `${kit.providers}/Microsoft.ContainerRegistry/registries/cr`,
        "Microsoft.ContainerRegistry/registries",
        { loginServer: "cr.azurecr.io" },
      ),
    );
    left("kube-system/namespaces", contentsOf([namespace("apps", "restricted"), namespace("free")], ""));
  });

  /** Notes what another release has left in the cluster, or in another one. */
  function left(id: string, contents: ClusterContents, cluster = kit.cluster): void {
    const storeId = `${cluster}/helmReleases/${id.replace("/", ".")}`;
    kit.store.put({ ...madeByAzure(storeId, releaseArm), facts: { contents } });
  }
  const admit = (objects: readonly Properties[] | undefined, changes: Properties = {}): ClusterContents =>
    admitRelease(kit.subscription.view, kit.store.get(kit.cluster) ?? expect.fail("no cluster"), {
      id: "apps/app",
      storeId: `${kit.cluster}/helmReleases/apps.app`,
      inputs: { chart: "./charts/app" },
      objects,
      helm: true,
      ...changes,
    });
  const refusal = (...call: Parameters<typeof admit>): string => {
    try {
      admit(...call);
    } catch (error) {
      return String(error);
    }
    return expect.fail("it was accepted");
  };

  it("takes a restricted pod, and anything in a namespace that enforces nothing", () => {
    admit([pod()]);
    admit([{ ...pod({ privileged: true }), metadata: { name: "app", namespace: "free" } }]);
  });

  it("refuses pods that the namespace forbids, with the cluster, the object and the rule", () => {
    const text = refusal([pod({ ...security, privileged: true })]);
    expect(text).to.contain("release apps/app was refused by the API server of aks");
    expect(text).to.contain('pods of Pod "app" are forbidden: violates PodSecurity "restricted": privileged');
  });

  it("puts what names no namespace into the release's own", () => {
    expect(refusal([{ ...pod({}), metadata: { name: "app" } }])).to.contain("are forbidden");
    admit([{ ...pod({}), metadata: { name: "app" } }], { id: "free/app" });
  });

  it("refuses test pods as well", () => {
    const hook = { "helm.sh/hook": "test" };
    const test = {
      ...pod({}),
      metadata: { name: "app-test", namespace: "apps", annotations: hook },
    };
    expect(refusal([pod(), test])).to.contain('pods of Pod "app-test" are forbidden');
  });

  it("refuses what it cannot read before it looks at anything else", () => {
    const misspelt = { ...pod({ privileged: true }), spec: { containerz: [] } };
    expect(refusal([misspelt])).to.contain('error validating Pod/app: unknown field "spec.containerz"');
    expect(refusal([misspelt])).not.to.contain("PodSecurity");
  });

  it("refuses kinds until a release, or AKS, has brought their definition", () => {
    expect(refusal([secretClass])).to.contain("ensure CRDs are installed first");
    left(
      "kube-system/driver",
      contentsOf(undefined, "oci://cr.azurecr.io/helm/csi-secrets-store-provider-azure"),
    );
    admit([secretClass]);
  });

  it("knows what is in its own cluster only", () => {
    const other = kit.cluster.replace(/aks$/, "other");
    left("kube-system/driver", contentsOf(undefined, "csi-secrets-store-provider-azure"), other);
    expect(refusal([secretClass])).to.contain("ensure CRDs are installed first");
  });

  it("needs the release's namespace, unless Helm may make it", () => {
    expect(refusal([], { id: "elsewhere/app" })).to.contain('namespaces "elsewhere" not found');
    const made = admit([], {
      id: "elsewhere/app",
      inputs: { chart: "./charts/app", createNamespace: true },
    });
    expect(made.namespaces).to.deep.equal({ elsewhere: "privileged" });
    admit(undefined, { id: "elsewhere/app", helm: false });
  });

  it("refuses objects in a namespace that is not there", () => {
    const stray = { ...pod(), metadata: { name: "app", namespace: "gone" } };
    expect(refusal([stray])).to.contain('namespaces "gone" not found');
  });

  it("cannot pull what no registry of the subscription holds", () => {
    const text = refusal([pod(security, "docker.io/library/app:1")]);
    expect(text).to.contain('ImagePullBackOff: failed to pull image "docker.io/library/app:1"');
    expect(text).to.contain("nothing answers at docker.io from inside the locked-down network");
  });

  it("reads manifests as the cluster's version does", () => {
    const cluster = kit.store.get(kit.cluster) ?? expect.fail("no cluster");
    kit.store.put({ ...cluster, inputs: { ...cluster.inputs, kubernetesVersion: "1.12" } });
    expect(refusal([pod()])).to.contain("kubernetes-1.12");
  });
});
