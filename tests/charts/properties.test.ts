import { expect } from "chai";
import fc from "fast-check";
import { kindsOf, kindsOfChart } from "../../rehearsal/azure/kubernetes/definitions.ts";
import { schemaMistakes } from "../../rehearsal/azure/kubernetes/openApi.ts";
import { objectMistakes } from "../../rehearsal/azure/kubernetes/rules.ts";
import type { Properties } from "../../lib/properties.ts";
import { ofKind, renderChart } from "../support/releases.ts";
import { routeGaps, sharedGaps } from "./guarantees.ts";

/** Now and then a value that makes no sense: whatever Helm takes has to be safe, and the rest it has to refuse. */
const mostly = <Value>(sensible: fc.Arbitrary<Value>, ...senseless: Value[]): fc.Arbitrary<Value> =>
  fc.oneof({ weight: 40, arbitrary: sensible }, { weight: 1, arbitrary: fc.constantFrom(...senseless) });
const count = (least: number, most: number) => mostly(fc.integer({ min: least, max: most }), least - 1);
const version = { digest: fc.constantFrom("", `sha256:${"c".repeat(64)}`) };
const tag = mostly(fc.constantFrom("1.0.0", "v2"), "", "latest");
const maxUnavailable = mostly<number | string>(
  fc.oneof(
    fc.integer({ min: 1, max: 5 }),
    fc.integer({ min: 1, max: 50 }).map((share) => `${share}%`),
  ),
  0,
  "0%",
  "100%",
);
const resources = fc
  .record({ cpu: fc.integer({ min: 1, max: 4000 }), memory: fc.integer({ min: 16, max: 4096 }) })
  .map(({ cpu, memory }) => ({ cpu: `${cpu}m`, memory: `${memory}Mi`, "ephemeral-storage": "128Mi" }))
  .map((amounts) => ({ requests: amounts, limits: amounts }));
const scaling = fc
  .record({ minReplicas: count(2, 6), more: mostly(fc.nat(9), -1), cpuPercent: count(1, 100) })
  .map(({ more, ...rest }) => ({ ...rest, maxReplicas: rest.minReplicas + more }));

const patience = { periodSeconds: count(1, 60), failureThreshold: count(1, 30) };
const asking = (path: string, file: string, listens: boolean): fc.Arbitrary<Properties> =>
  listens
    ? fc.record({ path: fc.constant(path), ...patience })
    : fc.record({ command: fc.constant(["test", "-f", file]), ...patience });
const probes = (listens: boolean) =>
  fc.record({
    startup: asking("/live", "/tmp/live", listens),
    liveness: mostly(asking("/live", "/tmp/live", listens), { path: "/ready", periodSeconds: 1 }),
    readiness: mostly(asking("/ready", "/tmp/ready", listens), {
      path: "/live",
      periodSeconds: 1,
      failureThreshold: 1,
    }),
  });
