{{- define "service.name" -}}
{{- default .Release.Name .Values.name -}}
{{- end -}}

{{- define "service.image" -}}
{{- $repository := default (printf "kefu/%s" (include "service.name" .)) .Values.image.repository -}}
{{- printf "%s:%s" $repository (default .Chart.AppVersion .Values.image.tag) -}}
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
app.kubernetes.io/version: {{ default .Chart.AppVersion .Values.image.tag | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}
