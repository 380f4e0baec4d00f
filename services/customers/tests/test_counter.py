"""The counter, gas accounts and breaches on a real bus and store (CUS-39..43, CUS-55)."""

import pytest

from kefu_customers.service import Customers
from kefu_messages import Command, Query, roles
from kefu_messages.customers import (
    ActiveCardExists,
    AssignMeterReader,
    AssistanceNeedUnknown,
    BeginCounterService,
    CheckRack,
    ConfidentialityBreachReported,
    CustomerNotServed,
    EndCounterService,
    EndIcCard,
    GetBreach,
    GetCustomerMeters,
    GetGasAccount,
    GetServedCustomer,
    IcCardEnded,
    IcCardIssued,
    IssueIcCard,
    NoteAssistanceNeeds,
    NothingToRefill,
    NotTheMetersReader,
    OpenGasAccount,
    OwnBreach,
    RackTitleShort,
    RefillRack,
    RegisterCustomer,
    ReportBreach,
    SanctionNotSelectable,
)
from kefu_messages.errors import NotAllowed, NotFound, UnknownMeter
from kefu_messages.message import messages
from kefu_messages.metering import MeterInstalled, MeterRemoved

CLERK, CARDS, LEADER, READER = ("counter_clerk",), ("card_clerk",), ("business_centre_team_leader",), ("meter_reader",)
METER = {
    **MeterInstalled.example,
    "meter_no": "0012345",
    "customer_no": "C5",
    "meter_type": "G2.5",
    "inlet": "left",
    "installed_on": "2016-05-10",
}


@pytest.fixture
def customers(shared):
    shared.organisation = "shihua_gas"
    shared.start(Customers)
    told = {**RegisterCustomer.example, "customer_no": "C5", "name": "林記麵館"}
    shared.ask(RegisterCustomer, roles=sorted(RegisterCustomer.roles), **told)
    return shared


def serve(customers, number="Q-1", by="E1", **more):
    return customers.ask(BeginCounterService, roles=CLERK, by=by, service_no=number, customer_no="C5", begun_at="2025-06-03T09:05", **more)


def installed(customers):
    customers.say(MeterInstalled, **{name: value for name, value in METER.items() if name != "because"})


@pytest.mark.rule("CUS-39")
def test_a_clerk_reads_the_served_customer_only_while_serving(customers):
    with pytest.raises(NotFound):
        customers.ask(GetServedCustomer, roles=CLERK, by="E1", service_no="Q-1")
    serve(customers)
    seen = customers.ask(GetServedCustomer, roles=CLERK, by="E1", service_no="Q-1")
    assert (seen["customer_no"], seen["name"]) == ("C5", "林記麵館")
    assert "phone" not in seen
    with pytest.raises(CustomerNotServed):
        customers.ask(GetServedCustomer, roles=CLERK, by="E2", service_no="Q-1")
    with pytest.raises(CustomerNotServed):
        customers.ask(EndCounterService, roles=CLERK, by="E2", service_no="Q-1")
    assert customers.ask(EndCounterService, roles=CLERK, by="E1", service_no="Q-1", ended_at="2025-06-03T09:12")["state"] == "ended"
    with pytest.raises(CustomerNotServed):
        customers.ask(GetServedCustomer, roles=CLERK, by="E1", service_no="Q-1")


@pytest.mark.rule("CUS-39")
def test_clerks_may_send_nothing_that_lists_searches_or_exports_customers():
    hall = roles.CLERKS | {roles.CASHIER, roles.DUTY_CLERK}
    theirs = [query for query in messages(Query) if query.service == "customers" and query.roles & hall]
    assert GetServedCustomer in theirs
    assert [query.__name__ for query in theirs if query.paged or "customer_no" in query.route.path_fields] == []
    exports = [item for item in messages(Command) if item.service == "customers" and "export" in item.verb()]
    assert exports
    assert [item.__name__ for item in exports if item.roles & hall] == []


@pytest.mark.rule("CUS-40")
def test_the_counter_shows_needs_on_file_and_of_the_visit_but_never_a_diagnosis(customers):
    with pytest.raises(AssistanceNeedUnknown):
        customers.ask(NoteAssistanceNeeds, roles=CLERK, customer_no="C5", needs=["diabetes"], noted_on="2025-06-01")
    with pytest.raises(NotFound):
        customers.ask(NoteAssistanceNeeds, roles=CLERK, customer_no="C6", needs=[], noted_on="2025-06-01")
    customers.ask(NoteAssistanceNeeds, roles=CLERK, customer_no="C5", needs=["step_free_access"], noted_on="2025-06-01")
    assert serve(customers, assistance_needs=["escort"])["assistance_needs"] == ["escort", "step_free_access"]
    assert customers.ask(GetServedCustomer, roles=CLERK, by="E1", service_no="Q-1")["assistance_needs"] == ["escort", "step_free_access"]


