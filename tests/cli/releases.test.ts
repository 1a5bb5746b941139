import { expect } from "chai";
import { releaseOf, releaseText } from "../../cli/releases.ts";

const type = "kubernetes:helm.sh/v3:Release";

describe("what a run says of its Helm releases", () => {
  it("counts objects by kind, as pulumi-kubernetes and as the local Azure name them", () => {
    const names = { "Deployment/apps/v1": ["a", "b"], "Service/v1": ["a"] };
    expect(releaseOf(type, { name: "api", namespace: "apps", resourceNames: names })).to.deep.equal({
      name: "api",
      namespace: "apps",
      objects: { Deployment: 2, Service: 1 },
    });
    const theirs = { "Deployment.apps/apps/v1": ["apps/a"], "Deployment.apps/apps/v2": ["apps/b"] };
    expect(releaseOf(type, { name: "api", resourceNames: theirs })).to.deep.equal({
      name: "api",
      namespace: "default",
      objects: { Deployment: 2 },
    });
  });

  it("leaves out what is no release, or not yet one", () => {
    expect(releaseOf("azure-native:network:Subnet", { name: "a", resourceNames: {} })).to.equal(undefined);
    expect(releaseOf(type, undefined)).to.equal(undefined);
    expect(releaseOf(type, { name: "api" })).to.equal(undefined);
  });

  it("names the most frequent kind first", () => {
    const objects = { Service: 1, NetworkPolicy: 4, Deployment: 1 };
    expect(releaseText({ name: "workload", namespace: "workload", objects })).to.equal(
      "release workload: 6 objects (4 NetworkPolicy, Deployment, Service)",
    );
    expect(releaseText({ name: "a", namespace: "b", objects: { Pod: 1 } })).to.contain("1 object (Pod)");
  });

  it("says when a chart of somebody else was not rendered", () => {
    expect(releaseText({ name: "csi", namespace: "kube-system", objects: {} })).to.equal(
      "release csi: not rendered here",
    );
  });
});
