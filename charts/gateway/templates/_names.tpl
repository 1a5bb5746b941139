{{/* Labels that select the gateway's pods; immutable, and what the workload's network policies look for. */}}
{{- define "gateway.selector" -}}
app.kubernetes.io/name: gateway
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "gateway.labels" -}}
{{ include "gateway.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/part-of: gateway
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{/* The Kubernetes secret that the listener takes its certificate from. */}}
{{- define "gateway.tlsSecret" -}}
gateway-tls
{{- end }}

{{/* Whether the certificate comes from the vault, through a volume of the gateway's own pods. */}}
{{- define "gateway.mountsCertificate" -}}
{{- if and (eq .Values.protocol "https") (eq .Values.certificate.issuer "imported") }}true{{ end }}
{{- end }}

{{/* Port that the pods listen on. The Gateway's listener has the same one: Traefik finds its entry point by it. */}}
{{- define "gateway.port" -}}
{{- if eq .Values.protocol "https" }}8443{{ else }}8000{{ end }}
{{- end }}
