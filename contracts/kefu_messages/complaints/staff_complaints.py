"""Complaints about a member of the staff: filed, investigated, counted (CMP-24, CMP-50, CMP-58; CUS-31)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Bulk, Command, Event, Query, fields, roles
from kefu_messages.complaints.shared import LEADERS, RECORDERS, DatesOutOfOrder, HistoryFull
from kefu_messages.entering import LATE, late_reason
from kefu_messages.errors import AlreadyExists, ChannelNotAllowed, NotAllowed, NotInLine, UnknownCode, UnknownStaff
from kefu_messages.platform import AnyValue

INVESTIGATORS = LEADERS | {roles.HR, roles.SYSTEM_ADMINISTRATOR}
OUTCOMES = ("confirmed", "unconfirmed")


class NotYourComplaint(NotAllowed):
    code = "complaint_of_others"
    text = {"zh-Hant": "只有人事、上級和本人可以查閱", "en": "Only HR, the line manager and the person may read this"}


class InvestigatedByFiler(NotAllowed):
    """Whoever has filed a complaint is not the one to find it true (CMP-24)."""

    code = "investigated_by_filer"
    text = {
        "zh-Hant": "投訴由 {staff_no} 登記,須由另一人查證",
        "zh-Hans": "投诉由 {staff_no} 登记,须由另一人查证",
        "en": "{staff_no} has filed this complaint: somebody else has to investigate it",
    }


class StaffComplaint(Schema):
    """A complaint about a person; ``outcome`` is null while nobody has investigated it."""

    complaint_no = fields.Identifier()
    received_on = fields.Date()
    customer = fields.Text(allow_none=True)
    channel = fields.Identifier(allow_none=True)
    staff_no = fields.Identifier(allow_none=True)
    cause = fields.Identifier(allow_none=True)
    major_impact = fields.Boolean(allow_none=True)
    text = fields.Text(allow_none=True, longest=2000)
    state = fields.Identifier()
    procedure_edition = fields.Integer(allow_none=True, metadata={"description": "edition of the complaint procedure in force at receipt"})
    investigated_on = fields.Date(allow_none=True)
    investigated_by = fields.Identifier(allow_none=True)
    outcome = fields.Choice(*OUTCOMES, allow_none=True)
    version = fields.Integer()


class FileComplaint(Command):
    """File a complaint about a person; of past papers with the result of its investigation (CMP-24, CMP-50; doc 2 l.137).

    What nobody knows is left out: whom it is about, and the cause. An investigation without an outcome is none yet.
    """

    route = POST("/complaints")
    roles = RECORDERS
    reply = StaffComplaint
    errors = (UnknownStaff, UnknownCode, AlreadyExists, DatesOutOfOrder, ChannelNotAllowed, HistoryFull, *LATE)
    status = 201
    bulk = Bulk("/complaints:import", key="complaint_no")
    example = {
        "complaint_no": "K007", "received_on": "2025-06-09", "customer": "城關小學", "channel": "hotline", "staff_no": "J013",
        "cause": "skill", "major_impact": False, "text": "客戶投訴", "investigated_on": "2025-06-12", "investigated_by": "J001",
        "outcome": "confirmed",
    }  # fmt: skip
    complaint_no = fields.Identifier(required=True)
    received_on = fields.Date(required=True)
    customer = fields.Text()
    customer_no = fields.Identifier()
    channel = fields.Identifier()
    staff_no = fields.Identifier(metadata={"description": "whom it is about, where anybody is named"})
    cause = fields.Identifier(metadata={"description": "one of the organisation's complaint_causes; other where none is found"})
    major_impact = fields.Boolean()
    text = fields.Text(longest=2000)
    investigated_on = fields.Date()
    investigated_by = fields.Identifier()
    outcome = fields.Choice(*OUTCOMES, metadata={"description": "of past papers only; else it is investigated by itself"})
    late_reason = late_reason()


class InvestigateComplaint(Command):
    """Record what the investigation found; once more, with the reason, when it was wrong (CMP-24; doc 2 l.137).

    Neither by the person, nor by anybody below, nor by whoever has filed the complaint.
    """

    route = POST("/complaints/{complaint_no}:investigate")
    roles = INVESTIGATORS
    reply = StaffComplaint
    errors = (DatesOutOfOrder, UnknownStaff, AlreadyExists, HistoryFull, UnknownCode, NotInLine, InvestigatedByFiler, *LATE)
    example = {"complaint_no": "K018", "outcome": "confirmed", "investigated_on": "2025-07-01", "cause": "skill"}
    complaint_no = fields.Identifier(required=True)
    outcome = fields.Choice(*OUTCOMES, required=True)
    investigated_on = fields.Date(required=True)
    cause = fields.Identifier(metadata={"description": "the real cause, where it differs from what was filed"})
    staff_no = fields.Identifier(metadata={"description": "whom the investigation found to be concerned, where nobody was named before"})
    major_impact = fields.Boolean()
    correction = fields.Text(metadata={"description": "why an earlier result is replaced; required for that"})
    late_reason = late_reason()


class GetComplaint(Query):
    """One complaint about a person: for HR, the line manager and the person; written down as read."""

    route = GET("/complaints/{complaint_no}")
    roles = roles.EVERYBODY
    reply = StaffComplaint
    errors = (NotYourComplaint,)
    reads_confidential = True
    example = {"complaint_no": "K007"}
    complaint_no = fields.Identifier(required=True)


class CaseReasons(Schema):
    """The stored decisions, each with its clauses in the reader's language."""

    decisions = fields.List(AnyValue())


