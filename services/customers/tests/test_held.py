"""Everything the registry holds about one customer: his records whole, others by key and field, looks, refused rows."""

import pytest

from kefu_customers.service import Customers
from kefu_messages.customers import RegisterCustomer
from kefu_messages.errors import NotAllowed
from kefu_messages.platform import built_ins

SPECIALIST, CUSTODIAN = ("customer_service_specialist",), ("archive_custodian",)
GetHeldOfCustomer = next(message for message in built_ins("customers") if message.__name__ == "GetHeldOfCustomer")


@pytest.fixture
def customers(shared):
    shared.organisation = "shihua_gas"
    place = shared.start(Customers)
    for customer_no in ("K1", "K2"):
        facts = {"name": f"客戶{customer_no}", "kind": "commercial", "opened_on": "2025-03-01"}
        place.ask(RegisterCustomer, roles=SPECIALIST, by="E1", customer_no=customer_no, **facts)
    shared.settle()
    return place


def test_all_that_is_held_about_a_customer_is_shown_to_custodians_and_written_down(customers):
    refused = {"customer_no": "K1", "name": "某", "kind": "commercial", "opened_on": "2025-03-01", "status": "nonsense"}
    assert customers.send(RegisterCustomer, [refused], roles=SPECIALIST)[0]["state"] == "refused"
    found = customers.ask(GetHeldOfCustomer, roles=CUSTODIAN, by="D1", customer_no="K1")
    kept = {(item["collection"], item["key"]) for item in found["records"] if item["collection"] not in {"audit", "refused_rows"}}
    assert ("customers", "K1") in kept
    assert not any(key == "K2" for _, key in kept)
    (row,) = [item["content"] for item in found["records"] if item["collection"] == "refused_rows"]
    assert row["raw"]["status"] == "nonsense"
    assert next(item["content"]["by"] for item in found["records"] if item["collection"] == "audit") == "E1"
    assert (found["complete"], found["not_searched"]) == (True, [])
    with pytest.raises(NotAllowed):
        customers.ask(GetHeldOfCustomer, roles=SPECIALIST, by="E1", customer_no="K1")
    assert [(look["by"], look["what"], look["subject"]) for look in customers.looks(GetHeldOfCustomer)] == [
        ("D1", "get_held_of_customer", "customers/customers/K1"),
        ("E1", "refused:get_held_of_customer", "customers/get_held_of_customer"),
    ]
