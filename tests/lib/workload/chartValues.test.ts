import { expect } from "chai";
import {
  componentValues,
  perComponent,
  workloadQuota,
  type ComponentSettings,
} from "../../../lib/workload/chartValues.ts";
import { workloadComponents } from "../../../lib/workload/components.ts";
import { dataPorts } from "../../../lib/workload/dataPorts.ts";
import { quotaFor } from "../../../lib/workload/quota.ts";
import { runtimeKeys } from "../../../lib/workload/runtimeKeys.ts";
import { quantities } from "../../../lib/workload/sizes.ts";

const digest = `sha256:${"a".repeat(64)}`;
const settings: ComponentSettings = {
  tag: "v1",
  digest,
  minReplicas: 3,
  maxReplicas: 20,
  canary: { weight: 0, replicas: 1 },
};

describe("values of the workload's chart", () => {
  it("give a called component its path and port, and one that nothing calls neither", () => {
    const api = componentValues("catalog-api", settings, {});
    expect(api).to.deep.include({
      serviceAccount: "catalog-api",
      pathPrefix: "/catalogservice/",
      port: 8080,
    });
    const worker = componentValues("background-worker", settings, {});
    expect(worker).to.deep.include({ serviceAccount: "background-worker", pathPrefix: "", port: 0 });
  });

  it("carry image, sizes, scaling and secrets", () => {
    const values = componentValues("catalog-api", settings, {});
    expect(values["image"]).to.deep.include({ tag: "v1", digest });
    expect(values["resources"]).to.deep.equal({
      requests: { cpu: "1000m", memory: "512Mi", "ephemeral-storage": "128Mi" },
      limits: { cpu: "1000m", memory: "756Mi", "ephemeral-storage": "512Mi" },
    });
    expect(values["scaling"]).to.deep.equal({
      autoscale: true,
      minReplicas: 3,
      maxReplicas: 20,
      cpuPercent: 80,
    });
    expect(values["secrets"]).to.deep.include({ name: "Api-Key", file: "api_key" });
    expect(values["secrets"]).to.have.length(workloadComponents["catalog-api"].keys.length);
    const still = componentValues("catalog-api", { ...settings, maxReplicas: 3 }, {});
    expect(still["scaling"]).to.deep.include({ autoscale: false });
  });

  it("let a canary run another image than the rest, or none of its own", () => {
    const other = `sha256:${"b".repeat(64)}`;
    const canary = { weight: 5, replicas: 2, tag: "v2", digest: other };
    const canaryOf = (over: object) => componentValues("catalog-api", { ...settings, ...over }, {})["canary"];
    expect(canaryOf({ canary })).to.deep.equal(canary);
    expect(canaryOf({})).to.deep.include({ weight: 0, replicas: 1, tag: "" });
  });

  it("open the port of Event Hubs to those who speak to it, and HTTPS to all", () => {
    const ports = perComponent((id) => dataPorts(workloadComponents[id]));
    expect(ports["catalog-api"]).to.deep.equal([443, 5671]);
    expect(dataPorts({ ...workloadComponents["catalog-api"], rights: ["receivesEvents"] })).to.deep.equal([
      443, 5671,
    ]);
    expect(dataPorts({ ...workloadComponents["catalog-api"], rights: ["writesDatabase"] })).to.deep.equal([
      443,
    ]);
  });

  it("name every secret and its file once, and hold only one that gives away something", () => {
    const all = Object.values(runtimeKeys);
    for (const { secret, file, description } of all) {
      expect(file).to.equal(secret.toLowerCase().replaceAll("-", "_"));
      expect(description).to.match(/^[A-Z].*\.$/);
    }
    expect(new Set(all.map(({ file }) => file)).size).to.equal(all.length);
    expect(all.filter(({ sensitive }) => sensitive).map(({ secret }) => secret)).to.deep.equal(["Api-Key"]);
  });
});

describe("the quota of the workload", () => {
  const share = {
    requests: { cpu: 100, memory: 200, ephemeralStorage: 30 },
    limits: { cpu: 300, memory: 400, ephemeralStorage: 50 },
    maxReplicas: 4,
    canaryReplicas: 0,
  };

  it("leaves room for every pod, one more while it is updated, and a test's", () => {
    expect(quotaFor([share])).to.deep.equal({
      pods: "6",
      "requests.cpu": "510m",
      "requests.memory": "1016Mi",
      "requests.ephemeral-storage": "158Mi",
      "limits.cpu": "1600m",
      "limits.memory": "2032Mi",
      "limits.ephemeral-storage": "266Mi",
    });
  });

  it("leaves room for a canary and its own update", () => {
    expect(quotaFor([{ ...share, canaryReplicas: 2 }])).to.deep.include({
      pods: "9",
      "requests.cpu": "810m",
    });
  });

  it("adds the components up", () => {
    expect(quotaFor([share, share])).to.deep.include({ pods: "12", "limits.memory": "4064Mi" });
  });

  it("counts a canary only while traffic goes to it", () => {
    const pods = (weight: number) =>
      workloadQuota(perComponent(() => ({ ...settings, canary: { weight, replicas: 2 } }))).pods;
    expect([pods(0), pods(1)]).to.deep.equal(["66", "75"]);
  });

  it("is written in the units of Kubernetes", () => {
    expect(quantities({ cpu: 1, memory: 2, ephemeralStorage: 3 })).to.deep.equal({
      cpu: "1m",
      memory: "2Mi",
      "ephemeral-storage": "3Mi",
    });
  });
});
