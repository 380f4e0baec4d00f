"""What discipline says of violations, penalties and money; changed amounts as differences, so that sums over events equal the state."""

from __future__ import annotations

from kefu_messages import Event, fields
from kefu_messages.discipline.shared import means


def _staff() -> fields.Identifier:
    return fields.Identifier(required=True)


class ViolationRecorded(Event):
    """A violation is accepted, or accepted with other contents than before."""

    subject = "staff_no"
    example = {
        "violation_no": "V019", "staff_no": "G004", "code": "DIS-14", "occurred_on": "2025-06-13", "confirmed_on": "2025-06-14",
        "sanction": "fine", "amount": "50.00", "safety_critical": False, "because": ["DIS-14", "DIS-17", "DIS-18"],
    }  # fmt: skip
    violation_no = fields.Identifier(required=True)
    staff_no = _staff()
    code = fields.Identifier(required=True)
    occurred_on = fields.Date(required=True)
    confirmed_on = fields.Date(allow_none=True)
    sanction = fields.String(allow_none=True)
    amount = fields.Money(allow_none=True)
    safety_critical = fields.Boolean(metadata=means("fieldwork opens a hazard (DIS-56)"))
    link = fields.Text(allow_none=True, metadata=means("the post to hide, the order, the receipt to reverse (DIS-67, DIS-57, DIS-54)"))


class ViolationVoided(Event):
    """A violation that was accepted no longer is: what it rested on has changed."""

    subject = "staff_no"
    example = {"violation_no": "V001", "staff_no": "G008", "code": "DIS-01", "reason": "condition_not_met", "because": ["DIS-01"]}
    violation_no = fields.Identifier(required=True)
    staff_no = _staff()
    code = fields.Identifier(required=True)
    reason = fields.String(allow_none=True)


class PenaltyEffective(Event):
    """A notice or a fine by rule has taken effect."""

    subject = "staff_no"
    example = {
        "penalty_no": "penalty_notices/B004", "staff_no": "G024", "code": "DIS-12", "amount": "200.00", "effective_on": "2025-06-17",
        "because": ["DIS-12", "DIS-19"],
    }  # fmt: skip
    penalty_no = fields.String(required=True, metadata=means("kind of paper and its number: penalty_notices/B004, sign_ins/M001/J005"))
    staff_no = _staff()
    code = fields.String(required=True)
    amount = fields.Money(required=True, allow_none=True)
    effective_on = fields.Date(required=True)


class PenaltySuspended(Event):
    """An appeal suspends the deduction until it is answered."""

    subject = "staff_no"
    example = {"penalty_no": "penalty_notices/B007", "staff_no": "G008", "state": "appealed", "on": "2025-06-19", "because": ["DIS-20"]}
    penalty_no = fields.String(required=True)
    staff_no = _staff()
    state = fields.String(required=True)
    on = fields.Date(required=True)


class AppealAnswerOverdue(Event):
    """An appeal was not answered within its week; the deduction stays suspended, the appeal is not thereby won."""

    subject = "staff_no"
    example = {"penalty_no": "penalty_notices/B007", "staff_no": "G008", "due": "2025-06-26", "because": ["DIS-21"]}
    penalty_no = fields.String(required=True)
    staff_no = _staff()
    due = fields.Date(required=True)


class PenaltyReversed(Event):
    """A penalty is revoked, withdrawn or rests on nothing any more; ``reverses`` lists all that followed from it."""

    subject = "staff_no"
    example = {
        "penalty_no": "violations/V013", "staff_no": "J020", "code": "DIS-33", "amount": "50.00", "reason": "withdrawn",
        "reverses": ["fund 2025-07/violations/V013", "payroll 2025-07/violations/V013"], "because": ["DIS-33", "DIS-39", "DIS-40"],
    }  # fmt: skip
    penalty_no = fields.String(required=True)
    staff_no = _staff()
    code = fields.String(required=True)
    amount = fields.Money(required=True, allow_none=True)
    reason = fields.String(required=True)
    reverses = fields.List(fields.String(), required=True)


class PenaltyReduced(Event):
    """A penalty's amount has changed, by an answer or because its facts have."""

    subject = "staff_no"
    example = {
        "penalty_no": "penalty_notices/B009",
        "staff_no": "G014",
        "was": "500.00",
        "amount": "200.00",
        "because": ["DIS-20", "DIS-21"],
    }
    penalty_no = fields.String(required=True)
    staff_no = _staff()
    was = fields.Money(required=True, allow_none=True)
    amount = fields.Money(required=True, allow_none=True)


class CompensationClaimed(Event):
    """A loss to be borne has changed by ``amount``: a claim apart from fines, not deducted."""

    subject = "staff_no"
    example = {"staff_no": "J005", "code": "DIS-27", "source": "Q003", "amount": "1500.00", "date": "2025-06-19", "because": ["DIS-27"]}
    staff_no = _staff()
    code = fields.String(required=True)
    source = fields.String(required=True)
    amount = fields.Money(required=True)
    date = fields.Date(required=True)


class PayrollLineRaised(Event):
    """The wage of a month changes by ``amount``: positive is deducted, negative is paid back."""

    subject = "staff_no"
    example = {"staff_no": "J019", "month": "2025-06", "amount": "500.00", "source": "I002", "because": ["DIS-39"]}
    staff_no = _staff()
    month = fields.Month(required=True)
    amount = fields.Money(required=True)
    source = fields.String(required=True)


class FundMoved(Event):
    """The department's fund changes by ``amount`` in a month."""

    subject = "staff_no"
    example = {
        "fund": "after_sales_department",
        "staff_no": "J019",
        "month": "2025-06",
        "amount": "500.00",
        "source": "I002",
        "because": ["DIS-40"],
    }
    fund = fields.String(required=True)
    staff_no = _staff()
    month = fields.Month(required=True)
    amount = fields.Money(required=True)
    source = fields.String(required=True)
