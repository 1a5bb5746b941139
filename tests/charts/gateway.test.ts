import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { images } from "../../lib/images/catalogue.ts";
import { imagesOf } from "../../rehearsal/azure/kubernetes/admission.ts";
import type { Properties } from "../../lib/properties.ts";
import { at, nameOf, ofKind, renderChart, renderedReleases } from "../support/releases.ts";
import { projectRoot } from "../support/runStack.ts";
import { stampRun } from "../support/stacks.ts";
import { sharedGaps } from "./guarantees.ts";

const folder = join(projectRoot, "charts", "gateway");
const acme = {
  issuer: "acme",
  acme: {
    email: "platform@example.com",
    clientId: "id",
    zone: { name: "example.com", resourceGroup: "rg-dns", subscriptionId: "s" },
  },
};
const refusal = async (values: Properties): Promise<string> =>
  renderChart("gateway", values).then(
    () => expect.fail("helm took the values"),
    (error: unknown) => String(error),
  );
const only = (objects: readonly Properties[], kind: string): Properties => {
  const [object, ...others] = ofKind(objects, kind);
  return object !== undefined && others.length === 0 ? object : expect.fail(`not exactly one ${kind}`);
};
const argsOf = (objects: readonly Properties[]): string[] =>
  at(only(objects, "Deployment"), "spec.template.spec.containers.0.args") as string[];

