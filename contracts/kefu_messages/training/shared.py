"""What the rooms of training's contract share: words, who does and reads what."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, validate

from kefu_messages import fields, roles
from kefu_messages.errors import NotAllowed

KINDS = ("training", "meeting", "activity")
ATTENDANCES = ("on_time", "late", "late_beyond_grace", "missed", "excused")
EXAM_RESULTS = ("scored", "make_up", "make_up_missed", "make_up_scheduled", "make_up_open", "exam_missing")
HOUR = r"^(?:[01][0-9]|2[0-3]):[0-5][0-9]\Z"

HR = frozenset({roles.HR, roles.ADMIN_HR})
LEADERS = frozenset(
    {
        roles.CUSTOMER_SERVICE_SUPERVISOR, roles.CUSTOMER_SERVICE_MANAGER, roles.GENERAL_MANAGER, roles.DEPARTMENT_HEAD,
        roles.DEPARTMENT_MANAGER, roles.BUSINESS_CENTRE_TEAM_LEADER, roles.SERVICE_MANAGER, roles.SERVICE_DIRECTOR,
        roles.PROPERTY_MANAGER,
    }
)  # fmt: skip
OFFICE = HR | LEADERS | {roles.SYSTEM_ADMINISTRATOR}


class NotOrganiser(NotAllowed):
    """The sign-ins of others are entered by whoever announced, owns or holds the session, or by HR."""

    code = "not_organiser"
    text = {
        "zh-Hant": "只有組織者、講師或人事可錄入他人的簽到",
        "zh-Hans": "只有组织者、讲师或人事可录入他人的签到",
        "en": "Only organiser, lecturer or HR enter the sign-ins of others",
    }


def clock(text: str, **more: Any) -> fields.String:
    """An hour of the day, ``HH:MM``, local to the organisation."""
    return fields.String(validate=validate.Regexp(HOUR), metadata={"description": text}, **more)


class Why(Schema):
    """The decisions behind a record in the reader's language."""

    decisions = fields.List(fields.Dict())
