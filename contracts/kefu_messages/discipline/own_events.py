"""What discipline says to itself: one write tells the next."""

from __future__ import annotations

from kefu_messages import Event, fields


class DisciplineFactKept(Event):
    """A fact has come into a person's file; what waited for it is placed now."""

    subject = "key"
    example = {"key": "violation/V019", "staff_no": "G004"}
    key = fields.String(required=True)
    staff_no = fields.Identifier(required=True)


class EveningCheckChanged(Event):
    """An evening check was taken down or confirmed: who answers for it is found out."""

    subject = "check_no"
    example = {"check_no": "Q002", "because": ["DIS-26"]}
    check_no = fields.Identifier(required=True)


class EveningCheckPlaced(Event):
    """Who answers for an evening check is known, or has changed; ``before`` no longer does."""

    subject = "check_no"
    example = {
        "check_no": "Q002", "date": "2025-06-10", "staff_no": "J017", "before": None, "left_on": "2台電腦", "confirmed_on": "2025-06-11",
        "loss_amount": None, "because": ["DIS-26"],
    }  # fmt: skip
    check_no = fields.Identifier(required=True)
    date = fields.Date(required=True)
    staff_no = fields.Identifier(allow_none=True)
    before = fields.Identifier(allow_none=True)
    left_on = fields.Text(allow_none=True)
    confirmed_on = fields.Date(allow_none=True)
    loss_amount = fields.Money(allow_none=True)
