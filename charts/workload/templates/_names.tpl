{{/* Labels that select the pods of one track of a component; immutable. Takes name, track and root. */}}
{{- define "workload.selector" -}}
app.kubernetes.io/name: {{ .name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/track: {{ .track }}
{{- end }}

{{/* Labels of everything that belongs to no single component. */}}
{{- define "workload.common" -}}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/part-of: {{ .Chart.Name }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{/* Labels of what belongs to a component. Takes name, component and root. */}}
{{- define "workload.labels" -}}
app.kubernetes.io/name: {{ .name }}
app.kubernetes.io/version: {{ .component.image.tag | default .root.Chart.AppVersion | quote }}
{{ include "workload.common" .root }}
{{- end }}

{{/* Reference of an image in the platform's registry; a digest decides where there is one. Takes image and root. */}}
{{- define "workload.image" -}}
{{ .root.Values.registry }}/{{ .image.repository }}
{{- with .image.tag }}:{{ . }}{{ end }}
{{- with .image.digest }}@{{ . }}{{ end }}
{{- end }}

{{/* A probe: a path to ask for, or a command to run. */}}
{{- define "workload.probe" -}}
{{- if .probe.command }}
exec:
  command:
    {{- toYaml .probe.command | nindent 4 }}
{{- else }}
httpGet:
  path: {{ .probe.path }}
  port: http
{{- end }}
periodSeconds: {{ .probe.periodSeconds }}
failureThreshold: {{ .probe.failureThreshold }}
timeoutSeconds: 5
{{- end }}

{{/* What the Pod Security Standard "restricted" asks of a pod, and of a container. */}}
{{- define "workload.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "workload.containerSecurity" -}}
privileged: false
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
capabilities:
  drop: [ALL]
seccompProfile:
  type: RuntimeDefault
{{- end }}
