{{- /* What is said under `global` is said to every service: a file of an operator's own serves each release and the umbrella alike. */ -}}
{{- define "service.version" -}}
{{- default (default .Chart.AppVersion ((.Values.global).image).tag) .Values.image.tag -}}
{{- end -}}

{{- define "service.identity" -}}
{{- $all := default dict (.Values.global).identity -}}
{{- range $key := list "keys" "issuer" "audience" }}
{{ $key }}: {{ default (get $all $key) (get $.Values.identity $key) | required (printf "identity.%s (or global.identity.%s) must be given" $key $key) | quote }}
{{- end -}}
{{- end -}}

{{- define "service.networkPolicy" -}}
{{- toYaml (mergeOverwrite (deepCopy .Values.networkPolicy) (deepCopy (default dict (.Values.global).networkPolicy))) -}}
{{- end -}}

{{- define "service.serviceMonitor" -}}
{{- toYaml (mergeOverwrite (deepCopy .Values.serviceMonitor) (deepCopy (default dict (.Values.global).serviceMonitor))) -}}
{{- end -}}

{{- define "service.settings" -}}
{{- toYaml (mergeOverwrite (deepCopy (default dict (.Values.global).settings)) (deepCopy .Values.settings)) -}}
{{- end -}}

{{- /* What values say of each other, which no schema can tell. */ -}}
{{- define "service.consistent" -}}
{{- $drain := .Values.drain -}}
{{- if lt (int $drain.graceSeconds) (add (int $drain.preStopSeconds) (int $drain.hostSeconds) 5 | int) -}}
{{- fail "drain.graceSeconds must be at least preStopSeconds + hostSeconds + 5: Kubernetes would kill what the host still finishes" -}}
{{- end -}}
{{- if gt (int .Values.autoscaling.minReplicas) (int .Values.autoscaling.maxReplicas) -}}
{{- fail "autoscaling.minReplicas is more than maxReplicas" -}}
{{- end -}}
{{- if and .Values.http.enabled (eq (int .Values.http.port) (int .Values.ops.port)) -}}
{{- fail "http.port and ops.port are the same" -}}
{{- end -}}
{{- $policy := include "service.networkPolicy" . | fromYaml -}}
{{- $keys := (include "service.identity" . | fromYaml).keys -}}
{{- if and $policy.enabled $policy.issuer (hasPrefix "http" $keys) -}}
{{- if not (or $policy.issuer.cidrs $policy.issuer.to) -}}
{{- fail "networkPolicy.issuer.cidrs (or .to) must say where the issuer is: nobody could be identified (issuer: null when extraEgress says it)" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "service.name" -}}
{{- default .Release.Name .Values.name -}}
{{- end -}}

{{- define "service.image" -}}
{{- $registry := default (default "kefu" ((.Values.global).image).registry) .Values.image.registry -}}
{{- $repository := default (printf "%s/%s" $registry (include "service.name" .)) .Values.image.repository -}}
{{- printf "%s:%s" $repository (include "service.version" .) -}}
{{- end -}}

{{- define "service.secretName" -}}
{{- default (printf "kefu-%s" (include "service.name" .)) .Values.secretName -}}
{{- end -}}

{{- define "service.selector" -}}
app.kubernetes.io/name: {{ include "service.name" . }}
app.kubernetes.io/part-of: kefu
{{- end -}}

{{- define "service.labels" -}}
{{ include "service.selector" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ include "service.version" . | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}