class WhyComplaint(Query):
    """Why a complaint was judged as it was: clauses and facts; for HR, the line manager and the person."""

    route = GET("/complaints/{complaint_no}/why")
    roles = roles.EVERYBODY
    reply = CaseReasons
    errors = (NotYourComplaint,)
    reads_confidential = True
    example = {"complaint_no": "K007"}
    complaint_no = fields.Identifier(required=True)


class ComplaintWindow(Schema):
    """The confirmed complaints about a person that lie within the period counted back from a day (CMP-50)."""

    staff_no = fields.Identifier()
    as_of = fields.Date()
    since = fields.Date()
    confirmed = fields.List(fields.Identifier(), metadata={"description": "numbers of all confirmed complaints in the period"})
    counted = fields.List(fields.Identifier(), metadata={"description": "those of the causes that count"})
    threshold = fields.Integer()
    reached = fields.Boolean()
    because = fields.List(fields.String())


class GetComplaintWindow(Query):
    """How many confirmed complaints about a person count in the half-year up to a day (CMP-50; doc 4 l.340)."""

    route = GET("/staff/{staff_no}/complaint-window")
    roles = roles.EVERYBODY
    reply = ComplaintWindow
    errors = (NotYourComplaint,)
    reads_confidential = True
    example = {"staff_no": "J013", "as_of": "2025-06-12"}
    staff_no = fields.Identifier(required=True)
    as_of = fields.Date(metadata={"description": "last day of receipt; today when not given"})


class ConfirmedComplaints(Schema):
    """Per person and month of investigation: ``{staff_no: {month: {count, because}}}``."""

    figures = AnyValue()


class GetConfirmedComplaints(Query):
    """How many complaints about each person were confirmed in each month (CUS-31, CMP-24, CMP-50)."""

    route = GET("/confirmed-complaints")
    roles = INVESTIGATORS | {roles.REPORTING, roles.SERVICE}
    reply = ConfirmedComplaints
    example = {"first_month": "2024-12", "last_month": "2025-06", "as_of": "2025-06-30"}
    first_month = fields.Month(required=True)
    last_month = fields.Month(required=True)
    as_of = fields.Date(metadata={"description": "investigations after this day are left out"})


class ComplaintFiled(Event):
    """A complaint has come in: about a person, a bill or anything else. ``disputes_billing`` pauses dunning until it is closed."""

    subject = "complaint_no"
    example = {
        "complaint_no": "K007", "received_on": "2025-06-09", "staff_no": "J013", "cause": "skill", "major_impact": False,
        "channel": "hotline", "customer_no": None, "unit_no": None, "area": None, "category": None,
        "severity": "minor", "disputes_billing": False,
        "procedure_edition": 1, "because": ["CMP-24"],
    }  # fmt: skip
    complaint_no = fields.Identifier(required=True)
    received_on = fields.Date(required=True)
    staff_no = fields.Identifier(required=True, allow_none=True, metadata={"description": "whom it is about; null for nobody"})
    cause = fields.Identifier(required=True, allow_none=True)
    major_impact = fields.Boolean(required=True, allow_none=True)
    channel = fields.Identifier(required=True, allow_none=True)
    customer_no = fields.Identifier(required=True, allow_none=True)
    unit_no = fields.Identifier(required=True, allow_none=True)
    area = fields.Text(required=True, allow_none=True)
    category = fields.Identifier(required=True, allow_none=True)
    severity = fields.Identifier(required=True)
    disputes_billing = fields.Boolean(required=True)
    procedure_edition = fields.Integer(required=True, allow_none=True)


class ComplaintConfirmed(Event):
    """The investigation has confirmed a complaint about a person; said again when a correction changes something."""

    subject = "complaint_no"
    example = {
        "complaint_no": "K007", "staff_no": "J013", "cause": "skill", "received_on": "2025-06-09", "confirmed_on": "2025-06-12",
        "confirmed_by": "J001", "major_impact": False, "own_fault": True, "customer_no": None, "because": ["CMP-24"],
    }  # fmt: skip
    complaint_no = fields.Identifier(required=True)
    staff_no = fields.Identifier(required=True)
    cause = fields.Identifier(required=True)
    received_on = fields.Date(required=True)
    confirmed_on = fields.Date(required=True)
    confirmed_by = fields.Identifier(required=True, allow_none=True)
    major_impact = fields.Boolean(required=True, allow_none=True)
    own_fault = fields.Boolean(required=True, metadata={"description": "whether the cause lies in the person: a matter for discipline"})
    customer_no = fields.Identifier(required=True, allow_none=True)


class ComplaintUnconfirmed(Event):
    """The investigation has not confirmed a complaint, or a correction has withdrawn its confirmation: nothing follows from it."""

    subject = "complaint_no"
    example = {
        "complaint_no": "K012", "staff_no": "J011", "cause": "skill", "received_on": "2025-03-31", "investigated_on": "2025-04-03",
        "investigated_by": "J001", "because": ["CMP-24"],
    }  # fmt: skip
    complaint_no = fields.Identifier(required=True)
    staff_no = fields.Identifier(required=True)
    cause = fields.Identifier(required=True)
    received_on = fields.Date(required=True)
    investigated_on = fields.Date(required=True)
    investigated_by = fields.Identifier(required=True, allow_none=True)
