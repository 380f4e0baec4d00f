"""The reminder one month before the service ends, its letter and the customer's answer (CON-10..12)."""

from __future__ import annotations

from kefu_messages import POST, Command, Event, fields, roles
from kefu_messages.contracts.periods import ServicePeriod
from kefu_messages.contracts.refused import PeriodReversed
from kefu_messages.contracts.shared import CHANNELS, means
from kefu_messages.errors import StateConflict, TooManyEntries

REMINDERS = frozenset({roles.REVISIT_SPECIALIST, roles.SERVICE_MANAGER})
ANSWERS = ("renew", "decline", "undecided")


class RecordExpiryReminder(Command):
    """Remind a customer that the service ends, and keep the letter's copy, date and sender (CON-10..12; doc 4 l.283, l.297, l.320)."""

    route = POST("/service-customers/{customer_no}:remind")
    roles = REMINDERS
    reply = ServicePeriod
    errors = (StateConflict, PeriodReversed, TooManyEntries)
    example = {
        "customer_no": "U7", "reminded_on": "2025-05-30", "letter_sent_on": "2025-05-30", "letter_channel": "fax", "letter_copy": "TZ-31",
    }  # fmt: skip
    customer_no = fields.Identifier(required=True)
    reminded_on = fields.Date(required=True)
    letter_sent_on = fields.Date(metadata=means("without the letter the reminder is incomplete"))
    letter_channel = fields.Choice(*CHANNELS, load_default="fax")
    letter_copy = fields.Identifier(metadata=means("number of the copy in the file"))


class RecordExpiryAnswer(Command):
    """Enter what the customer answers to the reminder (CON-12; doc 4 l.320)."""

    route = POST("/service-customers/{customer_no}:answer")
    roles = REMINDERS
    reply = ServicePeriod
    errors = (StateConflict, PeriodReversed, TooManyEntries)
    example = {"customer_no": "U7", "answered_on": "2025-06-01", "answer": "renew", "text": "同意續簽一年"}
    customer_no = fields.Identifier(required=True)
    answered_on = fields.Date(required=True)
    answer = fields.Choice(*ANSWERS, required=True)
    text = fields.Text(load_default="")


class ExpiryNoticeDue(Event):
    """A customer's service ends in a month: the letter is due, with all that it says."""

    subject = "customer_no"
    example = {
        "customer_no": "U7", "specialist": "E0102", "covered_until": "2025-06-30", "due_on": "2025-05-30",
        "letter_title": "金蝶軟件售后服務到期通知函", "to_role": roles.REVISIT_SPECIALIST, "because": ["expiry_reminder_months"],
    }  # fmt: skip
    customer_no = fields.Identifier(required=True)
    specialist = fields.Identifier(required=True, allow_none=True)
    covered_until = fields.Date(required=True)
    due_on = fields.Date(required=True)
    letter_title = fields.Text(required=True)
    to_role = fields.Identifier(required=True)


class ExpiryReminderRecorded(Event):
    """A customer was reminded; ``complete`` once the letter was sent and its copy kept."""

    subject = "customer_no"
    example = {
        "customer_no": "U7", "covered_until": "2025-06-30", "reminded_on": "2025-05-30", "complete": True, "because": ["CON-11"],
    }  # fmt: skip
    customer_no = fields.Identifier(required=True)
    covered_until = fields.Date(required=True)
    reminded_on = fields.Date(required=True)
    complete = fields.Boolean(required=True)


class ExpiryAnswered(Event):
    """What a customer answered to the reminder; ``opportunity`` where a renewal can follow."""

    subject = "customer_no"
    example = {
        "customer_no": "U7", "specialist": "E0102", "covered_until": "2025-06-30", "answered_on": "2025-06-01", "answer": "renew",
        "text": "同意續簽一年", "opportunity": True, "because": ["CON-12"],
    }  # fmt: skip
    customer_no = fields.Identifier(required=True)
    specialist = fields.Identifier(required=True, allow_none=True)
    covered_until = fields.Date(required=True)
    answered_on = fields.Date(required=True)
    answer = fields.Choice(*ANSWERS, required=True)
    text = fields.Text(required=True)
    opportunity = fields.Boolean(required=True)
