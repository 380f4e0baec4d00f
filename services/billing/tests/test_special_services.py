"""Paid special services on a unit's account (BIL-39, FLD-39)."""

import pytest

from kefu_billing.service import Billing
from kefu_messages.billing import GetUnitAccount, PropertyFeeCharged
from kefu_messages.customers import UnitRegistered
from kefu_messages.fieldwork import SpecialServiceCharged

MANAGER = ("property_manager",)


@pytest.mark.rule("FLD-39", "BIL-39")
def test_a_rendered_service_is_owed_by_the_unit_once(shared):
    shared.organisation = "shenpu_property"
    shared.start(Billing)
    shared.say(UnitRegistered, **{**UnitRegistered.example, "unit_no": "D1"})
    told = {**SpecialServiceCharged.example, "order_no": "TY-1", "unit_no": "D1", "amount": "80.00", "rendered_on": "2025-05-06"}
    for _ in range(2):
        shared.say(SpecialServiceCharged, **told)
    account = shared.ask(GetUnitAccount, roles=MANAGER, unit_no="D1", as_of="2025-05-06")
    assert [(one["charge_no"], one["fee_type"], one["amount"]) for one in account["charges"]] == [("TY-1", "special_service", "80.00")]
    assert [(one["fee_type"], one["amount"]) for one in shared.said(PropertyFeeCharged)] == [("special_service", "80.00")]
    assert len(shared.said(PropertyFeeCharged, count=0)) == 1
