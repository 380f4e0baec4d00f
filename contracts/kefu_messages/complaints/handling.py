"""What is done with a case: verified, accepted with an apology, investigated, proposed, answered, closed (CMP-07..20)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import POST, Command, fields
from kefu_messages.complaints.cases import Case, CaseContact, ContactMissing
from kefu_messages.complaints.shared import AGENTS, DatesOutOfOrder, HistoryFull, TextMissing, TransitionRefused
from kefu_messages.errors import ContentInvalid, SelfApproval, UnknownCode, UnknownStaff


class ApologyRequired(ContentInvalid):
    code = "apology_required"
    text = {"zh-Hant": "受理投訴須先主動致歉", "en": "An apology is required to accept a complaint"}


class CauseAndWishRequired(ContentInvalid):
    code = "cause_and_wish_required"
    text = {"zh-Hant": "提出方案前須查明真正原因和客戶想要的解決方案:{missing}", "en": "Before a proposal these must be known: {missing}"}


class NotVerified(ContentInvalid):
    code = "not_verified"
    text = {"zh-Hant": "答覆前須核實客戶的疑問", "en": "The question must be verified before it is answered"}


class EscalationRequired(ContentInvalid):
    code = "escalation_required"
    text = {"zh-Hant": "客戶不接受方案時須同時上報", "en": "A rejected proposal must be escalated at the same time"}


ON_CASE = (TransitionRefused, TextMissing, DatesOutOfOrder, HistoryFull, SelfApproval)


class OnCase(Schema):
    """A step on one case."""

    case_no = fields.Identifier(required=True)
    at = fields.Instant(metadata={"description": "when it was done; now when not given"})
    note = fields.Text(longest=2000)


class VerifyCase(OnCase, Command):
    """The question has been checked with the customer (CMP-15; doc 1 l.43)."""

    route = POST("/cases/{case_no}:verify")
    roles, reply, errors = AGENTS, Case, ON_CASE
    example = {"case_no": "Q1", "note": "核對了開票記錄"}


class AnswerCase(OnCase, Command):
    """Answer an inquiry, suggestion or feedback; it is closed with its answer on record (CMP-15, CMP-16; doc 1 l.44)."""

    route = POST("/cases/{case_no}:answer")
    roles, reply = AGENTS, Case
    errors = (NotVerified, *ON_CASE)
    example = {"case_no": "Q1", "answer": "發票已於今日寄出"}
    answer = fields.Text(longest=2000, load_default="")


class ReferCase(OnCase, Command):
    """Ask somebody competent about an unclear question (CMP-25; doc 2 l.196)."""

    route = POST("/cases/{case_no}:refer")
    roles, reply = AGENTS, Case
    errors = (UnknownStaff, *ON_CASE)
    example = {"case_no": "Q1", "to_staff_no": "E005"}
    to_staff_no = fields.Identifier(required=True)


class AnswerReferral(OnCase, Command):
    """The answer of the colleague who was asked; the customer has yet to be told (CMP-25; doc 2 l.196)."""

    route = POST("/cases/{case_no}:answer-referral")
    roles, reply, errors = AGENTS, Case, ON_CASE
    example = {"case_no": "Q1", "answer": "可以補開"}
    answer = fields.Text(longest=2000, required=True)


class RelayAnswer(OnCase, Command):
    """Tell the customer what the colleague answered: only then is the question closed (CMP-25; doc 2 l.196)."""

    route = POST("/cases/{case_no}:relay")
    roles, reply, errors = AGENTS, Case, (*ON_CASE, NotVerified)
    example = {"case_no": "Q1"}


class OpenCaseFile(OnCase, Command):
    """Make a case file of what cannot be answered at once, with time, place, person, event and a contact (CMP-17, CMP-18; doc 1 l.45)."""

    route = POST("/cases/{case_no}:open-file")
    roles, reply = AGENTS, Case
    errors = (ContactMissing, UnknownStaff, *ON_CASE)
    example = {
        "case_no": "Q1", "happened_at": "2025-05-05T16:00", "place": "門店", "person": "李先生", "event": "發票遺失",
        "contact": {"email": "li@example.cn"}, "responsible": "E005",
    }  # fmt: skip
    happened_at = fields.Instant(required=True)
    place = fields.Text(required=True, blank_by_rule=True)
    person = fields.Text(required=True, blank_by_rule=True)
    event = fields.Text(required=True, blank_by_rule=True, longest=2000)
    contact = fields.Nested(CaseContact, load_default=dict)
    responsible = fields.Identifier(required=True)


class ObtainSolution(OnCase, Command):
    """The responsible person has a solution for the case file; the customer is to be contacted at once (CMP-18; doc 1 l.45)."""

    route = POST("/cases/{case_no}:obtain-solution")
    roles, reply, errors = AGENTS, Case, ON_CASE
    example = {"case_no": "Q1", "solution": "補開並快遞", "at": "2025-05-06T10:05"}
    solution = fields.Text(required=True, longest=2000)


class ContactCustomer(OnCase, Command):
    """The customer was told the solution of the case file (CMP-18; doc 1 l.45)."""

    route = POST("/cases/{case_no}:contact")
    roles, reply, errors = AGENTS, Case, ON_CASE
    example = {"case_no": "Q1", "at": "2025-05-06T10:20"}


class AcceptCase(OnCase, Command):
    """Accept a complaint, with an apology on one's own initiative (CMP-07, CMP-10; doc 1 l.39)."""

    route = POST("/cases/{case_no}:accept")
    roles, reply = AGENTS, Case
    errors = (ApologyRequired, *ON_CASE)
    example = {"case_no": "C5", "apologised_at": "2025-05-06T10:01"}
    apologised_at = fields.Instant()


