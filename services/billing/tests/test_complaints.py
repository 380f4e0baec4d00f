"""Dunning while a bill is disputed: held and released by what complaints says (BIL-26)."""

import pytest

from kefu_messages.billing import DunningHoldReleased, DunningOnHold, GetDunningWorklist
from kefu_messages.complaints import ComplaintClosed, ComplaintFiled

FILED = {
    **ComplaintFiled.example, "complaint_no": "C5", "received_on": "2025-03-25", "staff_no": None, "cause": None, "customer_no": "SH1",
    "category": "billing", "disputes_billing": True,
}  # fmt: skip
CLOSED = {**ComplaintClosed.example, "complaint_no": "C5", "closed_on": "2025-03-29", "customer_no": "SH1"}


@pytest.mark.rule("BIL-26")
def test_no_gas_is_shut_off_while_a_bill_is_disputed(billing):
    billing.serve()
    billing.say(ComplaintFiled, **FILED)
    billing.say(ComplaintFiled, **FILED)
    billing.say(ComplaintFiled, **{**FILED, "complaint_no": "C6", "disputes_billing": False})
    billing.approve("2025-03-28T09:00")
    with pytest.raises(DunningOnHold):
        billing.dun("shutoff", "2025-03-29T10:00")
    billing.say(ComplaintClosed, **CLOSED)
    billing.say(ComplaintClosed, **CLOSED)
    assert [(one["hold_no"], one["released_on"]) for one in billing.said(DunningHoldReleased)] == [("C5", "2025-03-29")]
    (row,) = billing.ask(GetDunningWorklist, roles=("counter_clerk",), as_of="2025-03-29")["customers"]
    assert row["on_hold"] is False
    assert billing.dun("shutoff", "2025-03-30T10:00")["stage"] == "shut_off"
