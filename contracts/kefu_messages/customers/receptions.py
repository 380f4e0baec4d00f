"""Receptions of guests at the company: arranged, prepared, held, reported and closed (CUS-33..37; doc 1 l.49-52)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Command, Event, Query, fields, roles
from kefu_messages.errors import AlreadyExists, ContentInvalid, NotAllowed, StateConflict

SUPERIORS = frozenset({roles.CUSTOMER_SERVICE_SUPERVISOR, roles.CUSTOMER_SERVICE_MANAGER, roles.GENERAL_MANAGER})
RECEPTION = frozenset({roles.RECEPTION_AGENT})


class GuestTypeUnknown(ContentInvalid):
    code = "guest_type_unknown"
    text = {"zh-Hant": "來賓身份 {guest_type} 不在名單內", "en": "{guest_type} is not one of the guest types"}


class StrategyMissing(ContentInvalid):
    code = "strategy_missing"
    text = {"zh-Hant": "尚未確定講解策略,不能登記為已接待", "en": "No presentation strategy was chosen: it cannot be held"}


class GuestFormIncomplete(StateConflict):
    code = "guest_form_incomplete"
    text = {"zh-Hant": "招待客戶表缺少:{missing}", "en": "The guest reception form lacks {missing}"}


class NotTheReceivingAgent(NotAllowed):
    code = "not_the_receiving_agent"
    text = {"zh-Hant": "此接待由 {agent} 負責", "en": "This reception belongs to {agent}"}


class AnsweredQuestion(Schema):
    """One question of the guest and the answer given (CUS-33)."""

    question = fields.Text(required=True)
    answer = fields.Text(required=True)


class Reception(Schema):
    """A reception as it stands; ``state`` is arranged, held or closed."""

    reception_no = fields.Identifier()
    guest = fields.Text()
    guest_type = fields.Identifier()
    strategy = fields.Text(allow_none=True)
    arranged_by = fields.Identifier()
    agent = fields.Identifier()
    planned_on = fields.Date()
    held_on = fields.Date(allow_none=True)
    questions = fields.List(fields.Nested(AnsweredQuestion))
    checklist_missing = fields.List(fields.String(), metadata={"description": "unticked items of the reception checklist (CUS-35)"})
    guest_form = fields.Dict(keys=fields.String(), values=fields.String(allow_none=True))
    summary_due_on = fields.Date(allow_none=True)
    summary_filed_on = fields.Date(allow_none=True)
    summary_overdue = fields.Boolean()
    state = fields.Choice("arranged", "held", "closed")
    version = fields.Integer()


class ArrangeReception(Command):
    """A superior arranges the reception of a guest and names the receiving agent (CUS-33; doc 1 l.49, l.51)."""

    route = POST("/receptions")
    roles = SUPERIORS
    reply = Reception
    errors = (GuestTypeUnknown, AlreadyExists)
    status = 201
    example = {"reception_no": "RC-3", "guest": "林先生", "guest_type": "investor", "agent": "E0007", "planned_on": "2025-06-03"}
    reception_no = fields.Identifier(required=True)
    guest = fields.Text(required=True)
    guest_type = fields.Identifier(required=True, metadata={"description": "one of the organisation's guest types"})
    agent = fields.Identifier(required=True, metadata={"description": "staff number of the receiving agent"})
    planned_on = fields.Date(required=True)
    strategy = fields.Text()


class PrepareReception(Command):
    """The agent chooses the presentation strategy from the guest's identity, before the reception (CUS-34; doc 1 l.50)."""

    route = POST("/receptions/{reception_no}:prepare")
    roles = RECEPTION
    reply = Reception
    errors = (NotTheReceivingAgent,)
    example = {"reception_no": "RC-3", "strategy": "operations+finance"}
    reception_no = fields.Identifier(required=True)
    strategy = fields.Text(required=True)


