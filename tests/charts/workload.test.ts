import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { componentPort } from "../../lib/gateway.ts";
import { images } from "../../lib/images/catalogue.ts";
import { componentValues, workloadQuota } from "../../lib/workload/chartValues.ts";
import { workloadComponents, type ComponentId } from "../../lib/workload/components.ts";
import { runtimeKeys } from "../../lib/workload/runtimeKeys.ts";
import { componentSizes } from "../../lib/workload/sizes.ts";
import { imagesOf } from "../../rehearsal/azure/kubernetes/admission.ts";
import type { Properties } from "../../lib/properties.ts";
import { at, nameOf, ofKind, renderChart, renderedReleases } from "../support/releases.ts";
import { projectRoot, type StackRun } from "../support/runStack.ts";
import { named, ofType, stampRun } from "../support/stacks.ts";
import { allGaps, quotaGaps, sharedGaps } from "./guarantees.ts";

const ids = Object.keys(workloadComponents) as ComponentId[];
const folder = join(projectRoot, "charts", "workload");
const defaults = parse(readFileSync(join(folder, "values.yaml"), "utf8")) as Properties;
const frontDoorId = "front-door-id";
const settings = Object.fromEntries(
  ids.map((id) => [id, { tag: "0.1.0", ...componentSizes[id], canary: { weight: 0, replicas: 2 } }]),
) as unknown as Parameters<typeof workloadQuota>[0];

const refusal = async (values: Properties): Promise<string> =>
  renderChart("workload", values).then(
    () => expect.fail("helm took the values"),
    (error: unknown) => String(error),
  );
const component = (changes: Properties, id: ComponentId = "catalog-api") => ({
  components: { [id]: changes },
});

