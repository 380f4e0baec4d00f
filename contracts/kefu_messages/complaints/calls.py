"""Calls, messages for colleagues and the day's call figures (CMP-14, CMP-21..23; doc 1 l.17-61)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, PUT, Command, Event, Query, fields
from kefu_messages.complaints.shared import AGENTS, READERS, RECORDERS, TextMissing
from kefu_messages.entering import LATE, late_reason
from kefu_messages.errors import AlreadyExists, ContentInvalid, NotInLine, UnknownStaff

CALL_OUTCOMES = ("answered", "declined", "transferred")


class TransferTargetMissing(ContentInvalid):
    code = "transfer_target_missing"
    text = {"zh-Hant": "轉接須填寫轉給哪位同事", "en": "A transferred call needs the colleague it went to"}


class MessageMissing(ContentInvalid):
    code = "message_missing"
    text = {"zh-Hant": "代接電話須給 {staff_no} 留言", "en": "A call taken for {staff_no} needs a message"}


class CountsDoNotAddUp(ContentInvalid):
    code = "call_counts_wrong"
    text = {"zh-Hant": "接聽 {answered} 不得多於呼入 {inbound}", "en": "{answered} answered of {inbound} calls"}


class PhoneCall(Schema):
    """A logged call."""

    call_no = fields.Identifier()
    agent = fields.Identifier()
    direction = fields.Choice("inbound", "outbound")
    called_at = fields.Instant()
    customer_no = fields.Identifier(allow_none=True)
    outcome = fields.Choice(*CALL_OUTCOMES)
    transferred_to = fields.Identifier(allow_none=True)
    taken_for = fields.Identifier(allow_none=True)
    message_left = fields.Text(allow_none=True)
    analysis = fields.Text(allow_none=True, longest=2000)
    feedback = fields.Text(allow_none=True, longest=2000)
    suggestion = fields.Text(allow_none=True, longest=2000)
    coordination_department = fields.Text(allow_none=True)
    case_no = fields.Identifier(allow_none=True)
    version = fields.Integer()


class LogCall(Command):
    """Log a call with its one outcome, what it tells, and the message for an absent colleague (CMP-14, 22, 23; doc 1 l.41-61)."""

    route = POST("/calls")
    roles = AGENTS
    reply = PhoneCall
    errors = (TransferTargetMissing, MessageMissing, TextMissing, UnknownStaff, AlreadyExists)
    status = 201
    example = {
        "call_no": "T1", "direction": "inbound", "called_at": "2025-06-03T10:12", "outcome": "answered", "taken_for": "S5",
        "message_left": "請回電李先生",
    }  # fmt: skip
    call_no = fields.Identifier(required=True)
    direction = fields.Choice("inbound", "outbound", required=True)
    called_at = fields.Instant(required=True)
    outcome = fields.Choice(*CALL_OUTCOMES, required=True)
    transferred_to = fields.Identifier()
    customer_no = fields.Identifier()
    taken_for = fields.Identifier(metadata={"description": "the absent colleague it was taken for"})
    message_left = fields.Text(load_default="")
    analysis = fields.Text(longest=2000, metadata={"description": "of the customer's operations"})
    feedback = fields.Text(longest=2000)
    suggestion = fields.Text(longest=2000, metadata={"description": "for improving the work"})
    coordination_department = fields.Text()
    coordination = fields.Text(longest=2000, metadata={"description": "what the department is to do; required with it"})
    case_no = fields.Identifier()


class ListMessages(Query):
    """The messages left for a colleague, by call number (CMP-23; doc 1 l.61)."""

    route = GET("/staff/{staff_no}/messages")
    roles = AGENTS
    reply = PhoneCall
    paged = True
    example = {"staff_no": "S5"}
    staff_no = fields.Identifier(required=True)


class CallFigures(Schema):
    """An agent's calls of a day; rate in percent, two places, null without calls."""

    agent = fields.Identifier()
    day = fields.Date()
    inbound = fields.Integer()
    answered = fields.Integer()
    outbound = fields.Integer()
    handling_seconds = fields.Integer(metadata={"description": "of all answered and outbound calls together"})
    answer_percent = fields.Number(allow_none=True)
    mean_handling_seconds = fields.Number(allow_none=True)
    version = fields.Integer()


class RecordCallFigures(Command):
    """Store the call centre's figures of an agent and day; once more replaces them (CMP-21; doc 1 l.17)."""

    route = PUT("/agents/{agent}/call-figures/{day}")
    roles = RECORDERS
    reply = CallFigures
    errors = (CountsDoNotAddUp, NotInLine, *LATE)
    example = {"agent": "S2", "day": "2025-06-03", "inbound": 50, "answered": 47, "outbound": 12, "handling_seconds": 9440}
    agent = fields.Identifier(required=True)
    day = fields.Date(required=True)
    inbound = fields.Integer(required=True)
    answered = fields.Integer(required=True)
    outbound = fields.Integer(load_default=0)
    handling_seconds = fields.Integer(load_default=0)
    late_reason = late_reason()


class GetCallFigures(Query):
    """The call centre's figures of an agent and day (CMP-21)."""

    route = GET("/agents/{agent}/call-figures/{day}")
    roles = READERS
    reply = CallFigures
    example = {"agent": "S2", "day": "2025-06-03"}
    agent = fields.Identifier(required=True)
    day = fields.Date(required=True)


class CallFiguresRecorded(Event):
    """The call figures of an agent and day are known."""

    subject = "agent"
    example = {
        "agent": "S2", "day": "2025-06-03", "inbound": 50, "answered": 47, "outbound": 12, "answer_percent": "94", "because": ["CMP-21"],
    }  # fmt: skip
    agent = fields.Identifier(required=True)
    day = fields.Date(required=True)
    inbound = fields.Integer(required=True)
    answered = fields.Integer(required=True)
    outbound = fields.Integer(required=True)
    answer_percent = fields.Number(required=True, allow_none=True)
