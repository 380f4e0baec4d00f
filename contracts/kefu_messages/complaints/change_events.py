"""What is said of program changes."""

from __future__ import annotations

from kefu_messages import Event, fields
from kefu_messages.complaints.program_changes import CHANGE_STATES


class ProgramChangeMoved(Event):
    """A program change or bug has come into a state."""

    subject = "change_no"
    example = {
        "change_no": "PC-3", "kind": "change", "state": "approved", "customer_no": "U7", "on": "2025-05-07", "by": "J002",
        "promised_on": None, "because": ["CMP-45"],
    }  # fmt: skip
    change_no = fields.Identifier(required=True)
    kind = fields.Choice("change", "bug", required=True)
    state = fields.Choice(*CHANGE_STATES, required=True)
    customer_no = fields.Identifier(required=True)
    on = fields.Date(required=True)
    by = fields.Identifier(required=True)
    promised_on = fields.Date(required=True, allow_none=True)


class ChangeDelayAnnounced(Event):
    """The promised day of a change was moved; ``late`` when the customer heard of it only on the promised day or later."""

    subject = "change_no"
    example = {
        "change_no": "PC-3", "promised_on": "2025-05-20", "moved_to": "2025-05-27", "announced_on": "2025-05-21", "announced_by": "J013",
        "late": True, "because": ["CMP-46"],
    }  # fmt: skip
    change_no = fields.Identifier(required=True)
    promised_on = fields.Date(required=True)
    moved_to = fields.Date(required=True)
    announced_on = fields.Date(required=True)
    announced_by = fields.Identifier(required=True)
    late = fields.Boolean(required=True)


class ProgramChangeOverdue(Event):
    """The promised day of a change has passed without an update or an announced delay."""

    subject = "change_no"
    example = {"change_no": "PC-3", "promised_on": "2025-05-20", "customer_no": "U7", "state": "informed", "because": ["CMP-46"]}
    change_no = fields.Identifier(required=True)
    promised_on = fields.Date(required=True)
    customer_no = fields.Identifier(required=True)
    state = fields.Choice(*CHANGE_STATES, required=True)