const port = mostly(fc.constantFrom(0, 1024, 8080, 65535), 80);
const component = port.chain((listensOn) =>
  fc.record({
    image: fc.record({ repository: fc.constant("workload/app"), tag, ...version }),
    serviceAccount: fc.constant("app"),
    clientId: fc.constant("id"),
    pathPrefix: mostly(fc.constantFrom(...(listensOn === 0 ? [""] : ["", "/app/", "/"])), "/app/"),
    port: fc.constant(listensOn),
    dataPorts: fc.constantFrom([443], [443, 5671]),
    configuration: fc.string(),
    secrets: fc.constantFrom([], [{ name: "Api-Key", file: "api_key" }]),
    environment: fc.dictionary(fc.stringMatching(/^[A-Z_]{1,8}$/), fc.string(), { noNullPrototype: true }),
    resources,
    scaling: fc.tuple(scaling, fc.boolean()).map(([numbers, autoscale]) => ({ ...numbers, autoscale })),
    maxUnavailable,
    probes: probes(listensOn !== 0),
    drainSeconds: count(0, 30),
    terminationGracePeriodSeconds: mostly(fc.integer({ min: 31, max: 120 }), 0, 1),
    canary: fc.record({
      weight: fc.constantFrom(0, 0, 10, 100),
      replicas: count(2, 3),
      tag,
      ...version,
    }),
  }),
);
const names = mostly(
  fc.constantFrom("api", "worker", "a", "long-name-of-a-component"),
  "api-test",
  "dns",
  "9a",
);
const workloadValues = fc
  .record({
    identity: fc.constantFrom({ kind: "workload" }, { kind: "kubelet", kubeletClientId: "kubelet-id" }),
    gateway: fc.record({ requireFrontDoor: fc.boolean() }),
    network: fc.record({ external: fc.record({ kind: fc.constantFrom("addresses", "names") }) }),
    components: fc.array(fc.tuple(names, component), { minLength: 1, maxLength: 2 }),
  })
  .map(({ components, ...values }): Properties => ({
    ...values,
    components: {
      // A null takes one of the chart's own components out.
      ...Object.fromEntries(
        ["catalog-api", "background-worker", "health-service"].map((name) => [name, null]),
      ),
      ...Object.fromEntries(
        components.map(([name, made]) => [name, { ...made, serviceAccount: name.slice(0, 20) }]),
      ),
    },
  }));

const gatewayValues: fc.Arbitrary<Properties> = fc.record({
  protocol: fc.constantFrom("https", "http"),
  scaling,
  maxUnavailable,
  drainSeconds: count(0, 60),
  graceSeconds: count(1, 60),
  network: fc.record({
    sources: mostly<string[]>(fc.constant(["10.1.0.0/28"]), ["0.0.0.0/0"]),
    apiServer: fc.constantFrom([], ["10.1.0.0/28"]),
    metricsFrom: fc.constantFrom("", "kube-system"),
  }),
  resources,
});

/** Each takes Helm a quarter of a second. */
const runs = 25;

describe("whatever values they are given, our charts", function () {
  let kinds: ReturnType<typeof kindsOf>;
  before(async () => {
    kinds = [
      ...kindsOf(await renderChart("gateway-api")),
      ...["csi-secrets-store-provider-azure", "cilium", "cert-manager"].flatMap(kindsOfChart),
    ];
  });

  /** Renders each set of values. Those that Helm refuses promise nothing; all others keep every promise. */
  async function holds(chart: string, values: fc.Arbitrary<Properties>, gaps: typeof sharedGaps) {
    let rendered = 0;
    await fc.assert(
      fc.asyncProperty(values, async (given) => {
        const objects = await renderChart(chart, given).catch((error: unknown) => {
          expect(String(error)).to.match(/values don.t meet the specifications|execution error at/);
          return undefined;
        });
        if (objects === undefined) return;
        rendered += 1;
        expect(gaps(objects)).to.deep.equal([]);
        expect(schemaMistakes(objects, "1.36", kinds)).to.deep.equal([]);
        expect(objectMistakes(objects, new Set([chart, "workload"]))).to.deep.equal([]);
      }),
      { numRuns: runs },
    );
    expect(rendered, "rendered").to.be.greaterThan(0);
  }

  it("workload: never render a pod that a restricted namespace refuses, nor a budget that holds a node", () =>
    holds("workload", workloadValues, (objects) => sharedGaps(objects)));

  it("workload: never let a request in that did not pass our Front Door, where that is required", () =>
    holds(
      "workload",
      workloadValues.map((values) => ({ ...values, gateway: { requireFrontDoor: true } })),
      (objects) => (ofKind(objects, "HTTPRoute").length === 0 ? [] : routeGaps(objects, "front-door-id")),
    ));

  it("gateway: never render a pod that a restricted namespace refuses, nor a budget that holds a node", () =>
    holds("gateway", gatewayValues, (objects) => sharedGaps(objects)));
});
