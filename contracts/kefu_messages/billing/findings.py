"""What leaders have to look at (BIL-02, BIL-04..BIL-06, BIL-08, BIL-16, BIL-22)."""

from __future__ import annotations

from kefu_messages import Event, fields


class ChargingFindingRaised(Event):
    """Something in charging work that a leader has to look at (BIL-04..BIL-06, BIL-10, BIL-16, BIL-22)."""

    subject = "about"
    example = {
        "about": "C01 2025-03-22",
        "finding": "unexplained_shortage",
        "severity": "serious",
        "staff_no": "C01",
        "on": "2025-03-22",
        "facts": {"difference": "-500.00"},
        "because": ["BIL-05"],
    }
    about = fields.Identifier(required=True)
    finding = fields.String(required=True)
    severity = fields.Choice("notice", "serious", required=True)
    staff_no = fields.String(allow_none=True)
    on = fields.Date(required=True)
    facts = fields.Dict()


class PurchaseAnomalyRaised(Event):
    """A consumption far from the customer's mean (BIL-08)."""

    subject = "meter_no"
    example = {
        "meter_no": "2100133",
        "customer_no": "SH010019",
        "month": "2025-03",
        "volume": "6290.8",
        "mean": "2316.20",
        "direction": "up",
        "because": ["anomaly_pct"],
    }
    meter_no = fields.Identifier(required=True)
    customer_no = fields.Identifier(required=True)
    month = fields.Month(required=True)
    volume = fields.Volume(required=True)
    mean = fields.Money(required=True)
    direction = fields.Choice("up", "down", required=True)
