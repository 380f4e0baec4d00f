"""The penalty notice: drafted, issued, signed or refused before witnesses (DIS-19, DIS-22, DIS-23, DIS-41)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Bulk, Command, Query, fields, roles
from kefu_messages.discipline.refused import (
    CaseClosed,
    CauseHasNotice,
    DutiesApart,
    NoticeDatesContradict,
    NoticeNotAccepted,
    NotThePersons,
    ViolationNotAccepted,
    ViolationNotConfirmed,
    WitnessBeforeRefusal,
    WitnessIsEmployee,
    WitnessIsIssuer,
    WitnessNotNamed,
    WitnessTwice,
)
from kefu_messages.discipline.shared import CASE_WORKERS, LEADERS, MIGRATION, Why, late_reason, means
from kefu_messages.errors import EnteredTooLate, SelfApproval, UnknownReference, UnknownStaff

ON_A_CASE = (ViolationNotAccepted, ViolationNotConfirmed, CauseHasNotice, NoticeDatesContradict, SelfApproval, CaseClosed, EnteredTooLate)
OF_A_WITNESS = (
    NoticeNotAccepted, UnknownStaff, WitnessIsEmployee, WitnessIsIssuer, WitnessTwice, WitnessBeforeRefusal, DutiesApart, EnteredTooLate,
    CaseClosed,
)  # fmt: skip


class NoticeState(Schema):
    """A state and the day on which the notice came to it."""

    date = fields.Date()
    state = fields.String()
    because = fields.List(fields.String())


class NoticeAnswer(Schema):
    """What is known of the answer to an accepted appeal."""

    due = fields.Date()
    answered_on = fields.Date(allow_none=True)
    days_late = fields.Integer(allow_none=True)
    because = fields.List(fields.String())


class NoticeWitness(Schema):
    """A witness of a notice, with the day of the own signature; null while only named."""

    witness_no = fields.Identifier()
    signed_on = fields.Date(allow_none=True)


class Notice(Schema):
    """A penalty notice with its history; ``amount`` is final: 0 once revoked, null for a dismissal."""

    notice_no = fields.Identifier()
    staff_no = fields.Identifier()
    violation_no = fields.Identifier()
    code = fields.Identifier(allow_none=True)
    amount = fields.Money(allow_none=True)
    state = fields.String(allow_none=True)
    refusal = fields.String(allow_none=True)
    history = fields.List(fields.Nested(NoticeState))
    witnesses = fields.List(fields.Nested(NoticeWitness))
    signed_on = fields.Date(allow_none=True, metadata=means("when the person signed; after the witnesses it is noted and changes nothing"))
    deductible_on = fields.Date(allow_none=True)
    answer = fields.Nested(NoticeAnswer, allow_none=True)
    because = fields.List(fields.String())
    version = fields.Integer()


class DraftNotice(Command):
    """Draft a penalty notice on a violation; of past papers with all that happened to it (DIS-19, DIS-22; doc 3 l.219-222)."""

    route = POST("/penalty-notices")
    roles = CASE_WORKERS
    reply = Notice
    errors = (UnknownReference, *ON_A_CASE, DutiesApart)
    status = 201
    bulk = Bulk("/penalty-notices:import", key="notice_no", roles=MIGRATION)
    example = {"notice_no": "B004", "violation_no": "V013", "drafted_on": "2025-06-15"}
    notice_no = fields.Identifier(required=True)
    violation_no = fields.Identifier(required=True)
    drafted_on = fields.Date()
    issued_on = fields.Date()
    issued_by = fields.Identifier(metadata=means("the caller when the notice is issued at once; of past papers, who issued it"))
    signed_on = fields.Date(metadata=means("only of past papers: otherwise the person signs"))
    refused_on = fields.Date(metadata=means("only of past papers"))
    evidence_sufficient = fields.Boolean(allow_none=True)
    bad_attitude = fields.Boolean(allow_none=True)
    late_reason = late_reason()


class IssueNotice(Command):
    """Issue a drafted notice on a confirmed violation; never to oneself (DIS-18, DIS-22; doc 3 l.218-222)."""

    route = POST("/penalty-notices/{notice_no}:issue")
    roles = LEADERS | MIGRATION
    reply = Notice
    errors = ON_A_CASE
    example = {"notice_no": "B004", "issued_on": "2025-06-16"}
    notice_no = fields.Identifier(required=True)
    issued_on = fields.Date(required=True)
    late_reason = late_reason()


class SignNotice(Command):
    """The person signs the notice; only then it can be appealed, unless it is effective by witnesses (DIS-19, DIS-20, DIS-23)."""

    route = POST("/penalty-notices/{notice_no}:sign")
    roles = roles.EVERYBODY
    reply = Notice
    errors = (NotThePersons, NoticeDatesContradict, CaseClosed, DutiesApart, EnteredTooLate, SelfApproval)
    example = {"notice_no": "B004", "signed_on": "2025-06-17"}
    notice_no = fields.Identifier(required=True)
    signed_on = fields.Date(required=True)
    late_reason = late_reason()


class RefuseSignature(Command):
    """Note that the person refuses to sign (DIS-23, DIS-41; doc 3 l.222-223)."""

    route = POST("/penalty-notices/{notice_no}:refuse")
    roles = CASE_WORKERS
    reply = Notice
    errors = (NoticeDatesContradict, SelfApproval, CaseClosed, DutiesApart, EnteredTooLate)
    example = {"notice_no": "B013", "refused_on": "2025-06-16", "evidence_sufficient": True, "bad_attitude": False}
    notice_no = fields.Identifier(required=True)
    refused_on = fields.Date(required=True)
    evidence_sufficient = fields.Boolean(allow_none=True)
    bad_attitude = fields.Boolean(allow_none=True)
    late_reason = late_reason()


class RecordWitness(Command):
    """Name a witness, who signs by a call of his own; of past papers, with the day of the signature (DIS-23; doc 3 l.222)."""

    route = POST("/notice-witnesses")
    roles = CASE_WORKERS
    reply = Notice
    errors = (UnknownReference, *OF_A_WITNESS, SelfApproval)
    status = 201
    bulk = Bulk("/notice-witnesses:import", key="notice_no", roles=MIGRATION)
    example = {"notice_no": "B013", "witness_no": "G003"}
    notice_no = fields.Identifier(required=True)
    witness_no = fields.Identifier(required=True)
    signed_on = fields.Date(metadata=means("only of past papers: otherwise the witness signs"))
    late_reason = late_reason()


class SignAsWitness(Command):
    """Sign as a witness that the person refuses to sign; whoever was named does so himself (DIS-23; doc 3 l.222)."""

    route = POST("/penalty-notices/{notice_no}:witness")
    roles = roles.EVERYBODY
    reply = Notice
    errors = (WitnessNotNamed, *OF_A_WITNESS, SelfApproval)
    example = {"notice_no": "B013"}
    notice_no = fields.Identifier(required=True)
    signed_on = fields.Date(metadata=means("today when not given"))


class GetNotice(Query):
    """One notice; only for HR, the line manager, the person, and its witnesses until it takes effect (DIS-23, DIS-63)."""

    route = GET("/penalty-notices/{notice_no}")
    roles = roles.EVERYBODY
    reads_confidential = True
    reply = Notice
    example = {"notice_no": "B004", "as_of": "2025-06-30"}
    notice_no = fields.Identifier(required=True)
    as_of = fields.Date()


class WhyNotice(Query):
    """Why the notice is in its state, and when its amount may be deducted."""

    route = GET("/penalty-notices/{notice_no}/why")
    roles = roles.EVERYBODY
    reads_confidential = True
    reply = Why
    example = {"notice_no": "B004"}
    notice_no = fields.Identifier(required=True)
    as_of = fields.Date()
