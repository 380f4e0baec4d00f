"""What is said of work orders: enough for every report of a year, and no personal data (FLD-03, FLD-09, FLD-28, FLD-34..39)."""

from __future__ import annotations

from marshmallow import Schema

from kefu_messages import Event, fields
from kefu_messages.fieldwork.shared import LINES, ORDER_KINDS, means


class _OrderTold(Schema):
    """What reports need of every order."""

    order_no = fields.Identifier(required=True)
    kind = fields.Choice(*ORDER_KINDS, required=True)
    category = fields.Identifier(required=True, allow_none=True)
    handling = fields.Identifier(required=True, allow_none=True)
    line = fields.Choice(*LINES, required=True, allow_none=True)
    area = fields.Text(required=True, allow_none=True)
    unit_no = fields.Identifier(required=True, allow_none=True)
    customer_no = fields.Identifier(required=True, allow_none=True)
    project_no = fields.Identifier(required=True, allow_none=True)
    case_no = fields.Identifier(required=True, allow_none=True)
    requested_on = fields.Date(required=True)


_TOLD = {
    "order_no": "GD-1", "kind": "small_repair", "category": "civil", "handling": "self_repaired", "line": None, "area": "DC",
    "unit_no": "D06-504", "customer_no": None, "project_no": None, "case_no": "WX00001", "requested_on": "2024-01-01",
}  # fmt: skip


class OrderOpened(_OrderTold, Event):
    """Work has been asked for."""

    subject = "order_no"
    example = {**_TOLD, "because": ["FLD-09"]}


class OrderAssigned(_OrderTold, Event):
    """Somebody is to do it."""

    subject = "order_no"
    example = {**_TOLD, "staff_nos": ["W03"], "crew_no": None, "planned_on": "2024-01-02", "assigned_at": "2024-01-01T10:00:00+08:00"}
    staff_nos = fields.List(fields.Identifier(), required=True)
    crew_no = fields.Identifier(required=True, allow_none=True)
    planned_on = fields.Date(required=True, allow_none=True)
    assigned_at = fields.Instant(required=True)


class OrderReached(_OrderTold, Event):
    """Somebody has arrived; ``response_minutes`` from the request, ``minutes_late`` against the appointment."""

    subject = "order_no"
    example = {
        **_TOLD, "arrived_at": "2024-01-02T10:12:00+08:00", "response_minutes": 90, "minutes_late": 12, "punctual": True,
        "because": ["FLD-02", "FLD-37"],
    }  # fmt: skip
    arrived_at = fields.Instant(required=True)
    response_minutes = fields.Integer(required=True)
    minutes_late = fields.Integer(required=True, allow_none=True)
    punctual = fields.Boolean(required=True, allow_none=True)


class OrderHandled(_OrderTold, Event):
    """The work is done: whoever asked for it is to be called back."""

    subject = "order_no"
    example = {
        **_TOLD, "handled_on": "2024-01-02", "handled_by": "W03", "staff_nos": ["W03"], "result": "已更換", "elsewhere": False,
        "response_minutes": 90, "entry_findings": [], "because": ["FLD-09"],
    }  # fmt: skip
    handled_on = fields.Date(required=True)
    handled_at = fields.Instant(allow_none=True, metadata=means("where the moment is known"))
    handled_by = fields.Identifier(required=True, allow_none=True)
    staff_nos = fields.List(fields.Identifier(), required=True)
    result = fields.Text(required=True, allow_none=True, longest=2000)
    elsewhere = fields.Boolean(required=True, metadata=means("the ticket it came from was handled without it"))
    response_minutes = fields.Integer(required=True, allow_none=True)
    entry_findings = fields.List(fields.Identifier(), required=True, metadata=means("items of the home-entry code that were not kept"))


class OrderNotPassed(_OrderTold, Event):
    """A test failed: the work is not done and the gas stays off."""

    subject = "order_no"
    example = {**_TOLD, "test": "leak_test", "tested_on": "2024-01-02", "because": ["FLD-03"]}
    test = fields.Identifier(required=True)
    tested_on = fields.Date(required=True)


class OrderCancelled(_OrderTold, Event):
    """The work is not to be done any more."""

    subject = "order_no"
    example = {**_TOLD, "reason": "customer", "cancelled_on": "2024-01-02"}
    reason = fields.Text(required=True)
    cancelled_on = fields.Date(required=True)


class OrderReclassified(_OrderTold, Event):
    """An order belongs to another category, handling or line than was said before."""

    subject = "order_no"
    example = {**_TOLD, "because": ["FLD-09"]}


