import { expect } from "chai";
import { prometheusGroupLimits, seconds } from "../../../lib/alerts/limits.ts";
import table from "../../../lib/observability/data/prometheusMetrics.json" with { type: "json" };
import { prometheusGroups, type PrometheusAlert } from "../../../lib/observability/prometheusRules.ts";
import { evaluate, selectorsOf, syntaxErrors, type Labels, type Series } from "../../support/promql.ts";

const { _meta, ...targets } = table;
const collected: ReadonlyMap<string, readonly string[]> = new Map(
  Object.values(targets).flatMap((metrics) => Object.entries(metrics as Record<string, string[]>)),
);
/** What the add-on puts on every series. */
const addedLabels = ["cluster", "job", "instance"];
const alerts = prometheusGroups.flatMap((group) => group.alerts);
const now = 1_000_000;

/** A series with one sample a minute, the last one now. */
function series(name: string, labels: Labels, ...values: number[]): Series {
  return {
    labels: { __name__: name, cluster: "aks", ...labels },
    samples: values.map((value, index) => [now - 60 * (values.length - 1 - index), value] as const),
  };
}

const pod = { namespace: "workload", pod: "catalog-api-1" };
const container = { ...pod, container: "catalog-api" };
const hpa = { namespace: "workload", horizontalpodautoscaler: "catalog-api" };
const claim = { namespace: "workload", persistentvolumeclaim: "data" };
const root = { instance: "node-1", device: "/dev/sda1", fstype: "ext4", mountpoint: "/" };
const ready = (node: string, ...values: number[]) =>
  series("kube_node_status_condition", { node, condition: "Ready", status: "true" }, ...values);
const phase = (name: string, value: number) =>
  series("kube_pod_status_phase", { ...pod, phase: name }, value);
const quota = (type: string, value: number) =>
  series(
    "kube_resourcequota",
    { namespace: "workload", resourcequota: "quota", resource: "pods", type },
    value,
  );