describe("charts/workload", function () {
  let run: StackRun;
  let rendered: Properties[];
  before(async () => {
    run = await stampRun();
    rendered = (await renderedReleases(run)).get("workload") ?? [];
  });
  const one = (kind: string, name: string): Properties =>
    ofKind(rendered, kind).find((object) => nameOf(object) === name) ?? expect.fail(`no ${kind} ${name}`);

  it("keeps what it promises, with the values of a stamp and with its own", async () => {
    expect(
      allGaps(
        rendered,
        named(run, "workload-release").inputs["values"] === undefined ? "" : stampFrontDoor(run),
      ),
    ).to.deep.equal([]);
    expect(allGaps(await renderChart("workload"), frontDoorId)).to.deep.equal([]);
  });

  describe("without a line that matters", () => {
    let copy: string;
    beforeEach(() => {
      copy = mkdtempSync(join(tmpdir(), "bulkhead-chart-"));
      cpSync(folder, copy, { recursive: true });
    });
    afterEach(() => rmSync(copy, { recursive: true }));

    /** Takes lines out of the chart's templates; there have to be such lines. */
    async function without(file: string, line: RegExp, through = line): Promise<string[]> {
      const path = join(copy, "templates", file);
      const kept: string[] = [];
      let taking = false;
      let taken = 0;
      for (const text of readFileSync(path, "utf8").split("\n")) {
        if (!taking && line.test(text)) taking = true;
        if (taking) taken += 1;
        else kept.push(text);
        if (taking && through.test(text)) taking = false;
      }
      expect(taken, `${file} has no such line`).to.be.greaterThan(0);
      writeFileSync(path, kept.join("\n"));
      return allGaps(await renderChart("workload", {}, { chartFolder: copy }), frontDoorId);
    }

    const lines: [what: string, file: string, line: RegExp, through?: RegExp][] = [
      ["the match of X-Azure-FDID", "routes.yaml", /headers:/, /value: .*frontDoorId/],
      ["runAsNonRoot", "_names.tpl", /^runAsNonRoot/],
      ["runAsUser", "_names.tpl", /^runAsUser/],
      ["seccompProfile", "_names.tpl", /^seccompProfile/, /type: RuntimeDefault/],
      ["allowPrivilegeEscalation", "_names.tpl", /^allowPrivilegeEscalation/],
      ["readOnlyRootFilesystem", "_names.tpl", /^readOnlyRootFilesystem/],
      ["privileged", "_names.tpl", /^privileged/],
      ["drop: [ALL]", "_names.tpl", /drop: \[ALL\]/],
      ["the container's securityContext", "_deployment.tpl", /^ {10}securityContext:/, /containerSecurity/],
      ["a spread constraint", "_deployment.tpl", /- maxSkew/, /workload\.selector/],
      ["the readiness probe", "_deployment.tpl", /readinessProbe:/, /include/],
      ["unhealthyPodEvictionPolicy", "disruption.yaml", /unhealthyPodEvictionPolicy/],
    ];
    for (const [what, file, line, through] of lines) {
      it(`breaks its promise: ${what}`, async () => {
        expect(await without(file, line, through)).not.to.deep.equal([]);
      });
    }

    it("breaks its promise: the policy that denies everything", async () => {
      const path = join(copy, "templates", "networkpolicies.yaml");
      const [first = "", ...rest] = readFileSync(path, "utf8").split("\n---\n");
      expect(first).to.contain("name: default-deny");
      writeFileSync(path, rest.join("\n---\n"));
      expect((await renderedGaps(copy)).join()).to.contain("nothing denies Ingress");
    });

    it("breaks its promise with one probe for liveness and readiness", async () => {
      const path = join(copy, "templates", "_deployment.tpl");
      const text = readFileSync(path, "utf8");
      writeFileSync(path, text.replace("component.probes.readiness", "component.probes.liveness"));
      expect((await renderedGaps(copy)).join()).to.contain("one probe asks for both");
    });

    it("breaks its promise with a budget that keeps as many as there are", async () => {
      const path = join(copy, "templates", "disruption.yaml");
      const text = readFileSync(path, "utf8");
      writeFileSync(path, text.replace(/maxUnavailable: .*/, "minAvailable: 3"));
      expect((await renderedGaps(copy)).join()).to.contain("lets no node drain");
    });

    it("breaks its promise with replicas beside the autoscaler", async () => {
      const path = join(copy, "templates", "deployments.yaml");
      const text = readFileSync(path, "utf8");
      writeFileSync(path, text.replace(/ternary "" (\S+)/, "ternary 3 $1"));
      expect((await renderedGaps(copy)).join()).to.contain("replicas are set beside the autoscaler");
    });

    const renderedGaps = async (chartFolder: string) =>
      allGaps(await renderChart("workload", {}, { chartFolder }), frontDoorId);
  });

  it("has the program's own numbers as its defaults", () => {
    const inChart = defaults["components"] as Record<string, Properties>;
    expect(Object.keys(inChart).sort()).to.deep.equal([...ids].sort());
    for (const id of ids) {
      const { secrets, ...values } = componentValues(id, settings[id], {});
      expect(secrets).to.have.length.greaterThan(0);
      for (const [key, value] of Object.entries(values))
        expect(inChart[id]?.[key], `${id}.${key}`).to.deep.equal(value);
    }
    expect(defaults["quota"]).to.deep.equal(workloadQuota(settings));
    expect(at(defaults, "test.image")).to.deep.equal({ ...pick("traefik"), digest: "" });
  });

  it("runs images of the platform's registry only, all of them listed or our own", () => {
    const registry = "crbhglxxxxx.azurecr.io/";
    const known = [
      ...ids.map((id) => `workload/${id}:0.1.0`),
      ...images.map((image) => `${image.repository}:${image.tag}`),
    ];
    for (const image of imagesOf(rendered)) {
      expect(image.startsWith(registry), image).to.equal(true);
      expect(known).to.include(image.slice(registry.length));
    }
    expect(imagesOf(rendered)).to.have.length(4);
  });

  it("names an image by its digest where there is one", async () => {
    const digest = `sha256:${"a".repeat(64)}`;
    const objects = await renderChart("workload", component({ image: { digest } }));
    expect(imagesOf(objects)).to.include(`registry.example/workload/catalog-api:0.1.0@${digest}`);
    const bare = await renderChart("workload", component({ image: { tag: "", digest } }));
    expect(imagesOf(bare)).to.include(`registry.example/workload/catalog-api@${digest}`);
  });

  it("mounts for each component the keys that it is told and no others", () => {
    for (const id of ids) {
      const mounted = secretsOf(one("SecretProviderClass", id));
      expect(mounted.map(({ name }) => name)).to.deep.equal(
        workloadComponents[id].keys.map((key) => runtimeKeys[key].secret),
      );
      expect(mounted.map(({ file }) => file)).to.deep.equal(
        workloadComponents[id].keys.map((key) => runtimeKeys[key].file),
      );
      const volumes = at(one("Deployment", id), "spec.template.spec.volumes") as Properties[];
      const classes = volumes.flatMap(
        (volume) => at(volume, "csi.volumeAttributes.secretProviderClass") ?? [],
      );
      expect(classes).to.deep.equal([id]);
    }
    const withKey = ids.filter((id) =>
      secretsOf(one("SecretProviderClass", id)).some(({ name }) => name === "Api-Key"),
    );
    expect(withKey).to.deep.equal(["catalog-api"]);
  });

  it("cannot read another's keys: classes and role assignments say the same", () => {
    for (const id of ids) {
      const parameters = at(one("SecretProviderClass", id), "spec.parameters") as Record<string, string>;
      expect(parameters).to.include({ useVMManagedIdentity: "false", usePodIdentity: "false" });
      const identity = ofType(run, "managedidentity:UserAssignedIdentity").find(
        ({ name }) => name === `workload-identities-${id}`,
      );
      expect(parameters["clientID"]).to.equal(clientIdOf(run, id));
      const account = one("ServiceAccount", workloadComponents[id].serviceAccount);
      expect(at(account, "metadata.annotations")).to.include({
        "azure.workload.identity/client-id": parameters["clientID"],
      });
      const granted = ofType(run, "authorization:RoleAssignment")
        .filter(({ name }) => name.startsWith(`workload-identities-${id}-reads-`))
        .map(({ inputs }) => String(inputs["scope"]))
        .filter((scope) => scope.includes("/vaults/"));
      expect(granted.map((scope) => scope.split("/secrets/")[1]).sort(), identity?.name).to.deep.equal(
        secretsOf(one("SecretProviderClass", id))
          .map(({ name }) => name)
          .sort(),
      );
    }
  });

  it("lets all of them read as the node does when told so", async () => {
    const objects = await renderChart("workload", {
      identity: { kind: "kubelet", kubeletClientId: "kubelet-id" },
      ...component({ secrets: [{ name: "Api-Key", file: "api_key" }] }),
    });
    expect(at(ofKind(objects, "SecretProviderClass")[0], "spec.parameters")).to.include({
      useVMManagedIdentity: "true",
      userAssignedIdentityID: "kubelet-id",
    });
    // Everything else they go on reaching as themselves.
    for (const deployment of ofKind(objects, "Deployment"))
      expect(at(deployment, "spec.template.metadata.labels")).to.include({
        "azure.workload.identity/use": "true",
      });
    expect(await refusal({ identity: { kind: "kubelet" } })).to.contain("kubeletClientId");
  });

  it("replaces pods when what they are told changes, and only then", async () => {
    const checksum = async (configuration: string) => {
      const objects = await renderChart("workload", component({ configuration }));
      const deployment = ofKind(objects, "Deployment").find((object) => nameOf(object) === "catalog-api");
      return at(at(deployment, "spec.template.metadata.annotations"), "checksum/configuration");
    };
    expect(await checksum("one")).to.equal(await checksum("one"));
    expect(await checksum("one")).not.to.equal(await checksum("two"));
  });

  it("lets in the gateway, and out to the private endpoints, names and Entra ID, and nothing else", () => {
    const external = at(
      named(run, "workload-release").inputs,
      "values.network.external.addresses",
    ) as string[];
    const privateEndpoints = at(named(run, "workload-release").inputs, "values.network.privateEndpoints");
    expect(
      ofKind(rendered, "NetworkPolicy")
        .filter((policy) => !nameOf(policy).endsWith("-test"))
        .map(nameOf)
        .sort(),
    ).to.deep.equal(["default-deny", "dns", ...ids].sort());
    for (const id of ids) {
      const spec = one("NetworkPolicy", id)["spec"] as Properties;
      expect(spec["egress"]).to.deep.equal([
        {
          to: [{ ipBlock: { cidr: privateEndpoints } }],
          ports: [443, 5671].map((port) => ({ protocol: "TCP", port })),
        },
        { to: external.map((cidr) => ({ ipBlock: { cidr } })), ports: [{ protocol: "TCP", port: 443 }] },
      ]);
      expect(spec["ingress"]).to.deep.equal(
        workloadComponents[id].pathPrefix === undefined
          ? undefined
          : [
              {
                from: [
                  {
                    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "gateway" } },
                    podSelector: { matchLabels: { "app.kubernetes.io/name": "gateway" } },
                  },
                ],
                ports: [{ protocol: "TCP", port: componentPort }],
              },
            ],
      );
    }
  });

  it("names hosts instead of ranges where Cilium can", async () => {
    const external = { kind: "names", addresses: [], names: ["login.microsoftonline.com", "*.example.com"] };
    const objects = await renderChart("workload", { network: { external } });
    const policy = ofKind(objects, "CiliumNetworkPolicy")[0];
    expect(at(policy, "spec.egress.1.toFQDNs")).to.deep.equal([
      { matchName: "login.microsoftonline.com" },
      { matchPattern: "*.example.com" },
    ]);
    expect(JSON.stringify(ofKind(objects, "NetworkPolicy"))).not.to.contain("20.190");
    expect(ofKind(await renderChart("workload"), "CiliumNetworkPolicy")).to.deep.equal([]);
  });

  it("routes by path to the gateway's listener, and a share of it to a canary", async () => {
    const plain = ofKind(await renderChart("workload"), "HTTPRoute");
    expect(plain.map(nameOf).sort()).to.deep.equal(["catalog-api", "health-service"]);
    expect(at(plain[0], "spec.parentRefs.0")).to.include({
      namespace: "gateway",
      name: "gateway",
      sectionName: "https",
    });
    expect(at(plain[0], "spec.rules.0.backendRefs")).to.deep.equal([
      { group: "", kind: "Service", name: "catalog-api", port: 80, weight: 100 },
    ]);
    const objects = await renderChart("workload", component({ canary: { weight: 5, tag: "0.2.0" } }));
    const route = ofKind(objects, "HTTPRoute").find((item) => nameOf(item) === "catalog-api");
    expect(at(route, "spec.rules.0.backendRefs")).to.deep.equal([
      { group: "", kind: "Service", name: "catalog-api", port: 80, weight: 95 },
      { group: "", kind: "Service", name: "catalog-api-canary", port: 80, weight: 5 },
    ]);
    expect(ofKind(objects, "Service").map(nameOf)).to.include("catalog-api-canary");
    expect(imagesOf(objects)).to.include("registry.example/workload/catalog-api:0.2.0");
    // Both versions have a budget of their own, and room in the quota that the program computes.
    expect(sharedGaps(objects)).to.deep.equal([]);
    const second = { weight: 5, replicas: 2, tag: "0.2.0" };
    const quota = workloadQuota({
      ...settings,
      "catalog-api": { ...settings["catalog-api"], canary: second },
    });
    expect(
      quotaGaps(
        await renderChart("workload", { quota, ...component({ canary: { weight: 5, tag: "0.2.0" } }) }),
      ),
    ).to.deep.equal([]);
    expect(quotaGaps(objects), "without that room").not.to.deep.equal([]);
    const [stable, canary] = ["catalog-api", "catalog-api-canary"].map((name) =>
      at(
        ofKind(objects, "Service").find((service) => nameOf(service) === name),
        "spec.selector",
      ),
    );
    expect(stable).not.to.deep.equal(canary);
  });

  it("has a description of every value in its README", () => {
    const text = readFileSync(join(folder, "README.md"), "utf8");
    const keys = Object.keys(Object.values(defaults["components"] as Record<string, Properties>)[0] ?? {});
    for (const key of [...Object.keys(defaults), ...keys]) expect(text, key).to.contain(`\`${key}`);
    expect(readdirSync(join(folder, "templates")).length).to.be.greaterThan(5);
  });
});

function stampFrontDoor(run: StackRun): string {
  return at(named(run, "workload-release").inputs, "values.gateway.frontDoorId") as string;
}

function clientIdOf(run: StackRun, id: ComponentId): string {
  return at(named(run, "workload-release").inputs, `values.components.${id}.clientId`) as string;
}

function pick(id: string): { repository: string; tag: string } {
  const image = images.find((item) => item.id === id) ?? expect.fail(id);
  return { repository: image.repository, tag: image.tag };
}

/** What a class mounts, from its list of objects, which is YAML in YAML. */
function secretsOf(secretClass: Properties): { name: string; file: string }[] {
  const { array } = parse(at(secretClass, "spec.parameters.objects") as string) as { array: string[] };
  return array.map((entry) => {
    const { objectName, objectAlias, objectType } = parse(entry) as Record<string, string>;
    expect(objectType).to.equal("secret");
    return { name: String(objectName), file: String(objectAlias) };
  });
}
