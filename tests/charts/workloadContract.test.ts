import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { containers } from "../../lib/cosmosContainers.ts";
import { componentPort } from "../../lib/gateway.ts";
import { healthFunctions } from "../../lib/observability/healthQuery.ts";
import { componentKeys, workloadComponents, type ComponentId } from "../../lib/workload/components.ts";
import { runtimeKeys, type RuntimeKeyId } from "../../lib/workload/runtimeKeys.ts";
import type { Properties } from "../../lib/properties.ts";
import { at, nameOf, ofKind, renderedReleases } from "../support/releases.ts";
import { projectRoot, type StackRun } from "../support/runStack.ts";
import { ofType, stampRun } from "../support/stacks.ts";

const ids = Object.keys(workloadComponents) as ComponentId[];
const workload = join(projectRoot, "workload");
const source = (...path: string[]): string => readFileSync(join(workload, ...path), "utf8");

/** The TypeScript of a folder of the services, as one text. */
function sourcesOf(folder: string): string {
  return readdirSync(join(workload, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => source(folder, file))
    .join("\n");
}

/**
 * What the services take for granted, held against what the program and the chart do. The services' packages are not needed: their
 * sources are read as text.
 */
describe("the workload's settings", function () {
  this.timeout(120_000);

  let run: StackRun;
  let rendered: Properties[];
  before(async () => {
    run = await stampRun();
    rendered = (await renderedReleases(run)).get("workload") ?? [];
  });
  const deployment = (id: ComponentId): Properties =>
    ofKind(rendered, "Deployment").find((object) => nameOf(object) === id) ??
    expect.fail(`no deployment ${id}`);
  const mounted = (id: ComponentId): { name: string; file: string }[] => {
    const secretClass = ofKind(rendered, "SecretProviderClass").find((object) => nameOf(object) === id);
    const { array } = parse(at(secretClass, "spec.parameters.objects") as string) as { array: string[] };
    return array.map((entry) => {
      const { objectName, objectAlias } = parse(entry) as Record<string, string>;
      return { name: objectName ?? "", file: objectAlias ?? "" };
    });
  };

  it("are written by the program, mounted by the chart and read by the service: the same ones for each", () => {
    const written = ofType(run, "keyvault:Secret").map(({ inputs }) => String(inputs["secretName"]));
    const told = new Set<string>();
    for (const id of ids) {
      const keys = componentKeys[id].map((key) => runtimeKeys[key]);
      expect(mounted(id), id).to.deep.equal(keys.map(({ secret, file }) => ({ name: secret, file })));
      for (const { secret } of keys) told.add(secret);
    }
    expect(written.sort(), "nothing more is written than is read").to.deep.equal([...told].sort());
  });

  it("are each used by the service that is told them", () => {
    const stores = source("shared", "stores", "azure", "stores.ts") + sourcesOf("shared/stores/azure");
    for (const id of ids) {
      const own = sourcesOf(id);
      for (const key of componentKeys[id])
        expect(
          new RegExp(`\\b${key}\\b`).test(own + stores),
          `${id} is told ${key} and never uses it`,
        ).to.equal(true);
    }
    const keysOfOne = (key: RuntimeKeyId) =>
      ids.filter((id) => (componentKeys[id] as readonly string[]).includes(key));
    expect(keysOfOne("apiKey")).to.deep.equal(["catalog-api"]);
  });

  it("are taken from the program's own table, not from a copy", () => {
    expect(source("shared", "config", "table.ts")).to.contain('from "../../../lib/workload/components.ts"');
    const services = [...ids.map(sourcesOf), sourcesOf("shared")].join("\n");
    for (const { secret, file } of Object.values(runtimeKeys)) {
      expect(services, secret).not.to.contain(`"${secret}"`);
      expect(services, file).not.to.contain(`"${file}"`);
    }
  });

  it("are looked for where the chart mounts them, and ports and probes are the chart's", () => {
    const folder = /defaultSecretsDir = "([^"]+)"/.exec(source("shared", "config", "secretFiles.ts"))?.[1];
    for (const id of ids) {
      const container = at(deployment(id), "spec.template.spec.containers.0") as Properties;
      const mounts = container["volumeMounts"] as { name: string; mountPath: string }[];
      expect(mounts.find(({ name }) => name === "secrets")?.mountPath).to.equal(folder);
      const env = container["env"] as { name: string; value: string }[];
      const base = workloadComponents[id].pathPrefix?.replace(/\/$/, "");
      if (base === undefined) {
        for (const file of ["/tmp/healthy", "/tmp/ready"]) {
          expect(source(id, "main.ts")).to.contain(`"${file}"`);
          expect(JSON.stringify(container), file).to.contain(file);
        }
        continue;
      }
      expect(env.find(({ name }) => name === "PORT")?.value).to.equal(String(componentPort));
      expect(source(id, "app.ts")).to.contain(`basePath = "${base}"`);
      expect(at(container, "livenessProbe.httpGet.path")).to.equal(`${base}/health/liveness`);
      expect(at(container, "readinessProbe.httpGet.path")).to.equal(`${base}/health/readiness`);
    }
  });

  it("set no variable that no service reads", () => {
    for (const id of ids) {
      const own = sourcesOf(id) + sourcesOf("shared");
      const env = at(deployment(id), "spec.template.spec.containers.0.env") as { name: string }[];
      for (const { name } of env) expect(own, `${id} reads ${name}`).to.contain(`"${name}"`);
    }
  });

  it("give the services time to end in before they are killed", () => {
    const patience = Number(/"SHUTDOWN_TIMEOUT_SEC", (\d+)/.exec(source("shared", "process.ts"))?.[1]);
    expect(patience).to.be.greaterThan(0);
    for (const id of ids) {
      const spec = at(deployment(id), "spec.template.spec") as Properties;
      const drain = Number(at(spec, "containers.0.lifecycle.preStop.sleep.seconds") ?? 0);
      expect(Number(spec["terminationGracePeriodSeconds"]) - drain, id).to.be.greaterThan(patience);
    }
  });

  it("lead to containers with these partition keys, and to the function that the workspace has", () => {
    const database = source("shared", "stores", "azure", "database.ts");
    const names = [...database.matchAll(/(?:item|comment|rating): "(\w+)"/g)].map((match) => match[1]);
    expect(names).to.have.members(containers.map(({ name }) => name));
    expect(
      Object.fromEntries(containers.map(({ name, partitionKey }) => [name, partitionKey])),
    ).to.deep.equal({
      catalogItems: "/id",
      itemComments: "/catalogItemId",
      itemRatings: "/catalogItemId",
    });
    // Documents that carry a time to live expire only where expiry is on.
    for (const { name, defaultTtl } of containers) expect(defaultTtl, name).to.equal(-1);
    expect(source("shared", "stores", "azure", "logs.ts")).to.contain(
      `scoreFunction = "${healthFunctions.score}"`,
    );
  });
});
