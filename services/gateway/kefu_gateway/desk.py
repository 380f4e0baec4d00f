"""The desk: a page for daily work made from the contracts, in three languages; every list, record and form comes from an operation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from kefu.language import LANGUAGES, in_language
from kefu_messages import words

UI = {
    "add_row": {"zh-Hant": "加一行", "en": "Add a row"},
    "again": {"zh-Hant": "再辦一筆", "en": "Another one"},
    "also_do": {"zh-Hant": "與 {key} 有關的業務", "en": "More to do for {key}"},
    "api": {"zh-Hant": "介面說明", "en": "API"},
    "back": {"zh-Hant": "返回", "en": "Back"},
    "code": {"zh-Hant": "代碼", "en": "Code"},
    "desk": {"zh-Hant": "客服工作臺", "en": "Kefu desk"},
    "done": {"zh-Hant": "已辦理", "en": "Done"},
    "download": {"zh-Hant": "下載 {name}", "en": "Download {name}"},
    "elsewhere": {"zh-Hant": "其他服務的 {key}", "en": "{key} elsewhere"},
    "everything": {"zh-Hant": "全部業務", "en": "Everything"},
    "expired": {"zh-Hant": "登入已失效,請重新登入", "en": "You are no longer signed in"},
    "facts": {"zh-Hant": "依據的事實", "en": "Facts"},
    "failed": {"zh-Hant": "未能辦理", "en": "Not done"},
    "file": {"zh-Hant": "檔案", "en": "File"},
    "import_of": {"zh-Hant": "批量導入:{what}", "en": "Import: {what}"},
    "key": {"zh-Hant": "編號", "en": "Key"},
    "line": {"zh-Hant": "行", "en": "Line"},
    "look_at_fields": {"zh-Hant": "請看標出的欄位", "en": "Please look at the marked fields"},
    "missing_parts": {"zh-Hant": "暫時未能回應的服務:{parts}", "en": "Not answering at the moment: {parts}"},
    "more": {"zh-Hant": "更多", "en": "More"},
    "more_rows": {"zh-Hant": "顯示更多", "en": "Show more"},
    "no_rows": {"zh-Hant": "沒有記錄", "en": "none"},
    "not_here": {"zh-Hant": "沒有這一頁,或您的崗位無權查看", "en": "There is no such page, or your role may not see it"},
    "not_json": {"zh-Hant": "須為 JSON", "en": "This has to be JSON"},
    "nothing": {"zh-Hant": "沒有內容", "en": "Nothing"},
    "omitted": {"zh-Hant": "另有 {count} 行未列出", "en": "{count} more lines are not shown"},
    "one_a_line": {"zh-Hant": "每行一個", "en": "one a line"},
    "open": {"zh-Hant": "打開", "en": "Open"},
    "platform": {"zh-Hant": "系統", "en": "Platform"},
    "reason": {"zh-Hant": "原因", "en": "Reason"},
    "remove": {"zh-Hant": "刪去", "en": "Remove"},
    "required": {"zh-Hant": "必填", "en": "required"},
    "search": {"zh-Hant": "找業務:收款、抄表、請假……", "en": "Find something to do: payment, reading, leave …"},
    "send": {"zh-Hant": "提交", "en": "Send"},
    "show": {"zh-Hant": "查詢", "en": "Show"},
    "sign_in": {"zh-Hant": "登入", "en": "Sign in"},
    "sign_out": {"zh-Hant": "登出", "en": "Sign out"},
    "such_as": {"zh-Hant": "如 {example}", "en": "such as {example}"},
    "today": {"zh-Hant": "今日工作", "en": "Today"},
    "token": {"zh-Hant": "存取權杖", "en": "Access token"},
    "token_from": {
        "zh-Hant": "權杖由貴單位的身分提供者簽發;示範部門用「kefu desk」取得登入連結。",
        "en": "Your identity provider issues it; for the demo department `kefu desk` prints a link that signs you in.",
    },
    "unreachable": {"zh-Hant": "連不上伺服器", "en": "The server cannot be reached"},
    "unreachable_detail": {
        "zh-Hant": "您填寫的內容仍在;請稍後再提交,不會重複辦理。",
        "en": "What you have written is still there; send it again later: it takes effect once.",
    },
    "yes": {"zh-Hant": "是", "en": "yes"},
    "no": {"zh-Hant": "否", "en": "no"},
}
NAMES = {"zh-Hant": "繁", "zh-Hans": "简", "en": "EN"}
Document = Mapping[str, Any]


def page(language: str) -> str:
    """The frame of the page, which its script fills."""
    title = in_language(UI["desk"], language)
    others = " ".join(f'<a href="/desk?lang={each}" lang="{each}">{NAMES[each]}</a>' for each in LANGUAGES if each != language)
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f'<title>{title}</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/desk/desk.css">'
        '<script type="module" src="/desk/desk.js"></script></head>'
        f'<body><header><h1><a href="#/">{title}</a></h1><div id="bar"></div>'
        f'<nav>{others} <a href="/docs?lang={language}">{escape(in_language(UI["api"], language))}</a></nav></header>'
        '<main id="main" tabindex="-1"></main></body></html>\n'
    )


def wording(language: str) -> dict[str, Any]:
    """The words of the contracts and of the page, in one language."""
    return {
        **words.document(lambda written: in_language(written, language)),
        "ui": {key: in_language(text, language) for key, text in UI.items()},
    }


def operations(api: Document) -> dict[str, Any]:
    """What the page has to know of the OpenAPI document: each operation with its roles, fields and answer, and the schemas."""
    return {"operations": list(_operations(api)), "schemas": api["components"]["schemas"]}


def _operations(api: Document) -> Iterator[dict[str, Any]]:
    for path, methods in api["paths"].items():
        for method, operation in methods.items():
            asked = operation["parameters"]
            named = {
                "id": operation["operationId"],
                "service": operation["tags"][0],
                "method": method.upper(),
                "path": path,
                "roles": operation.get("x-roles"),
                "says": operation["summary"],
                "query": [_asked(item) for item in asked if item["in"] == "query"],
                "version": any(item["name"] == "If-Match" for item in asked),
                **_body(operation.get("requestBody", {}).get("content", {})),
                "answer": _answer(operation["responses"]),
                "overview": operation["operationId"] == "gateway.customer_overview",
            }
            yield {key: value for key, value in named.items() if value not in (None, False, [])} | {"query": named["query"]}


def _asked(item: Document) -> dict[str, Any]:
    return {"name": item["name"], "schema": item["schema"], "required": item["required"], "says": item.get("description", "")}


def _body(content: Document) -> dict[str, Any]:
    """A form to fill in, or a file: rows to be judged, or one to be kept, whose other fields stand in the query."""
    if "*/*" in content:
        return {"upload": True}
    written = content.get("application/json", {})
    return {"import": "text/csv" in content, "body": written.get("schema"), "example": written.get("example")}


def _answer(responses: Document) -> Any:
    done = next((answer for status, answer in responses.items() if status.startswith("2")), {})
    return done.get("content", {}).get("application/json", {}).get("schema")
