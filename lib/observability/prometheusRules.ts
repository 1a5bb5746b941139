import type { Severity } from "../alerts/types.ts";

/** One alert of managed Prometheus. */
export interface PrometheusAlert {
  readonly alert: string;
  /** PromQL. Fires for each series of the result. */
  readonly expression: string;
  /** How long it must hold. ISO 8601. */
  readonly for: string;
  readonly severity: Severity;
  readonly summary: string;
  readonly action: string;
}

export interface PrometheusGroup {
  readonly name: string;
  readonly description: string;
  readonly alerts: readonly PrometheusAlert[];
}

/**
 * Alerts on what the clusters' own metrics say, in groups. They use no metric that the add-on does not collect with its
 * minimal ingestion profile (data/prometheusMetrics.json), and label values as Kubernetes writes them: kube-state-metrics
 * knows the phase "Failed", and no rule that asks for "failed" ever fires.
 */
export const prometheusGroups: readonly PrometheusGroup[] = [
  {
    name: "nodes",
    description: "Nodes of the cluster",
    alerts: [
      {
        alert: "NodeNotReady",
        expression: 'kube_node_status_condition{condition="Ready", status="true"} == 0',
        for: "PT10M",
        severity: 1,
        summary: "Node {{ $labels.node }} has not been ready for ten minutes.",
        action:
          "AKS repairs it by itself. If several are gone at once, look at their zone and at the firewall.",
      },
      {
        alert: "NodeReadinessFlapping",
        expression:
          'sum by (cluster, node) (changes(kube_node_status_condition{condition="Ready", status="true"}[15m])) > 2',
        for: "PT5M",
        severity: 2,
        summary: "Node {{ $labels.node }} goes and comes.",
        action: "Usually memory or disk. Cordon it and let the autoscaler replace it.",
      },
      {
        alert: "NodePressure",
        expression:
          'kube_node_status_condition{condition=~"MemoryPressure|DiskPressure|PIDPressure", status="true"} == 1',
        for: "PT5M",
        severity: 2,
        summary: "Node {{ $labels.node }}: {{ $labels.condition }}.",
        action: "Pods are being evicted. Find the one that takes so much.",
      },
      {
        alert: "NodeDiskFillingUp",
        expression:
          '1 - node_filesystem_avail_bytes{mountpoint="/"} / node_filesystem_size_bytes{mountpoint="/"} > 0.8',
        for: "PT15M",
        severity: 2,
        summary: "The disk of {{ $labels.instance }} is more than 80 % full.",
        action: "At 85 % images are deleted, later pods evicted.",
      },
      {
        alert: "NodeDiskReadOnly",
        expression: 'node_filesystem_readonly{mountpoint="/"} == 1',
        for: "PT5M",
        severity: 1,
        summary: "The disk of {{ $labels.instance }} can only be read.",
        action: "The node is broken: cordon, drain, delete it.",
      },
      {
        alert: "NodeMemoryHigh",
        expression: "1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes > 0.9",
        for: "PT15M",
        severity: 2,
        summary: "{{ $labels.instance }} has less than a tenth of its memory left.",
        action: "Pods will be killed. Raise requests, so that fewer share a node.",
      },
      {
        alert: "NodeClockStopped",
        expression: "abs(time() - node_time_seconds) > 60",
        for: "PT10M",
        severity: 2,
        summary: "The clock of {{ $labels.instance }} is off by more than a minute.",
        action: "Tokens are refused for it. Replace the node; check that the host's time source is used.",
      },
    ],
  },
  {
    name: "pods",
    description: "Pods and containers",
    alerts: [
      {
        alert: "PodFailed",
        expression: 'sum by (cluster, namespace, pod) (kube_pod_status_phase{phase="Failed"}) > 0',
        for: "PT5M",
        severity: 2,
        summary: "Pod {{ $labels.namespace }}/{{ $labels.pod }} has failed.",
        action: "`kubectl describe` says why.",
      },
      {
        alert: "PodNotRunning",
        expression: 'sum by (cluster, namespace, pod) (kube_pod_status_phase{phase=~"Pending|Unknown"}) > 0',
        for: "PT15M",
        severity: 2,
        summary: "Pod {{ $labels.namespace }}/{{ $labels.pod }} has not come up for a quarter of an hour.",
        action: "No node, no image, no secret: its events say which.",
      },
      {
        alert: "ContainerCrashLooping",
        expression:
          'max_over_time(kube_pod_container_status_waiting_reason{reason="CrashLoopBackOff"}[5m]) >= 1',
        for: "PT10M",
        severity: 1,
        summary:
          "{{ $labels.namespace }}/{{ $labels.pod }} ({{ $labels.container }}) crashes again and again.",
        action: "See the log of its last run. After a release: go back.",
      },
      {
        alert: "ContainerRestarted",
        expression: "increase(kube_pod_container_status_restarts_total[1h]) > 3",
        for: "PT5M",
        severity: 2,
        summary:
          "{{ $labels.namespace }}/{{ $labels.pod }} ({{ $labels.container }}) restarted more than three times in an hour.",
        action: "See the log of its last run, and ContainerKilledForMemory.",
      },
      {
        alert: "ContainerKilledForMemory",
        expression:
          '(increase(kube_pod_container_status_restarts_total[10m]) > 0) and ignoring (reason) (kube_pod_container_status_last_terminated_reason{reason="OOMKilled"} == 1)',
        for: "PT0S",
        severity: 2,
        summary:
          "{{ $labels.namespace }}/{{ $labels.pod }} ({{ $labels.container }}) was killed for lack of memory.",
        action: "Raise its memory limit, or find what it keeps.",
      },
      {
        alert: "ContainerMemoryNearLimit",
        expression:
          'max by (cluster, namespace, pod, container) (container_memory_working_set_bytes{container!=""}) / max by (cluster, namespace, pod, container) (kube_pod_container_resource_limits{resource="memory"}) > 0.95',
        for: "PT10M",
        severity: 3,
        summary:
          "{{ $labels.namespace }}/{{ $labels.pod }} ({{ $labels.container }}) is about to be killed for lack of memory.",
        action: "Raise its memory limit, or find what it keeps.",
      },
      {
        alert: "ContainerThrottled",
        expression:
          'sum by (cluster, namespace, pod, container) (increase(container_cpu_cfs_throttled_periods_total{container!=""}[5m])) / sum by (cluster, namespace, pod, container) (increase(container_cpu_cfs_periods_total{container!=""}[5m])) > 0.5',
        for: "PT15M",
        severity: 3,
        summary:
          "{{ $labels.namespace }}/{{ $labels.pod }} ({{ $labels.container }}) waits for CPU half of the time.",
        action: "Raise its CPU limit.",
      },
    ],
  },
  {
    name: "workloads",
    description: "What keeps pods running",
    alerts: [
      {
        alert: "DeploymentReplicasMissing",
        expression: "kube_deployment_spec_replicas > kube_deployment_status_replicas_available",
        for: "PT15M",
        severity: 2,
        summary: "{{ $labels.namespace }}/{{ $labels.deployment }} has fewer replicas than it should.",
        action: "A release that does not come up, or no room on the nodes.",
      },
      {
        alert: "StatefulSetReplicasMissing",
        expression: "kube_statefulset_status_replicas > kube_statefulset_status_replicas_ready",
        for: "PT15M",
        severity: 2,
        summary: "{{ $labels.namespace }}/{{ $labels.statefulset }} has fewer ready replicas than it should.",
        action: "See the events of the pod that is not ready.",
      },
      {
        alert: "DaemonSetNotEverywhere",
        expression: "kube_daemonset_status_desired_number_scheduled > kube_daemonset_status_number_ready",
        for: "PT15M",
        severity: 2,
        summary: "{{ $labels.namespace }}/{{ $labels.daemonset }} does not run on every node.",
        action:
          "Without the secrets driver pods on that node get no configuration; without the agent it is blind.",
      },
      {
        alert: "JobFailed",
        expression: "kube_job_failed > 0",
        for: "PT5M",
        severity: 3,
        summary: "Job {{ $labels.namespace }}/{{ $labels.job_name }} has failed.",
        action: "See its log; delete it when it is dealt with.",
      },
      {
        alert: "AutoscalerAtMaximum",
        expression:
          "kube_horizontalpodautoscaler_status_current_replicas == kube_horizontalpodautoscaler_spec_max_replicas > kube_horizontalpodautoscaler_spec_min_replicas",
        for: "PT15M",
        severity: 2,
        summary: "{{ $labels.namespace }}/{{ $labels.horizontalpodautoscaler }} cannot scale further.",
        action: "Raise its maximum, and the node pool's if that is reached too.",
      },
      {
        alert: "AutoscalerStuck",
        expression:
          "kube_horizontalpodautoscaler_status_desired_replicas > kube_horizontalpodautoscaler_status_current_replicas",
        for: "PT15M",
        severity: 2,
        summary:
          "{{ $labels.namespace }}/{{ $labels.horizontalpodautoscaler }} wants more replicas than it gets.",
        action: "A quota, or no room on the nodes.",
      },
      {
        alert: "QuotaAlmostUsedUp",
        expression:
          'kube_resourcequota{type="used"} / ignoring (type) (kube_resourcequota{type="hard"} > 0) > 0.9',
        for: "PT15M",
        severity: 3,
        summary: "Namespace {{ $labels.namespace }} has used more than 90 % of {{ $labels.resource }}.",
        action: "The next scale-out fails. Raise the quota.",
      },
      {
        alert: "VolumeFillingUp",
        expression: "kubelet_volume_stats_available_bytes / kubelet_volume_stats_capacity_bytes < 0.15",
        for: "PT15M",
        severity: 3,
        summary:
          "Volume {{ $labels.namespace }}/{{ $labels.persistentvolumeclaim }} has less than 15 % left.",
        action: "Enlarge the claim.",
      },
    ],
  },
];
