"""Repair tickets, omitted works, their pipeline and figures, and notices on the public platform (CMP-51..56; doc 5.2 l.385-413)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Bulk, Command, Event, Query, fields, roles
from kefu_messages.complaints.cases import Case
from kefu_messages.complaints.shared import (
    AGENTS,
    LEADERS,
    READERS,
    RECORDERS,
    DatesOutOfOrder,
    HistoryFull,
    TextMissing,
    TransitionRefused,
)
from kefu_messages.errors import AlreadyExists, ChannelNotAllowed, ContentInvalid, SelfApproval, UnknownCategory, UnknownStaff, UnknownUnit
from kefu_messages.platform import AnyValue

TICKET_STEPS = ("dispatched", "followed_up", "replied", "revisited", "closed")


class DuplicateTicket(ContentInvalid):
    code = "duplicate_ticket"
    text = {"zh-Hant": "工單編號 {ticket_no} 已存在", "en": "Ticket {ticket_no} exists already"}


class HandledBeforeReported(ContentInvalid):
    code = "handled_before_reported"
    text = {
        "zh-Hant": "處理日 {handled_on} 早於報修日 {reported_on}",
        "en": "Handled on {handled_on}, before it was reported on {reported_on}",
    }


class RecordTicket(Command):
    """Record a repair request, with its handling and revisit where they are past (CMP-51, CMP-53; doc 5.2 l.385, l.391)."""

    route = POST("/tickets")
    roles = RECORDERS
    reply = Case
    errors = (DuplicateTicket, UnknownCategory, UnknownUnit, HandledBeforeReported, ChannelNotAllowed, DatesOutOfOrder)
    status = 201
    bulk = Bulk("/tickets:import", key="ticket_no", may_be_empty=("channel",))
    example = {
        "ticket_no": "WX00001", "reported_on": "2024-01-01", "unit_no": "D06-504", "category": "water_electric", "description": "水錶漏水",
        "channel": "phone", "handled_on": "2024-01-01", "revisited_on": "2024-01-04",
    }  # fmt: skip
    ticket_no = fields.Identifier(required=True)
    reported_on = fields.Date(required=True)
    reported_at = fields.Instant(metadata={"description": "the moment, where it is known: then the clocks run"})
    unit_no = fields.Identifier(metadata={"description": "none for common parts"})
    location = fields.Text()
    category = fields.Identifier(load_default="", metadata={"description": "one of the organisation's; an empty one is none of them"})
    handling = fields.Identifier(metadata={"description": "of a civil repair"})
    description = fields.Text(longest=2000)
    channel = fields.Identifier(required=True)
    handled_on = fields.Date()
    revisited_on = fields.Date()


class RecordOmittedWorks(Command):
    """Record works left out at a unit's hand-over, with the department that must see to them (CMP-55; doc 5.2 l.403)."""

    route = POST("/omitted-works")
    roles = RECORDERS
    reply = Case
    errors = (DuplicateTicket, UnknownUnit, TextMissing, HistoryFull)
    status = 201
    example = {
        "ticket_no": "YL-1", "unit_no": "A06-103", "reported_on": "2025-04-01", "department": "engineering", "description": "陽台未做防水",
    }  # fmt: skip
    ticket_no = fields.Identifier(required=True)
    unit_no = fields.Identifier(required=True)
    reported_on = fields.Date(required=True)
    department = fields.Text(required=True, blank_by_rule=True)
    description = fields.Text(required=True, blank_by_rule=True, longest=2000)
    feedback_due_on = fields.Date(metadata={"description": "the organisation's term when not given"})


class AdvanceTicket(Command):
    """Take a ticket one step on: dispatched, followed up, replied, revisited, closed, in this order (CMP-51, CMP-53; doc 5.2 l.413)."""

    route = POST("/tickets/{ticket_no}:advance")
    roles = AGENTS
    reply = Case
    errors = (TransitionRefused, DatesOutOfOrder, TextMissing, HistoryFull, SelfApproval, UnknownStaff)
    example = {"ticket_no": "WX00001", "step": "dispatched", "at": "2025-05-06T09:10", "to_staff_no": "W03"}
    ticket_no = fields.Identifier(required=True)
    step = fields.Choice(*TICKET_STEPS, required=True)
    at = fields.Instant(metadata={"description": "when it was done; now when not given"})
    to_staff_no = fields.Identifier(metadata={"description": "whom it is dispatched to"})
    note = fields.Text(longest=2000)
    handled_on = fields.Date(metadata={"description": "day of the repair, with `replied`; that of the reply when not given"})
    satisfied = fields.Boolean(metadata={"description": "with `revisited`"})


