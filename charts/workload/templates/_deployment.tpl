{{/* One Deployment of a component. Takes root, name, component, track, replicas (empty: the autoscaler's) and image. */}}
{{- define "workload.deployment" -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .name }}{{ if ne .track "stable" }}-{{ .track }}{{ end }}
  namespace: {{ .root.Release.Namespace }}
  labels:
    {{- include "workload.labels" . | nindent 4 }}
    app.kubernetes.io/track: {{ .track }}
spec:
  {{- with .replicas }}
  replicas: {{ . }}
  {{- end }}
  revisionHistoryLimit: 5
  selector:
    matchLabels:
      {{- include "workload.selector" . | nindent 6 }}
  strategy:
    type: RollingUpdate
    rollingUpdate:
      maxUnavailable: 0
      maxSurge: 1
  template:
    metadata:
      labels:
        {{- include "workload.labels" . | nindent 8 }}
        app.kubernetes.io/track: {{ .track }}
        # Whoever reads the vault: to the database, the event hub and the storage each component goes as itself.
        azure.workload.identity/use: "true"
      annotations:
        # The driver renews the files by itself; a client that holds on to an old value needs a new pod.
        checksum/configuration: {{ printf "%s %s" .component.configuration (toJson .component.secrets) | sha256sum }}
    spec:
      serviceAccountName: {{ .component.serviceAccount }}
      automountServiceAccountToken: false
      enableServiceLinks: false
      terminationGracePeriodSeconds: {{ .component.terminationGracePeriodSeconds }}
      securityContext:
        {{- include "workload.podSecurity" . | nindent 8 }}
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: topology.kubernetes.io/zone
          whenUnsatisfiable: DoNotSchedule
          # Nodes that take no pods of ours are no place to spread to: those of the system pool, and those of a lost zone.
          nodeTaintsPolicy: Honor
          matchLabelKeys: [pod-template-hash]
          labelSelector:
            matchLabels:
              {{- include "workload.selector" . | nindent 14 }}
        - maxSkew: 1
          topologyKey: kubernetes.io/hostname
          whenUnsatisfiable: ScheduleAnyway
          nodeTaintsPolicy: Honor
          matchLabelKeys: [pod-template-hash]
          labelSelector:
            matchLabels:
              {{- include "workload.selector" . | nindent 14 }}
      containers:
        - name: {{ .name }}
          image: {{ include "workload.image" (dict "root" .root "image" .image) }}
          # An image that is on the node survives an outage of the registry.
          imagePullPolicy: IfNotPresent
          {{- if .component.port }}
          ports:
            - name: http
              containerPort: {{ .component.port }}
              protocol: TCP
          {{- end }}
          env:
            - name: AZURE_REGION
              value: {{ .root.Values.region | quote }}
            {{- if .component.port }}
            - name: PORT
              value: {{ .component.port | quote }}
            {{- end }}
            {{- range $key, $value := .component.environment }}
            - name: {{ $key }}
              value: {{ $value | quote }}
            {{- end }}
          startupProbe:
            {{- include "workload.probe" (dict "probe" .component.probes.startup) | trim | nindent 12 }}
          # Whether the process answers at all. Its dependencies are the readiness probe's business: restarting does not heal them.
          livenessProbe:
            {{- include "workload.probe" (dict "probe" .component.probes.liveness) | trim | nindent 12 }}
          readinessProbe:
            {{- include "workload.probe" (dict "probe" .component.probes.readiness) | trim | nindent 12 }}
          {{- if .component.drainSeconds }}
          lifecycle:
            preStop:
              # The gateway learns a little later than the kubelet that the pod is going.
              sleep:
                seconds: {{ .component.drainSeconds }}
          {{- end }}
          resources:
            {{- toYaml .component.resources | nindent 12 }}
          securityContext:
            {{- include "workload.containerSecurity" . | nindent 12 }}
          volumeMounts:
            {{- if .component.secrets }}
            - name: secrets
              mountPath: /mnt/secrets-store
              readOnly: true
            {{- end }}
            - name: tmp
              mountPath: /tmp
      volumes:
        {{- if .component.secrets }}
        - name: secrets
          csi:
            driver: secrets-store.csi.k8s.io
            readOnly: true
            volumeAttributes:
              secretProviderClass: {{ .name }}
        {{- end }}
        - name: tmp
          emptyDir:
            sizeLimit: 64Mi
{{- end }}
