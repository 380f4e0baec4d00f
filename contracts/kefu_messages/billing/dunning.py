"""Dunning steps, holds, and what is said of them (BIL-24..BIL-27)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Bulk, Command, Query, fields, roles
from kefu_messages.billing.shared import ACCOUNT_READERS, LEADERS, MIGRATION, PAST_PAPER, ActsForAnother, Why, _means, customer_no
from kefu_messages.errors import (
    AlreadyExists,
    ChannelNotAllowed,
    ContentInvalid,
    SelfApproval,
    StateConflict,
    UnknownCustomer,
    WrongApprover,
)


class UnknownAction(ContentInvalid):
    code = "unknown_action"
    text = {"zh-Hant": "沒有催繳步驟 {action}", "en": "There is no dunning step {action}"}


class DuplicateAction(ContentInvalid):
    code = "duplicate_action"
    text = {"zh-Hant": "催繳記錄 {action_no} 已存在", "en": "Dunning action {action_no} was accepted before"}


class RoleNotAllowed(ContentInvalid):
    code = "role_not_allowed"
    text = {"zh-Hant": "{staff_no} 的崗位不得執行 {action}", "en": "The post of {staff_no} does not carry out {action}"}


class NotOverdue(ContentInvalid):
    code = "not_overdue"
    text = {"zh-Hant": "當時沒有逾期帳款", "en": "Nothing is overdue at that moment"}


class WrongOrder(StateConflict):
    code = "wrong_order"
    text = {"zh-Hant": "目前階段 {stage},不能執行 {action}", "en": "{action} does not follow the stage {stage}"}


class TooEarly(ContentInvalid):
    code = "too_early"
    text = {"zh-Hant": "最早於 {earliest} 執行", "en": "Not before {earliest}"}


class ApprovalMissing(ContentInvalid):
    code = "approval_missing"
    text = {"zh-Hant": "停氣須經 {role} 批准", "en": "A shut-off needs the approval of the {role}"}


class DunningOnHold(StateConflict):
    code = "dunning_on_hold"
    text = {"zh-Hant": "催繳暫停({kind},自 {since})", "en": "Dunning is on hold ({kind}, since {since})"}


class DunningCase(Schema):
    """Where a customer stands in dunning, at the end of a day."""

    customer_no = fields.Identifier()
    as_of = fields.Date()
    stage = fields.String(allow_none=True, metadata=_means("one of the dunning stages, none when nothing was ever overdue"))
    since = fields.Date(allow_none=True)
    overdue_amount = fields.Money()
    next_step_from = fields.Date(allow_none=True)
    on_hold = fields.Boolean()
    approval = fields.Dict(allow_none=True, metadata=_means("who approved the shut-off of this case, and when"))
    steps = fields.List(fields.Dict())
    version = fields.Integer()


class Hold(Schema):
    """Why dunning pauses and until when."""

    hold_no = fields.Identifier()
    customer_no = fields.Identifier()
    kind = fields.Choice("complaint", "promise", "other")
    since = fields.Date()
    until = fields.Date(allow_none=True)
    released_on = fields.Date(allow_none=True)
    version = fields.Integer()


class Worklist(Schema):
    """Customers whose next dunning step may be taken."""

    as_of = fields.Date()
    customers = fields.List(fields.Dict())


class GetDunning(Query):
    """Where the customer stands in dunning at the end of a day (BIL-24..BIL-26)."""

    part_of_overview = True
    route = GET("/accounts/{customer_no}/dunning")
    roles = ACCOUNT_READERS
    reply = DunningCase
    example = {"customer_no": "SH010097", "as_of": "2025-03-31"}
    customer_no = customer_no()
    as_of = fields.Date()


class WhyDunning(Query):
    """Why the customer is in this dunning stage, and what the next step waits for."""

    route = GET("/accounts/{customer_no}/dunning/why")
    roles = ACCOUNT_READERS
    reply = Why
    example = {"customer_no": "SH010097", "as_of": "2025-03-31"}
    customer_no = customer_no()
    as_of = fields.Date()


class TakeDunningStep(Command):
    """Record a dunning step; a shut-off becomes an order (BIL-24..BIL-26; doc 2 l.211-212)."""

    route = POST("/dunning-actions")
    roles = roles.CLERKS | MIGRATION | {roles.METER_READER, roles.CASHIER}
    reply = DunningCase
    errors = (
        DuplicateAction,
        UnknownCustomer,
        UnknownAction,
        RoleNotAllowed,
        NotOverdue,
        ChannelNotAllowed,
        WrongOrder,
        TooEarly,
        ApprovalMissing,
        SelfApproval,
        ActsForAnother,
        DunningOnHold,
    )
    status = 201
    bulk = Bulk("/dunning-actions:import", key="action_no", roles=PAST_PAPER)
    judges_cells = True
    example = {
        "action_no": "CJ00002",
        "action_at": "2025-03-17T15:04",
        "customer_no": "SH010097",
        "action": "notice",
        "channel": "phone",
        "staff_no": "R01",
    }
    action_no = fields.Identifier(required=True)
    action_at = fields.Instant(required=True)
    customer_no = customer_no()
    action = fields.Text(longest=32, required=True)
    channel = fields.Text(longest=32, load_default="", metadata=_means("of a notice"))
    staff_no = fields.Text(longest=64, load_default="", metadata=_means("who acts: the caller, another only in files of past paper"))
    approved_by = fields.Text(
        longest=64, load_default="", metadata=_means("who approved a shut-off on past paper; today's approval is a command of its own")
    )
    note = fields.Text(load_default="")


class ApproveShutoff(Command):
    """The head of the department approves that this case's gas is shut off, once the notice was served (BIL-26; doc 2 l.212)."""

    route = POST("/accounts/{customer_no}/dunning:approve-shutoff")
    roles = frozenset({roles.DEPARTMENT_HEAD, roles.DEPARTMENT_MANAGER, roles.CUSTOMER_SERVICE_MANAGER, roles.GENERAL_MANAGER})
    reply = DunningCase
    errors = (UnknownCustomer, WrongApprover, NotOverdue, WrongOrder)
    example = {"customer_no": "SH010097", "approved_at": "2025-04-01T10:00", "note": "多次催繳無效"}
    customer_no = customer_no()
    approved_at = fields.Instant(allow_none=True, metadata=_means("when it was decided; now when not given"))
    note = fields.Text(load_default="")