@pytest.mark.rule("CUS-41")
def test_an_empty_rack_is_the_duty_clerks_finding_until_refilled(customers):
    told = {"check_no": "Z1", "checked_on": "2025-06-03", "duty_clerk": "E31", "stock": {"gas_safety_manual": 0, "company_journal": 3}}
    assert customers.ask(CheckRack, roles=LEADER, **told)["short"] == ["gas_safety_manual"]
    (said,) = customers.said(RackTitleShort)
    assert (said["title"], said["duty_clerk"], said["stock"]) == ("gas_safety_manual", "E31", 0)
    with pytest.raises(NothingToRefill):
        customers.ask(RefillRack, roles=CLERK, check_no="Z1", title="company_journal", stock=5)
    refilled = customers.ask(RefillRack, roles=CLERK, check_no="Z1", title="gas_safety_manual", stock=40)
    assert (refilled["short"], refilled["stock"]) == ([], {"gas_safety_manual": 40, "company_journal": 3})


@pytest.mark.rule("CUS-42")
def test_a_reader_sees_the_meter_facts_of_the_own_round(customers):
    installed(customers)
    (meter,) = customers.ask(GetCustomerMeters, roles=READER, by="R1", customer_no="C5")["meters"]
    assert (meter["meter_type"], meter["meter_no"], meter["installed_on"], meter["inlet"]) == ("G2.5", "0012345", "2016-05-10", "left")
    assert meter["years_in_service"] >= 9
    customers.ask(AssignMeterReader, roles=LEADER, customer_no="C5", reader="R2", assigned_on="2025-03-01")
    with pytest.raises(NotTheMetersReader):
        customers.ask(GetCustomerMeters, roles=READER, by="R1", customer_no="C5")
    assert len(customers.ask(GetCustomerMeters, roles=READER, by="R2", customer_no="C5")["meters"]) == 1
    customers.say(MeterRemoved, **{**MeterRemoved.example, "meter_no": "0012345", "customer_no": "C5"})
    assert customers.ask(GetCustomerMeters, roles=READER, by="R2", customer_no="C5")["meters"] == []


@pytest.mark.rule("CUS-43")
def test_opening_an_account_makes_one_active_card_per_meter(customers):
    opening = {"customer_no": "C5", "meter_no": "0012345", "opened_on": "2025-06-03"}
    with pytest.raises(UnknownMeter):
        customers.ask(OpenGasAccount, roles=CARDS, **opening)
    installed(customers)
    account = customers.ask(OpenGasAccount, roles=CARDS, **opening)
    assert (account["account_no"], account["active_card"]) == ("A-0012345", "C-0012345-1")
    for again in (lambda: customers.ask(OpenGasAccount, roles=CARDS, **opening),
                  lambda: customers.ask(IssueIcCard, roles=CARDS, meter_no="0012345", issued_on="2025-06-04")):  # fmt: skip
        with pytest.raises(ActiveCardExists):
            again()
    customers.ask(EndIcCard, roles=CARDS, meter_no="0012345", ended_on="2025-06-10", reason="lost")
    customers.ask(IssueIcCard, roles=CARDS, meter_no="0012345", issued_on="2025-06-10")
    account = customers.ask(GetGasAccount, roles=CARDS, meter_no="0012345")
    assert [(card["card_no"], card["ended_on"]) for card in account["cards"]] == [("C-0012345-1", "2025-06-10"), ("C-0012345-2", None)]
    assert [said["card_no"] for said in customers.said(IcCardIssued, count=2)] == ["C-0012345-1", "C-0012345-2"]
    assert customers.said(IcCardEnded)[0]["reason"] == "lost"
    with pytest.raises(NotAllowed):
        customers.ask(IssueIcCard, roles=READER, meter_no="0012345", issued_on="2025-06-11")


@pytest.mark.rule("CUS-55", "CUS-39")
def test_a_breach_is_a_violation_without_amount_and_with_selectable_sanctions(shared):
    shared.organisation = "jinyang"
    shared.start(Customers)
    told = {"breach_no": "X1", "kind": "confidentiality_breach", "staff_no": "E2", "happened_on": "2025-05-06", "description": "洩密"}
    manager = ("service_manager",)
    with pytest.raises(SanctionNotSelectable):
        shared.ask(ReportBreach, roles=manager, by="M1", proposed_sanction="fine", **told)
    with pytest.raises(OwnBreach):
        shared.ask(ReportBreach, roles=manager, by="E2", **told)
    with pytest.raises(NotFound):
        shared.ask(GetBreach, roles=manager, breach_no="X1")
    assert shared.said(ConfidentialityBreachReported, count=0) == []
    shared.ask(ReportBreach, roles=manager, by="M1", **told)
    (said,) = shared.said(ConfidentialityBreachReported)
    assert (said["staff_no"], said["amount"], said["reported_by"]) == ("E2", None, "M1")
    assert said["sanctions"] == ["warning", "penalty", "advised_resignation", "dismissal"]
    assert said["because"] == ["CUS-55", "breach_sanctions"]
