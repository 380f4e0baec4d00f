"""The words of the pages of the API, and what people call what stands there."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from kefu.language import ENGLISH, in_language
from kefu_messages import words

WORDS = {
    "title": {"zh-Hant": "客服平臺介面", "en": "Kefu API"},
    "desk": {"zh-Hant": "工作臺", "en": "Desk"},
    "services": {"zh-Hant": "服務", "en": "Services"},
    "events": {"zh-Hant": "事件", "en": "Events"},
    "errors": {"zh-Hant": "錯誤代碼", "en": "Errors"},
    "search": {"zh-Hant": "搜尋路徑、名稱或說明", "en": "Search paths, names, descriptions"},
    "roles": {"zh-Hant": "可執行的崗位", "en": "Roles"},
    "parameters": {"zh-Hant": "參數", "en": "Parameters"},
    "body": {"zh-Hant": "請求內容", "en": "Body"},
    "answers": {"zh-Hant": "回應", "en": "Answers"},
    "example": {"zh-Hant": "範例", "en": "Example"},
    "field": {"zh-Hant": "欄位", "en": "Field"},
    "type": {"zh-Hant": "類型", "en": "Type"},
    "says": {"zh-Hant": "說明", "en": "Description"},
    "required": {"zh-Hant": "必填", "en": "required"},
    "status": {"zh-Hant": "狀態碼", "en": "Status"},
    "code": {"zh-Hant": "代碼", "en": "Code"},
    "text": {"zh-Hant": "文字", "en": "Text"},
    "exchange": {"zh-Hant": "交換器與路由鍵", "en": "Exchange and routing key"},
}


@dataclass(frozen=True)
class Reader:
    """Who reads, in which language, of which service."""

    language: str
    service: str | None = None

    def __call__(self, word: str) -> str:
        """A word of the pages themselves."""
        return in_language(WORDS[word], self.language)

    def named(self, section: str, name: str) -> str:
        """What people call a message or a field, for who does not read English: there the name says it."""
        if self.language == ENGLISH:
            return ""
        said = in_language(words.word(section, name, service=self.service), self.language)
        return f" {escape(said)}" if said != words.english(name) else ""
