"""Letters and notices as PDF, drawn from what the other services decided."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, Query, fields, roles
from kefu_messages.documents.attachments import FileContent
from kefu_messages.errors import ServiceUnavailable

SECONDS_TO_DRAW = 30
LANGUAGES = ("zh-Hant", "zh-Hans", "en")
DUNNERS = roles.CLERKS | roles.MONEY | {roles.METER_READER, roles.DEPARTMENT_HEAD, roles.BUSINESS_CENTRE_TEAM_LEADER, roles.FINANCE}
EXPIRY_SENDERS = frozenset({roles.REVISIT_SPECIALIST, roles.SERVICE_MANAGER, roles.SERVICE_SPECIALIST, roles.SERVICE_DIRECTOR})


class FontMissing(ServiceUnavailable):
    code = "font_missing"
    text = {
        "zh-Hant": "找不到字型 {path};請安裝 fonts-noto-cjk 或設定 KEFU_FONT",
        "en": "There is no font at {path}: install fonts-noto-cjk or set KEFU_FONT",
    }


def _language() -> fields.Choice:
    return fields.Choice(*LANGUAGES, metadata={"description": "the letter's; the reader's (Accept-Language) when not given"})


class DrawPenaltyNotice(Query):
    """A penalty notice on paper, for those who may read it (DIS-19, DIS-22, DIS-23; doc 3 l.219-222)."""

    route = GET("/letters/penalty-notices/{notice_no}")
    roles = roles.EVERYBODY
    reply = FileContent
    download, seconds = "content", SECONDS_TO_DRAW
    errors = (FontMissing,)
    example = {"notice_no": "B004", "language": "zh-Hant"}
    notice_no = fields.Identifier(required=True)
    language = _language()


class DrawSettlementSlip(Query):
    """A settlement slip on paper, for the customer to sign (BIL-17; doc 2 l.208)."""

    route = GET("/letters/settlement-slips/{slip_no}")
    roles = DUNNERS
    reply = FileContent
    download, seconds = "content", SECONDS_TO_DRAW
    errors = (FontMissing,)
    example = {"slip_no": "JS25030052", "language": "zh-Hant"}
    slip_no = fields.Identifier(required=True)
    language = _language()


class DrawDunningNotice(Query):
    """The dunning notice that the reader serves (BIL-26; doc 2 l.214)."""

    route = GET("/letters/dunning-notices/{letter_no}")
    roles = DUNNERS
    reply = FileContent
    download, seconds = "content", SECONDS_TO_DRAW
    errors = (FontMissing,)
    example = {"letter_no": "CJ00002", "language": "zh-Hant"}
    letter_no = fields.Identifier(required=True)
    language = _language()


class DrawExpiryNotice(Query):
    """The letter a month before the service ends (CON-11; doc 4 l.297)."""

    route = GET("/letters/expiry-notices/{letter_no}")
    roles = EXPIRY_SENDERS
    reply = FileContent
    download, seconds = "content", SECONDS_TO_DRAW
    errors = (FontMissing,)
    example = {"letter_no": "U7 2025-06-30", "language": "zh-Hant"}
    letter_no = fields.Identifier(required=True)
    language = _language()


class Letter(Schema):
    """A letter that events made due."""

    letter_no = fields.Identifier()
    kind = fields.Choice("dunning_notice", "expiry_notice")
    customer_no = fields.Identifier()
    dated = fields.Date()
    template = fields.Integer(metadata={"description": "version of the template it is drawn with"})


class ListLetters(Query):
    """The letters to a customer that can be drawn, by number."""

    route = GET("/letters")
    roles = DUNNERS | EXPIRY_SENDERS
    reply = Letter
    paged = True
    example = {"customer_no": "U7"}
    customer_no = fields.Identifier(required=True)
