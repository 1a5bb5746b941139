import { expect } from "chai";
import type { ComponentId } from "../../lib/workload/components.ts";
import type { Properties } from "../../lib/properties.ts";
import { renderChart } from "../support/releases.ts";

const refusal = async (values: Properties): Promise<string> =>
  renderChart("workload", values).then(
    () => expect.fail("helm took the values"),
    (error: unknown) => String(error),
  );
const component = (changes: Properties, id: ComponentId = "catalog-api") => ({
  components: { [id]: changes },
});

describe("the values of charts/workload", function () {
  const mistakes: [what: string, values: Properties, text: string][] = [
    ["an image without a version", component({ image: { tag: "latest" } }), "image"],
    ["an image with neither tag nor digest", component({ image: { tag: "" } }), "image"],
    ["a digest that is none", component({ image: { digest: "sha256:abc" } }), "digest"],
    ["a single pod", component({ scaling: { minReplicas: 1 } }), "minReplicas"],
    [
      "fewer at most than at least",
      component({ scaling: { minReplicas: 30 } }),
      "minReplicas is above maxReplicas",
    ],
    ["a budget of none", component({ maxUnavailable: 0 }), "maxUnavailable"],
    ["a budget of all", component({ maxUnavailable: "100%" }), "maxUnavailable"],
    ["a port of root's", component({ port: 80 }), "port"],
    ["a probe that asks twice", component({ probes: { liveness: { command: ["true"] } } }), "liveness"],
    ["no time to end in", component({ drainSeconds: 40 }), "terminationGracePeriodSeconds"],
    ["a canary of one pod", component({ canary: { replicas: 1 } }), "replicas"],
    [
      "a component with the name of a policy",
      { components: { dns: null, "default-deny": {} } },
      "default-deny",
    ],
    ["a path without a port", component({ pathPrefix: "/w/" }, "background-worker"), "listens on no port"],
    [
      "a path to ask for without a port",
      component({ probes: { startup: { path: "/", command: null } } }, "background-worker"),
      "name a command",
    ],
    [
      "one probe for two questions",
      component({ probes: { readiness: { path: "/catalogservice/health/liveness" } } }),
      "liveness and readiness ask the same",
    ],
    ["a canary without a version", component({ canary: { weight: 10 } }), "canary"],
    ["a key that nobody reads", component({ imagee: {} }), "imagee"],
    ["every address there is", { network: { external: { addresses: ["0.0.0.0/0"] } } }, "addresses"],
    ["private endpoints everywhere", { network: { privateEndpoints: "10.0.0.0/0" } }, "privateEndpoints"],
    ["no Front Door", { gateway: { frontDoorId: "" } }, "frontDoorId"],
  ];
  for (const [what, values, text] of mistakes) {
    it(`refuses ${what}`, async () => {
      expect(await refusal(values)).to.contain(text);
    });
  }
});