describe("charts/gateway", function () {
  let rendered: Properties[];
  before(async () => {
    rendered = (await renderedReleases(await stampRun())).get("gateway") ?? [];
  });

  it("keeps what the workload's chart promises, but for routes and quota", async () => {
    expect(sharedGaps(rendered)).to.deep.equal([]);
    expect(sharedGaps(await renderChart("gateway", { certificate: acme }))).to.deep.equal([]);
  });

  const lines: [what: string, file: string, pattern: RegExp, instead: string, gap: string][] = [
    [
      "its policy that denies everything",
      "networkpolicies.yaml",
      /policyTypes: \[Ingress, Egress\]\n---/,
      "policyTypes: []\n---",
      "nothing denies",
    ],
    [
      "allowPrivilegeEscalation",
      "deployment.yaml",
      /^ *allowPrivilegeEscalation: false\n/m,
      "",
      "allowPrivilegeEscalation",
    ],
    ["runAsNonRoot", "deployment.yaml", /^ *runAsNonRoot: true\n/gm, "", "runAsNonRoot"],
    ["a read-only root", "deployment.yaml", /^ *readOnlyRootFilesystem: true\n/m, "", "readOnlyRoot"],
    ["dropped capabilities", "deployment.yaml", /^ *drop: \[ALL\]\n/m, "", "capabilities"],
    ["its seccomp profile", "deployment.yaml", /^ *seccompProfile:\n *type: .*\n/gm, "", "seccompProfile"],
    ["its spread over zones", "deployment.yaml", /"topology\.kubernetes\.io\/zone" "\w+" /, "", "not spread"],
    [
      "probes that differ",
      "deployment.yaml",
      /tcpSocket: .*/,
      "httpGet: { path: /ping, port: ping }",
      "probe",
    ],
    ["its budget", "scaling.yaml", /maxUnavailable: .*/, "minAvailable: 100%", "lets no node drain"],
  ];
  for (const [what, file, pattern, instead, gap] of lines) {
    it(`breaks them without ${what}`, async () => {
      const copy = mkdtempSync(join(tmpdir(), "bulkhead-chart-"));
      try {
        cpSync(folder, copy, { recursive: true });
        const path = join(copy, "templates", file);
        const text = readFileSync(path, "utf8");
        const changed = text.replace(pattern, instead);
        expect(changed).not.to.equal(text);
        writeFileSync(path, changed);
        expect(sharedGaps(await renderChart("gateway", {}, { chartFolder: copy })).join()).to.contain(gap);
      } finally {
        rmSync(copy, { recursive: true });
      }
    });
  }

  it("listens where Traefik has an entry point, and the load balancer leads there", () => {
    const listener = at(only(rendered, "Gateway"), "spec.listeners.0") as Properties;
    expect(listener).to.include({ port: 8443, protocol: "HTTPS" });
    expect(argsOf(rendered)).to.include("--entrypoints.websecure.address=:8443");
    expect(at(only(rendered, "Service"), "spec.ports.0")).to.include({ port: 443, targetPort: "https" });
    expect(at(only(rendered, "Deployment"), "spec.template.spec.containers.0.ports.0")).to.deep.include({
      name: "https",
      containerPort: 8443,
    });
    expect(at(only(rendered, "GatewayClass"), "spec.controllerName")).to.equal(
      "traefik.io/gateway-controller",
    );
    expect(at(only(rendered, "Gateway"), "spec.gatewayClassName")).to.equal(
      nameOf(only(rendered, "GatewayClass")),
    );
  });

  it("is what the workload's policies and routes look for", async () => {
    const workload = (await renderedReleases(await stampRun())).get("workload") ?? [];
    const gateway = only(rendered, "Gateway");
    for (const route of ofKind(workload, "HTTPRoute")) {
      expect(at(route, "spec.parentRefs.0")).to.include({
        namespace: at(gateway, "metadata.namespace"),
        name: nameOf(gateway),
        sectionName: at(gateway, "spec.listeners.0.name"),
      });
      expect(at(route, "spec.hostnames.0")).to.equal(at(gateway, "spec.listeners.0.hostname"));
    }
    const labels = at(only(rendered, "Deployment"), "spec.template.metadata.labels");
    const policy = ofKind(workload, "NetworkPolicy").find((item) => nameOf(item) === "catalog-api");
    expect(labels).to.include(at(policy, "spec.ingress.0.from.0.podSelector.matchLabels"));
  });

  it("is an internal load balancer that keeps the sender's address", async () => {
    expect(at(only(rendered, "Service"), "spec")).to.include({
      type: "LoadBalancer",
      externalTrafficPolicy: "Local",
    });
    const open = {
      service: { annotations: { "service.beta.kubernetes.io/azure-load-balancer-internal": "false" } },
    };
    expect(await refusal(open)).to.contain("azure-load-balancer-internal");
  });

  it("has a second load balancer only for a further way in", async () => {
    const annotations = { "service.beta.kubernetes.io/azure-pip-name": "pip" };
    const services = ofKind(
      await renderChart("gateway", { entrance: { port: 443, annotations } }),
      "Service",
    );
    expect(services.map(nameOf)).to.deep.equal(["gateway", "gateway-entrance"]);
    expect(at(services[1], "metadata.annotations")).to.deep.equal(annotations);
  });

  it("answers the private link service only, and believes nobody else's X-Forwarded-For", async () => {
    const objects = await renderChart("gateway", { network: { sources: ["10.1.0.0/28", "10.2.0.0/28"] } });
    const policy = ofKind(objects, "NetworkPolicy").find((item) => nameOf(item) === "gateway");
    expect(at(policy, "spec.ingress.0.from")).to.deep.equal([
      { ipBlock: { cidr: "10.1.0.0/28" } },
      { ipBlock: { cidr: "10.2.0.0/28" } },
    ]);
    expect(argsOf(objects)).to.include(
      "--entrypoints.websecure.forwardedheaders.trustedips=10.1.0.0/28,10.2.0.0/28",
    );
    expect(await refusal({ network: { sources: ["0.0.0.0/0"] } })).to.contain("sources");
  });

  it("reads secrets in its own namespaces only", () => {
    const rules = at(only(rendered, "ClusterRole"), "rules");
    expect(JSON.stringify(rules)).not.to.contain("secrets");
    expect(ofKind(rendered, "Role").map((role) => at(role, "metadata.namespace"))).to.deep.equal([
      "gateway",
      "workload",
    ]);
    expect(argsOf(rendered)).to.include("--providers.kubernetesgateway.namespaces=gateway,workload");
  });

  it("takes the certificate of the vault through a volume, as a Kubernetes secret of its namespace", () => {
    const secretClass = only(rendered, "SecretProviderClass");
    expect(at(secretClass, "spec.secretObjects.0")).to.include({
      secretName: "gateway-tls",
      type: "kubernetes.io/tls",
    });
    const { array } = parse(at(secretClass, "spec.parameters.objects") as string) as { array: string[] };
    expect(array.map((entry) => parse(entry) as unknown)).to.deep.equal([
      { objectName: "origin-tls", objectAlias: "tls", objectType: "secret" },
    ]);
    const volumes = at(only(rendered, "Deployment"), "spec.template.spec.volumes") as Properties[];
    expect(volumes.map((volume) => at(volume, "csi.volumeAttributes.secretProviderClass"))).to.include(
      nameOf(secretClass),
    );
    expect(at(only(rendered, "Gateway"), "spec.listeners.0.tls.certificateRefs.0.name")).to.equal(
      "gateway-tls",
    );
  });

  it("asks an authority instead, by a record, when told so", async () => {
    const objects = await renderChart("gateway", { certificate: acme });
    expect(ofKind(objects, "SecretProviderClass")).to.deep.equal([]);
    expect(at(only(objects, "Certificate"), "spec")).to.deep.include({
      secretName: "gateway-tls",
      dnsNames: ["stamp.example"],
      issuerRef: { group: "cert-manager.io", kind: "ClusterIssuer", name: "gateway" },
    });
    expect(at(only(objects, "ClusterIssuer"), "spec.acme.solvers.0.dns01.azureDNS")).to.deep.equal({
      hostedZoneName: "example.com",
      resourceGroupName: "rg-dns",
      subscriptionID: "s",
      managedIdentity: { clientID: "id" },
    });
    expect(await refusal({ certificate: { issuer: "acme" } })).to.contain("acme");
  });

  it("refuses fewer pods at most than at least", async () => {
    const scaling = { minReplicas: 5, maxReplicas: 4 };
    expect(await refusal({ scaling })).to.contain("minReplicas is above maxReplicas");
  });

  it("needs no certificate for HTTP, and then says so in its listener", async () => {
    const objects = await renderChart("gateway", { protocol: "http", service: { port: 80 } });
    expect(at(only(objects, "Gateway"), "spec.listeners.0")).to.deep.include({
      name: "http",
      protocol: "HTTP",
      port: 8000,
    });
    expect(ofKind(objects, "SecretProviderClass")).to.deep.equal([]);
    expect(argsOf(objects)).to.include("--entrypoints.web.address=:8000");
    expect(at(only(objects, "Service"), "spec.ports.0")).to.include({ port: 80, targetPort: "http" });
  });

  it("knows a public API server by what it is", async () => {
    const objects = await renderChart("gateway", { network: { apiServer: [] } });
    expect(at(only(objects, "CiliumNetworkPolicy"), "spec.egress.0.toEntities")).to.deep.equal([
      "kube-apiserver",
    ]);
    expect(ofKind(rendered, "CiliumNetworkPolicy")).to.deep.equal([]);
  });

  it("runs the listed image of our registry", () => {
    const traefik = images.find(({ id }) => id === "traefik") ?? expect.fail("not listed");
    expect(imagesOf(rendered)).to.deep.equal([`crbhglxxxxx.azurecr.io/${traefik.repository}:${traefik.tag}`]);
    const chart = parse(readFileSync(join(folder, "Chart.yaml"), "utf8")) as { appVersion: string };
    expect(chart.appVersion).to.equal(traefik.tag);
  });

  it("drains before it ends", () => {
    expect(argsOf(rendered)).to.include.members([
      "--entrypoints.websecure.transport.lifecycle.requestacceptgracetimeout=20s",
      "--entrypoints.websecure.transport.lifecycle.gracetimeout=30s",
    ]);
    expect(
      at(only(rendered, "Deployment"), "spec.template.spec.terminationGracePeriodSeconds"),
    ).to.be.greaterThan(50);
  });
});