class TicketFigures(Schema):
    """Repairs received from 1 January up to the day, as of that day; rates in percent, four places, null over nothing."""

    year = fields.Integer()
    as_of = fields.Date()
    received = fields.Integer()
    handled = fields.Integer()
    open = fields.Integer()
    handled_percent = fields.Number(allow_none=True)
    categories = AnyValue(metadata={"description": "received, handled, handled_percent per category"})
    civil_by_handling = AnyValue()
    handled_without_revisit = fields.Integer()


class GetTicketFigures(Query):
    """The year's repairs per category, handled and revisited (CMP-51, CMP-52; doc 5.2 l.391)."""

    route = GET("/ticket-figures/{year}")
    roles = LEADERS | {roles.REPORTING, roles.SERVICE, roles.AREA_STEWARD, roles.PROPERTY_SERVICE_AGENT}
    reply = TicketFigures
    example = {"year": 2024, "as_of": "2024-12-31"}
    year = fields.Year(required=True)
    as_of = fields.Date(metadata={"description": "31 December when not given"})


class CauseFigures(Schema):
    """The complaints of a year: counts per category and per cause, and the waits behind those about waiting."""

    year = fields.Integer()
    total = fields.Integer()
    categories = AnyValue()
    causes = AnyValue()
    waits = AnyValue(metadata={"description": "case_no, order_no, order_kind, waiting_days; longest first"})


class GetComplaintFigures(Query):
    """Complaints by category and by cause, with the waiting days of linked orders (CMP-52, CMP-56; doc 5.2 l.389, doc 5.3 l.439)."""

    route = GET("/complaint-figures/{year}")
    roles = LEADERS | {roles.REPORTING, roles.SERVICE}
    reply = CauseFigures
    example = {"year": 2025}
    year = fields.Year(required=True)
    as_of = fields.Date(metadata={"description": "31 December when not given"})


class Notice(Schema):
    """A notice that owners of an area see."""

    notice_no = fields.Identifier()
    area = fields.Text()
    text = fields.Text(longest=2000)
    ticket_no = fields.Identifier(allow_none=True)
    shown_from = fields.Date()
    shown_until = fields.Date()
    published_by = fields.Identifier()
    version = fields.Integer()


class PublishNotice(Command):
    """Publish a result or a notice to the owners of an area (CMP-54; doc 5.2 l.413)."""

    route = POST("/notices")
    roles = LEADERS | {roles.AREA_STEWARD, roles.PROPERTY_SERVICE_AGENT}
    reply = Notice
    errors = (AlreadyExists, DatesOutOfOrder)
    status = 201
    example = {"notice_no": "GG-1", "area": "AC", "text": "5月3日 9-12時停水", "shown_from": "2025-05-01", "shown_until": "2025-05-03"}
    notice_no = fields.Identifier(required=True)
    area = fields.Text(required=True)
    text = fields.Text(required=True, longest=2000)
    ticket_no = fields.Identifier()
    shown_from = fields.Date(required=True)
    shown_until = fields.Date(required=True)


class ListNotices(Query):
    """The notices an area's owners see on a day (CMP-54)."""

    route = GET("/areas/{area}/notices")
    roles = READERS
    reply = Notice
    paged = True
    example = {"area": "AC", "on": "2025-05-02"}
    area = fields.Text(required=True)
    on = fields.Date(metadata={"description": "today when not given"})


class NoticePublished(Event):
    """Owners of an area can read a notice."""

    subject = "notice_no"
    example = {
        "notice_no": "GG-1", "area": "AC", "text": "5月3日 9-12時停水", "shown_from": "2025-05-01", "shown_until": "2025-05-03",
        "because": ["CMP-54"],
    }  # fmt: skip
    notice_no = fields.Identifier(required=True)
    area = fields.Text(required=True)
    text = fields.Text(required=True, longest=2000)
    shown_from = fields.Date(required=True)
    shown_until = fields.Date(required=True)