/** For each alert: what makes it fire, and what must not. */
const samples: Readonly<Record<string, { fires: readonly Series[]; quiet: readonly Series[] }>> = {
  NodeNotReady: { fires: [ready("a", 0), ready("b", 1)], quiet: [ready("a", 1)] },
  NodeReadinessFlapping: { fires: [ready("a", 1, 0, 1, 0)], quiet: [ready("a", 1, 1, 0, 0)] },
  NodePressure: {
    fires: [
      series("kube_node_status_condition", { node: "a", condition: "DiskPressure", status: "true" }, 1),
    ],
    quiet: [
      series("kube_node_status_condition", { node: "a", condition: "DiskPressure", status: "true" }, 0),
      series("kube_node_status_condition", { node: "a", condition: "DiskPressure", status: "false" }, 1),
      ready("a", 1),
    ],
  },
  NodeDiskFillingUp: {
    fires: [series("node_filesystem_avail_bytes", root, 10), series("node_filesystem_size_bytes", root, 100)],
    quiet: [series("node_filesystem_avail_bytes", root, 50), series("node_filesystem_size_bytes", root, 100)],
  },
  NodeDiskReadOnly: {
    fires: [series("node_filesystem_readonly", root, 1)],
    quiet: [
      series("node_filesystem_readonly", root, 0),
      series("node_filesystem_readonly", { ...root, mountpoint: "/snap" }, 1),
    ],
  },
  NodeMemoryHigh: {
    fires: [
      series("node_memory_MemAvailable_bytes", { instance: "a" }, 5),
      series("node_memory_MemTotal_bytes", { instance: "a" }, 100),
    ],
    quiet: [
      series("node_memory_MemAvailable_bytes", { instance: "a" }, 30),
      series("node_memory_MemTotal_bytes", { instance: "a" }, 100),
    ],
  },
  NodeClockStopped: {
    fires: [series("node_time_seconds", { instance: "a" }, now - 120)],
    quiet: [series("node_time_seconds", { instance: "a" }, now - 5)],
  },
  PodFailed: { fires: [phase("Failed", 1)], quiet: [phase("Failed", 0), phase("Running", 1)] },
  PodNotRunning: { fires: [phase("Pending", 1)], quiet: [phase("Running", 1), phase("Pending", 0)] },
  ContainerCrashLooping: {
    fires: [
      series("kube_pod_container_status_waiting_reason", { ...container, reason: "CrashLoopBackOff" }, 1),
    ],
    quiet: [
      series("kube_pod_container_status_waiting_reason", { ...container, reason: "ContainerCreating" }, 1),
    ],
  },
  ContainerRestarted: {
    fires: [series("kube_pod_container_status_restarts_total", container, 0, 2, 4)],
    quiet: [series("kube_pod_container_status_restarts_total", container, 7, 7, 8)],
  },
  ContainerKilledForMemory: {
    fires: [
      series("kube_pod_container_status_restarts_total", container, 0, 1),
      series("kube_pod_container_status_last_terminated_reason", { ...container, reason: "OOMKilled" }, 1),
    ],
    quiet: [
      series("kube_pod_container_status_restarts_total", container, 1, 1),
      series("kube_pod_container_status_last_terminated_reason", { ...container, reason: "OOMKilled" }, 1),
    ],
  },
  ContainerMemoryNearLimit: {
    fires: [
      series("container_memory_working_set_bytes", { ...container, id: "/1", image: "i", name: "n" }, 99),
      series(
        "kube_pod_container_resource_limits",
        { ...container, node: "a", resource: "memory", unit: "byte" },
        100,
      ),
    ],
    quiet: [
      series("container_memory_working_set_bytes", { ...container, id: "/1", image: "i", name: "n" }, 50),
      series(
        "container_memory_working_set_bytes",
        { ...pod, container: "", id: "/2", image: "", name: "" },
        99,
      ),
      series(
        "kube_pod_container_resource_limits",
        { ...container, node: "a", resource: "memory", unit: "byte" },
        100,
      ),
    ],
  },
  ContainerThrottled: {
    fires: [
      series("container_cpu_cfs_throttled_periods_total", { ...container, id: "/1" }, 0, 60),
      series("container_cpu_cfs_periods_total", { ...container, id: "/1" }, 0, 100),
    ],
    quiet: [
      series("container_cpu_cfs_throttled_periods_total", { ...container, id: "/1" }, 0, 5),
      series("container_cpu_cfs_periods_total", { ...container, id: "/1" }, 0, 100),
    ],
  },
  DeploymentReplicasMissing: compared(
    "kube_deployment_spec_replicas",
    3,
    "kube_deployment_status_replicas_available",
    2,
    {
      namespace: "workload",
      deployment: "catalog-api",
    },
  ),
  StatefulSetReplicasMissing: compared(
    "kube_statefulset_status_replicas",
    3,
    "kube_statefulset_status_replicas_ready",
    2,
    {
      namespace: "workload",
      statefulset: "db",
    },
  ),
  DaemonSetNotEverywhere: compared(
    "kube_daemonset_status_desired_number_scheduled",
    3,
    "kube_daemonset_status_number_ready",
    2,
    { namespace: "kube-system", daemonset: "csi" },
  ),
  JobFailed: {
    fires: [series("kube_job_failed", { namespace: "workload", job_name: "j", condition: "true" }, 1)],
    quiet: [series("kube_job_failed", { namespace: "workload", job_name: "j", condition: "true" }, 0)],
  },
  AutoscalerAtMaximum: {
    fires: [
      series("kube_horizontalpodautoscaler_status_current_replicas", hpa, 8),
      series("kube_horizontalpodautoscaler_spec_max_replicas", hpa, 8),
      series("kube_horizontalpodautoscaler_spec_min_replicas", hpa, 2),
    ],
    // One that cannot scale at all is always at its maximum.
    quiet: [
      series("kube_horizontalpodautoscaler_status_current_replicas", hpa, 2),
      series("kube_horizontalpodautoscaler_spec_max_replicas", hpa, 2),
      series("kube_horizontalpodautoscaler_spec_min_replicas", hpa, 2),
    ],
  },
  AutoscalerStuck: compared(
    "kube_horizontalpodautoscaler_status_desired_replicas",
    6,
    "kube_horizontalpodautoscaler_status_current_replicas",
    4,
    hpa,
  ),
  QuotaAlmostUsedUp: {
    fires: [quota("used", 95), quota("hard", 100)],
    quiet: [quota("used", 0), quota("hard", 0)],
  },
  VolumeFillingUp: {
    fires: [
      series("kubelet_volume_stats_available_bytes", claim, 10),
      series("kubelet_volume_stats_capacity_bytes", claim, 100),
    ],
    quiet: [
      series("kubelet_volume_stats_available_bytes", claim, 60),
      series("kubelet_volume_stats_capacity_bytes", claim, 100),
    ],
  },
};

