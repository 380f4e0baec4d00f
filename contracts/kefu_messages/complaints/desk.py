"""How the desk is run: procedure, promises, checks, incidents, errors (CMP-01..03, CMP-09, CMP-28..30)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Command, Query, fields
from kefu_messages.complaints.shared import AGENTS, LEADERS, READERS, DatesOutOfOrder, NotForThisRole
from kefu_messages.errors import AlreadyExists, ContentInvalid, EnteredTooLate, NotInLine, SelfApproval, TooManyEntries


class EditionTooSoon(ContentInvalid):
    code = "procedure_edition_too_early"
    text = {"zh-Hant": "新版生效日須晚於上一版 {last}", "en": "The new edition must come into force after the last one of {last}"}


class ActionMissing(ContentInvalid):
    code = "corrective_action_missing"
    text = {"zh-Hant": "發現問題須定整改措施和期限", "en": "A found problem needs a corrective action with its day"}


class ComplaintProcedure(Schema):
    """The complaint-handling procedure with all its editions."""

    edition = fields.Integer(allow_none=True, metadata={"description": "in force on the day asked about"})
    editions = fields.List(fields.Dict(), metadata={"description": "edition, effective_from, title, digest, published_by"})
    version = fields.Integer()


class PublishComplaintProcedure(Command):
    """Publish an edition of the complaint-handling procedure; only who owns it may (CMP-01, CMP-30; doc 1 l.15, doc 4 l.257)."""

    route = POST("/complaint-procedure/editions")
    roles = LEADERS
    reply = ComplaintProcedure
    errors = (NotForThisRole, EditionTooSoon, TooManyEntries)
    status = 201
    example = {"title": "客戶投訴管理規範", "effective_from": "2025-01-01", "text": "…"}
    title = fields.Text(required=True)
    effective_from = fields.Date(required=True)
    text = fields.Text(required=True, longest=100_000)


class GetComplaintProcedure(Query):
    """The procedure and the edition in force on a day (CMP-01)."""

    route = GET("/complaint-procedure")
    roles = READERS
    reply = ComplaintProcedure
    example = {"on": "2025-05-06"}
    on = fields.Date(metadata={"description": "today when not given"})


class Promise(Schema):
    """A commitment made to a customer."""

    promise_no = fields.Identifier()
    customer_no = fields.Identifier(allow_none=True)
    case_no = fields.Identifier(allow_none=True)
    text = fields.Text()
    made_by = fields.Identifier()
    made_on = fields.Date()
    due_on = fields.Date()
    kept_on = fields.Date(allow_none=True)
    state = fields.Choice("open", "kept", "kept_late", "overdue")
    version = fields.Integer()


class MakePromise(Command):
    """Record what a customer was promised, and by when (CMP-02; doc 1 l.14)."""

    route = POST("/promises")
    roles = AGENTS
    reply = Promise
    errors = (AlreadyExists, DatesOutOfOrder, EnteredTooLate)
    status = 201
    example = {
        "promise_no": "CN-1",
        "case_no": "C5",
        "customer_no": "U7",
        "text": "三天內換新",
        "made_on": "2025-05-06",
        "due_on": "2025-05-09",
    }
    promise_no = fields.Identifier(required=True)
    customer_no = fields.Identifier()
    case_no = fields.Identifier()
    text = fields.Text(required=True)
    made_on = fields.Date(required=True)
    due_on = fields.Date(required=True)


class KeepPromise(Command):
    """Record that a promise was kept (CMP-02; doc 1 l.14)."""

    route = POST("/promises/{promise_no}:keep")
    roles = AGENTS
    reply = Promise
    errors = (DatesOutOfOrder, EnteredTooLate)
    example = {"promise_no": "CN-1", "kept_on": "2025-05-09"}
    promise_no = fields.Identifier(required=True)
    kept_on = fields.Date(required=True)


class GetPromise(Query):
    """One promise."""

    route = GET("/promises/{promise_no}")
    roles = READERS
    reply = Promise
    example = {"promise_no": "CN-1"}
    promise_no = fields.Identifier(required=True)


class CaseCheck(Schema):
    """A leader's look at a case."""

    check_no = fields.Identifier()
    case_no = fields.Identifier()
    checked_on = fields.Date()
    checked_by = fields.Identifier()
    agent = fields.Identifier(allow_none=True)
    finding = fields.Text(allow_none=True)
    quarrel = fields.Boolean()
    against_company = fields.Boolean()
    action = fields.Text(allow_none=True)
    action_due_on = fields.Date(allow_none=True)
    action_done_on = fields.Date(allow_none=True)
    state = fields.Choice("without_finding", "action_open", "action_overdue", "action_done")
    version = fields.Integer()


class CheckCase(Command):
    """Check how an inquiry or complaint was handled; a found problem gets an action with its day (CMP-03, CMP-09; doc 1 l.23, l.38)."""

    route = POST("/case-checks")
    roles = LEADERS
    reply = CaseCheck
    errors = (ActionMissing, AlreadyExists, DatesOutOfOrder, SelfApproval, NotInLine, EnteredTooLate)
    status = 201
    example = {
        "check_no": "JC-1", "case_no": "C12", "checked_on": "2025-05-08", "finding": "no reply", "action": "今日回覆客戶",
        "action_due_on": "2025-05-09", "agent": "E017",
    }  # fmt: skip
    check_no = fields.Identifier(required=True)
    case_no = fields.Identifier(required=True)
    checked_on = fields.Date(required=True)
    agent = fields.Identifier(metadata={"description": "whose handling it is"})
    finding = fields.Text(load_default="")
    quarrel = fields.Boolean(load_default=False, metadata={"description": "quarrelled with the customer"})
    against_company = fields.Boolean(load_default=False, metadata={"description": "acted against the company's interest"})
    action = fields.Text(load_default="")
    action_due_on = fields.Date()


class CompleteAction(Command):
    """The corrective action of a check was taken (CMP-03; doc 1 l.23)."""

    route = POST("/case-checks/{check_no}:complete")
    roles = AGENTS
    reply = CaseCheck
    errors = (DatesOutOfOrder, NotInLine, EnteredTooLate)
    example = {"check_no": "JC-1", "done_on": "2025-05-09"}
    check_no = fields.Identifier(required=True)
    done_on = fields.Date(required=True)
