"""What discipline says of proposals, inspections, the catalogue and voices about the rules."""

from __future__ import annotations

from kefu_messages import Event, fields
from kefu_messages.discipline.proposals import KINDS_OF_PROPOSAL


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
