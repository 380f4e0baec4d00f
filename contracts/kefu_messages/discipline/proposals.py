"""What facts propose and humans decide: drafts of violations, warnings, demotion, dismissal (DIS-16, 25, 28, 31, 32, 41, 52)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Command, Query, fields, roles
from kefu_messages.destroying import ApprovedTwice
from kefu_messages.discipline.refused import CaseClosed, DecidedBeforeProposal, DutiesApart, SanctionNotOffered
from kefu_messages.discipline.settled import NotAnApprover
from kefu_messages.discipline.shared import DECIDERS, LEADERS, Noted, Why, late_reason, means, staff_no
from kefu_messages.errors import EnteredTooLate, SelfApproval, UnknownReference

KINDS_OF_PROPOSAL = (
    "violation", "private_swap", "written_warning", "warning_or_fine_proposal", "termination_right", "termination_proposal",
    "demotion_or_dismissal_proposal", "dismissal_proposal", "final_warning_or_dismissal_proposal",
)  # fmt: skip
DECISIONS = (
    "taken_up", "declined", "warning", "final_warning", "fine", "demotion", "dismissal", "termination", "counselling", "self_criticism",
)  # fmt: skip


class Proposal(Schema):
    """What a fact proposes; nothing happens unless a human decides it."""

    proposal_no = fields.String()
    staff_no = fields.Identifier()
    kind = fields.Choice(*KINDS_OF_PROPOSAL)
    code = fields.Identifier(allow_none=True)
    date = fields.Date()
    source = fields.String(allow_none=True)
    basis = fields.List(fields.String(), allow_none=True, metadata=means("of a termination right"))
    complaints_in_window = fields.Integer(allow_none=True)
    compensation = fields.Integer(allow_none=True)
    choices = fields.List(fields.String())
    decision = fields.String(allow_none=True, metadata=means("null while open"))
    decided_on = fields.Date(allow_none=True)
    approved_by = fields.List(fields.String(), allow_none=True, metadata=means("of a dismissal that takes more than one: who has approved"))
    decided_by = fields.Identifier(allow_none=True, metadata=means("of a decision whose ground has fallen"))
    ground_fallen = fields.Boolean(metadata=means("decided on facts that no longer stand: to be looked at again"))
    because = fields.List(fields.String())


class Proposals(Schema):
    """Proposals by person and day."""

    proposals = fields.List(fields.Nested(Proposal))


class DecideProposal(Command):
    """Decide a proposal: a human, never oneself; a dismissal takes the head of a department and another (DIS-16, 31, 32, 41, 52, 53)."""

    route = POST("/staff/{staff_no}/proposals:decide")
    roles = DECIDERS
    reply = Noted
    errors = (
        SelfApproval, UnknownReference, SanctionNotOffered, CaseClosed, DecidedBeforeProposal, DutiesApart, NotAnApprover, ApprovedTwice,
        EnteredTooLate,
    )  # fmt: skip
    example = {
        "staff_no": "J016",
        "proposal_no": "termination_proposal:K003",
        "decision": "declined",
        "decided_on": "2025-06-20",
        "reason": "首次從寬",
    }
    staff_no = staff_no()
    proposal_no = fields.String(required=True)
    decision = fields.Choice(*DECISIONS, required=True)
    decided_on = fields.Date(required=True)
    reason = fields.Text(required=True)
    late_reason = late_reason()


class ListProposals(Query):
    """The open proposals (or all) about those whom the caller may read, by person."""

    route = GET("/proposals")
    roles = DECIDERS | LEADERS
    reads_confidential = True
    reply = Proposals
    example = {"as_of": "2025-06-30"}
    as_of = fields.Date()
    open_only = fields.Boolean(load_default=True)


class WhyProposal(Query):
    """Why a proposal was raised, with the facts counted; and what was decided of one whose ground has fallen since."""

    route = GET("/staff/{staff_no}/proposals/why")
    roles = roles.EVERYBODY
    reads_confidential = True
    reply = Why
    example = {"staff_no": "J016", "proposal_no": "termination_proposal:K003"}
    staff_no = staff_no()
    proposal_no = fields.String(required=True)
    as_of = fields.Date()