function compared(more: string, moreValue: number, less: string, lessValue: number, labels: Labels) {
  return {
    fires: [series(more, labels, moreValue), series(less, labels, lessValue)],
    quiet: [series(more, labels, lessValue), series(less, labels, lessValue)],
  };
}

const firing = ({ expression }: PrometheusAlert, given: readonly Series[]): number => {
  const result = evaluate(expression, given, now);
  return typeof result === "number" ? 1 : result.length;
};

describe("Prometheus rules", () => {
  for (const alert of alerts) {
    it(`${alert.alert} is PromQL over metrics and labels that the add-on collects`, () => {
      expect(syntaxErrors(alert.expression)).to.deep.equal([]);
      const selectors = selectorsOf(alert.expression);
      expect(selectors).not.to.be.empty;
      for (const { metric, matchers } of selectors) {
        const labels = collected.get(metric);
        expect(labels, metric).not.to.equal(undefined);
        for (const { label } of matchers) expect([...(labels ?? []), ...addedLabels]).to.include(label);
      }
    });

    it(`${alert.alert} fires when it should, and only then`, () => {
      const given = samples[alert.alert];
      expect(given, "no samples").not.to.equal(undefined);
      expect(firing(alert, given?.fires ?? [])).to.equal(1);
      expect(firing(alert, given?.quiet ?? [])).to.equal(0);
      expect(firing(alert, [])).to.equal(0);
    });

    it(`${alert.alert} names labels in its message that its result has`, () => {
      const result = evaluate(alert.expression, samples[alert.alert]?.fires ?? [], now);
      const [first] = typeof result === "number" ? [] : result;
      for (const [, label = ""] of alert.summary.matchAll(/\$labels\.(\w+)/g)) {
        expect(Object.keys(first?.labels ?? {}), label).to.include(label);
      }
    });
  }

  it("would never fire with the phase in lower case, as a well-known list of rules has it", () => {
    const wrong = 'sum by (cluster, namespace, pod) (kube_pod_status_phase{phase="failed"}) > 0';
    expect(evaluate(wrong, samples["PodFailed"]?.fires ?? [], now)).to.deep.equal([]);
  });

  it("ask for values of labels as Kubernetes writes them", () => {
    const known: Readonly<Record<string, readonly string[]>> = {
      phase: ["Failed", "Pending", "Unknown"],
      condition: ["Ready", "MemoryPressure", "DiskPressure", "PIDPressure"],
      status: ["true"],
      reason: ["CrashLoopBackOff", "OOMKilled"],
      type: ["used", "hard"],
      resource: ["memory"],
    };
    for (const { matchers } of alerts.flatMap(({ expression }) => selectorsOf(expression))) {
      for (const { label, value } of matchers) {
        for (const each of value.split("|"))
          if (known[label] !== undefined) expect(known[label]).to.include(each);
      }
    }
  });

  it("have names, times and numbers that Azure takes", () => {
    const names = alerts.map(({ alert }) => alert);
    expect(new Set(names).size).to.equal(names.length);
    for (const { name, alerts: rules } of prometheusGroups) {
      expect(rules.length, name).to.be.within(1, prometheusGroupLimits.rules);
      for (const rule of rules) expect(seconds(rule.for), rule.alert).to.be.within(0, 3600);
    }
  });

  it("say where the metrics were taken from", () => {
    expect(_meta.source).to.contain("prometheus-metrics-scrape-default.md");
    expect(_meta.date).to.match(/^\d{4}-\d\d-\d\d$/);
  });
});

describe("the evaluation of PromQL in tests", () => {
  it("refuses what it does not understand instead of guessing", () => {
    expect(() => evaluate("histogram_quantile(0.9, a)", [], now)).to.throw("histogram_quantile");
    expect(() => evaluate("sum(", [], now)).to.throw("No PromQL");
    expect(() => evaluate("a / on (node) b", [series("a", {}, 1), series("b", {}, 1)], now)).to.throw(
      "ignoring",
    );
  });

  it("forgets a series five minutes after its last sample", () => {
    const old: Series = { labels: { __name__: "a" }, samples: [[now - 301, 1]] };
    expect(evaluate("a > 0", [old], now)).to.deep.equal([]);
  });
});
