"""Checks of areas, hall and equipment by the checklists, on several levels, and what they found (FLD-14, 15, 18..20, 26; CHK-06..71)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Command, Event, Query, fields, roles
from kefu_messages.errors import ContentInvalid, UnknownCode
from kefu_messages.fieldwork.findings import ResponsibleMissing
from kefu_messages.fieldwork.shared import INSPECTORS, LEADERS, READERS, DuplicateNumber, PostNotEntitled, Why, means
from kefu_messages.platform import AnyValue

LEVELS = ("team_leader", "supervisor", "area_steward", "administration")


class ObservationIncomplete(ContentInvalid):
    code = "observation_incomplete"
    text = {"zh-Hant": "檢查項目 {item} 須填寫 {needed}", "en": "The item {item} needs {needed}"}


class AreaItem(Schema):
    """One item of the checklists of areas."""

    item = fields.Identifier()
    title = fields.Text()
    section = fields.Identifier()
    judged = fields.Identifier(metadata=means("observed, at_most, parts or each"))
    limit = fields.Number(allow_none=True)
    parts = fields.List(fields.Identifier())
    responsible = fields.Identifier(metadata=means("the post that answers for it; owner: who owns the zone or seat"))
    due_days = fields.Integer()
    reference = fields.Text()


class AreaChecklist(Schema):
    """The items that bind the organisation."""

    items = fields.List(fields.Nested(AreaItem))


class GetAreaChecklist(Query):
    """The checklists of areas, hall and equipment, of one section or all."""

    route = GET("/area-checklist")
    roles = roles.EVERYBODY
    reply = AreaChecklist
    example = {"section": "hall"}
    section = fields.Identifier()


class Observed(Schema):
    """What was seen of one item at one place."""

    item = fields.Identifier(required=True)
    met = fields.Boolean(metadata=means("of an observed item"))
    value = fields.Number(metadata=means("what was counted, of a measured item"))
    seen = fields.List(fields.Identifier(), metadata=means("the parts that were in order"))
    place = fields.Text(metadata=means("zone, seat, counter, till"))
    owner = fields.Identifier(metadata=means("who owns the zone, used the seat, had the till"))
    note = fields.Text()
    photo = fields.Identifier(metadata=means("file of a photo in documents"))


class AreaCheck(Schema):
    """A check as it was made."""

    check_no = fields.Identifier()
    occasion = fields.Identifier()
    area = fields.Text(allow_none=True)
    level = fields.Choice(*LEVELS)
    checked_at = fields.Instant()
    checked_on = fields.Date()
    checked_by = fields.Identifier()
    results = AnyValue(metadata=means("per item: result, findings, missing parts"))
    ready = fields.Boolean(metadata=means("everything that was looked at is in order"))
    findings = fields.List(fields.Identifier())
    version = fields.Integer()


class RecordAreaCheck(Command):
    """Record a check by its items; what is not met becomes a finding with a responsible and a day (CHK-06..71, FLD-14..20, FLD-26)."""

    route = POST("/area-checks")
    roles = INSPECTORS
    reply = AreaCheck
    errors = (DuplicateNumber, UnknownCode, ObservationIncomplete, ResponsibleMissing, PostNotEntitled)
    status = 201
    example = {
        "check_no": "JC-1", "occasion": "round", "area": "hall", "level": "supervisor", "checked_at": "2025-06-03T10:30",
        "observed": [{"item": "CHK-51", "seen": ["dispenser", "water"]}],
    }  # fmt: skip
    check_no = fields.Identifier(required=True)
    occasion = fields.Choice(
        "opening", "round", "closing", "hygiene", "spot_check", "general_safety", "storeroom", "post", required=True,
        metadata=means("what for; hygiene counts for the daily levels, spot_check for the group's monthly one"),
    )  # fmt: skip
    area = fields.Text()
    level = fields.Choice(*LEVELS, required=True)
    checked_at = fields.Instant(required=True)
    observed = fields.List(fields.Nested(Observed), required=True)


class GetAreaCheck(Query):
    """One check."""

    route = GET("/area-checks/{check_no}")
    roles = READERS
    reply = AreaCheck
    example = {"check_no": "JC-1"}
    check_no = fields.Identifier(required=True)


class WhyAreaCheck(Query):
    """Why a check found what it found."""

    route = GET("/area-checks/{check_no}/why")
    roles = READERS
    reply = Why
    example = {"check_no": "JC-1"}
    check_no = fields.Identifier(required=True)


class ListAreaChecks(Query):
    """The checks of a day, of an area or an occasion."""

    route = GET("/area-checks")
    roles = READERS
    reply = AreaCheck
    paged = True
    example = {"occasion": "hygiene", "month": "2025-06"}
    occasion = fields.Identifier()
    area = fields.Text()
    month = fields.Month()


class CheckDay(Schema):
    """Which checks of a day were made, and what is missing."""

    on = fields.Date()
    hygiene = AnyValue(metadata=means("per area: levels reached, missing daily levels, checks made"))
    closing_missing = fields.Boolean(metadata=means("nobody checked that computers and monitors are off"))
    left_without_closing = fields.List(fields.Identifier(), metadata=means("clerks gone without their closing tick"))
    opening_ready = fields.Boolean(allow_none=True, metadata=means("null where no opening check was made"))


class GetCheckDay(Query):
    """A day's levels of hygiene checks, opening and closing (FLD-18, FLD-20, CHK-35, CHK-54, CHK-55)."""

    route = GET("/check-days/{on}")
    roles = LEADERS | {roles.AREA_STEWARD, roles.REPORTING, roles.SERVICE, roles.ADMIN_HR}
    reply = CheckDay
    example = {"on": "2025-06-03"}
    on = fields.Date(required=True)


