"""Refusals as RFC 9457 problem documents in the reader's language."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from werkzeug.wrappers import Response

from kefu.language import in_language
from kefu.web.wording import circumstance, worded
from kefu_messages.errors import HttpMethodNotAllowed, KefuError, NotAuthenticated, ServiceUnavailable, TooManyRequests, ValidationFailed

PROBLEM_JSON = "application/problem+json"
RETRY_AFTER_SECONDS = 2
TITLES = {
    400: {"zh-Hant": "請求格式錯誤", "en": "Malformed request"},
    401: {"zh-Hant": "未登入", "en": "Not signed in"},
    403: {"zh-Hant": "無權執行", "en": "Not allowed"},
    404: {"zh-Hant": "找不到", "en": "Not found"},
    405: {"zh-Hant": "方法不適用", "en": "Method not allowed"},
    406: {"zh-Hant": "無法以所要求的格式回應", "en": "Not acceptable"},
    409: {"zh-Hant": "狀態衝突", "en": "Conflict"},
    412: {"zh-Hant": "版本已變更", "en": "Version changed"},
    413: {"zh-Hant": "請求過大", "en": "Request too large"},
    414: {"zh-Hant": "位址過長", "en": "Address too long"},
    415: {"zh-Hant": "不支援的內容格式", "en": "Unsupported media type"},
    422: {"zh-Hant": "內容不符合規定", "en": "Refused"},
    429: {"zh-Hant": "請求過於頻繁", "en": "Too many requests"},
    431: {"zh-Hant": "標頭過大", "en": "Headers too large"},
    500: {"zh-Hant": "系統錯誤", "en": "Internal error"},
    503: {"zh-Hant": "服務暫時無法回應", "en": "Service unavailable"},
}


def problem_document(error: KefuError, *, language: str, instance: str | None = None) -> dict[str, Any]:
    """The members of the problem document; ``errors`` lists what is wrong field by field."""
    return {
        "type": f"/docs/errors#{error.code}",
        "title": in_language(TITLES.get(error.status, TITLES[500]), language),
        "status": error.status,
        "detail": sentence(error, language=language),
        **({"instance": instance} if instance else {}),
        "code": error.code,
        "params": error.params,
        **({"errors": list(field_errors(error, language=language))} if isinstance(error, ValidationFailed) else {}),
    }


def problem(error: KefuError, *, language: str, instance: str | None = None) -> Response:
    """The answer that tells a refusal."""
    body = json.dumps(problem_document(error, language=language, instance=instance), ensure_ascii=False, default=str)
    answer = Response(body + "\n", status=error.status, content_type=PROBLEM_JSON)
    answer.headers["Content-Language"] = language
    if isinstance(error, NotAuthenticated):
        answer.headers["WWW-Authenticate"] = 'Bearer realm="kefu"'
    if isinstance(error, HttpMethodNotAllowed):
        answer.headers["Allow"] = str(error.params.get("allowed", ""))
    if isinstance(error, TooManyRequests):
        answer.headers["Retry-After"] = str(error.params.get("retry_after", 1))
    if isinstance(error, ServiceUnavailable):
        answer.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return answer


def sentence(error: KefuError, *, language: str) -> str:
    """The error's text in the language, with its parameters filled in as they are, conditions and states in words."""
    template = in_language(error.text, language)
    params = dict(error.params)
    if isinstance(error, ValidationFailed):
        params["fields"] = ", ".join(dict.fromkeys(name for name, _ in _flat(params.get("fields", {}))))
    params |= {name: circumstance(str(params[name]), language=language) for name in ("condition", "state") if params.get(name) is not None}
    try:
        return template.format(**params)
    except (KeyError, IndexError, ValueError):
        return template


def field_errors(error: ValidationFailed, *, language: str) -> Iterator[dict[str, Any]]:
    """Each wrong field by its path (``lines.0.volume``) with its messages."""
    by_field: dict[str, list[str]] = {}
    for name, message in _flat(error.params.get("fields", {})):
        by_field.setdefault(name, []).append(worded(message, language=language))
    yield from ({"field": name, "messages": messages} for name, messages in by_field.items())


def _flat(node: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(node, Mapping):
        for name, inner in node.items():
            yield from _flat(inner, f"{path}.{name}" if path and name != "_schema" else path or str(name))
    elif isinstance(node, list | tuple):
        for inner in node:
            yield from _flat(inner, path)
    else:
        yield path, str(node)
