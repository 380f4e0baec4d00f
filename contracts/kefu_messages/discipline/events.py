"""What discipline says; every amount that changes is said with its difference, so that sums over events equal the state."""

from __future__ import annotations

from kefu_messages import Event, fields
from kefu_messages.discipline.proposals import KINDS_OF_PROPOSAL
from kefu_messages.discipline.shared import means


def _staff() -> fields.Identifier:
    return fields.Identifier(required=True)


class ViolationProposed(Event):
    """A fact proposes a violation; it takes a human to report and confirm it."""

    subject = "staff_no"
    example = {
        "proposal_no": "violation:complaint/K001/DIS-01", "staff_no": "G008", "kind": "violation", "code": "DIS-01", "date": "2025-06-08",
        "source": "K001", "because": ["DIS-01"],
    }  # fmt: skip
    proposal_no = fields.String(required=True)
    staff_no = _staff()
    kind = fields.String(required=True)
    code = fields.String(required=True, allow_none=True)
    date = fields.Date(required=True)
    source = fields.String(allow_none=True)


class DismissalProposed(Event):
    """Dismissal, demotion or termination is proposed, or a right to it has arisen; nothing happens unless a human decides."""

    subject = "staff_no"
    example = {
        "proposal_no": "termination_proposal:K003", "staff_no": "J016", "kind": "termination_proposal", "date": "2025-06-17",
        "source": "K003", "because": ["DIS-31"],
    }  # fmt: skip
    proposal_no = fields.String(required=True)
    staff_no = _staff()
    kind = fields.Choice(*KINDS_OF_PROPOSAL, required=True)
    date = fields.Date(required=True)
    source = fields.String(allow_none=True)


class WarningProposed(Event):
    """A written warning, or the choice of warning or fine, is proposed."""

    subject = "staff_no"
    example = {
        "proposal_no": "written_warning:M002/J007", "staff_no": "J007", "kind": "written_warning", "date": "2025-06-13",
        "source": "M002/J007", "because": ["DIS-25"],
    }  # fmt: skip
    proposal_no = fields.String(required=True)
    staff_no = _staff()
    kind = fields.Choice(*KINDS_OF_PROPOSAL, required=True)
    date = fields.Date(required=True)
    source = fields.String(allow_none=True)


class ProposalLapsed(Event):
    """What a proposal rested on no longer holds, or another day now carries it: it is open no more."""

    subject = "staff_no"
    example = {"proposal_no": "termination_proposal:K003", "staff_no": "J016", "kind": "termination_proposal", "because": ["DIS-31"]}
    proposal_no = fields.String(required=True)
    staff_no = _staff()
    kind = fields.Choice(*KINDS_OF_PROPOSAL, required=True)


class ProposalDecided(Event):
    """A human has decided a proposal."""

    subject = "staff_no"
    example = {
        "proposal_no": "termination_proposal:K003", "staff_no": "J016", "decision": "declined", "decided_on": "2025-06-20",
        "decided_by": "J001", "because": ["DIS-31"],
    }  # fmt: skip
    proposal_no = fields.String(required=True)
    staff_no = _staff()
    decision = fields.String(required=True)
    decided_on = fields.Date(required=True)
    decided_by = fields.String(required=True)


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
        "penalty_no": "B004", "staff_no": "G024", "code": "DIS-12", "amount": "200.00", "effective_on": "2025-06-17",
        "because": ["DIS-12", "DIS-19"],
    }  # fmt: skip
    penalty_no = fields.String(required=True)
    staff_no = _staff()
    code = fields.String(required=True)
    amount = fields.Money(required=True, allow_none=True)
    effective_on = fields.Date(required=True)


class PenaltySuspended(Event):
    """An appeal suspends the deduction until it is answered."""

    subject = "staff_no"
    example = {"penalty_no": "B007", "staff_no": "G008", "state": "appealed", "on": "2025-06-19", "because": ["DIS-20"]}
    penalty_no = fields.String(required=True)
    staff_no = _staff()
    state = fields.String(required=True)
    on = fields.Date(required=True)


class AppealAnswerOverdue(Event):
    """An appeal was not answered within its week; the deduction stays suspended, the appeal is not thereby won."""

    subject = "staff_no"
    example = {"penalty_no": "B007", "staff_no": "G008", "due": "2025-06-26", "because": ["DIS-21"]}
    penalty_no = fields.String(required=True)
    staff_no = _staff()
    due = fields.Date(required=True)


class PenaltyReversed(Event):
    """A penalty is revoked, withdrawn or rests on nothing any more; ``reverses`` lists all that followed from it."""

    subject = "staff_no"
    example = {
        "penalty_no": "V013", "staff_no": "J020", "code": "DIS-33", "amount": "50.00", "reason": "withdrawn",
        "reverses": ["payroll 2025-06"], "because": ["DIS-33", "DIS-39", "DIS-40"],
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
    example = {"penalty_no": "B009", "staff_no": "G014", "was": "500.00", "amount": "200.00", "because": ["DIS-20", "DIS-21"]}
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


class InspectionFinding(Event):
    """An inspection found that somebody does not meet an item of the checklist."""

    subject = "staff_no"
    example = {
        "inspection_no": "JC-1", "staff_no": "S1", "item": "CHK-16", "findings": 1, "severity": "ordinary", "may_lead_to": [],
        "because": ["CHK-16"],
    }  # fmt: skip
    inspection_no = fields.Identifier(required=True)
    staff_no = _staff()
    item = fields.Identifier(required=True)
    findings = fields.Integer(required=True)
    severity = fields.String(required=True)
    may_lead_to = fields.List(fields.String(), required=True)


class DisciplineFactKept(Event):
    """A fact has come into a person's file; what waited for it is placed now."""

    subject = "key"
    example = {"key": "violation/V019", "staff_no": "G004"}
    key = fields.String(required=True)
    staff_no = _staff()


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


class CatalogueAmended(Event):
    """The department has amended its catalogue from a day on; what happened before keeps the old one (DIS-43)."""

    subject = "version_no"
    example = {"version_no": "2027-01", "since": "2027-01-01", "codes": ["DIS-03"], "because": ["DIS-43", "DIS-44"]}
    version_no = fields.Identifier(required=True)
    since = fields.Date(required=True)
    codes = fields.List(fields.String(), required=True)


class RuleVoiceRaised(Event):
    """Somebody objects to the rules or proposes an amendment."""

    subject = "voice_no"
    example = {"voice_no": "YY-1", "kind": "objection", "staff_no": "J011", "recipient": "service_manager", "because": ["DIS-47"]}
    voice_no = fields.Identifier(required=True)
    kind = fields.String(required=True)
    staff_no = _staff()
    recipient = fields.String(required=True)