class InvestigateCase(OnCase, Command):
    """Look into a complaint: its real cause and the solution the customer wants, as far as they are known (CMP-07, CMP-08; doc 1 l.38)."""

    route = POST("/cases/{case_no}:investigate")
    roles, reply, errors = AGENTS, Case, ON_CASE
    example = {"case_no": "C5", "real_cause": "late delivery", "wanted": "refund"}
    real_cause = fields.Text()
    wanted = fields.Text()


class ProposeSolution(OnCase, Command):
    """Propose a solution; its cause and the customer's wish must be known (CMP-07, CMP-08; doc 1 l.38)."""

    route = POST("/cases/{case_no}:propose")
    roles, reply = AGENTS, Case
    errors = (CauseAndWishRequired, *ON_CASE)
    example = {"case_no": "C5", "solution": "退還運費"}
    solution = fields.Text(required=True, longest=2000)


class RecordResponse(OnCase, Command):
    """What the customer says to the proposal: accepted, or rejected and escalated at the same time (CMP-19, CMP-20; doc 1 l.46)."""

    route = POST("/cases/{case_no}:respond")
    roles, reply = AGENTS, Case
    errors = (EscalationRequired, UnknownCode, *ON_CASE)
    example = {"case_no": "C5", "response": "rejected", "escalate_to": "customer_service_supervisor"}
    response = fields.Choice("accepted", "rejected", required=True)
    escalate_to = fields.Identifier(metadata={"description": "role of the superior or responsible person; required when rejected"})


class RevisitCase(OnCase, Command):
    """Ask the customer of a resolved case about the result (CMP-07, CMP-51; doc 5.2 l.385)."""

    route = POST("/cases/{case_no}:revisit")
    roles, reply, errors = AGENTS, Case, ON_CASE
    example = {"case_no": "C5", "satisfied": True}
    satisfied = fields.Boolean(required=True)


class CloseCase(OnCase, Command):
    """Close a case that was revisited (CMP-07, CMP-51; doc 1 l.37, doc 5.2 l.385)."""

    route = POST("/cases/{case_no}:close")
    roles, reply, errors = AGENTS, Case, ON_CASE
    example = {"case_no": "C5"}


class ReopenCase(OnCase, Command):
    """Take a resolved or revisited complaint up again when the customer is not content (CMP-07; doc 1 l.46)."""

    route = POST("/cases/{case_no}:reopen")
    roles, reply, errors = AGENTS, Case, ON_CASE
    example = {"case_no": "C5", "note": "客戶仍不滿意"}
