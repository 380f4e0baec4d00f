"""What is said of dunning (BIL-24..BIL-27)."""

from __future__ import annotations

from kefu_messages import Event, fields


class DunningStepTaken(Event):
    """A step of dunning was taken (BIL-24..BIL-26)."""

    subject = "customer_no"
    example = {
        "action_no": "CJ00002",
        "customer_no": "SH010097",
        "action": "notice",
        "channel": "phone",
        "staff_no": "R01",
        "on": "2025-03-17",
        "stage": "notified",
        "overdue_amount": "120.50",
        "next_step_from": "2025-03-20",
        "because": ["BIL-24"],
    }
    action_no = fields.Identifier(required=True)
    customer_no = fields.Identifier(required=True)
    action = fields.String(required=True)
    channel = fields.String(allow_none=True)
    staff_no = fields.String(required=True)
    on = fields.Date(required=True)
    stage = fields.String(required=True)
    overdue_amount = fields.Money(required=True)
    next_step_from = fields.Date(allow_none=True)


class DunningCancelled(Event):
    """Nothing is overdue any more: the case ends (BIL-25)."""

    subject = "customer_no"
    example = {"customer_no": "SH010097", "on": "2025-04-01", "was": "handed_over", "because": ["BIL-25"]}
    customer_no = fields.Identifier(required=True)
    on = fields.Date(required=True)
    was = fields.String(required=True)


class ShutoffApproved(Event):
    """The head of the department approved the shut-off of a case (BIL-26)."""

    subject = "customer_no"
    example = {
        "customer_no": "SH010097",
        "approved_by": "H01",
        "approved_on": "2025-04-01",
        "overdue_amount": "77.81",
        "because": ["shutoff_approver_role"],
    }
    customer_no = fields.Identifier(required=True)
    approved_by = fields.Identifier(required=True)
    approved_on = fields.Date(required=True)
    overdue_amount = fields.Money(required=True)


class ShutoffOrdered(Event):
    """Gas is to be shut off (BIL-26); fieldwork makes a work order of it."""

    subject = "customer_no"
    example = {
        "action_no": "CJ00111",
        "customer_no": "SH010212",
        "meter_nos": ["2101505"],
        "ordered_on": "2025-04-09",
        "approved_by": "H01",
        "overdue_amount": "65.40",
        "because": ["BIL-26", "shutoff_after_days"],
    }
    action_no = fields.Identifier(required=True)
    customer_no = fields.Identifier(required=True)
    meter_nos = fields.List(fields.String(), required=True)
    ordered_on = fields.Date(required=True)
    approved_by = fields.Identifier(required=True)
    overdue_amount = fields.Money(required=True)


class ReconnectionDue(Event):
    """A customer whose gas was shut off has paid: reconnect."""

    subject = "customer_no"
    example = {"customer_no": "SH010212", "meter_nos": ["2101505"], "paid_on": "2025-04-12", "because": ["BIL-26"]}
    customer_no = fields.Identifier(required=True)
    meter_nos = fields.List(fields.String(), required=True)
    paid_on = fields.Date(required=True)


class DunningHeld(Event):
    """Dunning pauses."""

    subject = "customer_no"
    example = {
        "customer_no": "SH010097",
        "hold_no": "TS2025-014",
        "kind": "complaint",
        "since": "2025-04-01",
        "until": None,
        "because": ["dunning_holds"],
    }
    customer_no = fields.Identifier(required=True)
    hold_no = fields.Identifier(required=True)
    kind = fields.String(required=True)
    since = fields.Date(required=True)
    until = fields.Date(allow_none=True)


class DunningHoldReleased(Event):
    """Dunning goes on."""

    subject = "customer_no"
    example = {"customer_no": "SH010097", "hold_no": "TS2025-014", "released_on": "2025-04-05"}
    customer_no = fields.Identifier(required=True)
    hold_no = fields.Identifier(required=True)
    released_on = fields.Date(required=True)


class NotDunnedInTime(Event):
    """An overdue customer has no dunning step although the limit has come (BIL-27)."""

    subject = "customer_no"
    example = {
        "customer_no": "SH010300",
        "overdue_since": "2025-03-30",
        "limit": "2025-03-31",
        "because": ["BIL-27", "dunning_limit_working_days"],
    }
    customer_no = fields.Identifier(required=True)
    overdue_since = fields.Date(required=True)
    limit = fields.Date(required=True)