class PlaceHold(Command):
    """Pause dunning, for an open billing complaint or another reason (design §peers 6)."""

    route = POST("/accounts/{customer_no}/holds")
    roles = roles.CLERKS | {
        roles.CUSTOMER_SERVICE_SUPERVISOR,
        roles.CUSTOMER_SERVICE_SPECIALIST,
        roles.DEPARTMENT_HEAD,
        roles.BUSINESS_CENTRE_TEAM_LEADER,
    }
    reply = Hold
    errors = (UnknownCustomer, AlreadyExists)
    status = 201
    example = {"customer_no": "SH010097", "hold_no": "TS2025-014", "kind": "complaint", "since": "2025-04-01", "reason": "氣量爭議"}
    customer_no = customer_no()
    hold_no = fields.Identifier(required=True)
    kind = fields.Choice("complaint", "other", required=True)
    since = fields.Date(required=True)
    until = fields.Date(allow_none=True)
    reason = fields.Text(load_default="")


class PromisePayment(Command):
    """The customer promises to pay by a day; no shut-off before it has passed."""

    route = POST("/accounts/{customer_no}/promises")
    roles = roles.CLERKS | {roles.METER_READER, roles.CUSTOMER_SERVICE_SPECIALIST, roles.PHONE_AGENT}
    reply = Hold
    errors = (UnknownCustomer, NotOverdue, AlreadyExists)
    status = 201
    example = {"customer_no": "SH010097", "hold_no": "CN2025-003", "given_on": "2025-04-01", "promised_on": "2025-04-07"}
    customer_no = customer_no()
    hold_no = fields.Identifier(required=True)
    given_on = fields.Date(required=True)
    promised_on = fields.Date(required=True, metadata=_means("last day of the promise"))


class ReleaseHold(Command):
    """End a hold."""

    route = POST("/accounts/{customer_no}/holds/{hold_no}:release")
    roles = PlaceHold.roles
    reply = Hold
    errors = (UnknownCustomer,)
    example = {"customer_no": "SH010097", "hold_no": "TS2025-014", "released_on": "2025-04-05"}
    customer_no = customer_no()
    hold_no = fields.Identifier(required=True)
    released_on = fields.Date(required=True)


class GetDunningWorklist(Query):
    """Overdue customers and the step that may be taken on the day (BIL-24..BIL-27)."""

    route = GET("/dunning-worklists/{as_of}")
    roles = roles.CLERKS | LEADERS | {roles.METER_READER}
    reply = Worklist
    example = {"as_of": "2025-03-31"}
    as_of = fields.Date(required=True)
