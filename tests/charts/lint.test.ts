import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { kubernetesVersions } from "../../config/kubernetesVersions.ts";
import { kindsOf, kindsOfChart } from "../../rehearsal/azure/kubernetes/definitions.ts";
import { schemaMistakes } from "../../rehearsal/azure/kubernetes/openApi.ts";
import { objectMistakes } from "../../rehearsal/azure/kubernetes/rules.ts";
import type { Properties } from "../../lib/properties.ts";
import { at, helm, nameOf, ofKind, renderChart } from "../support/releases.ts";
import { projectRoot } from "../support/runStack.ts";

const charts = readdirSync(join(projectRoot, "charts"));

describe("our charts", function () {
  const rendered = new Map<string, Properties[]>();
  before(async () => {
    for (const chart of charts) rendered.set(chart, await renderChart(chart));
  });

  for (const chart of charts) {
    it(`${chart} is clean under helm lint --strict`, async () => {
      const { stdout } = await promisify(execFile)(await helm(), ["lint", "--strict", `charts/${chart}`], {
        cwd: projectRoot,
      });
      expect(stdout).to.contain("0 chart(s) failed");
      expect(stdout).not.to.contain("[WARNING]");
    });
  }

  for (const { minor } of kubernetesVersions) {
    it(`render what Kubernetes ${minor} takes`, () => {
      const kinds = [
        ...kindsOf(rendered.get("gateway-api") ?? []),
        ...["csi-secrets-store-provider-azure", "cilium", "cert-manager"].flatMap(kindsOfChart),
      ];
      const namespaces = new Set(["gateway", "workload"]);
      for (const [chart, objects] of rendered) {
        expect(schemaMistakes(objects, minor, kinds), chart).to.deep.equal([]);
        expect(objectMistakes(objects, namespaces), chart).to.deep.equal([]);
      }
    });
  }

  it("label their namespaces restricted, at the version they are told", () => {
    const namespaces = rendered.get("namespaces") ?? [];
    expect(namespaces.map(nameOf)).to.deep.equal(["gateway", "workload"]);
    for (const namespace of namespaces) {
      const labels = at(namespace, "metadata.labels") as Record<string, string>;
      for (const mode of ["enforce", "audit", "warn"]) {
        expect(labels[`pod-security.kubernetes.io/${mode}`]).to.equal("restricted");
        expect(labels[`pod-security.kubernetes.io/${mode}-version`]).to.equal("v1.36");
      }
    }
  });

  it("define every kind of the Gateway API that the gateway's role lets it watch", () => {
    const defined = ofKind(rendered.get("gateway-api") ?? [], "CustomResourceDefinition").map((definition) =>
      String(at(definition, "spec.names.plural")),
    );
    const roles = [
      ...ofKind(rendered.get("gateway") ?? [], "Role"),
      ...ofKind(rendered.get("gateway") ?? [], "ClusterRole"),
    ];
    const watched = roles
      .flatMap((role) => at(role, "rules") as Record<string, string[]>[])
      .filter((rule) => rule["apiGroups"]?.includes("gateway.networking.k8s.io"))
      .flatMap((rule) => rule["resources"] ?? [])
      .filter((resource) => !resource.includes("/"));
    expect([...new Set(watched)].sort()).to.deep.equal(defined.sort());
  });
});
