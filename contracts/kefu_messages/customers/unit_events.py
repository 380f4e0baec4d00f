"""What is said of units: what reports, billing and fieldwork need of them."""

from __future__ import annotations

from kefu_messages import Event, fields
from kefu_messages.customers.units import OCCUPANCIES, OWNERSHIPS, UNIT_TYPES


class UnitRegistered(Event):
    """A unit stands in the registry; carries all that others mirror."""

    subject = "unit_no"
    example = {
        "unit_no": "A06-103", "unit_type": "residence", "area": "AC", "building": "A06", "owner": "謝玉洋", "ownership": "owner",
        "handover_due_on": "2020-10-13", "handed_over_on": "2020-10-15", "occupancy": "decorated", "occupied_since": "2021-02-01",
        "chargeable": True, "monthly_fee": "126.65", "fee_paid_through": "2023-12-31", "because": ["CUS-57"],
    }  # fmt: skip
    unit_no = fields.Identifier(required=True)
    unit_type = fields.Choice(*UNIT_TYPES, required=True, allow_none=True)
    area = fields.Text(allow_none=True)
    building = fields.Text(allow_none=True)
    owner = fields.Text(allow_none=True)
    ownership = fields.Choice(*OWNERSHIPS, required=True)
    handover_due_on = fields.Date(allow_none=True)
    handed_over_on = fields.Date(allow_none=True)
    occupancy = fields.Choice(*OCCUPANCIES, allow_none=True)
    occupied_since = fields.Date(allow_none=True)
    chargeable = fields.Boolean(required=True)
    monthly_fee = fields.Money(allow_none=True)
    fee_paid_through = fields.Date(allow_none=True)


class UnitChanged(Event):
    """A unit was handed over, moved into or out of, or has a new owner or tenant; carries its state from then on."""

    subject = "unit_no"
    example = {
        "unit_no": "A06-103", "what": "moved_in", "on": "2025-04-01", "owner": "謝玉洋", "tenant": None, "ownership": "owner",
        "handed_over_on": "2025-03-01", "occupancy": "under_decoration", "occupied_since": "2025-04-01", "because": ["CUS-56"],
    }  # fmt: skip
    unit_no = fields.Identifier(required=True)
    what = fields.Choice("handed_over", "moved_in", "moved_out", "owner_changed", "tenant_changed", required=True)
    on = fields.Date(required=True)
    owner = fields.Text(allow_none=True)
    tenant = fields.Text(allow_none=True)
    ownership = fields.Choice(*OWNERSHIPS, required=True)
    handed_over_on = fields.Date(allow_none=True)
    occupancy = fields.Choice(*OCCUPANCIES, allow_none=True)
    occupied_since = fields.Date(allow_none=True)
