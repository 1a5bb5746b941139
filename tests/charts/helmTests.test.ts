import { expect } from "chai";
import { restrictedViolations } from "../../rehearsal/azure/kubernetes/podSecurity.ts";
import type { Properties } from "../../lib/properties.ts";
import { at, nameOf, ofKind, renderedReleases } from "../support/releases.ts";
import { stampRun } from "../support/stacks.ts";

const annotationsOf = (object: Properties | undefined): Record<string, string> =>
  (at(object, "metadata.annotations") ?? {}) as Record<string, string>;

describe("what `helm test` asks of the workload", function () {
  let rendered: Properties[];
  before(async () => {
    rendered = (await renderedReleases(await stampRun())).get("workload") ?? [];
  });
  const tests = (): Properties[] =>
    ofKind(rendered, "Pod").filter((pod) => annotationsOf(pod)["helm.sh/hook"] === "test");
  const find = (kind: string, name: string): Properties =>
    ofKind(rendered, kind).find((object) => nameOf(object) === name) ?? expect.fail(`no ${kind} ${name}`);

  it("is whether each component that listens is ready, through its Service", () => {
    const listening = ofKind(rendered, "Service").map(nameOf);
    expect(listening).to.have.length.greaterThan(0);
    expect(tests().map(nameOf)).to.deep.equal(listening.map((name) => `${name}-test`));
    for (const name of listening) {
      const probe = at(
        find("Deployment", name),
        "spec.template.spec.containers.0.readinessProbe.httpGet.path",
      );
      const command = at(find("Pod", `${name}-test`), "spec.containers.0.command") as string[];
      expect(command[0]).to.equal("wget");
      expect(command.at(-1)).to.equal(`http://${name}${String(probe)}`);
    }
  });

  it("is asked by pods that run once, as nobody, and may go", () => {
    for (const pod of tests()) {
      expect(restrictedViolations(pod["spec"] as Properties)).to.deep.equal([]);
      expect(at(pod, "spec.restartPolicy")).to.equal("Never");
      expect(annotationsOf(pod)["helm.sh/hook-delete-policy"]).to.contain("before-hook-creation");
    }
  });

  it("opens the way to the component's own port before it asks, and closes it again whatever comes of it", () => {
    for (const pod of tests()) {
      const component = nameOf(pod).replace(/-test$/, "");
      const policy = find("NetworkPolicy", nameOf(pod));
      const annotations = annotationsOf(policy);
      expect(annotations["helm.sh/hook"]).to.equal("test");
      expect(Number(annotations["helm.sh/hook-weight"])).to.be.lessThan(0);
      expect(annotations["helm.sh/hook-delete-policy"]?.split(",")).to.include.members([
        "hook-succeeded",
        "hook-failed",
      ]);
      const port = at(find("Deployment", component), "spec.template.spec.containers.0.ports.0.containerPort");
      const peer = (name: string) => [{ podSelector: { matchLabels: { "app.kubernetes.io/name": name } } }];
      const ports = [{ protocol: "TCP", port }];
      expect(at(policy, "spec.ingress")).to.deep.equal([{ from: peer(nameOf(pod)), ports }]);
      expect(at(policy, "spec.egress")).to.deep.equal([{ to: peer(component), ports }]);
      expect(at(pod, "metadata.labels")).to.include({ "app.kubernetes.io/name": nameOf(pod) });
    }
  });

  it("leaves the component's own selectors alone: no Service and no budget counts a test pod", () => {
    for (const pod of tests()) {
      const labels = at(pod, "metadata.labels") as Record<string, string>;
      for (const object of [...ofKind(rendered, "Service"), ...ofKind(rendered, "PodDisruptionBudget")]) {
        const selector = (at(object, "spec.selector.matchLabels") ??
          at(object, "spec.selector")) as Properties;
        const counts = Object.entries(selector).every(([key, value]) => labels[key] === value);
        expect(counts, `${nameOf(object)} counts ${nameOf(pod)}`).to.equal(false);
      }
    }
  });
});
