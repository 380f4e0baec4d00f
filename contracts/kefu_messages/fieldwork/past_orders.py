"""Work orders of the past, brought in from registers on paper or from another system (FLD-09, FLD-28, FLD-34..36)."""

from __future__ import annotations

from kefu_messages import POST, Bulk, Command, fields
from kefu_messages.errors import UnknownCategory, UnknownUnit
from kefu_messages.fieldwork.orders import RequestMissing, TrainingBeforeInstallation, WorkOrder
from kefu_messages.fieldwork.shared import LINES, ORDER_KINDS, RECORDERS, DuplicateNumber, FactMissing, MomentsReversed, means


class RecordPastOrder(Command):
    """Record an order with what came of it; it counts like any other, and nothing is turned on, shut off or charged by it."""

    route = POST("/past-work-orders")
    roles = RECORDERS
    reply = WorkOrder
    errors = (DuplicateNumber, UnknownUnit, RequestMissing, FactMissing, UnknownCategory, TrainingBeforeInstallation, MomentsReversed)
    status = 201
    bulk = Bulk("/work-orders:import", key="order_no")
    example = {
        "order_no": "AZ2024-0001", "kind": "installation", "customer_no": "SH010063", "requested_on": "2024-03-01",
        "handled_on": "2024-03-08", "staff_no": "F1",
    }  # fmt: skip
    order_no = fields.Identifier(required=True)
    kind = fields.Choice(*ORDER_KINDS, required=True)
    requested_on = fields.Date(required=True)
    handled_on = fields.Date(metadata=means("none while it is open"))
    category = fields.Identifier()
    handling = fields.Identifier()
    line = fields.Choice(*LINES)
    area = fields.Text()
    unit_no = fields.Identifier()
    customer_no = fields.Identifier()
    project_no = fields.Identifier()
    request_no = fields.Identifier()
    staff_no = fields.Identifier(metadata=means("who did it"))
    description = fields.Text(longest=2000)
    price = fields.Money(negative=False)
    response_minutes = fields.Integer()