class HoldReception(Command):
    """The reception took place; the checklist says how (CUS-33..35; doc 1 l.49-51). An unticked item flags it, no more."""

    route = POST("/receptions/{reception_no}:hold")
    roles = RECEPTION
    reply = Reception
    errors = (NotTheReceivingAgent, StrategyMissing)
    example = {
        "reception_no": "RC-3", "held_on": "2025-06-03", "greeted_and_answered": True, "benefits_presented": True,
        "culture_presented": True, "rules_followed": True, "questions": [{"question": "營運狀況如何?", "answer": "穩定成長"}],
    }  # fmt: skip
    reception_no = fields.Identifier(required=True)
    held_on = fields.Date(required=True)
    greeted_and_answered = fields.Boolean(load_default=False)
    benefits_presented = fields.Boolean(load_default=False)
    culture_presented = fields.Boolean(load_default=False)
    rules_followed = fields.Boolean(load_default=False)
    questions = fields.List(fields.Nested(AnsweredQuestion), load_default=list)


class FillGuestForm(Command):
    """Fill the guest reception form, whole or in part; what is given replaces what was there (CUS-37; doc 1 l.52)."""

    route = POST("/receptions/{reception_no}:fill-form")
    roles = RECEPTION
    reply = Reception
    errors = (NotTheReceivingAgent,)
    example = {"reception_no": "RC-3", "guest_unit": "恒通投資", "guest_name": "林先生", "purpose": "考察", "received_by": "E0007"}
    reception_no = fields.Identifier(required=True)
    guest_unit = fields.Text(metadata={"description": "the organisation the guest comes from"})
    guest_name = fields.Text()
    purpose = fields.Text()
    received_by = fields.Text()


class FileReceptionSummary(Command):
    """Report the guest's situation and the summary to the supervisor (CUS-36; doc 1 l.52)."""

    route = POST("/receptions/{reception_no}:file-summary")
    roles = RECEPTION
    reply = Reception
    errors = (NotTheReceivingAgent,)
    example = {"reception_no": "RC-3", "guest_situation": "有意投資", "summary": "介紹營運與財務", "filed_on": "2025-06-05"}
    reception_no = fields.Identifier(required=True)
    guest_situation = fields.Text(required=True)
    summary = fields.Text(required=True, longest=4000)
    filed_on = fields.Date(required=True)


class CloseReception(Command):
    """Close a reception whose guest form is complete (CUS-37; doc 1 l.52)."""

    route = POST("/receptions/{reception_no}:close")
    roles = RECEPTION | SUPERIORS
    reply = Reception
    errors = (GuestFormIncomplete,)
    example = {"reception_no": "RC-3"}
    reception_no = fields.Identifier(required=True)


class GetReception(Query):
    """One reception."""

    route = GET("/receptions/{reception_no}")
    roles = RECEPTION | SUPERIORS
    reply = Reception
    example = {"reception_no": "RC-3"}
    reception_no = fields.Identifier(required=True)


class ListReceptions(Query):
    """Receptions by state, with the overdue summaries marked as of today (CUS-33, CUS-36)."""

    route = GET("/receptions")
    roles = RECEPTION | SUPERIORS
    reply = Reception
    paged = True
    example = {"state": "held"}
    state = fields.Choice("arranged", "held", "closed")


class ReceptionHeld(Event):
    """Guests have been received; a summary is due to the supervisor."""

    subject = "reception_no"
    example = {
        "reception_no": "RC-3", "agent": "E0007", "held_on": "2025-06-03", "summary_due_on": "2025-06-06",
        "checklist_missing": [], "because": ["CUS-35"],
    }  # fmt: skip
    reception_no = fields.Identifier(required=True)
    agent = fields.Identifier(required=True)
    held_on = fields.Date(required=True)
    summary_due_on = fields.Date(required=True)
    checklist_missing = fields.List(fields.String(), required=True)


class ReceptionSummaryFiled(Event):
    """The summary of a reception has gone to the supervisor."""

    subject = "reception_no"
    example = {"reception_no": "RC-3", "agent": "E0007", "filed_on": "2025-06-05", "days_late": 0, "because": ["CUS-36"]}
    reception_no = fields.Identifier(required=True)
    agent = fields.Identifier(required=True)
    filed_on = fields.Date(required=True)
    days_late = fields.Integer(required=True)
