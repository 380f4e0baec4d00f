"""The registry on a real bus and store: register, import, change, list, report."""

import pytest

from kefu_customers.service import Customers
from kefu_messages.customers import (
    ChangeCustomer,
    CustomerChanged,
    CustomerRegistered,
    GetCustomer,
    GetCustomerReport,
    ListCustomers,
    PossibleDuplicate,
    RegisterComplex,
    RegisterCustomer,
    UnknownCustomerStatus,
    WhyCustomer,
)
from kefu_messages.errors import NotAllowed, NotFound

CLERK, SPECIALIST, SUPERVISOR = ("counter_clerk",), ("customer_service_specialist",), ("customer_service_supervisor",)


@pytest.fixture
def customers(shared):
    shared.organisation = "shihua_gas"
    return shared.start(Customers)


def register(customers, customer_no, **more):
    facts = {"customer_no": customer_no, "name": f"客戶{customer_no}", "kind": "commercial", "opened_on": "2025-03-01", **more}
    return customers.ask(RegisterCustomer, roles=SPECIALIST, **facts)


def row(customer_no, **more):
    cells = {
        "customer_no": customer_no,
        "name": "林記",
        "kind": "commercial",
        "area": "東區",
        "contact": "嚴桂",
        "phone": "139" + customer_no,
    }
    return {**cells, "address": "南門街" + customer_no, "opened_on": "2014-07-18", "status": "existing", **more}


@pytest.mark.rule("CUS-01")
def test_a_potential_customer_is_registered_and_told_of(customers):
    reply = register(customers, "K1", status="potential", contact="嚴桂", phone="139", address="南門街1號")
    assert (reply["status"], reply["missing"], reply["completeness_percent"], reply["grade"]) == ("potential", [], "100", None)
    (told,) = customers.said(CustomerRegistered)
    assert (told["customer_no"], told["kind"], told["status"]) == ("K1", "commercial", "potential")
    assert told["because"] == ["CUS-01", "customer_statuses", "customer_kinds", "contact_fields"]
    assert "phone" not in told


@pytest.mark.rule("CUS-01")
def test_a_former_customer_is_refused_and_nothing_is_stored_or_said(customers):
    with pytest.raises(UnknownCustomerStatus):
        register(customers, "K1", status="former")
    with pytest.raises(NotFound):
        customers.ask(GetCustomer, roles=SPECIALIST, customer_no="K1")
    assert customers.said(CustomerRegistered, count=0) == []


@pytest.mark.rule("CUS-12")
def test_a_possible_duplicate_is_refused_until_somebody_has_confirmed_that_it_is_none(customers):
    register(customers, "K1", phone="139")
    with pytest.raises(PossibleDuplicate) as refusal:
        register(customers, "K2", phone="139")
    assert refusal.value.params == {"similar": "K1"}
    assert [told["customer_no"] for told in customers.said(CustomerRegistered, count=0)] == ["K1"]
    assert register(customers, "K2", phone="139", confirmed_distinct=True)["similar_to"] == ["K1"]


@pytest.mark.rule("CUS-12")
def test_a_guest_at_the_reception_registers_nobody(customers):
    with pytest.raises(NotAllowed):
        customers.ask(RegisterCustomer, roles=("reception_agent",), customer_no="K1", name="甲", kind="commercial")


@pytest.mark.rule("CUS-14")
def test_a_record_without_telephone_is_saved_as_incomplete_and_completed_later(customers):
    assert register(customers, "K1", contact="嚴桂", address="南門街1號")["missing"] == ["phone"]
    changed = customers.ask(ChangeCustomer, roles=SPECIALIST, customer_no="K1", phone="139")
    assert (changed["missing"], changed["completeness_percent"], changed["contact"]) == ([], "100", "嚴桂")
    assert customers.said(CustomerChanged)[0]["missing"] == []


def test_the_same_key_registers_once(customers):
    body = {"customer_no": "K1", "name": "甲", "kind": "commercial"}
    first = customers.ask(RegisterCustomer, roles=SPECIALIST, key="k", **body)
    assert customers.ask(RegisterCustomer, roles=SPECIALIST, key="k", **body) == first
    assert len(customers.said(CustomerRegistered)) == 1


