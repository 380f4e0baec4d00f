"""What marshmallow and our field types say about a wrong field, in Chinese too."""

from __future__ import annotations

import re

from kefu.language import ENGLISH, in_language

_KNOWN: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), chinese)
    for pattern, chinese in (
        (r"Missing data for required field\.", "必填"),
        (r"Unknown field\.", "沒有這個欄位"),
        (r"Field may not be null\.", "不得為空"),
        (r"Not a valid (?:string|integer|boolean|list|mapping type|number)\.", "類型不正確"),
        (r"Invalid input type\.", "類型不正確"),
        (r"Not a valid date\.", "不是日期(YYYY-MM-DD)"),
        (r"Not an ISO 8601 date and time\.", "不是日期時間(ISO 8601)"),
        (r"Not a decimal number\.", "不是十進位數字"),
        (r"More than (\d+) places\.", r"小數超過 \1 位"),
        (r"Must not be negative\.", "不得為負數"),
        (r"Must be one of: (.*)\.", r"須為下列之一:\1"),
        (r"Shorter than minimum length (\d+)\.", r"長度少於 \1"),
        (r"Longer than maximum length (\d+)\.", r"長度超過 \1"),
        (r"Length must be between (\d+) and (\d+)\.", r"長度須在 \1 到 \2 之間"),
        (r"Length must be (\d+)\.", r"長度須為 \1"),
        (r"Must be greater than or equal to (.*)\.", r"不得小於 \1"),
        (r"Must be less than or equal to (.*)\.", r"不得大於 \1"),
        (r"Must be greater than (.*)\.", r"須大於 \1"),
        (r"Must be less than (.*)\.", r"須小於 \1"),
        (r"String does not match expected pattern\.", "格式不正確"),
        (r"Given more than once\.", "重複給出"),
        (r"Not allowed as a name\.", "不得作為名稱"),
        (r"No such column\.", "缺少此列"),
        (r"Later than today\.", "不得晚於今日"),
        (r"Before its beginning\.", "早於起始時間"),
        (r"Before the cash-up was closed\.", "早於結帳時間"),
        (r"Given by the approver's own command\.", "須由審批人本人另行批准"),
        (r"Not the cashier's own to give\.", "不得由收費員本人填寫"),
    )
)


def worded(message: str, *, language: str) -> str:
    """The message in the reader's language; one we have no words for stays English."""
    if language == ENGLISH:
        return message
    for pattern, chinese in _KNOWN:
        found = pattern.fullmatch(message)
        if found:
            return in_language({"zh-Hant": found.expand(chinese), "en": message}, language)
    return message