class DepartureTold(Schema):
    """What is known of a clerk's evening."""

    staff_no = fields.Identifier()
    on = fields.Date()
    left_at = fields.Instant()
    closing_ticked = fields.Boolean()
    warned = fields.Boolean()
    version = fields.Integer()


class RecordDeparture(Command):
    """A clerk leaves in the evening, with the closing ticks made; none or too few is a warning (CHK-55; doc 2 l.183)."""

    route = POST("/departures")
    roles = INSPECTORS
    reply = DepartureTold
    errors = (UnknownCode,)
    status = 201
    example = {"staff_no": "K02", "left_at": "2025-06-03T18:05", "ticked": ["equipment_off", "articles_stored", "forms_stored"]}
    staff_no = fields.Identifier(required=True)
    left_at = fields.Instant(required=True)
    ticked = fields.List(fields.Identifier(), load_default=list)


class AreaCheckMade(Event):
    """An area was checked."""

    subject = "check_no"
    example = {
        "check_no": "JC-1", "occasion": "round", "area": "hall", "level": "supervisor", "checked_on": "2025-06-03", "checked_by": "E05",
        "items": 1, "not_met": 1, "ready": False, "because": ["CHK-51"],
    }  # fmt: skip
    check_no = fields.Identifier(required=True)
    occasion = fields.Identifier(required=True)
    area = fields.Text(required=True, allow_none=True)
    level = fields.Choice(*LEVELS, required=True)
    checked_on = fields.Date(required=True)
    checked_by = fields.Identifier(required=True)
    items = fields.Integer(required=True)
    not_met = fields.Integer(required=True)
    ready = fields.Boolean(required=True)


class CheckMissing(Event):
    """A check that was due was not made: the evening's, a daily level of hygiene, the group's monthly one, a patrol, a safety round."""

    subject = "missing"
    example = {
        "missing": "closing.2025-06-03",
        "what": "closing",
        "area": None,
        "level": "supervisor",
        "period": "2025-06-03",
        "because": ["CHK-35"],
    }
    missing = fields.Identifier(required=True, metadata=means("what and when"))
    what = fields.Identifier(required=True)
    area = fields.Text(required=True, allow_none=True)
    level = fields.Identifier(required=True, allow_none=True)
    period = fields.Text(required=True, metadata=means("day, month or year"))


class ClosingTickMissing(Event):
    """A clerk left without having closed (CHK-55)."""

    subject = "staff_no"
    example = {"staff_no": "K02", "on": "2025-06-03", "missing": ["equipment_off"], "because": ["CHK-55"]}
    staff_no = fields.Identifier(required=True)
    on = fields.Date(required=True)
    missing = fields.List(fields.Identifier(), required=True)