@pytest.mark.rule("CUS-14", "CUS-68")
def test_a_file_is_imported_row_by_row_and_reported(customers):
    rows = [
        row("K2", phone=""), row("K1"), row("K1"), row("K3", kind="industrial"), row("K4", kind="residential", contact="", address=""),
        row("K1", kind="industrial"), row("K5", opened_on="yesterday"), row("K6", kind="public_welfare", phone="139K1"),
    ]  # fmt: skip
    outcomes = customers.send(RegisterCustomer, rows, roles=("system_administrator",))
    assert [(item["line"], item["state"], item["reason"]) for item in outcomes] == [
        (2, "accepted", None), (3, "accepted", None), (4, "refused", "duplicate_customer"), (5, "refused", "invalid_kind"),
        (6, "accepted", None), (7, "refused", "duplicate_customer"), (8, "refused", "validation_failed"), (9, "accepted", None),
    ]  # fmt: skip
    expected = {
        "CUS-14": {
            "customers": 4,
            "incomplete": [{"customer_no": "K2", "missing": ["phone"]}, {"customer_no": "K4", "missing": ["contact", "address"]}],
        },
        "CUS-68": {"residential": 1, "commercial": 2, "public_welfare": 1},
        "CUS-68-new": {
            "residential": 0, "commercial": 0, "public_welfare": 0, "residential_with_boiler": 0, "complexes": 0, "boiler_complexes": 0,
        },
    }  # fmt: skip
    assert customers.ask(GetCustomerReport, roles=("department_head",), period="2025-03")["rules"] == expected
    assert customers.ask(GetCustomer, roles=SPECIALIST, customer_no="K6")["similar_to"] == ["K1"]
    assert customers.send(RegisterCustomer, rows, roles=("system_administrator",)) == outcomes
    assert customers.ask(GetCustomerReport, roles=("department_head",), period="2025-03")["rules"] == expected
    assert len(customers.said(CustomerRegistered, count=0)) == 4


@pytest.mark.rule("CUS-68")
def test_a_new_resident_with_boiler_counts_in_both(customers):
    register(customers, "K1", kind="residential", wall_hung_boiler=True)
    register(customers, "K2", kind="residential")
    customers.ask(RegisterComplex, roles=SPECIALIST, complex_no="X1", name="河濱", boiler=True, opened_on="2025-03-05")
    new = customers.ask(GetCustomerReport, roles=("reporting",), period="2025-03")["rules"]["CUS-68-new"]
    assert (new["residential"], new["residential_with_boiler"], new["complexes"], new["boiler_complexes"]) == (2, 1, 1, 1)


def test_lists_are_filtered_and_paged_by_number(customers):
    for number, kind in (("K3", "residential"), ("K1", "commercial"), ("K2", "residential")):
        register(customers, number, kind=kind, area="東區")
    page = customers.ask(ListCustomers, roles=SPECIALIST, kind="residential")
    assert [item["customer_no"] for item in page["items"]] == ["K2", "K3"]
    assert [item["customer_no"] for item in customers.ask(ListCustomers, roles=SPECIALIST, area="東區")["items"]] == ["K1", "K2", "K3"]
    assert [item["customer_no"] for item in customers.ask(ListCustomers, roles=SPECIALIST, status="potential")["items"]] == []


@pytest.mark.rule("CUS-14")
def test_why_names_the_clauses_in_the_readers_language(customers):
    register(customers, "K1")
    decisions = {item["name"]: item for item in customers.ask(WhyCustomer, roles=SPECIALIST, customer_no="K1")["decisions"]}
    assert decisions["completeness"]["outcome"] == {"missing": ["contact", "phone", "address"], "percent": "0"}
    assert decisions["completeness"]["because"][0]["title"] == "Contact data a record needs"


@pytest.mark.rule("CUS-23")
def test_clerks_do_not_read_the_registry(customers):
    register(customers, "K1")
    with pytest.raises(NotAllowed):
        customers.ask(ListCustomers, roles=CLERK)
    with pytest.raises(NotAllowed):
        customers.ask(GetCustomer, roles=("cashier",), customer_no="K1")


@pytest.mark.rule("CUS-14", "CUS-68")
def test_of_a_customer_of_a_file_the_name_and_the_first_day_need_not_be_known(customers):
    """He has long been one: counted in every month, new in none."""
    rows = [row("K1", opened_on=""), row("K2", name="", phone=""), row("K3", opened_on="soon"), row("K4", kind="")]
    reasons = [outcome["reason"] for outcome in customers.send(RegisterCustomer, rows, roles=("system_administrator",))]
    assert reasons == [None, None, "validation_failed", "invalid_kind"]
    told = {item["customer_no"]: (item["name"], item["opened_on"]) for item in customers.said(CustomerRegistered, count=2)}
    assert told == {"K1": ("林記", None), "K2": ("", "2014-07-18")}
    found = customers.ask(GetCustomerReport, roles=("reporting",), period="2013-03")["rules"]
    assert (found["CUS-14"]["customers"], found["CUS-68"]["commercial"], found["CUS-68-new"]["commercial"]) == (1, 1, 0)
