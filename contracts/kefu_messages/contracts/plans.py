"""The month's plan of service contracts and the department's report to the company (CON-01, CON-02, CON-28)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, PUT, Command, Event, Query, fields, roles
from kefu_messages.contracts.refused import PlanDecided
from kefu_messages.contracts.shared import DIRECTORS, READERS, SIGNERS, Why, means
from kefu_messages.errors import AlreadyExists, SelfApproval, UnknownReference, ValidationFailed
from kefu_messages.platform import AnyValue


class PlanItem(Schema):
    """A contract that is to be signed in the month, and who sees to it."""

    item_no = fields.Identifier(required=True)
    customer_no = fields.Identifier(required=True)
    specialist = fields.Identifier(required=True)
    contract_no = fields.Identifier(load_default=None, allow_none=True)


class ContractPlan(Schema):
    """A month's contract plan with its completion."""

    month = fields.Month()
    state = fields.Choice("prepared", "decided")
    items = AnyValue(metadata=means("item_no, customer_no, specialist, contract_no, done_on per item"))
    prepared_on = fields.Date()
    prepared_by = fields.Identifier()
    decided_on = fields.Date(allow_none=True)
    decided_by = fields.Identifier(allow_none=True)
    planned = fields.Integer()
    completed = fields.Integer()
    percent = fields.String(allow_none=True, metadata=means("completed of planned, one place"))
    late = fields.Boolean(metadata=means("decided after the last day for it"))
    version = fields.Integer()


class PrepareContractPlan(Command):
    """Prepare the month's contract plan and allocate its items; until it is decided it may be prepared anew (CON-02; doc 4 l.270)."""

    route = PUT("/contract-plans/{month}")
    roles = frozenset({roles.SERVICE_MANAGER, roles.SERVICE_DIRECTOR})
    reply = ContractPlan
    errors = (PlanDecided, ValidationFailed)
    example = {
        "month": "2025-06", "prepared_on": "2025-06-02", "items": [{"item_no": "1", "customer_no": "U7", "specialist": "E0102"}],
    }  # fmt: skip
    month = fields.Month(required=True)
    prepared_on = fields.Date(required=True)
    items = fields.List(fields.Nested(PlanItem), required=True)


class DecideContractPlan(Command):
    """The director decides the plan that the manager prepared (CON-01; doc 4 l.258)."""

    route = POST("/contract-plans/{month}:decide")
    roles = DIRECTORS
    reply = ContractPlan
    errors = (PlanDecided, SelfApproval)
    example = {"month": "2025-06", "decided_on": "2025-06-03"}
    month = fields.Month(required=True)
    decided_on = fields.Date(required=True)


class CompletePlanItem(Command):
    """An item of the plan is done: its contract is signed (CON-02; doc 4 l.270)."""

    route = POST("/contract-plans/{month}:complete")
    roles = SIGNERS
    reply = ContractPlan
    errors = (UnknownReference,)
    example = {"month": "2025-06", "item_no": "1", "contract_no": "FW2025-007", "done_on": "2025-06-20"}
    month = fields.Month(required=True)
    item_no = fields.Identifier(required=True)
    contract_no = fields.Identifier()
    done_on = fields.Date(required=True)


class GetContractPlan(Query):
    """A month's plan with its completion as of a day (CON-01)."""

    route = GET("/contract-plans/{month}")
    roles = READERS
    reply = ContractPlan
    example = {"month": "2025-06", "as_of": "2025-06-30"}
    month = fields.Month(required=True)
    as_of = fields.Date()


class WhyContractPlan(Query):
    """Why a plan counts as it does."""

    route = GET("/contract-plans/{month}/why")
    roles = READERS
    reply = Why
    example = {"month": "2025-06"}
    month = fields.Month(required=True)


class DepartmentReport(Schema):
    """The director's report of a month to the company."""

    month = fields.Month()
    submitted_on = fields.Date()
    submitted_by = fields.Identifier()
    summary = fields.Text(longest=4000)
    document_no = fields.Identifier(allow_none=True)
    due_on = fields.Date()
    late = fields.Boolean()
    version = fields.Integer()


class SubmitDepartmentReport(Command):
    """The service director reports a month's work to the company (CON-28; doc 4 l.261)."""

    route = POST("/department-reports/{month}")
    roles = frozenset({roles.SERVICE_DIRECTOR})
    reply = DepartmentReport
    errors = (AlreadyExists,)
    status = 201
    example = {"month": "2025-05", "submitted_on": "2025-06-02", "summary": "續約 10 份,上門 31 次"}
    month = fields.Month(required=True)
    submitted_on = fields.Date(required=True)
    summary = fields.Text(required=True, longest=4000)
    document_no = fields.Identifier()


class GetDepartmentReport(Query):
    """The report of a month (CON-28)."""

    route = GET("/department-reports/{month}")
    roles = READERS
    reply = DepartmentReport
    example = {"month": "2025-05"}
    month = fields.Month(required=True)


class WhyDepartmentReport(Query):
    """Why a report is in time or late."""

    route = GET("/department-reports/{month}/why")
    roles = READERS
    reply = Why
    example = {"month": "2025-05"}
    month = fields.Month(required=True)


class ContractPlanDecided(Event):
    """The month's contract plan is decided."""

    subject = "month"
    example = {"month": "2025-06", "planned": 12, "decided_on": "2025-06-03", "late": False, "because": ["CON-01"]}
    month = fields.Month(required=True)
    planned = fields.Integer(required=True)
    decided_on = fields.Date(required=True)
    late = fields.Boolean(required=True)


class ContractPlanSummarised(Event):
    """How much of the month's plan was done at its end, and again whenever an item of it is entered later."""

    subject = "month"
    example = {"month": "2025-06", "planned": 12, "completed": 10, "percent": "83.3", "because": ["CON-01"]}
    month = fields.Month(required=True)
    planned = fields.Integer(required=True)
    completed = fields.Integer(required=True)
    percent = fields.String(required=True, allow_none=True)


class ContractPlanOverdue(Event):
    """The month has begun and no contract plan was decided in time."""

    subject = "month"
    example = {"month": "2025-06", "due_on": "2025-06-05", "to_role": roles.SERVICE_DIRECTOR, "because": ["contract_plan_day"]}
    month = fields.Month(required=True)
    due_on = fields.Date(required=True)
    to_role = fields.Identifier(required=True)


class DepartmentReportSubmitted(Event):
    """The director's monthly report lies before the company."""

    subject = "month"
    example = {"month": "2025-05", "submitted_on": "2025-06-02", "due_on": "2025-06-05", "late": False, "because": ["CON-28"]}
    month = fields.Month(required=True)
    submitted_on = fields.Date(required=True)
    due_on = fields.Date(required=True)
    late = fields.Boolean(required=True)


class DepartmentReportOverdue(Event):
    """No report of the month was submitted in time."""

    subject = "month"
    example = {"month": "2025-05", "due_on": "2025-06-05", "to_role": roles.SERVICE_DIRECTOR, "because": ["department_report_day"]}
    month = fields.Month(required=True)
    due_on = fields.Date(required=True)
    to_role = fields.Identifier(required=True)
