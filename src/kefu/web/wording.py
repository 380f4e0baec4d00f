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
        (r"Holds control characters\.", "含有控制字元"),
        (r"No such column\.", "缺少此列"),
        (r"Later than today\.", "不得晚於今日"),
        (r"Only of past papers\.", "僅限補錄既有文件"),
        (r"Before its beginning\.", "早於起始時間"),
        (r"Before the cash-up was closed\.", "早於結帳時間"),
        (r"Given by the approver's own command\.", "須由審批人本人另行批准"),
        (r"Not the cashier's own to give\.", "不得由收費員本人填寫"),
    )
)

_CIRCUMSTANCES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), chinese)
    for pattern, chinese in (
        (r"a hazard arose", "須已造成隱患"),
        (r"no hazard arose", "須未造成隱患"),
        (r"in public, with bad effect", "須在公共場所且影響惡劣"),
        (r"bad effect for the company", "須對公司造成不良影響"),
        (r"a complaint is attached", "須附投訴"),
        (r"serious, dismissal, no amount", "須情節嚴重,處以辭退,不列金額"),
        (r"a confirmed complaint about the person without major impact", "須有對本人已屬實且無重大影響的投訴"),
        (r"the session was missed without excuse", "須無故缺席該場次"),
        (r"(\d+) unreachable events in the month, not (\d+)", r"當月須有 \1 次聯繫不上,現為 \2 次"),
        (r"not explained by the due day", "須未於期限內說明"),
        (r"counselled", "已輔導"),
        (r"notice", "已開處罰單"),
        (r"notice (.+)", r"已有處罰單 \1"),
        (r"returned", "已交回"),
        (r"confirmed", "已確認"),
        (r"all off", "全部已關閉"),
        (r"draft", "草稿"),
        (r"issued", "已開具"),
        (r"signed", "已簽字"),
        (r"refused", "拒絕簽字"),
        (r"effective", "已生效"),
        (r"appealed", "已申訴"),
        (r"answer_overdue", "答覆逾期"),
        (r"answered", "已答覆"),
        (r"revoked", "已撤銷"),
        (r"declined", "不予處理"),
        (r"taken_up", "已立案"),
        (r"counselling", "輔導"),
        (r"withdrawn", "已撤回"),
    )
)


def worded(message: str, *, language: str) -> str:
    """The message in the reader's language; one we have no words for stays English."""
    return _said(message, _KNOWN, language=language)


def circumstance(message: str, *, language: str) -> str:
    """A condition or a state that a refusal names, in the reader's language; one we have no words for stays as it is."""
    return _said(message, _CIRCUMSTANCES, language=language)


def _said(message: str, known: tuple[tuple[re.Pattern[str], str], ...], *, language: str) -> str:
    if language == ENGLISH:
        return message
    for pattern, chinese in known:
        found = pattern.fullmatch(message)
        if found:
            return in_language({"zh-Hant": found.expand(chinese), "en": message}, language)
    return message