class GasTurnedOn(Event):
    """The gas flows at meters: tested and checked by a second person (FLD-03, FLD-31)."""

    subject = "order_no"
    example = {
        "order_no": "TQ-7", "customer_no": "SH010063", "meter_nos": ["2100441"], "turned_on_on": "2025-03-12", "fitter": "F1",
        "checker": "F2", "again": False, "because": ["FLD-03", "FLD-31"],
    }  # fmt: skip
    order_no = fields.Identifier(required=True)
    customer_no = fields.Identifier(required=True, allow_none=True)
    meter_nos = fields.List(fields.Identifier(), required=True)
    turned_on_on = fields.Date(required=True)
    fitter = fields.Identifier(required=True, allow_none=True)
    checker = fields.Identifier(required=True, allow_none=True)
    again = fields.Boolean(required=True, metadata=means("a reconnection after a shut-off"))


class GasShutOff(Event):
    """The gas was shut off for arrears, no hold standing (BIL-26)."""

    subject = "order_no"
    example = {
        "order_no": "CJ00111", "customer_no": "SH010212", "meter_nos": ["2101505"], "shut_off_on": "2025-04-10", "by": "R01",
        "because": ["BIL-26"],
    }  # fmt: skip
    order_no = fields.Identifier(required=True)
    customer_no = fields.Identifier(required=True)
    meter_nos = fields.List(fields.Identifier(), required=True)
    shut_off_on = fields.Date(required=True)
    by = fields.Identifier(required=True, allow_none=True)


class FeedbackFormSigned(Event):
    """A customer signed the feedback form of an on-site service: a call-back is due on the next day (CON-22, CUS-48)."""

    subject = "order_no"
    example = {
        "order_no": "GD-1", "form_no": "FK-101", "customer_no": "U7", "specialist": "E0102", "signed_on": "2025-05-08",
        "call_back_due_on": "2025-05-09", "satisfied": True, "because": ["FLD-04", "call_back_days"],
    }  # fmt: skip
    order_no = fields.Identifier(required=True)
    form_no = fields.Identifier(required=True)
    customer_no = fields.Identifier(required=True, allow_none=True)
    specialist = fields.Identifier(required=True, allow_none=True)
    signed_on = fields.Date(required=True)
    call_back_due_on = fields.Date(required=True)
    satisfied = fields.Boolean(required=True, allow_none=True)


class SpecialServiceCharged(Event):
    """A paid service was rendered: billing has a receivable, and the spending may earn points (FLD-39, CUS-66; doc 5.2 l.413)."""

    subject = "order_no"
    example = {
        "order_no": "TY-3", "unit_no": "D6-504", "customer_no": None, "service_name": "擦窗", "amount": "80.00",
        "rendered_on": "2025-05-06", "earns_points": True, "because": ["FLD-39"],
    }  # fmt: skip
    order_no = fields.Identifier(required=True)
    unit_no = fields.Identifier(required=True, allow_none=True)
    customer_no = fields.Identifier(required=True, allow_none=True)
    service_name = fields.Text(required=True, allow_none=True)
    amount = fields.Money(required=True)
    rendered_on = fields.Date(required=True)
    earns_points = fields.Boolean(required=True)


class OrderRecordMissing(Event):
    """An on-site service does not stand in the service record by the end of its last day (CON-23; DIS-36)."""

    subject = "order_no"
    example = {
        "order_no": "GD-1",
        "customer_no": "U7",
        "staff_nos": ["E0102"],
        "handled_on": "2025-05-08",
        "due_on": "2025-05-09",
        "because": ["CON-23"],
    }
    order_no = fields.Identifier(required=True)
    customer_no = fields.Identifier(required=True, allow_none=True)
    staff_nos = fields.List(fields.Identifier(), required=True)
    handled_on = fields.Date(required=True)
    due_on = fields.Date(required=True)


class UntestedWorkFound(Event):
    """Somebody left gas-on or an installation untested: a candidate for discipline (DIS-13, DIS-15, DIS-16)."""

    subject = "order_no"
    example = {
        "order_no": "TQ-7", "staff_no": "F1", "kind": "gas_on", "hazard": False, "serious": False, "violation": "DIS-13",
        "found_on": "2025-03-13", "because": ["FLD-03"],
    }  # fmt: skip
    order_no = fields.Identifier(required=True)
    staff_no = fields.Identifier(required=True)
    kind = fields.Choice(*ORDER_KINDS, required=True)
    hazard = fields.Boolean(required=True)
    serious = fields.Boolean(required=True)
    violation = fields.Identifier(required=True)
    found_on = fields.Date(required=True)
