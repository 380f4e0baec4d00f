"""Work orders from the request to their end (FLD-03..05, FLD-09, FLD-10, FLD-28, FLD-34..39)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import GET, POST, Command, Query, fields, roles
from kefu_messages.customers.gas_accounts import MeterOfAnotherCustomer
from kefu_messages.errors import ContentInvalid, StateConflict, TooManyEntries, UnknownCategory, UnknownUnit
from kefu_messages.fieldwork.shared import (
    DISPATCHERS,
    FIELD_STAFF,
    LEADERS,
    LINES,
    ORDER_KINDS,
    READERS,
    DuplicateNumber,
    FactMissing,
    MomentsReversed,
    StepOutOfOrder,
    Why,
    means,
)
from kefu_messages.platform import AnyValue


class RequestMissing(ContentInvalid):
    code = "request_missing"
    text = {"zh-Hant": "上門服務須有客戶的申請", "en": "On-site service starts with a customer's request"}


class TrainingBeforeInstallation(StateConflict):
    code = "training_before_installation"
    text = {"zh-Hant": "客戶 {customer_no} 的軟件尚未安裝完成", "en": "The software of {customer_no} has not been installed yet"}


class ShutoffNotOrdered(StateConflict):
    code = "shutoff_not_ordered"
    text = {
        "zh-Hant": "停氣工單只由經批准的催費產生;因安全或客戶要求停氣,請在表具上停用並註明原因",
        "zh-Hans": "停气工单只由经批准的催费产生;因安全或客户要求停气,请在表具上停用并注明原因",
        "en": "Only approved dunning orders a shut-off; for safety, or at the customer's wish, the meter is stopped with the reason",
    }


class OrderStep(Schema):
    """A step an order has taken."""

    step = fields.Identifier()
    at = fields.Instant()
    by = fields.Identifier(allow_none=True)
    note = fields.Text(allow_none=True)
    entered_at = fields.Instant(allow_none=True, metadata=means("when it was recorded here, which may be later"))


class WorkOrder(Schema):
    """A work order as it stands; ``steps`` is its history, ``next_steps`` what may follow."""

    order_no = fields.Identifier()
    kind = fields.Choice(*ORDER_KINDS)
    state = fields.Identifier()
    outcome = fields.Identifier(allow_none=True, metadata=means("handled, not_passed, cancelled; null while it is open"))
    category = fields.Identifier(allow_none=True)
    handling = fields.Identifier(allow_none=True)
    line = fields.Choice(*LINES, allow_none=True)
    area = fields.Text(allow_none=True)
    unit_no = fields.Identifier(allow_none=True)
    customer_no = fields.Identifier(allow_none=True)
    meter_nos = fields.List(fields.Identifier())
    unknown_meters = fields.List(fields.Identifier(), metadata=means("named, but metering has not told of them yet"))
    project_no = fields.Identifier(allow_none=True)
    asset_no = fields.Identifier(allow_none=True)
    case_no = fields.Identifier(allow_none=True)
    request_no = fields.Identifier(allow_none=True)
    description = fields.Text(allow_none=True, longest=2000)
    price = fields.Money(allow_none=True)
    requested_at = fields.Instant()
    requested_on = fields.Date()
    staff_nos = fields.List(fields.Identifier(), metadata=means("who does it"))
    crew_no = fields.Identifier(allow_none=True)
    planned_on = fields.Date(allow_none=True)
    appointment_at = fields.Instant(allow_none=True)
    applied_by = fields.Identifier(allow_none=True)
    signed_by = fields.Identifier(allow_none=True, metadata=means("the manager who signed the application"))
    arrived_at = fields.Instant(allow_none=True)
    minutes_late = fields.Integer(allow_none=True)
    punctual = fields.Boolean(allow_none=True)
    response_minutes = fields.Integer(allow_none=True)
    departments = fields.List(fields.Text())
    ticked = fields.List(fields.Identifier(), metadata=means("steps of the specification that were done"))
    specification = fields.Identifier(allow_none=True, metadata=means("edition that was worked by"))
    tests = AnyValue()
    checker = fields.Identifier(allow_none=True)
    entry_findings = fields.List(fields.Identifier())
    handled_on = fields.Date(allow_none=True)
    result = fields.Text(allow_none=True, longest=2000)
    feedback_no = fields.Identifier(allow_none=True)
    record_no = fields.Identifier(allow_none=True)
    record_due_on = fields.Date(allow_none=True)
    call_back_due_on = fields.Date(allow_none=True)
    next_steps = fields.List(fields.Identifier())
    steps = fields.List(fields.Nested(OrderStep))
    version = fields.Integer()


class OpenOrder(Command):
    """Open a work order (FLD-04, FLD-09, FLD-28, FLD-34..39; on-site service needs the customer's request: CON-18).

    It names meters of its own customer only; an order to shut off gas comes from dunning alone (BIL-26).
    """

    route = POST("/work-orders")
    roles = DISPATCHERS | FIELD_STAFF | {roles.SERVICE}
    reply = WorkOrder
    errors = (
        DuplicateNumber, UnknownCategory, UnknownUnit, RequestMissing, TrainingBeforeInstallation, FactMissing, TooManyEntries,
        MeterOfAnotherCustomer, ShutoffNotOrdered,
    )  # fmt: skip
    status = 201
    example = {
        "order_no": "GD-1", "kind": "on_site_service", "request_no": "RQ-4", "customer_no": "U7", "requested_at": "2025-05-06T09:00",
        "description": "報表無法打印",
    }  # fmt: skip
    order_no = fields.Identifier(required=True)
    kind = fields.Choice(*ORDER_KINDS, required=True)
    requested_at = fields.Instant(required=True)
    category = fields.Identifier(metadata=means("of a small repair: water_electric, civil, intelligent, lift"))
    handling = fields.Identifier(metadata=means("of a civil repair"))
    line = fields.Choice(*LINES, metadata=means("business line of a maintenance firm"))
    area = fields.Text(metadata=means("that of the unit when not given"))
    unit_no = fields.Identifier(metadata=means("none for common parts"))
    customer_no = fields.Identifier()
    meter_nos = fields.List(fields.Identifier(), load_default=list)
    project_no = fields.Identifier(metadata=means("of a retrofit or commissioning"))
    asset_no = fields.Identifier()
    case_no = fields.Identifier(metadata=means("the ticket it comes from"))
    request_no = fields.Identifier(metadata=means("the customer's request for on-site service"))
    description = fields.Text(longest=2000)
    price = fields.Money(negative=False, metadata=means("yuan, of a special service"))


class CancelOrder(Command):
    """Cancel an order that has not been carried out, with the reason."""

    route = POST("/work-orders/{order_no}:cancel")
    roles = DISPATCHERS
    reply = WorkOrder
    errors = (StepOutOfOrder, TooManyEntries)
    example = {"order_no": "GD-1", "reason": "客戶取消"}
    order_no = fields.Identifier(required=True)
    reason = fields.Text(required=True)


class ReclassifyOrder(Command):
    """Correct an order's category, handling or line; the first one stays in its history (FLD-09, FLD-10, FLD-36)."""

    route = POST("/work-orders/{order_no}:reclassify")
    roles = LEADERS | {roles.AREA_STEWARD, roles.PROPERTY_SERVICE_AGENT}
    reply = WorkOrder
    errors = (UnknownCategory, MomentsReversed, TooManyEntries)
    example = {"order_no": "GD-1", "category": "civil", "handling": "self_repaired", "reason": "實為土建"}
    order_no = fields.Identifier(required=True)
    category = fields.Identifier()
    handling = fields.Identifier()
    line = fields.Choice(*LINES)
    reason = fields.Text(required=True)


class GetOrder(Query):
    """One work order."""

    route = GET("/work-orders/{order_no}")
    roles = READERS
    reply = WorkOrder
    example = {"order_no": "GD-1"}
    order_no = fields.Identifier(required=True)


class WhyOrder(Query):
    """Why an order stands as it does."""

    route = GET("/work-orders/{order_no}/why")
    roles = READERS
    reply = Why
    example = {"order_no": "GD-1"}
    order_no = fields.Identifier(required=True)


class ListOrders(Query):
    """Work orders, the newest request first: of a kind, a state or month, an area, a customer, a worker, or those still open."""

    part_of_overview = True
    route = GET("/work-orders")
    roles = READERS
    reply = WorkOrder
    paged = True
    example = {"kind": "gas_on", "state": "requested"}
    kind = fields.Choice(*ORDER_KINDS)
    state = fields.Identifier(metadata=means("a state, or open"))
    month = fields.Month(metadata=means("of the request"))
    area = fields.Text()
    customer_no = fields.Identifier()
    staff_no = fields.Identifier()
