/**
 * `node rehearsal/azure/kubernetes/schemas/update.ts`: fetches anew what is vendored of Kubernetes' own schemas.
 *
 * Both come from Go modules, whose sums the Go toolchain checks: the OpenAPI of each minor version that AKS supports,
 * and the custom resource definitions of the Gateway API, which are a chart of ours because nobody publishes one.
 * Descriptions are left out; they are most of the text and decide nothing.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { parseAllDocuments, stringify } from "yaml";
import { isObject, type Properties } from "../../../../lib/properties.ts";
import { closedSchema } from "../structural.ts";

/** The patch versions whose OpenAPI is taken; every patch of a minor version has the same fields. */
const kubernetes = { "1.35": "v1.35.4", "1.36": "v1.36.3", "1.37": "v1.37.0" };
/** What Traefik 3.7.13 supports (its documentation, "Kubernetes Gateway API provider"). */
const gatewayApi = "v1.6.1";
/** The kinds that Traefik watches (pkg/provider/kubernetes/gateway/client.go, WatchAll). */
const gatewayKinds = [
  "gatewayclasses",
  "gateways",
  "httproutes",
  "grpcroutes",
  "tlsroutes",
  "referencegrants",
  "backendtlspolicies",
];

/** What our charts and those we install consist of. */
const kinds = [
  "api.core.v1.Namespace",
  "api.core.v1.ServiceAccount",
  "api.core.v1.Service",
  "api.core.v1.ConfigMap",
  "api.core.v1.Secret",
  "api.core.v1.Pod",
  "api.core.v1.ResourceQuota",
  "api.core.v1.LimitRange",
  "api.apps.v1.Deployment",
  "api.apps.v1.DaemonSet",
  "api.batch.v1.Job",
  "api.autoscaling.v2.HorizontalPodAutoscaler",
  "api.policy.v1.PodDisruptionBudget",
  "api.networking.v1.NetworkPolicy",
  "api.rbac.v1.Role",
  "api.rbac.v1.RoleBinding",
  "api.rbac.v1.ClusterRole",
  "api.rbac.v1.ClusterRoleBinding",
  "api.storage.v1.CSIDriver",
  "apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinition",
];

const here = import.meta.dirname;

function moduleFolder(module: string, version: string): string {
  const answer = execFileSync("go", ["mod", "download", "-json", `${module}@${version}`], {
    encoding: "utf8",
  });
  return (JSON.parse(answer) as { Dir: string }).Dir;
}

/** The names of the definitions that a schema refers to. */
function references(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(references);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, entry]) =>
    key === "$ref" && typeof entry === "string" ? [entry.replace("#/definitions/", "")] : references(entry),
  );
}

function openApi(version: string): Properties {
  const file = path.join(moduleFolder("k8s.io/kubernetes", version), "api", "openapi-spec", "swagger.json");
  const { definitions } = JSON.parse(readFileSync(file, "utf8")) as {
    definitions: Record<string, Properties>;
  };
  const kept: Record<string, unknown> = {};
  const roots: Record<string, string> = {};
  const pending: string[] = [];
  for (const kind of kinds) {
    const name = `io.k8s.${kind}`;
    const definition = definitions[name];
    if (definition === undefined) throw new Error(`${name} is not in ${version}`);
    const [gvk] = definition["x-kubernetes-group-version-kind"] as Record<
      "group" | "version" | "kind",
      string
    >[];
    if (gvk === undefined) throw new Error(`${name} is no kind`);
    roots[`${gvk.group === "" ? "" : `${gvk.group}/`}${gvk.version}/${gvk.kind}`] = name;
    // What a controller writes is not what a chart may say.
    delete (definition["properties"] as Properties)["status"];
    pending.push(name);
  }
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (kept[name] !== undefined) continue;
    // The wire format of a quantity is a string or a number.
    kept[name] = name.endsWith("api.resource.Quantity")
      ? { type: ["string", "number"] }
      : closedSchema(definitions[name]);
    pending.push(...references(kept[name]));
  }
  return {
    _meta: {
      source: `k8s.io/kubernetes ${version}, api/openapi-spec/swagger.json, descriptions left out`,
      date: "2026-11-21",
    },
    roots,
    definitions: Object.fromEntries(Object.entries(kept).sort(([a], [b]) => a.localeCompare(b))),
  };
}

function withoutDescriptions(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDescriptions);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, entry]) => !(key === "description" && typeof entry === "string"))
      .map(([key, entry]) => [key, withoutDescriptions(entry)]),
  );
}

for (const [minor, version] of Object.entries(kubernetes)) {
  writeFileSync(path.join(here, `kubernetes-${minor}.json`), `${JSON.stringify(openApi(version))}\n`);
}

const crds = path.join(moduleFolder("sigs.k8s.io/gateway-api", gatewayApi), "config", "crd", "standard");
const chart = path.resolve(here, "..", "..", "..", "..", "charts", "gateway-api", "templates");
for (const file of readdirSync(crds)) {
  const kind = /_(\w+)\.yaml$/.exec(file)?.[1] ?? "";
  if (!gatewayKinds.includes(kind)) continue;
  const objects = parseAllDocuments(readFileSync(path.join(crds, file), "utf8"))
    .map((document) => withoutDescriptions(document.toJS()))
    .filter(isObject);
  const header = `# sigs.k8s.io/gateway-api ${gatewayApi}, config/crd/standard/${file}, Apache-2.0, descriptions left out.\n`;
  writeFileSync(
    path.join(chart, `${kind}.yaml`),
    header + objects.map((object) => stringify(object, { lineWidth: 0 })).join("---\n"),
  );
}
