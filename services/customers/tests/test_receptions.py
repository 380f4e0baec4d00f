"""Receptions and delivery statistics on a real bus and store (CUS-33..38)."""

import pytest

from kefu_customers.service import Customers
from kefu_messages.customers import (
    ArrangeReception,
    CloseReception,
    DeliveryRecorded,
    FileReceptionSummary,
    FillGuestForm,
    GetDeliveryStatistics,
    GetReception,
    GuestFormIncomplete,
    GuestTypeUnknown,
    HoldReception,
    ListReceptions,
    NotTheReceivingAgent,
    PrepareReception,
    ReceptionHeld,
    ReceptionSummaryFiled,
    RecordDelivery,
    StrategyMissing,
)
from kefu_messages.errors import NotAllowed, NotFound, StateConflict

SUPERVISOR, AGENT = ("customer_service_supervisor",), ("reception_agent",)
TICKS = dict.fromkeys(("greeted_and_answered", "benefits_presented", "culture_presented", "rules_followed"), True)
FORM = {"guest_unit": "恒通投資", "guest_name": "林先生", "purpose": "考察", "received_by": "E0007"}


@pytest.fixture
def customers(shared):
    shared.organisation = "emall"
    return shared.start(Customers)


def arrange(customers, number="RC-3", **more):
    told = {"reception_no": number, "guest": "林先生", "guest_type": "investor", "agent": "E0007", "planned_on": "2025-06-03", **more}
    return customers.ask(ArrangeReception, roles=SUPERVISOR, by="S1", **told)


def act(customers, message, number="RC-3", by="E0007", **body):
    return customers.ask(message, roles=AGENT, by=by, reception_no=number, **body)


def hold(customers, number="RC-3", **ticks):
    return act(customers, HoldReception, number, held_on="2025-06-03", **{**TICKS, **ticks})


@pytest.mark.rule("CUS-33", "CUS-34", "CUS-37")
def test_a_reception_is_arranged_prepared_held_reported_and_closed(customers):
    assert arrange(customers)["arranged_by"] == "S1"
    assert act(customers, PrepareReception, strategy="operations+finance")["strategy"] == "operations+finance"
    held = act(customers, HoldReception, held_on="2025-06-03", questions=[{"question": "營運狀況?", "answer": "穩定成長"}], **TICKS)
    assert (held["state"], held["summary_due_on"], held["checklist_missing"]) == ("held", "2025-06-06", [])
    assert held["questions"] == [{"question": "營運狀況?", "answer": "穩定成長"}]
    act(customers, FileReceptionSummary, guest_situation="有意投資", summary="已介紹", filed_on="2025-06-07")
    act(customers, FillGuestForm, **FORM)
    assert act(customers, CloseReception)["state"] == "closed"
    assert customers.said(ReceptionHeld)[0]["summary_due_on"] == "2025-06-06"
    assert customers.said(ReceptionSummaryFiled)[0]["days_late"] == 1


@pytest.mark.rule("CUS-34")
def test_without_a_strategy_nothing_is_held_and_nothing_said(customers):
    arrange(customers)
    with pytest.raises(StrategyMissing):
        hold(customers)
    assert customers.ask(GetReception, roles=AGENT, reception_no="RC-3")["state"] == "arranged"
    assert customers.said(ReceptionHeld, count=0) == []


@pytest.mark.rule("CUS-35")
def test_an_unticked_item_is_saved_and_flagged(customers):
    arrange(customers, strategy="operations")
    assert hold(customers, benefits_presented=False)["checklist_missing"] == ["benefits_presented"]


@pytest.mark.rule("CUS-36")
def test_a_held_reception_without_summary_is_listed_as_overdue(customers):
    arrange(customers, strategy="operations")
    hold(customers)
    (listed,) = customers.ask(ListReceptions, roles=SUPERVISOR, state="held")["items"]
    assert (listed["reception_no"], listed["summary_overdue"]) == ("RC-3", True)
    act(customers, FileReceptionSummary, guest_situation="無", summary="無", filed_on="2025-06-06")
    assert customers.ask(GetReception, roles=AGENT, reception_no="RC-3")["summary_overdue"] is False


@pytest.mark.rule("CUS-37")
def test_an_empty_field_of_the_guest_form_keeps_the_reception_open(customers):
    arrange(customers, strategy="operations")
    hold(customers)
    act(customers, FillGuestForm, **{**FORM, "guest_unit": ""})
    with pytest.raises(GuestFormIncomplete) as refusal:
        act(customers, CloseReception)
    assert (refusal.value.status, refusal.value.params["missing"]) == (409, "guest_unit")
    act(customers, FillGuestForm, guest_unit="恒通投資")
    assert act(customers, CloseReception)["state"] == "closed"
    with pytest.raises(StateConflict):
        act(customers, FillGuestForm, guest_unit="別家")


@pytest.mark.rule("CUS-33", "CUS-36")
def test_only_superiors_arrange_and_only_the_receiving_agent_acts(customers):
    with pytest.raises(NotAllowed):
        customers.ask(ArrangeReception, roles=AGENT, **ArrangeReception.example)
    with pytest.raises(GuestTypeUnknown):
        arrange(customers, guest_type="passer_by")
    with pytest.raises(NotFound):
        customers.ask(GetReception, roles=AGENT, reception_no="RC-3")
    arrange(customers)
    with pytest.raises(NotTheReceivingAgent):
        act(customers, PrepareReception, by="E0008", strategy="x")
    assert customers.ask(GetReception, roles=AGENT, reception_no="RC-3")["strategy"] is None


@pytest.mark.rule("CUS-38")
def test_120_imported_orders_of_may_114_of_them_delivered_are_95_percent(customers):
    specialist = ("customer_service_specialist",)
    rows = [{"order_no": f"E{n}", "ordered_on": "2025-05-10", "delivered_on": "2025-06-01" if n < 114 else ""} for n in range(120)]
    bad = {"order_no": "E999", "ordered_on": "2025-05-10", "delivered_on": "2025-05-09"}
    answers = customers.send(RecordDelivery, [*rows, bad], roles=specialist)
    assert [answer["reason"] for answer in answers] == [None] * 120 + ["delivered_before_ordered"]
    assert customers.send(RecordDelivery, rows, roles=specialist)[0]["state"] == "accepted"
    figures = customers.ask(GetDeliveryStatistics, roles=specialist, month="2025-05")
    assert figures == {"month": "2025-05", "orders": 120, "delivered": 114, "delivery_percent": "95"}
    assert len(customers.said(DeliveryRecorded, count=120)) == 120


@pytest.mark.rule("CUS-38")
def test_a_later_row_of_a_file_completes_an_earlier_one(customers):
    specialist = ("customer_service_specialist",)
    ordered = {"order_no": "E1", "ordered_on": "2025-05-10", "delivered_on": ""}
    rows = [ordered, {**ordered, "order_no": "E2"}, {**ordered, "delivered_on": "2025-05-12"}]
    answers = customers.send(RecordDelivery, rows, roles=specialist)
    assert [(answer["state"], answer["reason"]) for answer in answers] == [("accepted", None)] * 3
    figures = customers.ask(GetDeliveryStatistics, roles=specialist, month="2025-05")
    assert (figures["orders"], figures["delivered"]) == (2, 1)
