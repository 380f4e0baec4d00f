"""Points for paid special services (CUS-66, FLD-39)."""

import pytest

from kefu_customers.service import Customers
from kefu_messages.customers import GetPointsAccount, PointsEarned, RegisterUnit
from kefu_messages.errors import NotFound
from kefu_messages.fieldwork import SpecialServiceCharged

AGENT = ("property_service_agent",)


@pytest.mark.rule("CUS-66", "FLD-39")
def test_what_is_spent_on_services_earns_points_once(shared):
    shared.organisation = "shenpu_property"
    shared.start(Customers)
    shared.ask(RegisterUnit, roles=AGENT, unit_no="D1", type="residence")
    told = {**SpecialServiceCharged.example, "order_no": "TY-1", "unit_no": "D1", "amount": "80.00"}
    shared.say(SpecialServiceCharged, **{**told, "earns_points": False})
    with pytest.raises(NotFound):
        shared.ask(GetPointsAccount, roles=AGENT, unit_no="D1")
    for _ in range(2):
        shared.say(SpecialServiceCharged, **told)
    (earned,) = shared.said(PointsEarned)
    account = shared.ask(GetPointsAccount, roles=AGENT, unit_no="D1")
    assert (account["balance"], account["balance"] > 0) == (earned["points"], True)
    assert len(shared.said(PointsEarned, count=0)) == 1
