"""Tickets whose work fieldwork does (CMP-51, CMP-53)."""

import pytest

from kefu_complaints.service import Complaints
from kefu_messages.complaints import AdvanceTicket, CaseHandled, GetCase, RecordTicket
from kefu_messages.fieldwork import OrderAssigned, OrderHandled

STEWARD = ("area_steward",)


@pytest.fixture
def estate(shared):
    shared.organisation = "shenpu_property"
    inside = shared.start(Complaints)
    told = {"category": "lift", "channel": "phone", "description": "電梯異響"}
    inside.ask(RecordTicket, roles=STEWARD, ticket_no="T1", reported_on="2025-05-06", reported_at="2025-05-06T09:00", **told)
    return inside


def case(estate):
    return estate.ask(GetCase, roles=STEWARD, case_no="T1")


@pytest.mark.rule("CMP-51", "CMP-53", "FLD-09")
def test_a_ticket_is_replied_once_its_work_is_done_and_then_revisited(estate):
    told = {"case_no": "T1", "order_no": "T1", "category": "lift", "handling": None}
    estate.say(OrderAssigned, **{**OrderAssigned.example, **told, "staff_nos": ["W3"], "assigned_at": "2025-05-06T09:30:00+08:00"})
    assert (case(estate)["state"], case(estate)["owner"]) == ("dispatched", "W3")
    done = {**OrderHandled.example, **told, "handled_on": "2025-05-07", "handled_at": "2025-05-07T15:00:00+08:00", "result": "已換軸承"}
    estate.say(OrderHandled, **{**done, "elsewhere": True})
    assert case(estate)["state"] == "dispatched"
    estate.say(OrderHandled, **done)
    replied = case(estate)
    assert (replied["state"], replied["solved_on"], replied["answer"]) == ("replied", "2025-05-07", "已換軸承")
    assert [(one["handled_on"], one["handled_by"]) for one in estate.said(CaseHandled)] == [("2025-05-07", "W3")]
    estate.say(OrderHandled, **done)
    estate.ask(AdvanceTicket, roles=STEWARD, by="W9", ticket_no="T1", step="revisited", at="2025-05-08T09:00", satisfied=True)
    assert case(estate)["state"] == "revisited"
    assert len(estate.said(CaseHandled, count=0)) == 1
